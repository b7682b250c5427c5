//! A small world for tests: declared facts and packs made of texts.

use crate::{JudgeOptions, PackFiles, Packs, Problems, ReportOptions, judge, load, report};
use imaprules_facts::{FactStore, Record, Schema, Source, SubjectRef, Value};
use imaprules_report::{Report, Run, Tool};
use std::sync::Arc;

pub(crate) const FACTS: &str = r#"
[[kind]]
name = "migration"
about = "The whole migration."
[[kind]]
name = "server"
parent = "migration"
about = "A source server."
[[kind]]
name = "mailbox"
parent = "migration"
references = ["server"]
about = "A mailbox."
[[kind]]
name = "folder"
parent = "mailbox"
id_case = "sensitive"
listed_by = "imap.folder_count"
about = "A folder."
[[fact]]
name = "csv.row_count"
for = "migration"
type = "int"
about = "Rows."
how = "Give the file with --csv."
[[fact]]
name = "server.family"
for = "server"
type = "text"
about = "Family."
how = "Connect."
[[fact]]
name = "server.expires"
for = "server"
type = "time"
about = "End of the certificate."
how = "Connect."
[[fact]]
name = "mailbox.address"
for = "mailbox"
type = "text"
about = "Address."
how = "Give the file with --csv."
[[fact]]
name = "imap.login"
for = "mailbox"
type = "enum(ok, refused)"
about = "Outcome of the sign-in."
how = "Use --login all."
[[fact]]
name = "imap.folder_count"
for = "mailbox"
type = "int"
about = "Folders."
how = "Use --login all."
[[fact]]
name = "imap.shared"
for = "mailbox"
type = "bool"
about = "Whether others use it."
how = "Use --login all."
[[fact]]
name = "mailbox.largest_message"
for = "mailbox"
type = "bytes"
about = "Largest message."
how = "Use --login all."
[[fact]]
name = "folder.messages"
for = "folder"
type = "int"
about = "Messages."
how = "Use --login all."
"#;

pub(crate) const MANIFEST: &str = r#"
[pack]
id = "demo"
version = "0.1.0"
title = "A pack"
"#;

pub(crate) fn schema() -> Schema {
    Schema::read([("facts.toml", FACTS)]).unwrap()
}

/// A rule with everything a shipped rule needs; `rest` is further lines.
pub(crate) fn rule(id: &str, kind: &str, when: &str, rest: &str) -> String {
    format!(
        "[[rule]]\nid = '{id}'\nfor = '{kind}'\nseverity = 'blocker'\nwhen = '''{when}'''\ntitle = 'A title'\n\
         why = 'Because.'\nfix = ['Do it.']\nsources = ['https://example.com']\n{rest}\n"
    )
}

pub(crate) fn pack(manifest: &str, files: &[(&str, &str)]) -> PackFiles {
    let files = [("pack.toml", manifest)].into_iter().chain(files.iter().copied());
    PackFiles::shipped("rules/demo", files)
}

pub(crate) fn load_pack(manifest: &str, files: &[(&str, &str)]) -> Result<Packs, Problems> {
    load(schema(), &[pack(manifest, files)], &[])
}

/// A pack of one rule file.
pub(crate) fn rules(text: &str) -> Result<Packs, Problems> {
    load_pack(MANIFEST, &[("rules.toml", text)])
}

pub(crate) fn source() -> Source {
    Source {
        provider: "test".into(),
        name: "test.csv".into(),
        live: true,
    }
}

/// A record about a mailbox of the server `mail.example.com:993`.
pub(crate) fn mailbox(id: &str, facts: &[(&str, Value)]) -> Record {
    let mut record = Record::about("mailbox", id, source(), 1_000);
    record.references = vec![SubjectRef::new("server", "mail.example.com:993")];
    record.place = Some(format!("line of {id}"));
    record.facts = facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Ok(value.clone())))
        .collect();
    record
}

/// A store that follows the schema of packs, with these records.
pub(crate) fn store(packs: &Packs, records: &[Record]) -> FactStore {
    let mut store = FactStore::new(Arc::clone(packs.schema()));
    records.iter().for_each(|record| {
        store.add(record).unwrap();
    });
    store
}

/// Judges and reports, with this many threads.
pub(crate) fn reported(
    packs: &Packs,
    store: &mut FactStore,
    threads: usize,
    options: &ReportOptions,
) -> Report {
    let judgement = judge(
        packs,
        store,
        &JudgeOptions {
            threads,
            ..JudgeOptions::default()
        },
    );
    let tool = Tool {
        name: "imaprules".into(),
        version: "0.1.0".into(),
    };
    let run = Run {
        providers: vec![],
        started: "".into(),
        finished: "".into(),
        complete: true,
        notes: vec![],
    };
    report(&judgement, packs, store, tool, run, options)
}
