//! Shells that commands are written for, and how each quotes what must stay one argument.
//!
//! Values come from servers and files, so quoting decides whether a pasted command does what its author meant.
//! PowerShell: <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules>;
//! POSIX shells: <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02>.

use imaprules_conditions::format_value;
use imaprules_facts::{FactType, Value};
use imaprules_report::is_hidden;
use std::fmt;

/// Stands in commands for what must not be pasted. No shell takes it for a pattern, as some take a question mark.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shell {
    /// PowerShell, of Windows or not.
    PowerShell,
    /// Bash, and what quotes like it.
    Bash,
    /// The command prompt of Windows.
    Cmd,
}

impl Shell {
    /// Every shell.
    pub const ALL: [Shell; 3] = [Shell::PowerShell, Shell::Bash, Shell::Cmd];

    /// The word used in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Shell::PowerShell => "powershell",
            Shell::Bash => "bash",
            Shell::Cmd => "cmd",
        }
    }

    /// The shell of that word.
    pub fn parse(word: &str) -> Option<Shell> {
        Shell::ALL.into_iter().find(|shell| shell.as_str() == word)
    }

    /// A value as an argument. Numbers and truth values stand bare; a list becomes several arguments.
    pub fn argument(self, value: &Value, ty: &FactType) -> String {
        match (value, ty) {
            (Value::Bool(truth), _) if self == Shell::PowerShell => format!("${truth}"),
            (Value::Bool(_) | Value::Float(_), _) | (Value::Int(_), FactType::Int) => value.to_string(),
            (Value::List(items), FactType::List(item)) => {
                let items: Vec<String> = items.iter().map(|value| self.argument(value, item)).collect();
                items.join(if self == Shell::PowerShell { "," } else { " " })
            }
            _ => self.quote(&format_value(value, ty)),
        }
    }

    /// A text as one argument. What is not seen or acts, such as a control or a mark of direction, is replaced by `\u{fffd}`:
    /// a line break that is pasted starts a command, and a command that reads otherwise than it runs must not run.
    pub fn quote(self, text: &str) -> String {
        let text = text.chars().map(|c| if is_hidden(c) { REPLACEMENT } else { c });
        let mut quoted = String::new();
        match self {
            // PowerShell takes typographic quotes for plain ones.
            Shell::PowerShell => {
                for c in text {
                    quoted.push(c);
                    if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
                        quoted.push(c);
                    }
                }
                format!("'{quoted}'")
            }
            Shell::Bash => {
                text.for_each(|c| {
                    if c == '\'' {
                        quoted.push_str("'\\''")
                    } else {
                        quoted.push(c)
                    }
                });
                format!("'{quoted}'")
            }
            Shell::Cmd => cmd_argument(text),
        }
    }

    /// A line as a comment. In files of the command prompt a line is read for `%` and `^` even then.
    pub fn comment(self, line: &str) -> String {
        let line = line.trim_end();
        match self {
            Shell::PowerShell | Shell::Bash if line.is_empty() => "#".to_owned(),
            Shell::PowerShell | Shell::Bash => format!("# {line}"),
            Shell::Cmd => format!("rem {}", line.trim_end_matches('^')),
        }
    }

    /// A line without the mark of a comment, if it has one: what an author commented out is not to be marked twice.
    pub(crate) fn uncommented(self, line: &str) -> &str {
        let mark = match self {
            Shell::PowerShell | Shell::Bash => "#",
            Shell::Cmd => "rem ",
        };
        line.strip_prefix(mark).map_or(line, str::trim_start)
    }

    /// Whether the end of a command's beginning stands between quotes.
    pub(crate) fn inside_quotes(self, before: &str) -> bool {
        let mut open = None;
        let mut characters = before.chars();
        while let Some(c) = characters.next() {
            if Some(c) == self.escape() && open != Some('\'') {
                characters.next();
            } else if Some(c) == open {
                open = None;
            } else if open.is_none() && (c == '"' || (c == '\'' && self != Shell::Cmd)) {
                open = Some(c);
            }
        }
        open.is_some()
    }

    fn escape(self) -> Option<char> {
        match self {
            Shell::PowerShell => Some('`'),
            Shell::Bash => Some('\\'),
            Shell::Cmd => None,
        }
    }
}

/// `%` is expanded between quotes too, so it stands outside of them, behind a caret. Programs take a backslash before a quote for
/// the quote's, so those are doubled (<https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments>).
fn cmd_argument(text: impl Iterator<Item = char>) -> String {
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for c in text {
        if matches!(c, '"' | '%') {
            quoted.extend(std::iter::repeat_n('\\', backslashes));
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        match c {
            '"' => quoted.push_str("\"\""),
            '%' => quoted.push_str("\"^%\""),
            _ => quoted.push(c),
        }
    }
    quoted.extend(std::iter::repeat_n('\\', backslashes));
    quoted.push('"');
    quoted
}

impl fmt::Display for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
