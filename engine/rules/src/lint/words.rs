//! Words of rules, what backs them, and what they claim to cover.

use super::{Lint, LintOptions};
use crate::Rule;
use crate::diagnostic::Code;
use imaprules_conditions::nearest;

/// Longer titles do not fit on a line of a terminal beside a count.
const TITLE: usize = 90;

pub(super) fn check(lint: &mut Lint, options: &LintOptions) {
    let pack = lint.pack;
    for rule in &pack.rules {
        present(lint, rule);
        title(lint, rule);
        sources(lint, rule);
        if let Some(statements) = &options.statements {
            covers(lint, rule, statements);
        }
    }
}

fn present(lint: &mut Lint, rule: &Rule) {
    let empty = |text: &str| text.trim().is_empty();
    let missing = [
        (
            "title",
            empty(rule.title.text()),
            "say what is wrong, in one line",
        ),
        (
            "why",
            empty(rule.why.text()),
            "say what causes it and what follows, in one or two sentences",
        ),
        (
            "fix",
            rule.fix.is_empty() || rule.fix.iter().any(|step| empty(step.text())),
            "say what to do, step by step",
        ),
    ];
    for (field, missing, help) in missing {
        if missing {
            let message = format!("`{}` has nothing to say in `{field}`", rule.id);
            lint.demand(Code::MissingWords, &rule.place, message, help);
        }
    }
}

fn title(lint: &mut Lint, rule: &Rule) {
    let text = rule.title.text();
    let problem = if text.contains('\n') {
        "has more than one line"
    } else if text.chars().count() > TITLE {
        "is longer than 90 characters"
    } else if text.trim_end().ends_with('.') {
        "ends with a full stop"
    } else if text.starts_with(char::is_lowercase) {
        "starts with a small letter"
    } else {
        return;
    };
    let message = format!("the title of `{}` {problem}", rule.id);
    lint.advise(
        Code::TitleStyle,
        &rule.raw.title.place,
        message,
        "a title is one short line, as in a list",
    );
}

fn sources(lint: &mut Lint, rule: &Rule) {
    if rule.sources.is_empty() {
        let message = format!("`{}` cites no sources", rule.id);
        lint.demand(
            Code::MissingSources,
            &rule.place,
            message,
            "add `sources = [\"https://...\"]`: what backs the rule",
        );
    }
}

fn covers(lint: &mut Lint, rule: &Rule, statements: &[String]) {
    for covered in &rule.raw.covers {
        if statements.contains(&covered.value) {
            continue;
        }
        let near = nearest(&covered.value, statements.iter().map(String::as_str));
        let help = match (near, statements.first(), statements.last()) {
            (Some(near), _, _) => format!("did you mean `{near}`?"),
            (None, Some(first), Some(last)) => format!("statements are `{first}` to `{last}`"),
            _ => "there are no statements to cover".to_owned(),
        };
        let message = format!("`{}` is no statement that rules can cover", covered.value);
        lint.demand(Code::UnknownStatement, &covered.place, message, help);
    }
}
