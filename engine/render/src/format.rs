//! The names of the formats, and the file names that mean them.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format of `--format` and `-o`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, on a terminal.
    Text,
    /// The published report, as one JSON document.
    Json,
    /// One JSON object a line: the run, then each result, undecided rule and gap.
    Jsonl,
    /// SARIF 2.1.0, for code-scanning views.
    Sarif,
    /// JUnit XML, for pipelines.
    Junit,
    /// Markdown, for tickets.
    Markdown,
    /// One self-contained page.
    Html,
    /// One row a result, for spreadsheets.
    Csv,
}

impl Format {
    /// Every format with its word and the file extensions that mean it.
    const ALL: [(Format, &'static str, &'static [&'static str]); 8] = [
        (Format::Text, "text", &["txt", "text"]),
        (Format::Json, "json", &["json"]),
        (Format::Jsonl, "jsonl", &["jsonl", "ndjson"]),
        (Format::Sarif, "sarif", &["sarif"]),
        (Format::Junit, "junit", &["xml"]),
        (Format::Markdown, "markdown", &["md", "markdown"]),
        (Format::Html, "html", &["html", "htm"]),
        (Format::Csv, "csv", &["csv"]),
    ];

    /// The words of `--format`, in order.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, word, _)| *word)
    }

    /// The extensions `-o` knows, in order.
    pub fn extensions() -> impl Iterator<Item = &'static str> {
        Self::ALL
            .iter()
            .flat_map(|(_, _, extensions)| extensions.iter().copied())
    }

    /// The format a file of this name is written in; nothing when its extension says none.
    pub fn of_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let known = |extensions: &&[&str]| extensions.contains(&extension.as_str());
        Self::ALL
            .iter()
            .find(|(_, _, extensions)| known(extensions))
            .map(|(format, _, _)| *format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Self::ALL
            .iter()
            .find(|(format, _, _)| format == self)
            .map_or("", |(_, word, _)| word);
        f.write_str(word)
    }
}

/// A word that is no format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat(pub String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = Format::words().collect();
        write!(f, "`{}` is not one of {}", self.0, words.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(_, known, _)| *known == word);
        known
            .map(|(format, _, _)| *format)
            .ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_extensions_find_their_format() {
        assert!(Format::words().all(|word| word.parse::<Format>().unwrap().to_string() == word));
        assert_eq!(Format::of_path(Path::new("a/b.HTML")), Some(Format::Html));
        assert_eq!(Format::of_path(Path::new("report")), None);
        assert_eq!(Format::of_path(Path::new("report.pdf")), None);
        let error = "yaml".parse::<Format>().unwrap_err().to_string();
        assert!(error.contains("yaml") && error.contains("markdown"), "{error}");
    }
}
