//! Reading the imported files into the model. A file that is none of Google's is left to other providers; one that breaks off gives what
//! came before.

use super::app_passwords;
use super::fields::{self, Fields};
use super::model::{Account, AppPasswords, Entry, File, Model};
use super::table::{Shape, Sort, TABLE};
use super::values;
use super::{screen, tail};
use imaprules_exports::{Code, Export, ExportError, Format, Limits, Problem, Record, Trouble, reading};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Host, Level, ProviderError};
use std::path::Path;

/// Records without a known shape after which a file counts as none of ours.
const PATIENCE: u64 = 50;

/// Records between two looks at whether to stop.
const LOOK: u64 = 1000;

/// What is said of a table whose last line has no end.
const UNENDED: &str = "the last line has no end, so its row may be cut off and was left out; export again, or add the end if a spreadsheet left it away";

/// Troubles of a file that are told.
const TOLD: usize = 20;

/// The sorts of what a file holds, by its beginning; empty when it is none of Google's.
pub(super) fn sorts(path: &Path) -> Vec<Sort> {
    let mut sorts = Vec::new();
    let Ok((export, _)) = open(path) else { return sorts };
    for record in export.take(usize::try_from(PATIENCE).unwrap_or(50)) {
        let Ok(record) = record else { break };
        fields::each(&record.object, |fields| {
            if let Some(shape) = TABLE.of(&fields) {
                sorts.push(shape.id);
            }
        });
    }
    sorts.sort_unstable();
    sorts.dedup();
    sorts
}

/// Opens a file; whether all of it is there.
fn open(path: &Path) -> Result<(Export, bool), ExportError> {
    let limits = Limits::default();
    match Export::open(path, &limits) {
        Err(error) if !matches!(error.problem, Problem::Open(_)) && screen::is_one(path) => {
            let (table, whole) = screen::table(path).map_err(|error| ExportError {
                path: path.to_owned(),
                place: None,
                problem: Problem::Read(error),
            })?;
            let name = path.display().to_string();
            Ok((Export::from_bytes(&name, table.into_bytes(), &limits)?, whole))
        }
        opened => Ok((opened?, true)),
    }
}

/// Reads a file into the model.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn read(model: &mut Model, path: &Path, now: i64, host: &dyn Host) -> Result<(), ProviderError> {
    let name = path.display().to_string();
    let (mut export, whole) = match open(path) {
        Ok(opened) => opened,
        Err(error) if matches!(error.problem, Problem::Open(_)) => return Err(unreadable(&name, &error)),
        Err(error) => {
            host.log(
                Level::Debug,
                &format!("{name}: no export of Google Workspace: {}", error.what()),
            );
            return Ok(());
        }
    };
    let number = model.files.len();
    let at = export
        .modified()
        .or_else(|| modified(path))
        .unwrap_or(now)
        .min(now);
    model.files.push(File {
        name: name.clone(),
        at,
        ..File::default()
    });
    // A shorter cell looks whole; only the end of its line tells that it is.
    let ended = export.format() != Format::Csv || tail::is_ended(path);
    let broken = records(model, number, &mut export, ended, host);
    let Some(file) = model.file_mut(number) else {
        return Ok(());
    };
    if file.shapes.is_empty() {
        host.log(Level::Debug, &format!("{name}: no export of Google Workspace"));
        model.files.truncate(number);
        return Ok(());
    }
    finish(file, &export, whole, broken);
    if !ended && file.whole {
        file.whole = false;
        file.troubles.push(UNENDED.to_owned());
    }
    tell(file, host);
    Ok(())
}

/// Reads the records of a file; the error that ended it, if one did. Where its last line has no end the last record counts as damaged.
fn records(
    model: &mut Model,
    number: usize,
    export: &mut Export,
    ended: bool,
    host: &dyn Host,
) -> Option<ExportError> {
    let mut ragged = 0;
    let mut waiting: Option<(Record, bool)> = None;
    let broken = loop {
        let record = match export.next() {
            Some(Ok(record)) => record,
            Some(Err(error)) => break Some(error),
            None => break None,
        };
        let now_ragged = ragged_rows(export);
        let damaged = now_ragged > ragged;
        ragged = now_ragged;
        if let Some((before, damaged)) = waiting.replace((record, damaged)) {
            take(model, number, &before, damaged);
        }
        let read = export.records_read();
        let foreign = model.file_mut(number).is_none_or(|file| file.shapes.is_empty());
        if (foreign && read > PATIENCE) || (read.is_multiple_of(LOOK) && host.cancelled()) {
            break None;
        }
    };
    if let Some((last, damaged)) = waiting {
        // After an error it is the row of the error that was cut off.
        take(model, number, &last, damaged || (!ended && export.is_complete()));
    }
    broken
}

/// Rows so far that have fewer or more cells than the header.
fn ragged_rows(export: &Export) -> u64 {
    let ragged = export
        .troubles()
        .iter()
        .filter(|trouble| trouble.code == Code::RowRagged);
    ragged.map(|trouble| trouble.times).sum()
}

/// Takes a record; the cells of a damaged row may stand under wrong columns.
fn take(model: &mut Model, number: usize, record: &Record, damaged: bool) {
    let line = record.place.line;
    fields::each(&record.object, |fields| {
        let Some(shape) = TABLE.of(&fields) else { return };
        if let Some(file) = model.file_mut(number) {
            file.note_shape(shape);
        }
        match shape.id {
            Sort::Policies if !damaged => model.policies.add(&fields),
            Sort::Units if !damaged => model.policies.add_unit(&fields),
            Sort::Policies | Sort::Units => {}
            _ => about_user(model, number, shape, &fields, line, damaged),
        }
    });
}

fn about_user(
    model: &mut Model,
    number: usize,
    shape: &'static Shape,
    fields: &Fields<'_>,
    line: u64,
    damaged: bool,
) {
    let Some(user) = shape.user_of(fields) else { return };
    if let (Some(file), Some((_, domain))) = (model.file_mut(number), user.rsplit_once('@')) {
        file.domains.insert(domain.to_owned());
    }
    if shape.id == Sort::Users && !note_account(model, number, shape, fields, line) {
        return;
    }
    // Interfaces name users of app passwords by their ids.
    let is_id = !user.contains('@') && shape.id == Sort::AppPasswords;
    let user = model.primary(&user).to_owned();
    if !is_id && !model.is_wanted(&user) {
        return;
    }
    match shape.id {
        Sort::AppPasswords => {
            let found = if damaged {
                Vec::new()
            } else {
                app_passwords::read(fields)
            };
            let entry = model.app_passwords.entry((number, user)).or_insert(AppPasswords {
                line,
                ..AppPasswords::default()
            });
            entry.all.extend(found);
            entry.damaged |= damaged;
        }
        Sort::Labels => {
            // System labels are folders of their own, under names in the user's language.
            let own = !damaged
                && fields
                    .text("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("user"));
            let name = fields.text("name").filter(|_| own);
            model.labels.entry((number, user)).or_default().extend(name);
        }
        _ => {
            let entry = entry(model, number, shape, fields, line, damaged);
            model.say(number, user, entry);
        }
    }
}

/// Notes an account with its addresses; false where no row means it.
fn note_account(model: &mut Model, number: usize, shape: &Shape, fields: &Fields<'_>, line: u64) -> bool {
    let Some(primary) = shape.user.iter().find_map(|name| fields.text(name)) else {
        return false;
    };
    let lists = ["aliases", "nonEditableAliases"].map(|name| fields.texts(name));
    let aliases = lists
        .iter()
        .any(Option::is_some)
        .then(|| lists.into_iter().flatten().flatten().collect());
    if let Some(file) = model.file_mut(number) {
        file.aliases |= aliases.is_some();
    }
    let account = Account {
        primary,
        aliases,
        file: number,
        line,
    };
    model.note_account(account, fields.text("id"))
}

fn entry(
    model: &mut Model,
    number: usize,
    shape: &Shape,
    fields: &Fields<'_>,
    line: u64,
    damaged: bool,
) -> Entry {
    let day = day(shape, fields);
    if let Some(file) = model.file_mut(number) {
        file.day = file.day.max(day);
    }
    let mut said = values::values(shape, fields);
    if damaged {
        for (_, known) in &mut said {
            *known = Err(Unknown::noted(
                Reason::Malformed,
                format!("line {line} is cut off, or has fewer or more cells than the header"),
            ));
        }
    }
    Entry { line, day, said }
}

/// The day that a row is about, in milliseconds since 1970-01-01 UTC.
fn day(shape: &Shape, fields: &Fields<'_>) -> Option<i64> {
    let text = match shape.date.as_deref()? {
        "header" => {
            let names = shape.column.iter().flat_map(|column| &column.names);
            names.filter_map(|name| fields.day_in_name(name)).max()?
        }
        column => fields.text(column)?,
    };
    reading::time(&text).ok().map(|time| time.millis)
}

fn finish(file: &mut File, export: &Export, whole: bool, broken: Option<ExportError>) {
    file.records = export.records_read();
    file.whole = export.is_complete() && whole;
    // Google's columns are in the language of whoever exported; this reader knows them as they are.
    let told = export
        .losses()
        .filter(|trouble| !matches!(trouble.code, Code::HeaderLocalised | Code::WrongObject));
    file.troubles = told.take(TOLD).map(Trouble::with_remedy).collect();
    match broken {
        Some(error) => file
            .troubles
            .push(format!("{}; {}", error.what(), error.remedy())),
        None if !file.whole => file
            .troubles
            .push("the file was not read to its end; import it again".to_owned()),
        None => {}
    }
}

fn tell(file: &File, host: &dyn Host) {
    let titles: Vec<&str> = file.shapes.iter().map(|shape| shape.title.as_str()).collect();
    host.log(
        Level::Info,
        &format!("{}: {} records of {}", file.name, file.records, titles.join(", ")),
    );
    for trouble in &file.troubles {
        host.log(Level::Warning, &format!("{}: {trouble}", file.name));
    }
}

fn modified(path: &Path) -> Option<i64> {
    let time = std::fs::metadata(path).ok()?.modified().ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn unreadable(name: &str, error: &ExportError) -> ProviderError {
    ProviderError::Input {
        path: name.to_owned(),
        problem: error.what(),
        remedy: error.remedy().to_owned(),
    }
}
