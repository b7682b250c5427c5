//! `csv fix`: a corrected copy, the list of changes, and what is left to be mended by hand.

use super::findings::Findings;
use super::{Options, notes_json, notes_text, ranges, reminder, stopped};
use crate::args::{CsvFix, Plain};
use crate::command;
use crate::error::Failure;
use crate::interrupt::Interrupt;
use crate::speech::{Values, counted, told as said, word};
use imaprules_provider_csv::{Change, Fixed, fix};
use imaprules_render::for_terminal;
use serde_json::{Value, json};

/// What the JSON says it is.
const FORMAT: &str = "imaprules-csv-fix/1";

pub(super) fn run(arguments: &CsvFix) -> Result<u8, Failure> {
    let options = Options::of(&arguments.options, arguments.fail_on)?;
    let interrupt = Interrupt::watch();
    let request = options.request(&arguments.file)?;
    let fixed = match fix(&request, &arguments.output, arguments.force, &|| {
        interrupt.is_set()
    }) {
        Ok(fixed) => fixed,
        Err(error) => return stopped(error),
    };
    let options = options.for_own_files();
    let findings = Findings::of(&arguments.output, &options)?;
    match arguments.options.format {
        Plain::Json => command::print_json(&told(arguments, &fixed, &findings))?,
        Plain::Text => command::print(&text(arguments, &fixed, &findings))?,
    }
    Ok(options
        .judge
        .fail_on
        .unwrap_or_default()
        .exit_code(&findings.report))
}

fn told(arguments: &CsvFix, fixed: &Fixed, findings: &Findings) -> Value {
    let change = |change: &Change| {
        let mut value = serde_json::to_value(change).unwrap_or_default();
        if let Some(value) = value.as_object_mut() {
            value.insert("text".to_owned(), change.done().into());
        }
        value
    };
    json!({
        "format": FORMAT,
        "file": arguments.file.display().to_string(),
        "output": arguments.output.display().to_string(),
        "rows": fixed.rows,
        "changes": fixed.changes.iter().map(change).collect::<Vec<_>>(),
        "notes": notes_json(&fixed.notes),
        "findings": findings.results(),
        "summary": findings.report.summary,
        "reminder": remind(arguments),
    })
}

fn text(arguments: &CsvFix, fixed: &Fixed, findings: &Findings) -> String {
    let output = arguments.output.display();
    let rows = counted(fixed.rows, "row");
    let changes = match fixed.changes.len() {
        0 => word("csv.no_correction").to_owned(),
        count => counted(count, "correction"),
    };
    let file = arguments.file.display().to_string();
    let values: Values<'_> = &[
        ("file", &output),
        ("rows", &rows),
        ("changes", &changes),
        ("original", &for_terminal(&file)),
    ];
    let mut text = format!("{}\n", said("csv.fixed", values));
    for (done, lines) in together(&fixed.changes) {
        let at = if lines.is_empty() {
            String::new()
        } else {
            format!("{}: ", ranges(lines.into_iter()))
        };
        text.push_str(&format!("  {at}{}\n", for_terminal(&done)));
    }
    text.push_str(&notes_text(&fixed.notes));
    text.push('\n');
    text.push_str(&findings.text());
    format!("{text}\n{}\n", remind(arguments))
}

/// Changes of one kind are told once, with all their lines.
fn together(changes: &[Change]) -> Vec<(String, Vec<(i64, i64)>)> {
    let mut together: Vec<(String, Vec<(i64, i64)>)> = Vec::new();
    for change in changes {
        let done = change.done();
        let lines = change.line.map(|line| (line, change.last_line.unwrap_or(line)));
        match together.iter_mut().find(|(known, _)| *known == done) {
            Some((_, known)) => known.extend(lines),
            None => together.push((done, lines.into_iter().collect())),
        }
    }
    together
}

fn remind(arguments: &CsvFix) -> String {
    let holds = said("csv.holds", &[("file", &arguments.output.display())]);
    reminder(&holds, &arguments.file)
}
