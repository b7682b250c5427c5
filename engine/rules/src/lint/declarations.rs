//! Parameters and functions of `pack.toml`: used, and the former with a source.

use super::Lint;
use crate::Packs;
use crate::diagnostic::Code;
use imaprules_conditions::Expression;

pub(super) fn check(lint: &mut Lint, packs: &Packs) {
    let pack = lint.pack;
    let which = packs.all().iter().position(|other| other.id == pack.id);
    let derived = packs
        .derived()
        .iter()
        .filter(|derived| Some(derived.pack) == which)
        .map(|derived| &derived.value);
    let expressions: Vec<&Expression> = pack
        .rules
        .iter()
        .flat_map(|rule| rule.expressions().chain(rule.command_expressions()))
        .chain(derived)
        .collect();
    let texts = || pack.rules.iter().flat_map(|rule| rule.templates());
    for (param, place) in pack.params.iter().zip(&pack.param_places) {
        let named = expressions
            .iter()
            .any(|expression| expression.params().contains(&param.name));
        if !named && !texts().any(|text| text.params().any(|name| name == param.name)) {
            let message = format!("nothing uses the parameter `{}`", param.name);
            lint.demand(
                Code::UnusedParameter,
                place,
                message,
                format!("write `param.{}` in a condition, or remove it", param.name),
            );
        }
        if param
            .source
            .as_ref()
            .is_none_or(|source| source.trim().is_empty())
        {
            let message = format!("nothing backs the default of `{}`", param.name);
            lint.demand(
                Code::ParameterWithoutSource,
                place,
                message,
                "add `source`: where the number comes from",
            );
        }
    }
    for (function, place) in pack.functions.iter().zip(&pack.function_places) {
        if !expressions
            .iter()
            .any(|expression| expression.functions().contains(&function.name))
        {
            let message = format!("nothing calls the function `{}`", function.name);
            let help = "remove it from [functions]; scripts may call one another without it";
            lint.demand(Code::UnusedFunction, place, message, help);
        }
    }
}
