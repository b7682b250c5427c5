//! Where the evidence of a walk comes from: a bundle, exports, the demo, a live source - or nowhere.

use crate::args::{JudgeOptions, SourceOptions};
use crate::error::Failure;
use crate::guides::Ready;
use crate::messages::Volume;
use crate::speech::{told, word};
use crate::{judge, language};
use imaprules_facts::{FactStore, SubjectRef};
use imaprules_guide::{Evidence, Focus};
use imaprules_report::Report;
use imaprules_rules::{Packs, nearest};
use std::path::PathBuf;

/// The kind of subject somebody may ask about alone, and a fact that every one of it has.
const MAILBOX: (&str, &str) = ("mailbox", "mailbox.address");

/// The sources of evidence, and what they said last.
pub(super) struct Scene<'a> {
    pub(super) packs: &'a Packs,
    pub(super) ready: &'a Ready,
    pub(super) source: SourceOptions,
    pub(super) facts: &'a [PathBuf],
    /// The one mailbox that counts.
    pub(super) mailbox: Option<String>,
    /// Whether somebody named it, so that not finding it is a mistake.
    pub(super) insists: bool,
    pub(super) volume: Volume,
    pub(super) gathered: Option<Gathered>,
}

/// What was collected and judged.
pub(super) struct Gathered {
    pub(super) store: FactStore,
    pub(super) report: Report,
    pub(super) evidence: Evidence,
}

impl Scene<'_> {
    /// Whether there is a source to ask.
    pub(super) fn has_source(&self) -> bool {
        let source = &self.source;
        !self.facts.is_empty()
            || source.provider.is_some()
            || source.csv.is_some()
            || !source.import.is_empty()
    }

    /// Collects or reads, and judges. Nothing to look at is no mistake here: the guide asks then.
    pub(super) fn gather(&mut self) -> Result<(), Failure> {
        if self.source.demo && self.source.provider.is_none() {
            return Err(Failure::usage(word("usage.demo"), word("usage.demo_help")));
        }
        if self.has_source() {
            self.gathered = Some(self.look(&self.source)?);
        }
        Ok(())
    }

    /// One look at the source.
    pub(super) fn look(&self, source: &SourceOptions) -> Result<Gathered, Failure> {
        let (mut store, story) = crate::command::run::gather(source, self.facts, self.packs, self.volume)?;
        let (judgement, report) = judge::judged(
            self.packs,
            &mut store,
            story,
            &language::settle_as_spoken(JudgeOptions::default()),
        )?;
        let focus = self.focus(&store, &source.only)?;
        let ready = self.ready;
        let evidence = Evidence::gather(
            &ready.guide,
            &ready.linked,
            self.packs,
            &store,
            &judgement,
            &report,
            focus.as_ref(),
        );
        Ok(Gathered {
            store,
            report,
            evidence,
        })
    }

    pub(super) fn evidence(&self) -> Evidence {
        self.gathered
            .as_ref()
            .map(|gathered| gathered.evidence.clone())
            .unwrap_or_default()
    }

    /// The mailboxes that count: those that are looked at again, or the one somebody named.
    fn focus(&self, store: &FactStore, only: &[String]) -> Result<Option<Focus>, Failure> {
        let addresses: Vec<&String> = match only {
            [] => self.mailbox.iter().collect(),
            only => only.iter().collect(),
        };
        let (Some(first), Some(fact)) = (addresses.first(), store.schema().fact(MAILBOX.1)) else {
            return Ok(None);
        };
        let found = addresses
            .iter()
            .filter_map(|address| store.find(&SubjectRef::new(MAILBOX.0, address.as_str())));
        let rows: Vec<usize> = found.map(|subject| subject.row).collect();
        match rows.is_empty() {
            false => Ok(Some(Focus { fact, rows })),
            // An address out of an error text may be that of a mailbox that was not collected.
            true if !self.insists => Ok(None),
            true => Err(unknown(first, store)),
        }
    }
}

fn unknown(address: &str, store: &FactStore) -> Failure {
    let ids: Vec<String> = store
        .schema()
        .kind(MAILBOX.0)
        .map(|kind| {
            let subjects = store.subjects(kind);
            (0..subjects.len())
                .map(|row| subjects.id(row).to_owned())
                .collect()
        })
        .unwrap_or_default();
    let remedy = match nearest(address, ids.iter().map(String::as_str)) {
        Some(near) => told("usage.mailbox_near", &[("near", &near)]),
        None => word("usage.mailbox_help").to_owned(),
    };
    Failure::usage(told("usage.mailbox", &[("address", &address)]), remedy)
}
