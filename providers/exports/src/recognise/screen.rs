//! Output meant for a screen: values are cut to fit, lists end in dots, headers are translated. It is named, not read.

use std::fmt;

/// Output meant for a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Screen {
    /// `Name : value` lines.
    List,
    /// Columns under dashes.
    Table,
    /// Objects of a Format cmdlet that were exported in place of the data.
    Objects,
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Screen::List => "the output of Format-List",
            Screen::Table => "the output of Format-Table",
            Screen::Objects => "what a Format cmdlet made for the screen, exported in place of the objects",
        })
    }
}

/// What output meant for a screen a text is, if it is.
pub(super) fn screen(text: &str) -> Option<Screen> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if lines
        .windows(2)
        .any(|pair| matches!(pair, [header, rule] if !header.is_empty() && is_rule(rule)))
    {
        return Some(Screen::Table);
    }
    let colons = lines.iter().filter_map(|line| colon(line)).collect::<Vec<_>>();
    let aligned = colons
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a == b))
        .count();
    let filled = lines.iter().filter(|line| !line.is_empty()).count();
    (aligned * 2 >= filled.saturating_sub(1) && aligned > 0).then_some(Screen::List)
}

/// Dashes under headers, with blanks between.
fn is_rule(line: &str) -> bool {
    line.trim_start().starts_with("--") && line.bytes().all(|b| b == b'-' || b == b' ')
}

/// Where the colon of `Name   : value` stands, counted in characters.
fn colon(line: &str) -> Option<usize> {
    let (name, _) = line.split_once(" :")?;
    (!name.is_empty() && !name.starts_with(' ')).then(|| name.chars().count())
}
