//! The support package: what somebody else needs to help, and nothing that he must not have.

use super::{Party, scrub};
use crate::error::Failure;
use crate::speech::{told, word};
use imaprules_facts::{FactStore, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Different texts of one fact that are kept; a server says little that is new after these.
const TEXTS: usize = 50;

/// Writes the package. Its files appear whole; others in the folder are left alone.
pub(super) fn write(folder: &Path, party: &Party<'_>) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::unwritable(folder, &error))?;
    super::write(&folder.join("transcript.md"), &party.transcript())?;
    if let Some(gathered) = &party.scene.gathered {
        let report = serde_json::to_string_pretty(&gathered.report)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        super::write(&folder.join("findings.json"), &format!("{report}\n"))?;
    }
    super::write(&folder.join("server-texts.txt"), &said(party))?;
    party
        .volume()
        .note(&told("guide.package_in", &[("folder", &folder.display())]));
    Ok(())
}

/// What was seen and what servers said, word for word.
fn said(party: &Party<'_>) -> String {
    let mut out = String::new();
    if !party.walk.text.is_empty() {
        let _ = writeln!(out, "# {}\n{}\n", word("guide.seen_before"), party.walk.text);
    }
    if let Some(gathered) = &party.scene.gathered {
        for name in &party.scene.ready.guide.literal {
            out.push_str(&of_fact(&gathered.store, name));
        }
    }
    if out.is_empty() {
        out.push_str(word("guide.nothing_seen"));
        out.push('\n');
    }
    out
}

/// The different texts of one fact, each with how often it was said.
fn of_fact(store: &FactStore, name: &str) -> String {
    let Some(fact) = store.schema().fact(name) else {
        return String::new();
    };
    let rows = store.subjects(store.schema().fact_of(fact).kind).len();
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    for row in 0..rows {
        if let Ok(Value::Text(text)) = store.get(fact, row)
            && !text.is_empty()
        {
            *texts.entry(scrub::secrets(&text)).or_default() += 1;
        }
    }
    if texts.is_empty() {
        return String::new();
    }
    let mut out = format!("# {name}\n");
    for (text, times) in texts.iter().take(TEXTS) {
        let _ = writeln!(out, "{times} x {}", imaprules_report::reveal(text));
    }
    out.push('\n');
    out
}
