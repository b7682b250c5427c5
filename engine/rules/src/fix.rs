//! Mistakes that a program can mend: a name with an obvious neighbour, a title with a full stop.

use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Name of the file, as in [`Diagnostic::file`].
    pub file: String,
    /// The bytes to replace.
    pub span: Range<usize>,
    /// What to put there.
    pub text: String,
}

/// The changes that mend what can be mended, none touching another. The text of a file is changed by [`apply`].
pub fn edits(diagnostics: &[Diagnostic]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = diagnostics.iter().filter_map(one).collect();
    edits.sort_by(|a, b| (&a.file, a.span.start).cmp(&(&b.file, b.span.start)));
    edits.dedup_by(|next, kept| next.file == kept.file && next.span.start < kept.span.end);
    edits
}

/// A text with the changes of its file made.
pub fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn one(diagnostic: &Diagnostic) -> Option<Edit> {
    let place = diagnostic.place.as_ref()?;
    let written = place.source.text.get(place.span.clone())?;
    let text = match diagnostic.code {
        Code::TitleStyle => title(written),
        _ => neighbour(diagnostic.help.as_deref()?, written),
    }?;
    Some(Edit {
        file: place.source.name.clone(),
        span: place.span.clone(),
        text,
    })
}

/// The name that was probably meant, in the quotes of the one that was written.
fn neighbour(help: &str, written: &str) -> Option<String> {
    let meant = help.strip_prefix("did you mean `")?.strip_suffix("`?")?;
    let name = written.trim_matches(['"', '\'']);
    if name.is_empty() || name.contains(char::is_whitespace) || name.contains(['{', '(']) {
        return None;
    }
    Some(written.replacen(name, meant, 1))
}

/// A title that begins with a capital and ends without a full stop.
fn title(written: &str) -> Option<String> {
    let quote = written
        .chars()
        .next()
        .filter(|quote| ['"', '\''].contains(quote))?;
    let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
    if inner.starts_with(quote) {
        return None;
    }
    let ended = inner.trim_end_matches('.');
    let mut letters = ended.chars();
    let first = letters.next()?;
    let title = format!("{}{}", first.to_uppercase(), letters.as_str());
    (title != inner).then(|| format!("{quote}{title}{quote}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{MANIFEST, load_pack, pack, rule, schema};
    use crate::{LintOptions, lint, load};

    fn mended(text: &str, diagnostics: &[Diagnostic]) -> String {
        let edits = edits(diagnostics);
        apply(text, &edits.iter().collect::<Vec<_>>())
    }

    #[test]
    fn mistyped_names_are_mended_and_nothing_else() {
        let text = rule(
            "a.b",
            "mailbox",
            "imap.shard and not imap.shared",
            "explain = ['x']",
        );
        let problems = load(schema(), &[pack(MANIFEST, &[("x.toml", &text)])], &[]).unwrap_err();
        let mended = mended(&text, &problems.0);
        assert_eq!(
            mended,
            text.replace("imap.shard and", "imap.shared and")
                .replace("explain =", "explains =")
        );
    }

    #[test]
    fn titles_are_mended() {
        let text = rule("a.b", "mailbox", "imap.shared", "").replace("'A title'", "'a title.'");
        let packs = load_pack(MANIFEST, &[("x.toml", &text)]).unwrap();
        let found = lint(&packs, &LintOptions::default());
        assert!(mended(&text, &found).contains("'A title'"));
    }
}
