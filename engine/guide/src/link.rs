//! Comparing the names in a guide with what they name: rules, statements, symptoms, errors, facts.

use crate::guide::{Guide, Node};
use imaprules_conditions::{Expression, Functions, NoFunctions, Scope, compile_condition, nearest};
use imaprules_rules::read::AuthorText;
use imaprules_rules::{Code, Diagnostic, Level, Packs, Problems};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// What a guide may name.
pub struct Known<'a> {
    /// The packs with the rules.
    pub packs: &'a Packs,
    /// The kind of the one subject that conditions of choices are about.
    pub root: &'a str,
    /// Ids of all statements; nothing leaves `covers` unchecked.
    pub statements: Option<Vec<String>>,
    /// Ids of all symptoms; nothing leaves `symptoms` unchecked.
    pub symptoms: Option<Vec<String>>,
    /// Ids of all errors; nothing leaves `errors` unchecked.
    pub errors: Option<Vec<String>>,
}

/// Conditions of choices, ready to be judged, by node and choice; those of nodes under an empty choice.
#[derive(Debug, Clone, Default)]
pub struct Linked {
    pub(crate) conditions: BTreeMap<(String, String), Vec<Expression>>,
    /// What was found and is no error: areas that no rule belongs to.
    pub warnings: Vec<Diagnostic>,
}

/// Checks every name, compiles the conditions, and puts the rules of an area (`exchange.permission.*`) in its place.
///
/// # Errors
/// Everything that names what does not exist.
pub fn link(guide: &mut Guide, known: &Known<'_>) -> Result<Linked, Problems> {
    let mut found = Vec::new();
    let mut linked = Linked::default();
    facts(&guide.named_facts, known, &mut found);
    for node in &mut guide.nodes {
        names(node, known, &mut found);
        node.rules = rules(&node.written.rules, known, &mut linked, &mut found);
        if let Some(text) = &node.when {
            let key = (node.id.clone(), String::new());
            condition(text, known.root, key, known, &mut linked, &mut found);
        }
        for choice in &mut node.choices {
            choice.rules = rules(&choice.written.rules, known, &mut linked, &mut found);
            listed(
                &choice.written.errors,
                known.errors.as_deref(),
                Code::UnknownError,
                "error",
                &mut found,
            );
            let key = || (node.id.clone(), choice.id.clone());
            if let Some(text) = &choice.when {
                condition(text, known.root, key(), known, &mut linked, &mut found);
            }
            for (kind, text) in &choice.each {
                condition(text, &kind.value, key(), known, &mut linked, &mut found);
            }
        }
    }
    if found.is_empty() {
        Ok(linked)
    } else {
        Err(Problems::sorted(found))
    }
}

fn names(node: &Node, known: &Known<'_>, found: &mut Vec<Diagnostic>) {
    let lists = [
        (
            &node.written.covers,
            &known.statements,
            Code::UnknownStatement,
            "statement",
        ),
        (
            &node.written.symptoms,
            &known.symptoms,
            Code::UnknownSymptom,
            "symptom",
        ),
        (&node.written.errors, &known.errors, Code::UnknownError, "error"),
    ];
    for (names, list, code, what) in lists {
        listed(names, list.as_deref(), code, what, found);
    }
}

fn facts(names: &[AuthorText], known: &Known<'_>, found: &mut Vec<Diagnostic>) {
    let schema = known.packs.schema();
    for name in names.iter().filter(|name| schema.fact(&name.value).is_none()) {
        let near = nearest(&name.value, schema.facts().map(|(_, fact)| fact.name.as_str()));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let message = format!("nobody declares a fact `{}`", name.value);
        found.push(name.error(Code::UnknownFact, message).maybe_help(help));
    }
}

/// The rules of these names, areas replaced by what belongs to them.
fn rules(
    names: &[AuthorText],
    known: &Known<'_>,
    linked: &mut Linked,
    found: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for name in names {
        if let Some(area) = name.value.strip_suffix('*') {
            let all = known.packs.rules().map(|(_, rule)| rule.id.clone());
            let of_area: Vec<String> = all.filter(|id| id.starts_with(area)).collect();
            if of_area.is_empty() {
                let message = format!("no rule of a loaded pack begins with `{area}`");
                let diagnostic = name.error(Code::UnknownRule, message);
                linked.warnings.push(Diagnostic {
                    level: Level::Warning,
                    ..diagnostic
                });
            }
            ids.extend(of_area);
        } else if known.packs.rule(&name.value).is_some() {
            ids.push(name.value.clone());
        } else {
            let near = known
                .packs
                .nearest_rule(&name.value)
                .map(|near| format!("did you mean `{near}`?"));
            let message = format!("no loaded pack has a rule `{}`", name.value);
            found.push(name.error(Code::UnknownRule, message).maybe_help(near));
        }
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

fn listed(
    names: &[AuthorText],
    list: Option<&[String]>,
    code: Code,
    what: &str,
    found: &mut Vec<Diagnostic>,
) {
    let Some(list) = list else {
        return;
    };
    for name in names.iter().filter(|name| !list.contains(&name.value)) {
        let near = nearest(&name.value, list.iter().map(String::as_str));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        found.push(
            name.error(code, format!("there is no {what} `{}`", name.value))
                .maybe_help(help),
        );
    }
}

fn condition(
    text: &AuthorText,
    kind: &str,
    key: (String, String),
    known: &Known<'_>,
    linked: &mut Linked,
    found: &mut Vec<Diagnostic>,
) {
    let Some(found_kind) = known.packs.schema().kind(kind) else {
        let message = format!("there is no kind of subject `{kind}` to ask about");
        found.push(text.error(Code::UnknownKind, message));
        return;
    };
    let functions: Arc<dyn Functions> = Arc::new(NoFunctions);
    let scope = Scope {
        schema: known.packs.schema(),
        kind: found_kind,
        params: &[],
        functions: &functions,
    };
    match compile_condition(&text.value, &scope) {
        Ok(expression) => {
            linked.conditions.entry(key).or_default().push(expression);
        }
        Err(problems) => found.extend(problems.into_iter().map(|problem| {
            let span = problem.span.start..problem.span.end;
            text.error_in(span, Code::Condition, problem.message)
                .maybe_help(problem.help)
        })),
    }
}
