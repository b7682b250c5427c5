//! Packs as loaded: every name exists, every type fits, every placeholder can be filled.

mod case;
mod change;
mod derived;
mod functions;
mod ids;
mod load;
mod locale;
mod needs;
mod overrides;
mod own;
mod params;
mod phrases;
pub(crate) mod raw;
mod rule;

pub use case::Case;
pub(crate) use case::{CaseFact, reached};
pub use derived::DerivedFact;
pub(crate) use derived::recompile;
pub use functions::PackFunction;
pub(crate) use ids::kebab;
pub use load::{Given, LoadOptions, load, load_with};
pub use locale::{Languages, Locale, Words};
pub use own::OwnImport;
pub use params::PackParam;
pub(crate) use params::values;
pub use rule::Rule;
pub(crate) use rule::recheck;

use crate::SourceText;
use crate::diagnostic::{Diagnostic, Place};
use crate::read::AuthorText;
use imaprules_conditions::{Functions, nearest};
use imaprules_facts::Schema;
use imaprules_words::Phrases;
use std::sync::Arc;

/// All packs of a run.
#[derive(Debug, Clone)]
pub struct Packs {
    pub(crate) schema: Arc<Schema>,
    pub(crate) packs: Vec<Pack>,
    /// Derived facts of all packs, each after those it needs.
    pub(crate) derived: Vec<DerivedFact>,
    pub(crate) warnings: Vec<Diagnostic>,
    pub(crate) phrases: Arc<Phrases>,
}

/// A pack of rules.
#[derive(Clone)]
pub struct Pack {
    /// Its id, kebab case.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    pub title: String,
    /// It is judged only when one of these took part; always, when there are none.
    pub providers: Vec<String>,
    /// Its parameters, with the values that count.
    pub params: Vec<PackParam>,
    /// The functions its scripts give to conditions.
    pub functions: Vec<PackFunction>,
    /// Its rules, in the order of its files.
    pub rules: Vec<Rule>,
    /// The test cases of its rules.
    pub cases: Vec<Case>,
    /// Its words in other languages, as far as they were loaded.
    pub locales: Vec<Locale>,
    /// Its words that are no words of rules and have to be translated too, where all languages were loaded.
    pub(crate) words: Vec<AuthorText>,
    /// Findings of test cases as they were accepted.
    pub(crate) snapshots: Vec<raw::Snapshot>,
    /// Files that hold facts of its own.
    pub imports: Vec<OwnImport>,
    /// What it may be used under, as an SPDX expression, where it says.
    pub license: Option<String>,
    /// Whether it ships with the program.
    pub shipped: bool,
    /// Where its id stands.
    pub place: Place,
    pub(crate) scripts: Vec<Arc<SourceText>>,
    pub(crate) library: Arc<dyn Functions>,
    pub(crate) param_places: Vec<Place>,
    pub(crate) function_places: Vec<Place>,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Pack {
            id,
            version,
            rules,
            cases,
            ..
        } = self;
        f.debug_struct("Pack")
            .field("id", id)
            .field("version", version)
            .field("rules", &rules.len())
            .field("cases", &cases.len())
            .finish_non_exhaustive()
    }
}

impl Packs {
    /// The declared facts, those that packs derive included. The store that is judged must follow this schema.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The packs, in the order they were given.
    pub fn all(&self) -> &[Pack] {
        &self.packs
    }

    /// All rules with their packs.
    pub fn rules(&self) -> impl Iterator<Item = (&Pack, &Rule)> {
        self.packs
            .iter()
            .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
    }

    /// The facts that packs derive, each after those it needs.
    pub fn derived(&self) -> &[DerivedFact] {
        &self.derived
    }

    /// The phrases of the language that the packs were loaded in: of all of them, since a provider may say what another does.
    pub fn phrases(&self) -> &Arc<Phrases> {
        &self.phrases
    }

    /// The rule of that id, or that is also known as it.
    pub fn rule(&self, id: &str) -> Option<(&Pack, &Rule)> {
        let known_as = |rule: &Rule| rule.aka.iter().any(|aka| aka.eq_ignore_ascii_case(id));
        self.rules()
            .find(|(_, rule)| rule.id == id)
            .or_else(|| self.rules().find(|(_, rule)| known_as(rule)))
    }

    /// The id of the rule that was meant, if one is near.
    pub fn nearest_rule(&self, id: &str) -> Option<&str> {
        nearest(id, self.rules().map(|(_, rule)| rule.id.as_str()))
    }

    /// Leaves only the packs with these ids. Their rules keep what they know of others' facts.
    pub fn retain(&mut self, ids: &[String]) {
        self.packs.retain(|pack| ids.contains(&pack.id));
    }

    /// What was found while loading and is no error.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl Pack {
    /// Whether it is judged in a run of these providers.
    pub fn takes_part(&self, providers: &[String]) -> bool {
        self.providers.is_empty() || self.providers.iter().any(|provider| providers.contains(provider))
    }
}

#[cfg(test)]
mod shown_tests;
#[cfg(test)]
mod tests;
