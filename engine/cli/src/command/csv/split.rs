//! `csv split`: the rows in several files, none larger than the service takes.

use super::findings::Findings;
use super::{Options, note, notes_json, notes_text, reminder, stopped};
use crate::args::{CsvSplit, Plain};
use crate::command;
use crate::error::Failure;
use crate::interrupt::Interrupt;
use crate::speech::{Values, counted, number, told, word};
use imaprules_facts::Value as FactValue;
use imaprules_provider_csv::{By, Cut, Limits, Part, Parts, split};
use imaprules_render::for_terminal;
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
        remarks.push(told("csv.most_rows", &[("rows", &rows)]));
    }
    if let Some(size) = arguments.size.filter(|size| size.0 > bytes) {
        remarks.push(told("csv.most_bytes", &[("bytes", &bytes), ("asked", &size.0)]));
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
        let (folder, files) = (arguments.output.display(), strangers.join(", "));
        told("csv.strangers", &[("folder", &folder), ("files", &files)])
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
        let values: Values<'_> = &[
            ("file", &for_terminal(&file)),
            ("rows", &counted(*rows, "row")),
            ("files", &counted(parts.len(), "file")),
            ("folder", &for_terminal(&folder)),
        ];
        let mut text = format!("{}\n", told("csv.split", values));
        text.extend(parts.iter().map(|part| line(part, &self.arguments.output)));
        text.push_str(&left_out_text(left_out));
        text.push_str(&notes_text(notes));
        for remark in &self.remarks {
            text.push_str(&note(remark));
        }
        text.push_str(&blocked_text(self.blocked, &file));
        format!("{text}\n{}\n", self.remind())
    }

    fn remind(&self) -> String {
        reminder(word("csv.parts_hold"), &self.arguments.file)
    }
}

/// The columns that no part has.
pub(super) fn left_out_text(columns: &[String]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    note(&told("csv.left_out", &[("columns", &columns.join(", "))]))
}

/// The rows that the service would not migrate.
pub(super) fn blocked_text(rows: usize, file: &str) -> String {
    if rows == 0 {
        return String::new();
    }
    let message = if rows == 1 {
        "csv.blocked_one"
    } else {
        "csv.blocked_many"
    };
    note(&told(
        message,
        &[("rows", &counted(rows, "row")), ("file", &file)],
    ))
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
        "{:>8} {:<4} {:>12} {}  {}{}\n",
        number(part.rows),
        if part.rows == 1 {
            word("csv.row")
        } else {
            word("csv.rows")
        },
        number(size),
        word("csv.octets"),
        for_terminal(&file),
        for_terminal(&group)
    )
}
