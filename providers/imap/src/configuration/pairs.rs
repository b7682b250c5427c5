//! One setting a line: shell assignments, `name: value`, `name = value`.

use super::blocks::unquoted;
use super::form::Parser;
use super::lines::Line;
use super::settings::Settings;

/// Reads one line.
pub(super) fn line(parser: Parser, line: &Line, out: &mut Settings) {
    let text = line.text.trim_end();
    if text.trim().is_empty() || text.trim_start().starts_with('#') {
        return;
    }
    if line.cut {
        out.trouble(line.number, "the line is too long");
    }
    let pair = match parser {
        Parser::Shell => shell(text),
        Parser::Colon => text.split_once(':').map(|(name, value)| (name, value.trim())),
        _ => text.split_once('=').map(|(name, value)| (name, value.trim())),
    };
    match pair.map(|(name, value)| (name.trim(), value)) {
        Some(("@include", _)) => {
            out.lack(format!(
                "line {}: another file is included, and was not given",
                line.number
            ));
        }
        Some((name, value)) if is_name(name) => out.push(name, value, line.number),
        // Scripts may do more than assign; a mail server's file of settings does not.
        _ => out.trouble(line.number, "this is no setting"),
    }
}

/// `NAME=value`, `NAME="value" # comment`, `export NAME=value`.
fn shell(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let text = text.strip_prefix("export ").unwrap_or(text);
    let (name, value) = text.split_once('=')?;
    let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'');
    let value = match quote {
        Some(quote) => value.get(1..)?.split(quote).next()?,
        None => value.split([' ', '\t', ';']).next()?,
    };
    Some((name, unquoted(value)))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
