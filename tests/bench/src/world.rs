//! The made-up world as the engine knows it: declared facts, the pack of rules, and a bundle of all mailboxes.

use crate::facts::{Cell, FACTS, Mailbox, RUN};
use crate::generate::id;
use anyhow::{Result, anyhow};
use imaprules_facts::bundle::{self, BundleFile, Header};
use imaprules_facts::{FactStore, Record, Schema, Source, Value};
use imaprules_rules::{PackFiles, Packs, load};
use std::path::Path;

/// 2026-11-24T10:00:00Z, when everything was learnt.
const AT: i64 = 1_795_514_400_000;

/// The declared facts.
pub const FACTS_TOML: &str = include_str!("../facts.toml");
/// The pack of forty rules.
pub const PACK: [(&str, &str); 2] = [
    ("pack.toml", include_str!("../pack/pack.toml")),
    ("rules.toml", include_str!("../pack/rules.toml")),
];

/// Loads the pack.
///
/// # Errors
/// When something is wrong with it.
pub fn packs() -> Result<Packs> {
    let schema = Schema::read([("facts.toml", FACTS_TOML)])?;
    let files = PackFiles::shipped("tests/bench/pack", PACK);
    load(schema, &[files], &[]).map_err(|problems| anyhow!("{problems}"))
}

/// Writes a bundle of all mailboxes, as a collection does.
///
/// # Errors
/// When it cannot be written.
pub fn write_bundle(path: &Path, packs: &Packs, mailboxes: &[Mailbox]) -> Result<()> {
    let mut file = BundleFile::create(path, packs.schema(), &Header::default())?;
    file.record(&run())?;
    for (number, mailbox) in mailboxes.iter().enumerate() {
        file.record(&record(number, mailbox))?;
    }
    Ok(file.finish(true, AT, &[])?)
}

/// Reads a bundle.
///
/// # Errors
/// When it cannot be read.
pub fn read_bundle(path: &Path, packs: &Packs) -> Result<FactStore> {
    Ok(bundle::read(path, packs.schema())?.store)
}

fn source() -> Source {
    Source {
        provider: "bench".to_owned(),
        name: "the generator".to_owned(),
        live: true,
    }
}

fn run() -> Record {
    let mut record = Record::about("migration", "migration", source(), AT);
    for fact in RUN {
        if let Some(value) = value(fact.value) {
            record.know(&format!("run.{}", fact.name), value);
        }
    }
    record
}

fn record(number: usize, mailbox: &Mailbox) -> Record {
    let mut record = Record::about("mailbox", &id(number), source(), AT);
    record.place = mailbox.host.clone();
    for fact in FACTS {
        if let Some(value) = value((fact.get)(mailbox)) {
            record.know(&format!("mailbox.{}", fact.field), value);
        }
    }
    record
}

fn value(cell: Cell<'_>) -> Option<Value> {
    Some(match cell {
        Cell::Missing => return None,
        Cell::Flag(value) => value.into(),
        Cell::Whole(value) => value.into(),
        Cell::Broken(value) => value.into(),
        Cell::Text(text) => text.into(),
        Cell::List(items) => items.to_vec().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_is_what_mailboxes_and_the_run_have() {
        let packs = packs().unwrap();
        let declared: Vec<&str> = packs
            .schema()
            .facts()
            .map(|(_, fact)| fact.name.as_str())
            .collect();
        let mailbox = FACTS.iter().map(|fact| format!("mailbox.{}", fact.field));
        let run = RUN.iter().map(|fact| format!("run.{}", fact.name));
        assert_eq!(declared, mailbox.chain(run).collect::<Vec<_>>());
        assert_eq!(packs.rules().count(), crate::finding::RULES);
    }
}
