//! Journals: where records go as they come, so that a broken-off collection can be continued.

use crate::error::Failure;
use crate::speech::known;
use imaprules_facts::bundle::{self, BundleFile, Header};
use imaprules_facts::{FactStore, Schema};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The source server's name among what a journal's first line says.
pub(crate) const SERVER: &str = "server";

/// A journal, with the facts that stand in it.
pub(crate) struct Journal {
    pub(crate) store: FactStore,
    pub(crate) file: Option<BundleFile>,
    /// When the collection began, in milliseconds since 1970-01-01 UTC.
    pub(crate) started: i64,
    /// The file, when this run began it.
    begun: Option<PathBuf>,
}

/// No journal: facts are kept in memory only.
pub(crate) fn none(schema: &Arc<Schema>, started: i64) -> Journal {
    Journal {
        store: FactStore::new(Arc::clone(schema)),
        file: None,
        started,
        begun: None,
    }
}

/// Begins a journal; one that is there already is not overwritten.
pub(crate) fn begin(path: &Path, schema: &Arc<Schema>, header: &Header) -> Result<Journal, Failure> {
    let device = fs::metadata(path).is_ok_and(|found| !found.is_file());
    let file = if device {
        BundleFile::create(path, schema, header)?
    } else {
        BundleFile::journal(path, schema, header)?
    };
    let begun = (!device).then(|| path.to_owned());
    Ok(Journal {
        file: Some(file),
        begun,
        ..none(schema, header.created)
    })
}

/// Continues a journal, or begins it when there is none of that name.
pub(crate) fn resume(path: &Path, schema: &Arc<Schema>, header: &Header) -> Result<Journal, Failure> {
    if !path.exists() {
        return begin(path, schema, header);
    }
    let read = bundle::read_journal(path, schema)?;
    let ids = |header: &Header| {
        header
            .providers
            .iter()
            .map(|provider| provider.id.clone())
            .collect::<Vec<_>>()
    };
    if ids(&read.header) != ids(header) {
        let and = format!(" {} ", known("and"));
        let problem = format!(
            "{}: this journal was begun with {}, and this run asks {}",
            path.display(),
            ids(&read.header).join(&and),
            ids(header).join(&and)
        );
        return Err(Failure::usage(
            problem,
            "give the same --provider and --csv as then, or name another journal",
        ));
    }
    if let (Some(then), Some(now)) = (read.header.more.get(SERVER), header.more.get(SERVER))
        && then != now
    {
        let problem = format!(
            "{}: this journal was begun with the server {then}, and this run asks {now}",
            path.display()
        );
        return Err(Failure::usage(
            problem,
            "give the same --server as then, or name another journal",
        ));
    }
    let file = BundleFile::resume(path, schema, &read)?;
    Ok(Journal {
        started: read.header.created,
        store: read.store,
        file: Some(file),
        begun: None,
    })
}

impl Journal {
    /// What to remove when nothing was collected because something could not be used.
    pub(crate) fn begun(&self) -> Option<PathBuf> {
        self.begun.clone()
    }
}

/// The name of a bundle while it is being collected: `facts.journal.jsonl` for `facts.jsonl`.
pub(crate) fn beside(bundle: &Path) -> PathBuf {
    let name = bundle.file_name().unwrap_or_default().to_string_lossy();
    let at = ending(&name);
    let (stem, ending) = name.split_at_checked(at).unwrap_or((&name, ""));
    bundle.with_file_name(format!("{stem}.journal{ending}"))
}

/// Where the extensions that say what a bundle is begin.
fn ending(name: &str) -> usize {
    let lower = name.to_ascii_lowercase();
    let known = [".jsonl.zst", ".jsonl", ".zst"]
        .iter()
        .find(|ending| lower.ends_with(*ending));
    name.len() - known.map_or(0, |ending| ending.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_stands_beside_its_bundle_and_keeps_its_kind() {
        assert_eq!(
            beside(Path::new("a/facts.jsonl.zst")),
            Path::new("a/facts.journal.jsonl.zst")
        );
        assert_eq!(beside(Path::new("facts.jsonl")), Path::new("facts.journal.jsonl"));
        assert_eq!(beside(Path::new("facts")), Path::new("facts.journal"));
    }
}
