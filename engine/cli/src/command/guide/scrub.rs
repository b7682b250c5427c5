//! Taking secrets out of what people paste: sign-ins of protocol logs, and rows of migration files.
//!
//! Nothing of it is needed to understand an error. What cannot be told from a password is left out, too much rather than
//! too little.

use crate::speech::word;
use std::borrow::Cow;

/// What stands in the place of a secret.
fn hidden() -> &'static str {
    word("guide.left_out")
}

/// The text without what may be a password.
pub(super) fn secrets(text: &str) -> String {
    let mut after_authenticate = false;
    let lines: Vec<Cow<'_, str>> = text
        .lines()
        .map(|line| {
            let told = of_line(line, after_authenticate);
            after_authenticate = upper(line).contains("AUTHENTICATE ");
            told
        })
        .collect();
    lines.join("\n")
}

fn upper(line: &str) -> String {
    line.to_ascii_uppercase()
}

fn of_line(line: &str, after_authenticate: bool) -> Cow<'_, str> {
    for word in [
        "LOGIN ",
        "AUTHENTICATE PLAIN ",
        "AUTHENTICATE LOGIN ",
        "AUTHENTICATE XOAUTH2 ",
    ] {
        if let Some(kept) = after(line, word).filter(|_| is_command(line, word)) {
            return format!("{kept}{}", hidden()).into();
        }
    }
    // What a client sends after AUTHENTICATE is its password in disguise, whatever a log puts before it.
    let last = line.split_whitespace().next_back().unwrap_or_default();
    if after_authenticate && last.len() >= 8 && last.chars().all(is_base64) {
        let kept = line.strip_suffix(last).unwrap_or_default();
        return format!("{kept}{}", hidden()).into();
    }
    for word in ["password=", "password:", "pwd=", "passwd="] {
        if let Some(at) = line.to_ascii_lowercase().find(word) {
            let kept = line.get(..at + word.len()).unwrap_or_default();
            return format!("{kept} {}", hidden()).into();
        }
    }
    row(line).map_or(Cow::Borrowed(line), Cow::Owned)
}

/// The line up to and with a word.
fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let at = upper(line).find(word)?;
    line.get(..at + word.len())
}

/// A sign-in is a command with two values after it, and no answer such as `NO LOGIN failed.`
fn is_command(line: &str, word: &str) -> bool {
    let upper = upper(line);
    let Some((before, values)) = upper.split_once(word) else {
        return false;
    };
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let answered = matches!(last, "NO" | "BAD" | "OK" | "BYE");
    let needed = if word == "LOGIN " { 2 } else { 1 };
    !answered && values.split_whitespace().count() >= needed && !values.contains("FAILED")
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

/// A row of a migration file: an address, a user name, a password.
fn row(line: &str) -> Option<String> {
    for separator in [',', ';', '\t'] {
        let fields: Vec<&str> = line.splitn(3, separator).collect();
        let [address, user, password] = fields.as_slice() else {
            continue;
        };
        let is_address = |field: &str| {
            let field = field.trim().trim_matches('"');
            field.contains('@') && !field.contains(char::is_whitespace)
        };
        let no_words = |field: &str| !field.trim().contains(char::is_whitespace);
        if is_address(address) && no_words(user) && no_words(password) {
            return Some(format!("{address}{separator}{user}{separator}{}", hidden()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::secrets;

    #[test]
    fn passwords_of_logs_and_files_do_not_stay() {
        for (text, kept) in [
            ("C: a1 LOGIN terry@contoso.com Geheim-1", "C: a1 LOGIN (left out)"),
            ("a1 login \"terry\" \"Geheim 1\"", "a1 login (left out)"),
            (
                "a1 AUTHENTICATE PLAIN AHRlcnJ5AEdlaGVpbQ==",
                "a1 AUTHENTICATE PLAIN (left out)",
            ),
            (
                "a1 AUTHENTICATE PLAIN\nAHRlcnJ5AEdlaGVpbQ==",
                "a1 AUTHENTICATE PLAIN\n(left out)",
            ),
            (
                "user@contoso.com,contoso/terry,Geheim-1",
                "user@contoso.com,contoso/terry,(left out)",
            ),
            (
                "user@contoso.com;terry;Geheim-1",
                "user@contoso.com;terry;(left out)",
            ),
            ("Password: Geheim-1", "Password: (left out)"),
            ("tried with pwd=Geheim-1 today", "tried with pwd= (left out)"),
        ] {
            assert_eq!(secrets(text), kept);
        }
    }

    #[test]
    fn what_servers_and_the_service_say_stays_word_for_word() {
        for text in [
            "a1 NO LOGIN failed.",
            "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
            "We had trouble signing in to this account. Confirm that you're using the correct user name and password.",
            "A recipient wasn't found for ali@contoso.com on the target. Create a recipient, and try again, please.",
            "EmailAddress,UserName,Password",
            "a@contoso.com,E02,We had trouble signing in to this account",
        ] {
            assert_eq!(secrets(text), text);
        }
    }
}
