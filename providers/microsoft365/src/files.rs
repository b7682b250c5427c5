//! The imported files: reading them into the model, and what is said of those that cannot be used. Folders are the
//! program's business: it hands over single files.

use crate::cmdlet::{self, Holds, Recogniser};
use crate::intake::Intake;
use crate::model::{File, Model};
use imaprules_exports::{Export, ExportError, Limits, Trouble, order_in};
use imaprules_provider::{Host, Level, ProviderError};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Records without a known shape after which a file counts as not ours.
const PATIENCE: u64 = 50;

/// Troubles of a file that are told.
const TOLD: usize = 20;

/// Refuses what cannot be opened or is no file.
pub(crate) fn check(path: &Path) -> Result<(), ProviderError> {
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => Err(refused(
            path,
            "this is a folder",
            "name the files in it, or give the folder to --import",
        )),
        Ok(_) => Ok(()),
        Err(error) => Err(match error.kind() {
            ErrorKind::NotFound => refused(
                path,
                "there is no such file",
                "check the spelling, and the folder from which the program is started",
            ),
            ErrorKind::PermissionDenied => {
                refused(path, "this may not be read", "give yourself the right to read it")
            }
            _ => refused(
                path,
                &format!("this cannot be read: {error}"),
                "copy it to this machine and name the copy",
            ),
        }),
    }
}

fn refused(path: &Path, problem: &str, remedy: &str) -> ProviderError {
    ProviderError::Input {
        path: path.display().to_string(),
        problem: problem.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// Reads one file into the model.
///
/// # Errors
/// When it is of no known form or of no cmdlet that is known.
pub(crate) fn read(
    model: &mut Model,
    path: &Path,
    most: u64,
    now: i64,
    host: &dyn Host,
) -> Result<(), ProviderError> {
    let mut export = Export::open(path, &Limits::default()).map_err(|error| unusable(path, &error))?;
    let order = order_in(path);
    let at = export.modified().unwrap_or(now).min(now);
    let name = path.display().to_string();
    let base = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    model.files.push(File {
        name: name.clone(),
        at,
        ..File::default()
    });
    let file = model.files.len() - 1;
    let mut intake = Intake {
        model,
        recogniser: Recogniser::new(&base),
        file,
        at,
        order,
        told: None,
    };
    let outcome = records(&mut intake, &mut export, most, host);
    let (model, told) = (intake.model, intake.told);
    let unknown = outcome.known == 0;
    if let Some(file) = model.files.get_mut(file) {
        // A copy of a file may be younger than what it says.
        file.at = told.unwrap_or(at).min(now);
        finish(file, &export, &outcome, most);
    }
    if !unknown {
        tell(model.files.get(file), host);
        return Ok(());
    }
    model.files.truncate(file);
    Err(match outcome.broken {
        Some(error) => unusable(path, &error),
        None => refused(
            path,
            "this is no export of a cmdlet that is known for Microsoft 365",
            "export with the script that `imaprules collect --script microsoft365` prints",
        ),
    })
}

#[derive(Default)]
struct Outcome {
    known: u64,
    unknown: u64,
    broken: Option<ExportError>,
    cancelled: bool,
}

fn records(intake: &mut Intake<'_>, export: &mut Export, most: u64, host: &dyn Host) -> Outcome {
    let mut outcome = Outcome::default();
    while outcome.known + outcome.unknown < most {
        let Some(record) = export.next() else { break };
        match record {
            Ok(record) => match intake.record(&record) {
                true => outcome.known += 1,
                false => outcome.unknown += 1,
            },
            Err(error) => {
                outcome.broken = Some(error);
                break;
            }
        }
        let read = outcome.known + outcome.unknown;
        if outcome.known == 0 && outcome.unknown >= PATIENCE {
            break;
        }
        if read % 1000 == 0 && host.cancelled() {
            outcome.cancelled = true;
            break;
        }
    }
    outcome
}

fn finish(file: &mut File, export: &Export, outcome: &Outcome, most: u64) {
    file.records = export.records_read();
    file.whole = export.is_complete();
    file.paged = file.sorts.iter().any(|(sort, (name, records))| {
        let page = cmdlet::named(name).and_then(|cmdlet| cmdlet.page);
        page.is_some_and(|page| *records == page) && !file.answered.contains(sort)
    });
    file.troubles = export.losses().take(TOLD).map(Trouble::with_remedy).collect();
    file.spoilt = export.spoilt();
    if let Some(error) = &outcome.broken {
        file.troubles
            .push(format!("{}; {}", error.what(), error.remedy()));
    } else if outcome.cancelled {
        file.troubles
            .push("the run was interrupted while the file was read".to_owned());
    } else if !file.whole {
        file.troubles.push(format!(
            "only {most} records were read; --set microsoft365.max_records=N reads more"
        ));
    }
    if outcome.unknown > 0 && outcome.known > 0 {
        file.troubles
            .push(format!("{} records are of no known cmdlet", outcome.unknown));
    }
}

fn tell(file: Option<&File>, host: &dyn Host) {
    let Some(file) = file else { return };
    let names: Vec<&str> = file.sorts.values().map(|(name, _)| name.as_str()).collect();
    host.log(
        Level::Info,
        &format!("{}: {} records of {}", file.name, file.records, names.join(", ")),
    );
    for trouble in &file.troubles {
        host.log(Level::Warning, &format!("{}: {trouble}", file.name));
    }
}

fn unusable(path: &Path, error: &ExportError) -> ProviderError {
    refused(path, &error.what(), error.remedy())
}

/// Cmdlets and services whose output a file holds; empty when it is none that this provider knows.
///
/// # Errors
/// When the file cannot be opened or is no export at all.
pub fn recognise(path: &Path) -> Result<Vec<String>, ExportError> {
    let base = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut recogniser = Recogniser::new(&base);
    let mut names: Vec<String> = Vec::new();
    for record in Export::open(path, &Limits::default())?.take(usize::try_from(PATIENCE).unwrap_or(50)) {
        let Ok(record) = record else { break };
        // The collector script of a source system says whose its records are: some cmdlets exist on both ends.
        if record.get("Collector").is_some() {
            return Ok(Vec::new());
        }
        let found = match recogniser.of(&record.object) {
            Holds::One(cmdlet) => vec![cmdlet],
            Holds::Several => {
                let properties = record.object.properties().iter();
                properties
                    .filter_map(|(name, _)| cmdlet::of_property(name))
                    .collect()
            }
            Holds::Nothing => Vec::new(),
        };
        for name in found.iter().map(|cmdlet| cmdlet.name().to_owned()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let texts = || {
            record
                .object
                .properties()
                .iter()
                .filter_map(|(_, value)| value.text())
        };
        if names.is_empty() && texts().any(|text| crate::explain::is_known_error(&text)) {
            names.push("error report".to_owned());
        }
    }
    Ok(names)
}
