//! Ids: their form, and that each exists once over all packs.

use super::raw::RawPack;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::{AuthorText, Sink};
use std::collections::HashMap;

/// Reports malformed and repeated ids of packs and rules.
pub(super) fn check(packs: &[RawPack], sink: &Sink) {
    let mut seen = HashMap::new();
    for pack in packs {
        let id = &pack.manifest.id;
        if !kebab(&id.value) {
            sink.push(malformed(id, "a pack's id", "csv"));
        }
        once(&mut seen, "pack", id, sink);
    }
    let mut seen = HashMap::new();
    for id in packs.iter().flat_map(|pack| &pack.ids) {
        let dotted = !id.value.is_empty()
            && id
                .value
                .split('.')
                .all(|part| !part.is_empty() && part.chars().all(plain));
        if !dotted {
            sink.push(malformed(id, "a rule's id", "csv.too-many-rows"));
        }
        once(&mut seen, "rule", id, sink);
    }
    for aka in packs
        .iter()
        .flat_map(|pack| &pack.rules)
        .flat_map(|rule| &rule.aka)
    {
        if let Some(rule) = seen.get(aka.value.as_str()) {
            sink.push(repeated("rule", aka, rule));
        }
    }
}

/// Lower-case words joined by hyphens.
pub(crate) fn kebab(text: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.split('-').all(word)
}

fn plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn malformed(id: &AuthorText, what: &str, example: &str) -> Diagnostic {
    let message = format!("`{}` cannot be {what}", id.value);
    id.error(Code::MalformedId, message).help(format!(
        "use lower-case words joined by hyphens, as in `{example}`"
    ))
}

fn once<'a>(seen: &mut HashMap<&'a str, &'a AuthorText>, what: &str, id: &'a AuthorText, sink: &Sink) {
    match seen.get(id.value.as_str()) {
        Some(first) => sink.push(repeated(what, id, first)),
        None => {
            seen.insert(&id.value, id);
        }
    }
}

fn repeated(what: &str, id: &AuthorText, first: &AuthorText) -> Diagnostic {
    let (line, _) = first.place.line_column();
    let message = format!("there is a {what} `{}` already", id.value);
    id.error(Code::Duplicate, message).help(format!(
        "the other one stands in {}, line {line}",
        first.place.source.name
    ))
}
