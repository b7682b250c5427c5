//! OK, NO, BAD, BYE and PREAUTH, tagged or not (RFC 9051 section 7.1), in the server's own words. Lenient: the text
//! may be missing, the code is whatever stands in square brackets.

/// What is said of the command or the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}

/// One such response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    /// Nothing when untagged.
    pub(crate) tag: Option<String>,
    pub(crate) kind: Kind,
    /// What stands in square brackets, as written.
    pub(crate) code: Option<String>,
    /// What follows the code.
    pub(crate) text: String,
    /// The line without its tag, as written: `NO [LIMIT] Too many connections`.
    pub(crate) line: String,
}

impl Condition {
    /// Reads a line with or without its end.
    pub(crate) fn read(octets: &[u8]) -> Option<Condition> {
        let all = String::from_utf8_lossy(octets);
        let all = all.trim_end_matches(['\r', '\n']);
        let (tag, line) = all.split_once(' ')?;
        let line = line.trim_start();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (code, text) = code(rest.trim_start());
        Some(Condition {
            tag: match tag {
                "*" => None,
                "+" | "" => return None,
                tag => Some(tag.to_owned()),
            },
            kind: kind(word)?,
            code,
            text,
            line: line.trim_end().to_owned(),
        })
    }

    /// The first word of the code, in upper case.
    pub(crate) fn code_name(&self) -> Option<String> {
        let code = self.code.as_deref()?;
        let end = code
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(code.len());
        code.get(..end).map(str::to_ascii_uppercase)
    }

    /// The capabilities of a code `[CAPABILITY ...]`, in upper case.
    pub(crate) fn capabilities(&self) -> Option<Vec<String>> {
        let mut words = self.code.as_deref()?.split_ascii_whitespace();
        let is_it = words.next()?.eq_ignore_ascii_case("CAPABILITY");
        is_it.then(|| words.map(str::to_ascii_uppercase).collect())
    }
}

fn kind(word: &str) -> Option<Kind> {
    let kinds = [
        ("OK", Kind::Ok),
        ("NO", Kind::No),
        ("BAD", Kind::Bad),
        ("BYE", Kind::Bye),
        ("PREAUTH", Kind::Preauth),
    ];
    kinds
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
        .map(|(_, kind)| kind)
}

fn code(rest: &str) -> (Option<String>, String) {
    let inside = rest.strip_prefix('[').and_then(|inside| inside.split_once(']'));
    match inside {
        Some((code, text)) => (Some(code.to_owned()), text.trim().to_owned()),
        None => (None, rest.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_text_are_told_apart() {
        for (line, code, text) in [
            ("A1 NO [LIMIT] Too many", Some("LIMIT"), "Too many"),
            ("A1 NO [AUTHENTICATIONFAILED]", Some("AUTHENTICATIONFAILED"), ""),
            ("A1 NO", None, ""),
            (
                "A1 OK  [WEBALERT https://x/?a=b] Web login required.",
                Some("WEBALERT"),
                "Web login required.",
            ),
            (
                "A1 OK [Error=\"WrongServerException\" Service=Imap4] AUTHENTICATE completed.",
                Some("ERROR"),
                "AUTHENTICATE completed.",
            ),
            ("A1 NO [half a code", None, "[half a code"),
        ] {
            let read = Condition::read(line.as_bytes()).unwrap();
            assert_eq!(
                (read.code_name().as_deref(), read.text.as_str()),
                (code, text),
                "{line}"
            );
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "* 5 EXISTS",
            "+ OK",
            "421 Server is busy",
            "",
            "*",
            "* OKAY",
            " OK x",
        ] {
            assert_eq!(Condition::read(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn capabilities_of_a_code() {
        let read = Condition::read(b"* OK [capability IMAP4rev1 auth=plain] hi\r\n").unwrap();
        assert_eq!(read.capabilities().unwrap(), ["IMAP4REV1", "AUTH=PLAIN"]);
        assert_eq!((read.kind, read.tag), (Kind::Ok, None));
    }
}
