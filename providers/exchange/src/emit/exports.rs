//! Facts of the imported files.

use crate::case::{Case, Facts};
use crate::evidence::{File, Seen};
use imaprules_exports::Place;
use imaprules_provider::Stop;

pub(super) fn all(case: &Case<'_>) -> Result<(), Stop> {
    let files = &case.evidence.files;
    let count = i64::try_from(files.len()).unwrap_or(i64::MAX);
    case.conclude(
        "migration",
        "migration",
        "imported files",
        vec![("exchange.export_count", Ok(count.into()))],
    )?;
    files.iter().try_for_each(|file| one(case, file))
}

fn one(case: &Case<'_>, file: &File) -> Result<(), Stop> {
    let Some(origin) = case.evidence.at(file.origin) else {
        return Ok(());
    };
    let names: Vec<String> = file.cmdlets.keys().cloned().collect();
    let facts: Facts = vec![
        ("exchange.export.name", Ok(base(&origin.name).into())),
        ("exchange.export.cmdlets", Ok(names.into())),
        (
            "exchange.export.records",
            Ok(i64::try_from(file.records).unwrap_or(i64::MAX).into()),
        ),
        ("exchange.export.whole", Ok(file.whole.into())),
        ("exchange.export.paged", Ok(file.paged.into())),
        ("exchange.export.troubles", Ok(file.troubles.clone().into())),
        (
            "exchange.export.spoilt_properties",
            Ok(file.spoilt.clone().into()),
        ),
        ("exchange.export.failures", Ok(file.failures.clone().into())),
        ("exchange.export.age", Ok(case.now.saturating_sub(file.at).into())),
    ];
    let seen = Seen {
        origin: file.origin,
        place: Place::default(),
        at: file.at,
    };
    case.tell("exchange.export", &origin.name, seen, facts)
}

/// A file's name without its folder, whichever system wrote the path.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
