//! What is said of the rows that failed: for people and for programs.

use super::super::split::{blocked_text, left_out_text, line};
use super::super::{note, notes_json, notes_text, reminder};
use super::Told;
use super::causes::Cause;
use crate::speech::{Values, counted, known, phrase, told, word};
use imaprules_render::for_terminal;
use serde_json::{Value, json};

/// What the JSON says it is.
const FORMAT: &str = "imaprules-csv-failed/1";

/// Mailboxes that a line of text names.
const NAMED: usize = 20;

impl Told<'_> {
    pub(super) fn json(&self) -> Value {
        let exports = self.arguments.failed.iter();
        json!({
            "format": FORMAT,
            "file": self.arguments.file.display().to_string(),
            "folder": self.arguments.output.display().to_string(),
            "exports": exports.map(|path| path.display().to_string()).collect::<Vec<_>>(),
            "rows": self.parts.rows,
            "failed_rows": self.failed_rows(),
            "causes": self.causes.iter().map(cause_json).collect::<Vec<_>>(),
            "not_in_file": self.parts.absent,
            "left_out": self.parts.left_out,
            "rows_with_blockers": self.blocked,
            "notes": notes_json(&self.parts.notes),
            "remarks": self.remarks,
            "reminder": self.remind(),
        })
    }

    pub(super) fn text(&self) -> String {
        let mut text = self.sum();
        for cause in &self.causes {
            text.push('\n');
            text.push_str(&self.cause(cause));
        }
        if self.parts.parts.is_empty() {
            return text;
        }
        text.push('\n');
        text.push_str(&left_out_text(&self.parts.left_out));
        text.push_str(&notes_text(&self.parts.notes));
        for remark in &self.remarks {
            text.push_str(&note(remark));
        }
        text.push_str(&blocked_text(self.blocked, "FILE"));
        text.push_str(self.remind().as_deref().unwrap_or_default());
        text + "\n"
    }

    fn sum(&self) -> String {
        let file = self.arguments.file.display().to_string();
        let file = for_terminal(&file);
        if self.causes.is_empty() {
            return format!("{}\n", told("csv.none_failed", &[("file", &file)]));
        }
        if self.is_foreign() {
            let foreign = told("csv.foreign", &[("file", &file)]);
            return format!("{foreign}\n{}{}\n", word("say.help"), word("csv.foreign_help"));
        }
        let folder = self.arguments.output.display().to_string();
        let values: Values<'_> = &[
            ("file", &file),
            ("failed", &self.failed_rows()),
            ("rows", &counted(self.parts.rows, "row")),
            ("causes", &counted(self.causes.len(), "cause")),
            ("files", &counted(self.parts.parts.len(), "file")),
            ("folder", &for_terminal(&folder)),
        ];
        format!("{}\n", told("csv.failed", values))
    }

    fn cause(&self, cause: &Cause) -> String {
        let failed = &cause.failed;
        let mut text = format!(
            "{}  ({}, {}, {})\n",
            phrase(&cause.title),
            cause.name,
            known(&failed.class),
            counted(cause.rows(), "row")
        );
        let mut labelled = |label: &str, said: &str| {
            text.push_str(&format!("  {label:<5} {}\n", for_terminal(said)));
        };
        let why = phrase(&failed.cause);
        for (label, said) in [(word("csv.seen"), failed.text.as_str()), (word("csv.why"), &why)] {
            if !said.is_empty() {
                labelled(label, said);
            }
        }
        labelled(word("csv.do"), &what_to_do(cause));
        text.extend(cause.parts.iter().map(|part| line(part, &self.arguments.output)));
        if !cause.absent.is_empty() {
            let absent = told("csv.absent", &[("mailboxes", &shortened(&cause.absent))]);
            text.push_str(&format!("{absent}\n"));
        }
        if !cause.commands.is_empty() {
            text.push('\n');
            text.extend(cause.commands.lines().map(|line| format!("    {line}\n")));
        }
        text
    }

    fn failed_rows(&self) -> usize {
        self.causes.iter().map(Cause::rows).sum()
    }

    /// Nothing has to be deleted where nothing was written.
    fn remind(&self) -> Option<String> {
        let any = !self.parts.parts.is_empty();
        any.then(|| reminder(word("csv.parts_hold"), &self.arguments.file))
    }
}

fn cause_json(cause: &Cause) -> Value {
    let failed = &cause.failed;
    json!({
        "id": failed.error_id,
        "title": cause.title,
        "class": failed.class,
        "retries_by_itself": cause.passes(),
        "text": failed.text,
        "why": failed.cause,
        "remedy": what_to_do(cause),
        "mailboxes": failed.addresses.len(),
        "rows": cause.rows(),
        "parts": cause.parts,
        "not_in_file": cause.absent,
        "commands": { "shell": "powershell", "run": cause.commands },
    })
}

fn what_to_do(cause: &Cause) -> String {
    let (remedy, wait) = (phrase(&cause.failed.remedy), word("csv.wait"));
    match (cause.passes(), remedy.as_ref()) {
        (true, "") => wait.to_owned(),
        (true, remedy) => format!("{wait} {remedy}"),
        (false, "") => word("csv.read_reports").to_owned(),
        (false, remedy) => remedy.to_owned(),
    }
}

/// The first of many, and how many more there are.
fn shortened(addresses: &[String]) -> String {
    let named: Vec<&str> = addresses.iter().take(NAMED).map(String::as_str).collect();
    let named = named.join(", ");
    let named = for_terminal(&named);
    match addresses.len().saturating_sub(NAMED) {
        0 => named.into_owned(),
        more => told("csv.more", &[("list", &named), ("count", &more)]),
    }
}
