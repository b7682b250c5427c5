//! Exported output of cmdlets, read into the evidence: files are recognised by what is in them, records one by one.

mod cmdlet;
mod fields;
mod intake;
mod nameless;
mod recognise;

pub(crate) use nameless::finish;
pub(crate) use recognise::takes;

use crate::evidence::{Ending, Evidence, File, Part};
use cmdlet::{Cmdlet, Recogniser};
use imaprules_exports::{Export, ExportError, Format, Limits, Trouble, order_in};
use imaprules_provider::{Host, Level, ProviderError};
use intake::Intake;
use std::collections::BTreeMap;
use std::path::Path;

/// Holds that everything can be read that is known of cmdlets.
pub(crate) fn check() -> Result<(), ProviderError> {
    cmdlet::check()?;
    fields::check()
}

/// Troubles of a file that are told.
const TOLD: usize = 20;

/// Reads one file into the evidence. What came before a fault stays.
///
/// # Errors
/// When it cannot be opened or nothing in it is known.
pub(crate) fn read(
    evidence: &mut Evidence,
    path: &Path,
    most: u64,
    now: i64,
    host: &dyn Host,
) -> Result<(), ProviderError> {
    let mut export = Export::open(path, &Limits::default()).map_err(|error| unusable(path, &error))?;
    let at = export.modified().unwrap_or(now).min(now);
    let origin = evidence.origin(&path.display().to_string(), false);
    let order = order_in(path);
    let mut intake = Intake {
        evidence,
        recogniser: Recogniser::default(),
        origin,
        at,
        order,
        ldif: (export.format() == Format::Ldif).then(|| intake::names(path)),
        told: None,
        counts: BTreeMap::new(),
        failures: Vec::new(),
        asked: Vec::new(),
        folders: intake::Folding::default(),
    };
    let outcome = records(&mut intake, &mut export, most, host);
    intake.end();
    let (told, counts, failures, asked) = (intake.told, intake.counts, intake.failures, intake.asked);
    if counts.is_empty() {
        evidence.origins.pop();
        return Err(match outcome.broken {
            Some(error) => unusable(path, &error),
            None => refused(
                path,
                "this is no export of a cmdlet that is known for Exchange",
                "export with the script that `imaprules collect --script exchange` prints",
            ),
        });
    }
    let file = File {
        origin,
        // A copy of a file may be younger than what it says.
        at: told.unwrap_or(at).min(now),
        cmdlets: counts
            .values()
            .map(|(cmdlet, many)| (cmdlet.name().to_owned(), *many))
            .collect(),
        records: export.records_read(),
        whole: export.is_complete(),
        paged: counts
            .values()
            .any(|(cmdlet, many)| cmdlet.page == Some(*many) && !asked.contains(&cmdlet.meaning.part)),
        troubles: troubles(&export, &outcome, most),
        spoilt: export.spoilt(),
        failures,
    };
    for (cmdlet, many) in counts.values() {
        note_part(evidence, cmdlet, *many, &file, &asked);
    }
    tell(&file, path, host);
    evidence.files.push(file);
    Ok(())
}

#[derive(Default)]
struct Outcome {
    unknown: u64,
    broken: Option<ExportError>,
    cancelled: bool,
}

fn records(intake: &mut Intake<'_>, export: &mut Export, most: u64, host: &dyn Host) -> Outcome {
    let mut outcome = Outcome::default();
    let mut read = 0u64;
    while read < most {
        let Some(record) = export.next() else { break };
        match record {
            Ok(record) => outcome.unknown += u64::from(!intake.record(&record)),
            Err(error) => {
                outcome.broken = Some(error);
                break;
            }
        }
        read += 1;
        if read.is_multiple_of(1000) && host.cancelled() {
            outcome.cancelled = true;
            break;
        }
    }
    outcome
}

/// Whether the file gives a part of the picture as a whole. What a collector script noted itself counts for it.
fn note_part(evidence: &mut Evidence, cmdlet: &Cmdlet, many: u64, file: &File, asked: &[Option<Part>]) {
    let Some(part) = cmdlet.meaning.part else { return };
    if asked.contains(&cmdlet.meaning.part) && file.whole {
        return;
    }
    let ending = match () {
        () if !file.whole => Ending::Partial("the file was not read to its end".to_owned()),
        () if cmdlet.page == Some(many) => Ending::Partial(format!(
            "it holds exactly {many} records, which is where the cmdlet stops unless told otherwise"
        )),
        () => Ending::Whole,
    };
    evidence.asked(file.origin, part, None, ending);
}

fn troubles(export: &Export, outcome: &Outcome, most: u64) -> Vec<String> {
    let mut troubles: Vec<String> = export.losses().take(TOLD).map(Trouble::with_remedy).collect();
    if let Some(error) = &outcome.broken {
        troubles.push(format!("{}; {}", error.what(), error.remedy()));
    } else if outcome.cancelled {
        troubles.push("the run was interrupted while the file was read".to_owned());
    } else if !export.is_complete() {
        troubles.push(format!(
            "only {most} records were read; --set exchange.max_records=N reads more"
        ));
    }
    if outcome.unknown > 0 {
        troubles.push(format!("{} records are of no known cmdlet", outcome.unknown));
    }
    troubles
}

fn tell(file: &File, path: &Path, host: &dyn Host) {
    let names: Vec<&str> = file.cmdlets.keys().map(String::as_str).collect();
    let shown = path.display();
    host.log(
        Level::Info,
        &format!("{shown}: {} records of {}", file.records, names.join(", ")),
    );
    for trouble in &file.troubles {
        host.log(Level::Warning, &format!("{shown}: {trouble}"));
    }
}

fn unusable(path: &Path, error: &ExportError) -> ProviderError {
    refused(path, &error.what(), error.remedy())
}

fn refused(path: &Path, problem: &str, remedy: &str) -> ProviderError {
    ProviderError::Input {
        path: path.display().to_string(),
        problem: problem.to_owned(),
        remedy: remedy.to_owned(),
    }
}
