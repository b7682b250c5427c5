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

/// Letters of a code that is shown. The longest that is registered has 20.
const LONGEST_CODE: usize = 40;

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
        self.code_word().map(str::to_ascii_uppercase)
    }

    /// The first word of the code, as written.
    fn code_word(&self) -> Option<&str> {
        let code = self.code.as_deref()?;
        let end = code
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(code.len());
        code.get(..end)
    }

    /// The first word of the code as it may be shown: a short atom in upper case. The code of a server is its own choice, so
    /// that anything may stand there.
    pub(crate) fn shown_code(&self) -> Option<String> {
        let fits = |code: &String| {
            let atom = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
            !code.is_empty() && code.len() <= LONGEST_CODE && code.chars().all(atom)
        };
        self.code_name().filter(fits)
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
    fn only_a_short_atom_is_a_code_to_show() {
        let shown = |code: &str| {
            Condition::read(format!("A1 NO [{code}] x").as_bytes())
                .unwrap()
                .shown_code()
        };
        assert_eq!(shown("limit").as_deref(), Some("LIMIT"));
        assert_eq!(shown("X-A1 b").as_deref(), Some("X-A1"));
        for code in ["", "pass_word", "p\u{e4}ss", &"X".repeat(41)] {
            assert_eq!(shown(code), None, "{code}");
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
