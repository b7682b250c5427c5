//! Prints diagnostics with the author's lines underlined. The only place that knows the rendering library.
//!
//! Packs may be anybody's: no character of theirs may steer a terminal or hide. The library sees to ASCII controls and some
//! marks of direction in quoted lines, and to nothing else.

use super::{Diagnostic, Level, Place};
use crate::text::SourceText;
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Renderer, Snippet};
use imaprules_report::{is_hidden, reveal};
use std::sync::Arc;

/// The diagnostics as text for people, one block each, with a blank line between.
pub fn show(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let blocks: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&groups(&harmless(diagnostic))))
        .collect();
    blocks.join("\n\n")
}

/// The diagnostic with nothing in it that is hidden.
fn harmless(diagnostic: &Diagnostic) -> Diagnostic {
    let shown = |text: &Option<String>| text.as_deref().map(|text| reveal(text).into_owned());
    Diagnostic {
        message: reveal(&diagnostic.message).into_owned(),
        label: shown(&diagnostic.label),
        help: shown(&diagnostic.help),
        place: diagnostic.place.as_ref().map(|place| Place {
            source: source(&place.source),
            span: place.span.clone(),
        }),
        ..*diagnostic
    }
}

/// The file with question marks for what is hidden, as many as it has bytes, so that places stay where they are.
fn source(source: &Arc<SourceText>) -> Arc<SourceText> {
    let hidden = |c: char| !c.is_ascii() && is_hidden(c);
    if !source.text.contains(hidden) && !source.name.contains(is_hidden) {
        return Arc::clone(source);
    }
    let mut text = String::with_capacity(source.text.len());
    for c in source.text.chars() {
        match c {
            c if hidden(c) => text.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => text.push(c),
        }
    }
    let name = reveal(&source.name).replace('\n', " ");
    Arc::new(SourceText { name, text })
}

fn groups(diagnostic: &Diagnostic) -> Vec<Group<'_>> {
    let level = match diagnostic.level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
    };
    let title = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = group.element(snippet(place, diagnostic.label.as_deref()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Heading::HELP.message(help));
    }
    vec![group]
}

fn snippet<'a>(place: &'a Place, label: Option<&'a str>) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let span = place.source.clip(place.span.clone());
    let mark = AnnotationKind::Primary.span(span).label(label);
    Snippet::source(place.source.text.as_str())
        .path(place.source.name.as_str())
        .annotation(mark)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostic, show};
    use crate::text::SourceText;
    use std::sync::Arc;

    fn sample() -> Diagnostic {
        let source = Arc::new(SourceText::new(
            "rules/x/a.toml",
            "title = 'ışık'\nwhen = 'imap.logn'\n",
        ));
        let start = source.text.find("imap").unwrap();
        Diagnostic::error(Code::Condition, "no fact `imap.logn`")
            .at(&source, start..start + 9)
            .label("unknown fact")
            .help("did you mean `imap.login`?")
    }

    #[test]
    fn the_offending_characters_are_underlined() {
        let shown = show(&[sample()], false);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "error[condition]: no fact `imap.logn`");
        assert_eq!(lines[1].trim(), "--> rules/x/a.toml:2:9");
        assert_eq!(lines[3], "2 | when = 'imap.logn'");
        assert_eq!(lines[4], "  |         ^^^^^^^^^ unknown fact");
        assert!(shown.contains("help: did you mean `imap.login`?"), "{shown}");
    }

    #[test]
    fn nothing_of_an_authors_file_steers_a_terminal() {
        let source = Arc::new(SourceText::new(
            "rules/\u{1b}[31m\n/a.toml",
            "# \u{202e}\u{9b}31m\u{61c}\u{200b}\u{1b}]0;x\u{7}\r\nwhen = '\u{2066}imap.logn'\n",
        ));
        let start = source.text.find("imap").unwrap();
        let diagnostic = Diagnostic::error(Code::Condition, "no fact `\u{9b}2J\u{202e}`")
            .at(&source, start..start + 9)
            .label("\u{1b}[2Junknown")
            .help("did you mean `\u{200f}`?");
        let shown = show(&[diagnostic], false);
        let found = shown
            .chars()
            .find(|c| *c != '\n' && imaprules_report::is_hidden(*c));
        assert_eq!(found, None, "{shown:?}");
        assert!(shown.contains("\\u{9b}2J\\u{202e}"), "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        let marked = lines.iter().position(|line| line.contains("imap.logn")).unwrap();
        assert_eq!(
            lines[marked].find("imap"),
            lines[marked + 1].find("^^^^^^^^^"),
            "{shown}"
        );
    }

    #[test]
    fn a_span_beyond_the_text_does_not_break_rendering() {
        let mut broken = sample();
        broken.place.as_mut().unwrap().span = 900..1000;
        assert!(show(&[broken, sample()], true).contains("imap.logn"));
    }

    #[test]
    fn plain_data_has_line_and_column() {
        let json = serde_json::to_value(sample()).unwrap();
        assert_eq!(json["code"], "condition");
        assert_eq!((&json["line"], &json["column"]), (&2.into(), &9.into()));
        assert_eq!(json["level"], "error");
    }
}
