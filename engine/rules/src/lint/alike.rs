//! Rules that say the same, and scripts that only say what a condition can.

use super::Lint;
use crate::diagnostic::Code;
use crate::{Packs, Rule};
use regex::Regex;

pub(super) fn check(lint: &mut Lint, packs: &Packs) {
    let pack = lint.pack;
    for rule in &pack.rules {
        let same = |other: &&Rule| {
            other.id != rule.id
                && other.kind == rule.kind
                && said(other) == said(rule)
                && !stands_in(rule, other)
        };
        let all = packs.rules().map(|(_, rule)| rule);
        // Of two, the later one is told.
        let before = all.take_while(|other| other.id != rule.id);
        if let Some(other) = before.into_iter().find(same) {
            let message = format!("`{}` finds what `{}` finds", rule.id, other.id);
            let help = "remove one of them, or let their conditions differ";
            lint.demand(Code::SameCondition, &rule.raw.when.place, message, help);
        }
    }
    for (function, place) in pack.functions.iter().zip(&pack.function_places) {
        if pack
            .scripts
            .iter()
            .any(|script| only_an_expression(&script.text, &function.name))
        {
            let message = format!("the function `{}` does what a condition can do", function.name);
            let help = "write its expression into the condition, or into a derived fact: that is faster, and shows in `why`";
            lint.demand(Code::NeedlessScript, place, message, help);
        }
    }
}

/// Whether one takes the place of the other, so that both are never found together.
fn stands_in(rule: &Rule, other: &Rule) -> bool {
    rule.instead_of.contains(&other.id) || other.instead_of.contains(&rule.id)
}

/// The conditions without regard to blanks and lines.
fn said(rule: &Rule) -> (String, String) {
    let given = rule.given.as_ref().map_or("", |given| given.text());
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    (plain(given), plain(rule.when.text()))
}

/// Whether a script defines the function as one expression of operators, which conditions have too.
fn only_an_expression(script: &str, function: &str) -> bool {
    let Ok(definition) = Regex::new(&format!(r"fn\s+{function}\s*\([^)]*\)\s*\{{([^{{}}();]*)\}}")) else {
        return false;
    };
    let Some(body) = definition.captures(script).and_then(|found| found.get(1)) else {
        return false;
    };
    let words = [
        "if", "let", "for", "while", "loop", "return", "switch", "throw", "const",
    ];
    let mut names = body.as_str().split(|c: char| !c.is_alphanumeric() && c != '_');
    !body.as_str().contains('.') && names.all(|name| !words.contains(&name))
}
