//! From files to packs in two steps, raw and valid, with every problem of all packs collected on the way.

use super::derived::{self, DerivedFact};
use super::params::{self, Declared, values};
use super::raw::{self, RawPack};
use super::{
    Languages, Pack, Packs, Rule, case, change, functions, ids, locale, needs, overrides, own, phrases, rule,
};
use crate::diagnostic::{Code, Problems};
use crate::files::PackFiles;
use crate::read::{AuthorText, Sink};
use imaprules_conditions::{Functions, Param, Scope, nearest};
use imaprules_facts::{KindId, Schema};
use imaprules_words::Phrases;
use std::sync::Arc;

/// Loads packs: reads, checks and compiles everything, before anything is collected.
///
/// `schema` holds the facts that providers declare. `given` are values of parameters as users write them, by
/// `max_rows` or `csv.max_rows`; the last one counts.
///
/// # Errors
/// Everything that is wrong, in the order of files and lines. Warnings are among it only when there is an error too.
pub fn load(schema: Schema, packs: &[PackFiles], given: &[(String, String)]) -> Result<Packs, Problems> {
    let params = given
        .iter()
        .map(|(name, value)| Given::new(name, value, "a caller"));
    let options = LoadOptions {
        params: params.collect(),
        ..LoadOptions::default()
    };
    load_with(schema, packs, &options)
}

/// Something a user gives in the place of what a pack says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The parameter or the rule.
    pub name: String,
    /// What it is given, as users write it.
    pub value: String,
    /// Where it was given, as shown to people: `--param`, `imaprules.toml`.
    pub from: String,
}

impl Given {
    /// A value for something, from somewhere.
    pub fn new(name: impl Into<String>, value: impl Into<String>, from: impl Into<String>) -> Self {
        Given {
            name: name.into(),
            value: value.into(),
            from: from.into(),
        }
    }
}

/// How packs are loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Values of parameters as users write them, by `max_rows` or `csv.max_rows`; the last one counts.
    pub params: Vec<Given>,
    /// Other severities than rules have, by their ids; the last one counts.
    pub severities: Vec<Given>,
    /// Which translations to load, and so what the packs speak.
    pub languages: Languages,
}

/// As [`load`], with everything that can be asked for.
///
/// # Errors
/// As [`load`].
pub fn load_with(schema: Schema, packs: &[PackFiles], options: &LoadOptions) -> Result<Packs, Problems> {
    let sink = Sink::default();
    let mut raw: Vec<RawPack> = packs
        .iter()
        .filter_map(|files| raw::read(files, &options.languages, &sink))
        .collect();
    ids::check(&raw, &sink);
    let given = overrides::assign(&raw, &options.params, &sink);
    let mut schema = schema;
    let said = speak(&mut raw, &mut schema, &options.languages);
    needs::check(&raw, &sink);
    own::declare(&raw, &mut schema, &sink);
    let declared = derived::declare(&raw, &mut schema, &sink);
    let schema = Arc::new(schema);
    let grounds: Vec<Ground> = raw
        .iter()
        .zip(&given)
        .map(|(raw, given)| Ground::of(raw, given, &schema, &sink))
        .collect();
    let derived: Vec<DerivedFact> = declared
        .iter()
        .filter_map(|fact| Some((fact, grounds.get(fact.pack)?.scope()?)))
        .filter_map(|(fact, scope)| derived::check(fact, scope, &sink))
        .collect();
    let derived = derived::ordered(derived, &sink);
    let mut rules: Vec<Vec<Rule>> = raw
        .iter()
        .zip(&grounds)
        .map(|(raw, ground)| ground.rules(raw, &sink))
        .collect();
    for pack in &raw {
        change::by_pack(
            pack,
            &mut rules,
            |which, kind| Some(grounds.get(which)?.scope_of(kind)),
            &sink,
        );
    }
    change::by_user(&options.severities, &mut rules, &sink);
    let packs = raw
        .iter()
        .zip(grounds)
        .zip(&rules)
        .map(|((raw, ground), own)| ground.pack(raw, own, &rules, &sink));
    let packs: Vec<Pack> = packs.collect();
    let mut packs = Packs {
        schema,
        packs,
        derived,
        warnings: Vec::new(),
        phrases: Arc::new(said),
    };
    if let Languages::One(language) = &options.languages {
        packs.speak(language);
    }
    finish(packs, sink)
}

/// Puts the phrases of a language in the place of what facts are and how they are obtained, and of words of commands.
fn speak(raw: &mut [RawPack], schema: &mut Schema, languages: &Languages) -> Phrases {
    let Languages::One(language) = languages else {
        return Phrases::default();
    };
    let said = phrases::of(raw, language);
    schema.reword(|text| said.has(text).then(|| said.say(text).into_owned()));
    raw.iter_mut().for_each(|pack| phrases::reword(pack, &said));
    said
}

fn finish(packs: Packs, sink: Sink) -> Result<Packs, Problems> {
    let failed = sink.errors() > 0;
    let problems = Problems::sorted(sink.into_all());
    if failed {
        Err(problems)
    } else {
        Ok(Packs {
            warnings: problems.0,
            ..packs
        })
    }
}

/// What the rules of a pack stand on.
struct Ground<'s> {
    schema: &'s Schema,
    params: Vec<Declared>,
    values: Vec<Param>,
    functions: Vec<super::PackFunction>,
    library: Arc<dyn Functions>,
}

impl<'s> Ground<'s> {
    fn of(raw: &RawPack, given: &[Given], schema: &'s Schema, sink: &Sink) -> Self {
        let params = params::check(&raw.manifest.params, given, sink);
        let plain: Vec<_> = params.iter().map(|param| param.value.clone()).collect();
        let (functions, library) = functions::check(&raw.manifest.functions, &raw.scripts, sink);
        Ground {
            schema,
            values: values(&plain),
            params,
            functions,
            library,
        }
    }

    /// The scope of some kind; callers put in the kind they mean.
    fn scope(&self) -> Option<Scope<'_>> {
        self.schema.kinds().next().map(|(kind, _)| self.scope_of(kind))
    }

    fn scope_of(&self, kind: KindId) -> Scope<'_> {
        Scope {
            schema: self.schema,
            kind,
            params: &self.values,
            functions: &self.library,
        }
    }

    fn rules(&self, raw: &RawPack, sink: &Sink) -> Vec<Rule> {
        let one = |raw: &raw::RawRule| {
            let kind = rule::kind(&raw.kind, self.schema, sink)?;
            rule::check(raw, &self.scope_of(kind), sink)
        };
        raw.rules.iter().filter_map(one).collect()
    }

    fn pack(self, raw: &RawPack, own: &[Rule], all: &[Vec<Rule>], sink: &Sink) -> Pack {
        let params: Vec<_> = self.params.iter().map(|param| param.value.clone()).collect();
        case::repeated(&raw.cases, sink);
        let cases = raw.cases.iter().filter_map(|case| {
            let Some(rule) = own.iter().find(|rule| rule.id == case.rule.value) else {
                stray(raw, &case.rule, all, sink);
                return None;
            };
            case::check(case, rule, &params, self.schema, sink)
        });
        let cases = cases.collect();
        let locales = locale::check(&raw.locales, own, |rule| self.scope_of(rule.kind), sink);
        let manifest = &raw.manifest;
        Pack {
            id: manifest.id.value.clone(),
            version: manifest.version.value.clone(),
            title: manifest.title.value.clone(),
            providers: manifest
                .providers
                .iter()
                .map(|provider| provider.value.clone())
                .collect(),
            params,
            param_places: self.params.into_iter().map(|param| param.place).collect(),
            function_places: manifest
                .functions
                .iter()
                .map(|function| function.name.place.clone())
                .collect(),
            functions: self.functions,
            rules: own.to_vec(),
            cases,
            snapshots: raw.snapshots.clone(),
            imports: own::imports(raw, self.schema, sink),
            license: raw.manifest.license.as_ref().map(|license| license.value.clone()),
            locales,
            words: phrases::words(raw),
            shipped: raw.shipped,
            place: manifest.id.place.clone(),
            scripts: raw.scripts.clone(),
            library: self.library,
        }
    }
}

/// A case of a rule that the pack has not. Rules that are there and broken were reported already.
fn stray(raw: &RawPack, rule: &AuthorText, all: &[Vec<Rule>], sink: &Sink) {
    if !raw.whole || raw.ids.iter().any(|id| id.value == rule.value) {
        return;
    }
    let elsewhere = all.iter().flatten().any(|other| other.id == rule.value);
    let near = nearest(&rule.value, raw.ids.iter().map(|id| id.value.as_str()));
    let help = match (elsewhere, near) {
        (true, _) => Some("the rule stands in another pack; test it there".to_owned()),
        (false, Some(near)) => Some(format!("did you mean `{near}`?")),
        (false, None) => None,
    };
    let message = format!("{} has no rule `{}`", raw.name, rule.value);
    sink.push(rule.error(Code::UnknownRule, message).maybe_help(help));
}
