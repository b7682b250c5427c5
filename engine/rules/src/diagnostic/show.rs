//! Prints diagnostics with the author's lines underlined. The only place that knows the rendering library.

use super::{Diagnostic, Level, Place};
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Renderer, Snippet};

/// The diagnostics as text for people, one block each, with a blank line between.
pub fn show(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let blocks: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&groups(diagnostic)))
        .collect();
    blocks.join("\n\n")
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
