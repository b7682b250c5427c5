//! Server words for people: passwords out, control characters out, length bounded.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imaprules_provider::{ExposeSecret as _, SecretString};

/// What stands in place of a password.
const HIDDEN: &str = "***";

/// Shorter passwords are hidden only where they stand as words of their own: `a` is in nearly every text.
const SHORT: usize = 5;

/// Knows the secrets of one session, to keep them out of whatever is shown or stored.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    secrets: Vec<SecretString>,
}

impl Redactor {
    /// Adds a password and the payload of AUTHENTICATE PLAIN that carries it, with the identity to act for, if there is one.
    pub(crate) fn hide(&mut self, identity: &str, user_name: &str, password: &SecretString) {
        let password = password.expose_secret();
        let escaped = password.replace('\\', "\\\\").replace('"', "\\\"");
        let payload = STANDARD.encode(format!("{identity}\0{user_name}\0{password}"));
        let forms = [escaped, STANDARD.encode(password), payload, password.to_owned()];
        self.secrets.extend(
            forms
                .into_iter()
                .filter(|form| !form.is_empty())
                .map(SecretString::from),
        );
    }

    /// Adds one secret as it stands.
    pub(crate) fn hide_word(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.secrets.push(SecretString::from(secret.to_owned()));
        }
    }

    /// A line as text of at most so many characters, printable and without the secrets. Those go first: a cut or
    /// replaced character would hide a part of them from us.
    pub(crate) fn show(&self, octets: &[u8], most: usize) -> String {
        printable(
            without_queries(&self.clean(&String::from_utf8_lossy(octets))).as_bytes(),
            most,
        )
    }

    /// Whether a word shows a secret, in whatever letter case. Short ones count only where they are the whole word.
    pub(crate) fn holds(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.secrets.iter().any(|secret| {
            let secret = secret.expose_secret().to_lowercase();
            word == secret || (secret.chars().count() >= SHORT && word.contains(&secret))
        })
    }

    fn clean(&self, text: &str) -> String {
        let hide = |text: String, secret: &SecretString| replace(&text, secret.expose_secret());
        self.secrets.iter().fold(text.to_owned(), hide)
    }
}

/// Addresses of web pages without what follows `?`: Gmail's WEBALERT carries a token there that continues the sign-in.
fn without_queries(text: &str) -> String {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ']' | '"' | '>' | ')');
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find("://").and_then(|at| rest.split_at_checked(at)) {
        let (address, after) = from
            .split_at_checked(from.find(is_end).unwrap_or(from.len()))
            .unwrap_or((from, ""));
        clean.push_str(before);
        match address.split_once('?') {
            Some((page, _)) => clean.extend([page, "?", HIDDEN]),
            None => clean.push_str(address),
        }
        rest = after;
    }
    clean.push_str(rest);
    clean
}

fn replace(text: &str, secret: &str) -> String {
    if secret.chars().count() >= SHORT {
        return text.replace(secret, HIDDEN);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some((head, tail)) = rest.split_once(secret) {
        clean.push_str(head);
        let left = head.chars().next_back().or(before);
        let alone = !left.is_some_and(char::is_alphanumeric)
            && !tail.chars().next().is_some_and(char::is_alphanumeric);
        clean.push_str(if alone { HIDDEN } else { secret });
        before = secret.chars().next_back();
        rest = tail;
    }
    clean.push_str(rest);
    clean
}

/// A line as text of at most so many characters: without its end, with U+FFFD for octets that are no UTF-8 and for
/// control characters.
pub(crate) fn printable(octets: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(octets);
    let text = text.trim_end_matches(['\r', '\n']);
    let visible = |c: char| {
        if c.is_control() && c != '\t' {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    text.chars().take(most).map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(password: &str, text: &str) -> String {
        let mut redactor = Redactor::default();
        redactor.hide("", "terry", &SecretString::from(password.to_owned()));
        redactor.clean(text)
    }

    #[test]
    fn passwords_are_hidden_in_every_form() {
        assert_eq!(
            clean("s3cret\"x", "bad: LOGIN terry \"s3cret\\\"x\""),
            "bad: LOGIN terry \"***\""
        );
        assert_eq!(
            clean("s3cret", "said AHRlcnJ5AHMzY3JldA== twice s3crets3cret"),
            "said *** twice ******"
        );
        assert_eq!(clean("s3cret", "LOGIN failed"), "LOGIN failed");
    }

    #[test]
    fn a_secret_at_the_edge_is_hidden_before_the_line_is_cut() {
        let mut redactor = Redactor::default();
        redactor.hide("", "terry", &SecretString::from("s3\u{1}cret".to_owned()));
        assert_eq!(redactor.show(b"bad s3\x01cret\r\n", 6), "bad **");
    }

    #[test]
    fn a_word_holds_a_secret_in_any_letter_case() {
        let holds = |password: &str, word: &str| {
            let mut redactor = Redactor::default();
            redactor.hide("", "terry", &SecretString::from(password.to_owned()));
            redactor.holds(word)
        };
        assert!(holds("hunter2", "HUNTER2") && holds("hunter2", "X-HUNTER2-Y") && holds("ab", "AB"));
        assert!(!holds("hunter2", "AUTHENTICATIONFAILED") && !holds("a", "ALERT"));
    }

    #[test]
    fn short_passwords_are_hidden_as_words() {
        assert_eq!(clean("ab", "abba ab 'ab' cab"), "abba *** '***' cab");
        assert_eq!(clean("", "nothing to hide"), "nothing to hide");
    }

    #[test]
    fn tokens_in_addresses_are_hidden() {
        for (text, shown) in [
            (
                "NO [WEBALERT https://x.example/continue?plt=AKgn&x=1] Web login required.",
                "NO [WEBALERT https://x.example/continue?***] Web login required.",
            ),
            (
                "see https://a.example/b and http://c.example?d=e",
                "see https://a.example/b and http://c.example?***",
            ),
            ("why?", "why?"),
            ("://", "://"),
        ] {
            assert_eq!(Redactor::default().show(text.as_bytes(), 200), shown);
        }
    }

    #[test]
    fn lines_are_made_printable() {
        assert_eq!(
            printable(b"* OK \x1b[31mred\xff\r\n", 100),
            "* OK \u{fffd}[31mred\u{fffd}"
        );
        assert_eq!(printable("äöü".as_bytes(), 2), "äö");
    }
}
