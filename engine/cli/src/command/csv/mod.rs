//! `csv`: check, fix, split and begin the migration file. What the tools do stands in the file's provider; here is what
//! they are given and how their results are told.

mod check;
mod failed;
mod findings;
mod fix;
mod split;
mod template;

use crate::args::{CsvCommand, CsvOptions, JudgeOptions, Pairs};
use crate::error::Failure;
use crate::messages::Volume;
use crate::speech::{phrase, told, word};
use crate::{config, language, packs, registry, settings};
use imaprules_provider::Request;
use imaprules_provider_csv::{CopyError, Note};
use imaprules_render::for_terminal;
use imaprules_report::{FailOn, exit};
use imaprules_rules::Packs;
use serde_json::{Value, json};
use std::path::Path;

pub(crate) fn run(command: CsvCommand) -> Result<u8, Failure> {
    match command {
        CsvCommand::Check(arguments) => check::run(&arguments),
        CsvCommand::Fix(arguments) => fix::run(&arguments),
        CsvCommand::Split(arguments) if arguments.failed.is_empty() => split::run(&arguments),
        CsvCommand::Split(arguments) => failed::run(&arguments),
        CsvCommand::Template(arguments) => template::run(&arguments),
    }
}

/// What stands on the command line and in the configuration file, together.
struct Options {
    judge: JudgeOptions,
    set: Vec<Pairs>,
    packs: Packs,
    volume: Volume,
}

impl Options {
    fn of(options: &CsvOptions, fail_on: Option<FailOn>) -> Result<Self, Failure> {
        let volume = Volume {
            quiet: options.quiet,
            verbose: 0,
        };
        let file = config::read(options.config.as_deref(), volume)?;
        let known: Vec<_> = registry::all().into_iter().map(|(_, about)| about).collect();
        settings::check(&options.set, &known)?;
        let judge = language::settle_as_spoken(options.judge(fail_on).or(file.judge));
        Ok(Options {
            // Whatever can be wrong is found before anything is written.
            packs: packs::load_spoken(&judge.rules, &judge.param)?,
            judge,
            set: [file.source.set, options.set.clone()].concat(),
            volume,
        })
    }

    /// The order to read a file.
    fn request(&self, file: &Path) -> Result<Request, Failure> {
        let (_, about) = registry::find(registry::CSV)?;
        let mut settings = settings::of(&about, &self.set)?;
        settings::flag(&mut settings, &about, "file", &file.to_string_lossy())?;
        Ok(Request {
            settings,
            subjects: Vec::new(),
        })
    }

    /// The same for files that these tools wrote: how to read them need not be said.
    fn for_own_files(mut self) -> Options {
        let says_how = |pair: &Pairs| matches!(pair.name.as_str(), "csv.encoding" | "csv.delimiter");
        self.set.retain(|pair| !says_how(pair));
        self
    }
}

/// What the user hears of copies that hold passwords.
fn reminder(copies: &str, original: &Path) -> String {
    let alone = if cfg!(unix) { word("csv.alone") } else { "" };
    let file = original.display();
    told(
        "csv.reminder",
        &[("copies", &copies), ("alone", &alone), ("file", &file)],
    )
}

/// A stop that was asked for is no fault; whatever else went wrong is.
fn stopped(error: CopyError) -> Result<u8, Failure> {
    match error {
        CopyError::Interrupted => {
            crate::messages::say(&phrase(&error.to_string()));
            Ok(exit::INCOMPLETE)
        }
        error => Err(error.into()),
    }
}

fn notes_json(notes: &[Note]) -> Vec<Value> {
    let note = |note: &Note| json!({"kind": note.kind, "lines": note.lines, "text": note.said()});
    notes.iter().map(note).collect()
}

fn notes_text(notes: &[Note]) -> String {
    let one = |one: &Note| {
        let lines = ranges(one.lines.iter().map(|line| (*line, *line)));
        let said = one.said();
        note(&format!("{lines}: {}", phrase(said)))
    };
    notes.iter().map(one).collect()
}

/// A line about something that the user should know.
fn note(text: &str) -> String {
    format!("{}\n", told("say.note", &[("text", &for_terminal(text))]))
}

/// Lines and runs of lines, in their order: `line 3`, `lines 2-5, 9`.
fn ranges(lines: impl Iterator<Item = (i64, i64)>) -> String {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for (first, last) in lines {
        match runs.last_mut() {
            Some(run) if first <= run.1 + 1 => run.1 = run.1.max(last),
            _ => runs.push((first, last)),
        }
    }
    let run = |(first, last): &(i64, i64)| match last - first {
        0 => first.to_string(),
        _ => format!("{first}-{last}"),
    };
    let message = match runs.as_slice() {
        [(first, last)] if first == last => "csv.line",
        _ => "csv.lines",
    };
    let lines = runs.iter().map(run).collect::<Vec<_>>().join(", ");
    told(message, &[("lines", &lines)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_lines_are_told_together() {
        let told = |lines: &[(i64, i64)]| ranges(lines.iter().copied());
        assert_eq!(told(&[(3, 3)]), "line 3");
        assert_eq!(told(&[(2, 2), (3, 3), (4, 6), (9, 9)]), "lines 2-6, 9");
        assert_eq!(told(&[(2, 4)]), "lines 2-4");
    }
}
