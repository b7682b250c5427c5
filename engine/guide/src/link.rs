//! Comparing the names in a guide with what they name: rules, statements, symptoms, errors, facts.

use crate::guide::{Guide, Node};
use imaprules_conditions::{Expression, Functions, NoFunctions, Scope, compile_condition, nearest};
use imaprules_rules::read::AuthorText;
use imaprules_rules::{Code, Diagnostic, Packs, Problems};
use std::collections::BTreeMap;
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
}

/// Checks every name and compiles the conditions.
///
/// # Errors
/// Everything that names what does not exist.
pub fn link(guide: &Guide, known: &Known<'_>) -> Result<Linked, Problems> {
    let mut found = Vec::new();
    let mut linked = Linked::default();
    for node in &guide.nodes {
        names(node, known, &mut found);
        if let Some(text) = &node.when {
            let key = (node.id.clone(), String::new());
            condition(text, known.root, key, known, &mut linked, &mut found);
        }
        for choice in &node.choices {
            rules(&choice.written.rules, known, &mut found);
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
    rules(&node.written.rules, known, found);
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

fn rules(names: &[AuthorText], known: &Known<'_>, found: &mut Vec<Diagnostic>) {
    for name in names
        .iter()
        .filter(|name| known.packs.rule(&name.value).is_none())
    {
        let near = known
            .packs
            .nearest_rule(&name.value)
            .map(|near| format!("did you mean `{near}`?"));
        let message = format!("no loaded pack has a rule `{}`", name.value);
        found.push(name.error(Code::UnknownRule, message).maybe_help(near));
    }
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
