//! What a corrected copy has different. Never a password.

use serde::Serialize;

/// A difference between the original and its corrected copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What was changed.
    pub kind: ChangeKind,
    /// The line of the original; nothing where it is the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// The last one of several lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_line: Option<i64>,
    /// The column, by the service's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<&'static str>,
    /// What it was, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Written in UTF-8.
    Encoding,
    /// Written in UTF-8, from an encoding that had to be guessed.
    GuessedEncoding,
    /// The byte order mark is gone.
    ByteOrderMark,
    /// Commas between the columns.
    Delimiter,
    /// CR LF at the end of lines.
    LineEnd,
    /// Blank lines are gone.
    BlankLines,
    /// A hint of Excel, `sep=`, is gone.
    SeparatorLine,
    /// A hint of PowerShell, `#TYPE`, is gone.
    TypeLine,
    /// A column has its right name.
    Header,
    /// Blanks around a value are gone.
    Blanks,
}

impl Change {
    /// One that concerns the whole file.
    pub(super) fn whole(kind: ChangeKind, from: Option<&str>, to: Option<&str>) -> Self {
        Change {
            kind,
            line: None,
            last_line: None,
            column: None,
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        }
    }

    /// One that concerns a line.
    pub(super) fn on(kind: ChangeKind, line: i64) -> Self {
        Change {
            line: Some(line),
            ..Change::whole(kind, None, None)
        }
    }

    /// What was done, without the line: the same for all changes of its kind and column.
    pub fn done(&self) -> String {
        let from = self.from.as_deref().unwrap_or_default();
        match self.kind {
            ChangeKind::Encoding => format!("written in UTF-8 instead of {from}"),
            ChangeKind::GuessedEncoding => format!(
                "written in UTF-8 instead of {from}, which is a guess; if letters are wrong, name the encoding: --set csv.encoding=NAME"
            ),
            ChangeKind::ByteOrderMark => "byte order mark removed".to_owned(),
            ChangeKind::Delimiter => format!("columns separated by a comma instead of a {from}"),
            ChangeKind::LineEnd => format!("lines end in CR LF ({from} before)"),
            ChangeKind::BlankLines => "blank lines removed".to_owned(),
            ChangeKind::SeparatorLine => "hint of Excel (sep=) removed".to_owned(),
            ChangeKind::TypeLine => "hint of PowerShell (#TYPE) removed".to_owned(),
            ChangeKind::Header => {
                format!("column {from} is named {}", self.column.unwrap_or_default())
            }
            ChangeKind::Blanks => format!("blanks around {} removed", self.column.unwrap_or_default()),
        }
    }
}
