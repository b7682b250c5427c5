//! Which form a text has, by its content. Names of files say nothing: administrators rename them.

mod foreign;
mod screen;
mod table;

pub use foreign::Foreign;
pub use screen::Screen;

pub(crate) use foreign::foreign;
pub(crate) use table::delimiter;

use crate::error::Problem;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// PowerShell's own XML.
    Clixml,
    /// JSON: an array, an object, or several of them.
    Json,
    /// Values parted by a separator.
    Csv,
    /// Entries of a directory.
    Ldif,
}

impl Format {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Clixml => "CLIXML",
            Format::Json => "JSON",
            Format::Csv => "CSV",
            Format::Ldif => "LDIF",
        }
    }
}

/// Octets of the text that recognition looks at.
pub(crate) const HEAD: usize = 32 << 10;

/// The form of a text, by its head; `whole` when that is all of it.
pub(crate) fn recognise(head: &[u8], whole: bool) -> Result<Format, Problem> {
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match start {
        // Text has none, whatever its encoding was.
        _ if head.contains(&0) => Err(Problem::Foreign(Foreign::Binary)),
        "" => Err(Problem::Empty),
        _ if start.starts_with("#< CLIXML") => Ok(Format::Clixml),
        _ if start.starts_with('<') => xml(start),
        _ if is_json(start) => Ok(Format::Json),
        _ if is_ldif(start) => Ok(Format::Ldif),
        _ => match table::is_table(start, whole) {
            true => Ok(Format::Csv),
            false => Err(screen::screen(start).map_or(Problem::Unrecognised, Problem::Screen)),
        },
    }
}

/// XML by its first element, behind declaration and comments.
fn xml(mut text: &str) -> Result<Format, Problem> {
    loop {
        text = text.trim_start();
        let end = match text {
            _ if text.starts_with("<?") => "?>",
            _ if text.starts_with("<!--") => "-->",
            _ => break,
        };
        match text.split_once(end) {
            Some((_, rest)) => text = rest,
            None => return Err(Problem::Unrecognised),
        }
    }
    let is_element = |name: &str| {
        let rest = text.strip_prefix('<').and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    if is_element("Objs") {
        return Ok(Format::Clixml);
    }
    let lower = text.get(..9).unwrap_or_default().to_ascii_lowercase();
    Err(match () {
        () if is_element("Objects") => Problem::Foreign(Foreign::ConvertedXml),
        () if lower.starts_with("<!doctype") || lower.starts_with("<html") => Problem::Foreign(Foreign::Html),
        () => Problem::Unrecognised,
    })
}

/// Brackets, and behind them what may stand there.
fn is_json(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    let next = chars.find(|c| !c.is_whitespace());
    match (first, next) {
        (Some('{'), None | Some('"' | '}')) => true,
        (Some('['), None | Some('{' | '[' | ']' | '"' | '-' | '0'..='9')) => true,
        (Some('['), Some('t' | 'f' | 'n')) => ["true", "false", "null"].iter().any(|word| {
            text.get(1..)
                .is_some_and(|rest| rest.trim_start().starts_with(word))
        }),
        _ => false,
    }
}

/// The first line that is neither empty nor a comment names a version or an entry (RFC 2849).
fn is_ldif(text: &str) -> bool {
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with(['#', ' ']));
    lines.next().is_some_and(|line| {
        let lower = line.get(..8).unwrap_or(line).to_ascii_lowercase();
        lower.starts_with("dn:") || lower.starts_with("version:")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> String {
        match recognise(text.as_bytes(), true) {
            Ok(format) => format.name().to_owned(),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn forms_by_their_content() {
        for (text, format) in [
            ("#< CLIXML\r\n<Objs Version=\"1.1.0.1\">", "CLIXML"),
            ("<Objs Version=\"1.1.0.1\" xmlns=\"x\">", "CLIXML"),
            ("<?xml version=\"1.0\"?>\n<!-- a -->\n<Objs>", "CLIXML"),
            ("[\n  {\n", "JSON"),
            ("{\"a\":1}", "JSON"),
            ("[]", "JSON"),
            ("[ null ]", "JSON"),
            ("version: 1\n\ndn: cn=x", "LDIF"),
            ("# made by\n\ndn:: Y249eA==\n", "LDIF"),
            ("dn: CN=a,DC=x\nobjectClass: user\n", "LDIF"),
            ("#TYPE System.String\n\"Length\"\n\"3\"\n", "CSV"),
            ("\"Name\",\"ImapEnabled\"\r\n\"a\",\"True\"\r\n", "CSV"),
            ("\n\nNode,Name\n", "CSV"),
            ("sep=;\na;b\n1;2\n", "CSV"),
            ("\"PrimarySmtpAddress\"\n\"a@x.org\"\n", "CSV"),
            ("primaryEmail\na@x.org\nb@x.org\n", "CSV"),
            ("First Name [Required],Last Name [Required]\na,b\n", "CSV"),
            ("DN,objectClass,cn\n\"CN=a,DC=x\",user,a\n", "CSV"),
            ("[client]\nport=1\n", "this is no export of a known form"),
            (
                "# 2.3.16: /etc/dovecot/dovecot.conf\nauth_mechanisms = plain login\n",
                "this is no export of a known form",
            ),
            (
                "Hello, this is a letter.\nIt says nothing.\n",
                "this is no export of a known form",
            ),
            (
                "User: a@x.org, IMAP Enabled: True\n",
                "this is no export of a known form",
            ),
            ("  \r\n", "the file is empty"),
            ("<Objects><Object Type=\"x\">", "this is XML of ConvertTo-Xml"),
            ("<!DOCTYPE html><html>", "this is a web page"),
            ("<ObjsX>", "this is no export of a known form"),
            ("<?xml", "this is no export of a known form"),
            (
                "\r\nName        : a\r\nImapEnabled : True\r\n",
                "this is the output of Format-List",
            ),
            (
                "\r\nName ImapEnabled\r\n---- -----------\r\na    True\r\n",
                "this is the output of Format-Table",
            ),
        ] {
            assert_eq!(name(text), format, "{text:?}");
        }
    }
}
