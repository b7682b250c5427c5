//! Regular expressions for scripts, of the `regex` crate (<https://docs.rs/regex/latest/regex/#syntax>), the same
//! dialect as `matches` in conditions. Each thread keeps the patterns it compiled; scanning is charged to the call,
//! because Rhai counts a call of the host as one step however much text it reads.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::{Regex, RegexBuilder};
use rhai::{Array, Dynamic, EvalAltResult, FuncRegistration, ImmutableString, Module};

use crate::budget;
use crate::limits;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Bytes of text that are scanned for the price of one step.
const BYTES_PER_STEP: u64 = 16;

/// Steps that compiling a pattern costs.
const COMPILE_STEPS: u64 = 1_000;

thread_local! {
    static KEPT: RefCell<HashMap<ImmutableString, Regex>> = RefCell::new(HashMap::new());
}

/// Registers `matches`, `captures` and `replace_all`.
pub(crate) fn register(module: &mut Module) {
    FuncRegistration::new("matches").set_into_module(
        module,
        |text: ImmutableString, pattern: ImmutableString| -> Outcome<bool> {
            Ok(prepared(&text, pattern)?.is_match(&text))
        },
    );
    FuncRegistration::new("captures").set_into_module(
        module,
        |text: ImmutableString, pattern: ImmutableString| -> Outcome<Array> {
            Ok(captures(&prepared(&text, pattern)?, &text))
        },
    );
    FuncRegistration::new("replace_all").set_into_module(
        module,
        |text: ImmutableString, pattern: ImmutableString, by: ImmutableString| -> Outcome<String> {
            replace_all(&prepared(&text, pattern)?, &text, &by)
        },
    );
}

/// The whole match and then each group, an unused group as an empty text; nothing at all without a match.
fn captures(pattern: &Regex, text: &str) -> Array {
    let Some(found) = pattern.captures(text) else {
        return Array::new();
    };
    found
        .iter()
        .map(|group| Dynamic::from(group.map_or("", |group| group.as_str()).to_owned()))
        .collect()
}

/// Stops before the result outgrows what a text may hold.
fn replace_all(pattern: &Regex, text: &str, by: &str) -> Outcome<String> {
    let mut result = String::new();
    let mut rest = 0;
    for found in pattern.captures_iter(text) {
        budget::charge(1)?;
        let Some(whole) = found.get(0) else { continue };
        result.push_str(text.get(rest..whole.start()).unwrap_or_default());
        found.expand(by, &mut result);
        rest = whole.end();
        if result.len() > limits::TEXT.size() {
            return Err(budget::halt(budget::Stop::Limit(&limits::TEXT)));
        }
    }
    result.push_str(text.get(rest..).unwrap_or_default());
    Ok(result)
}

/// The compiled pattern, after the call has paid for scanning the text with it.
fn prepared(text: &str, pattern: ImmutableString) -> Outcome<Regex> {
    budget::charge(text.len() as u64 / BYTES_PER_STEP)?;
    KEPT.with_borrow_mut(|kept| {
        if let Some(regex) = kept.get(&pattern) {
            return Ok(regex.clone());
        }
        budget::charge(COMPILE_STEPS)?;
        let regex = compile(&pattern)?;
        if kept.len() >= limits::PATTERNS_KEPT.size() {
            kept.clear();
        }
        kept.insert(pattern, regex.clone());
        Ok(regex)
    })
}

fn compile(pattern: &str) -> Outcome<Regex> {
    if pattern.len() > limits::PATTERN.size() {
        return Err(format!(
            "the pattern is longer than {} bytes: split it",
            limits::PATTERN.value
        )
        .into());
    }
    let program = limits::PATTERN_PROGRAM.size();
    RegexBuilder::new(pattern)
        .size_limit(program)
        .dfa_size_limit(program)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                "the pattern is too large when compiled: use smaller repetitions, or [0-9A-Za-z] for \\w"
                    .into()
            }
            // The message spans lines and draws the pattern; its last line says what is wrong.
            error => {
                let text = error.to_string();
                let reason = text
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ");
                format!("`{pattern}` is not a pattern of the regex crate: {reason}").into()
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_stays_bounded() {
        budget::begin(u64::MAX, 0);
        for number in 0..1_000 {
            prepared("", format!("a{number}").into()).unwrap();
        }
        KEPT.with_borrow(|kept| assert!(kept.len() <= limits::PATTERNS_KEPT.size()));
        budget::end();
    }

    #[test]
    fn replacing_cannot_make_text_beyond_the_limit() {
        budget::begin(u64::MAX, 0);
        let by = "x".repeat(limits::TEXT.size() / 2);
        assert!(replace_all(&compile("a").unwrap(), "aaa", &by).is_err());
        assert_eq!(budget::end(), Some(budget::Stop::Limit(&limits::TEXT)));
    }
}
