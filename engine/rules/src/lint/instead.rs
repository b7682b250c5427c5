//! Rules that take the place of others: those others exist, and are about the same kind of subject.

use super::Lint;
use crate::Packs;
use crate::diagnostic::Code;

pub(super) fn check(lint: &mut Lint, packs: &Packs) {
    let pack = lint.pack;
    for (rule, named) in pack
        .rules
        .iter()
        .flat_map(|rule| rule.raw.instead_of.iter().map(move |named| (rule, named)))
    {
        let (problem, help) = match packs.rule(&named.value) {
            None => {
                let near = packs.nearest_rule(&named.value);
                (
                    "is no rule of a loaded pack",
                    near.map(|near| format!("did you mean `{near}`?")),
                )
            }
            Some((_, other)) if other.kind != rule.kind => (
                "is about another kind of subject",
                Some("a rule takes the place of rules of its own kind".to_owned()),
            ),
            Some((_, other)) if other.id == rule.id => ("is the rule itself", None),
            Some(_) => continue,
        };
        let message = format!("`{}` {problem}", named.value);
        let help = help.unwrap_or_else(|| "name another rule, or remove it from `instead_of`".to_owned());
        lint.demand(Code::UnknownRule, &named.place, message, help);
    }
}
