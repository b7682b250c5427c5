//! The commands with which a migration goes on, step by step: the gentle ones first, what removes something as a comment.
//! The steps are data, in `ladder.toml`; here they get the names of files.

use crate::error::Failure;
use crate::speech::phrase;
use imaprules_rules::Shell;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The steps for what has to be repaired, and for what passes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ladder {
    permanent: String,
    transient: String,
}

impl Ladder {
    pub(super) fn shipped() -> Result<Ladder, Failure> {
        let text = include_str!("ladder.toml");
        toml::from_str(text).map_err(|error| Failure::Internal(format!("ladder.toml: {error}")))
    }

    /// The commands for the rows in these files.
    pub(super) fn commands(&self, passes: bool, folder: &Path, files: &[&str]) -> String {
        let steps = if passes { &self.transient } else { &self.permanent };
        let path = |file: &&str| here(folder.join(file));
        let quoted: Vec<String> = files
            .iter()
            .map(|file| Shell::PowerShell.quote(&path(file)))
            .collect();
        let said = |line| if is_words(line) { phrase(line) } else { line.into() };
        let lines: Vec<_> = steps.trim().lines().map(said).collect();
        lines.join("\n").replace("{files}", &quoted.join(", "))
    }
}

/// Whether a line is for people: of those that are commented out, commands hand something on.
fn is_words(line: &str) -> bool {
    line.starts_with('#') && !line.contains('|')
}

/// The path as a command takes it: one that begins with a hyphen would be an option.
fn here(path: PathBuf) -> String {
    let path = path.display().to_string();
    if path.starts_with('-') {
        format!("./{path}")
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every comment for people has its words in every language that ships.
    #[test]
    fn comments_are_translated() {
        let ladder = Ladder::shipped().unwrap();
        let steps = format!("{}{}", ladder.permanent, ladder.transient);
        for language in crate::language::translated() {
            let words = crate::language::catalogue(language);
            let missing: Vec<&str> = steps
                .lines()
                .filter(|line| is_words(line) && !words.form().phrases().has(line))
                .collect();
            assert_eq!(missing, Vec::<&str>::new(), "{language}");
        }
    }

    #[test]
    fn files_are_quoted_and_what_removes_is_a_comment() {
        let ladder = Ladder::shipped().unwrap();
        let folder = Path::new("it's\nhere");
        let commands = ladder.commands(false, folder, &["a.csv", "b.csv"]);
        assert!(!commands.contains("{files}"), "{commands}");
        assert!(commands.contains("'it''s\u{fffd}here"), "{commands}");
        for line in commands.lines() {
            let acts = ["Remove-", "Set-", "Start-MigrationUser"];
            let acts = acts.iter().any(|word| line.contains(word));
            assert!(!acts || line.starts_with('#'), "{line}");
        }
        let wait = ladder.commands(true, folder, &["a.csv"]);
        let start = |text: &str| {
            text.lines()
                .any(|line| line.contains("Start-") && !line.starts_with('#'))
        };
        assert!(start(&commands) && !start(&wait));
    }
}
