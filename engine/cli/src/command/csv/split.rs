//! `csv split`: the rows in several files, none larger than the service takes.

use super::findings::Findings;
use super::{Options, notes_json, notes_text, reminder, stopped};
use crate::args::{CsvSplit, Plain};
use crate::command;
use crate::error::Failure;
use crate::interrupt::Interrupt;
use imaprules_facts::Value as FactValue;
use imaprules_provider_csv::{By, Cut, Limits, Part, Parts, split};
use imaprules_render::{counted, for_terminal, number};
use imaprules_report::{Outcome, Severity, exit};
use imaprules_rules::Packs;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;

/// What the JSON says it is.
const FORMAT: &str = "imaprules-csv-split/1";

/// The pack whose parameters say what the service takes.
const PACK: &str = "csv";

/// A split that was made, and what to say besides.
struct Told<'a> {
    arguments: &'a CsvSplit,
    parts: Parts,
    /// Rows that the service would not migrate.
    blocked: usize,
    remarks: Vec<String>,
}

pub(super) fn run(arguments: &CsvSplit) -> Result<u8, Failure> {
    let options = Options::of(&arguments.options, None)?;
    let interrupt = Interrupt::watch();
    let request = options.request(&arguments.file)?;
    let (cut, mut remarks) = cut(arguments, arguments.by.clone(), &options.packs);
    let parts = match split(&request, &cut, &arguments.output, &|| interrupt.is_set()) {
        Ok(parts) => parts,
        Err(error) => return stopped(error),
    };
    remarks.extend(strangers(arguments, &parts));
    let told = Told {
        arguments,
        blocked: blocked(&Findings::of(&arguments.file, &options)?),
        parts,
        remarks,
    };
    match arguments.options.format {
        Plain::Json => command::print_json(&told.json())?,
        Plain::Text => command::print(&told.text())?,
    }
    Ok(exit::OK)
}

/// How the file is split, and what to say of it.
pub(super) fn cut(arguments: &CsvSplit, by: Option<By>, packs: &Packs) -> (Cut, Vec<String>) {
    let (limits, remarks) = limits(arguments, packs);
    let cut = Cut {
        by,
        limits,
        keep_unknown: matches!(param(packs, "allow_unknown_columns"), Some(FactValue::Bool(true))),
        replace: arguments.force,
    };
    (cut, remarks)
}

fn param<'p>(packs: &'p Packs, name: &str) -> Option<&'p FactValue> {
    let pack = packs.all().iter().find(|pack| pack.id == PACK)?;
    let param = pack.params.iter().find(|param| param.name == name)?;
    Some(&param.value)
}

/// What was asked for, but never more than the service takes.
fn limits(arguments: &CsvSplit, packs: &Packs) -> (Limits, Vec<String>) {
    let most = |name: &str| match param(packs, name) {
        Some(FactValue::Int(most)) => u64::try_from(*most).unwrap_or(u64::MAX),
        _ => u64::MAX,
    };
    let (rows, bytes) = (most("max_rows"), most("max_bytes"));
    let wanted = arguments.rows.map_or(u64::MAX, |rows| rows as u64);
    let mut remarks = Vec::new();
    if arguments.rows.is_some() && wanted > rows {
        remarks.push(format!(
            "the service takes {rows} rows in one file, so that no part has more"
        ));
    }
    if let Some(size) = arguments.size.filter(|size| size.0 > bytes) {
        remarks.push(format!(
            "the service takes files of {bytes} octets, so that no part is larger; {} were allowed",
            size.0
        ));
    }
    let limits = Limits {
        rows: usize::try_from(wanted.min(rows)).unwrap_or(usize::MAX),
        bytes: arguments.size.map_or(bytes, |size| size.0.min(bytes)),
        parts: arguments.max_parts,
    };
    (limits, remarks)
}

/// Other migration files of the same name in the folder, mostly of an earlier split: their rows would be migrated twice.
pub(super) fn strangers(arguments: &CsvSplit, parts: &Parts) -> Option<String> {
    let stem = arguments.file.file_stem()?.to_string_lossy().into_owned();
    let ours: HashSet<&str> = parts.parts.iter().map(|part| part.file.as_str()).collect();
    let names = std::fs::read_dir(&arguments.output).ok()?;
    let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let like = |name: &String| name.starts_with(&format!("{stem}-")) && name.ends_with(".csv");
    let mut strangers: Vec<String> = names
        .filter(|name| like(name) && !ours.contains(name.as_str()))
        .collect();
    strangers.sort();
    (!strangers.is_empty()).then(|| {
        format!(
            "{} also holds files that are not of this split: {}",
            arguments.output.display(),
            strangers.join(", ")
        )
    })
}

/// Rows with a blocker of their own.
pub(super) fn blocked(findings: &Findings) -> usize {
    let results = findings.report.results.iter();
    let blockers = results.filter(|found| {
        found.subject.kind == "mailbox"
            && found.severity == Severity::Blocker
            && found.outcome == Outcome::Fail
    });
    blockers
        .map(|found| &found.subject.id)
        .collect::<HashSet<_>>()
        .len()
}

impl Told<'_> {
    fn json(&self) -> Value {
        json!({
            "format": FORMAT,
            "file": self.arguments.file.display().to_string(),
            "folder": self.arguments.output.display().to_string(),
            "rows": self.parts.rows,
            "parts": self.parts.parts,
            "left_out": self.parts.left_out,
            "rows_with_blockers": self.blocked,
            "notes": notes_json(&self.parts.notes),
            "remarks": self.remarks,
            "reminder": self.remind(),
        })
    }

    fn text(&self) -> String {
        let Parts {
            parts,
            rows,
            left_out,
            notes,
            ..
        } = &self.parts;
        let file = self.arguments.file.display().to_string();
        let folder = self.arguments.output.display().to_string();
        let mut text = format!(
            "{}: {} into {} in {}\n",
            for_terminal(&file),
            counted(*rows, "row"),
            counted(parts.len(), "file"),
            for_terminal(&folder)
        );
        text.extend(parts.iter().map(|part| line(part, &self.arguments.output)));
        text.push_str(&left_out_text(left_out));
        text.push_str(&notes_text(notes));
        for remark in &self.remarks {
            text.push_str(&format!("note: {}\n", for_terminal(remark)));
        }
        text.push_str(&blocked_text(self.blocked, &file));
        format!("{text}\n{}\n", self.remind())
    }

    fn remind(&self) -> String {
        reminder("The parts hold", &self.arguments.file)
    }
}

/// The columns that no part has.
pub(super) fn left_out_text(columns: &[String]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    format!(
        "note: left out, because the service does not know them: {}; --param allow_unknown_columns=true keeps them\n",
        for_terminal(&columns.join(", "))
    )
}

/// The rows that the service would not migrate.
pub(super) fn blocked_text(rows: usize, file: &str) -> String {
    if rows == 0 {
        return String::new();
    }
    format!(
        "note: {} will not be migrated as {} is; see imaprules csv check {}\n",
        counted(rows, "row"),
        if rows == 1 { "it" } else { "each" },
        for_terminal(file)
    )
}

pub(super) fn line(part: &Part, folder: &Path) -> String {
    let size = usize::try_from(part.bytes).unwrap_or(usize::MAX);
    let file = folder.join(&part.file).display().to_string();
    let group = part
        .group
        .as_deref()
        .map(|group| format!("  {group}"))
        .unwrap_or_default();
    format!(
        "{:>8} {:<4} {:>12} octets  {}{}\n",
        number(part.rows),
        if part.rows == 1 { "row" } else { "rows" },
        number(size),
        for_terminal(&file),
        for_terminal(&group)
    )
}
