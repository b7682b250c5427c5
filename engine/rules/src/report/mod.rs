//! From verdicts to the published report: words and evidence for what is listed, sums for what could not be decided.
//!
//! Everything is sorted, so that two reports of the same facts are equal line by line, whatever the number of threads.

mod alike;
mod causes;
#[cfg(test)]
mod commands_tests;
mod evidence;
mod gaps;
mod order;
mod results;
#[cfg(test)]
mod tests;
mod undecided;

pub(crate) use causes::{Causes, reasons};
pub(crate) use evidence::{facts as facts_of, of as evidence_of, of_in as evidence_in};
pub(crate) use results::outcome;

use crate::Packs;
use crate::judge::Judgement;
use imaprules_facts::FactStore;
use imaprules_report::{FORMAT, Report, Run, Tool};
use imaprules_words::Catalogue;
use indexmap::IndexMap;

/// What to list one by one, besides every `fail` and `error`, and in which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOptions {
    /// Every `unknown`, with its reasons.
    pub show_unknown: bool,
    /// Every `pass`.
    pub show_pass: bool,
    /// The messages, phrases and form of the language. Values in the words of a rule have that form only when the rule speaks it.
    pub words: Catalogue,
}

impl Default for ReportOptions {
    /// Findings and errors alone, in English.
    fn default() -> Self {
        ReportOptions {
            show_unknown: false,
            show_pass: false,
            words: crate::english(),
        }
    }
}

/// Makes the report of a judgement. `packs` and `store` are those that were judged.
pub fn report(
    judgement: &Judgement,
    packs: &Packs,
    store: &FactStore,
    tool: Tool,
    run: Run,
    options: &ReportOptions,
) -> Report {
    let causes = Causes::new(packs, store, judgement.now);
    let (results, (undecided, gaps)) = judgement.pool.run(|| {
        let results = results::list(judgement, packs, store, &causes, options);
        let form = options.words.form();
        (results, undecided::sum_up(judgement, packs, store, &causes, form))
    });
    Report {
        format: FORMAT.to_owned(),
        tool,
        run,
        subjects: subjects(store),
        summary: judgement.summary(),
        results,
        undecided,
        gaps,
    }
}

/// How many subjects of each kind there are. The root is always one and says nothing.
fn subjects(store: &FactStore) -> IndexMap<String, usize> {
    let below_root = store.schema().kinds().filter(|(_, kind)| kind.parent.is_some());
    below_root
        .map(|(id, kind)| (kind.name.clone(), store.subjects(id).len()))
        .filter(|(_, count)| *count > 0)
        .collect()
}
