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
    let told = named(line)
        .or_else(|| token(line))
        .or_else(|| in_address(line))
        .or_else(|| row(line));
    told.map_or(Cow::Borrowed(line), Cow::Owned)
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

/// What people and programs call a password, at the end of a word: in English, in Turkish, and with its endings.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "parola",
    "parolası",
    "parolam",
    "parolanız",
    "şifre",
    "şifresi",
    "şifrem",
    "sifre",
    "sifresi",
    "sifrem",
];

/// A password after its name: `Password : x`, `"password": "x"`, `Parola=x`. Everything behind it goes with it.
fn named(line: &str) -> Option<String> {
    let marks = line.match_indices([':', '=']);
    let at = marks.map(|(at, _)| at).find(|at| {
        let before = line.get(..*at).unwrap_or_default();
        let name = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let name = name.to_lowercase();
        NAMES.iter().any(|known| name.ends_with(known))
    })?;
    let (kept, value) = line.split_at_checked(at + 1)?;
    (!value.trim().is_empty()).then(|| format!("{kept} {}", hidden()))
}

/// What stands where the program that wrote the line puts a token or a password in clear.
fn token(line: &str) -> Option<String> {
    ["BEARER ", "-SECURESTRING ", "-ASPLAINTEXT "]
        .iter()
        .find_map(|word| {
            let kept = after(line, word)?;
            let value = line.strip_prefix(kept)?.trim();
            (value.len() >= 8).then(|| format!("{kept}{}", hidden()))
        })
}

/// A password within an address of the web: `imaps://user:password@host`.
fn in_address(line: &str) -> Option<String> {
    let (before, rest) = line.split_once("://")?;
    let (authority, _) = rest.split_once(['/', ' ', '\t']).unwrap_or((rest, ""));
    let (sign_in, host) = authority.rsplit_once('@')?;
    let (user, _) = sign_in.split_once(':')?;
    let after = rest.strip_prefix(authority).unwrap_or_default();
    Some(format!("{before}://{user}:{}@{host}{after}", hidden()))
}

/// A row of a migration file: an address, a user name, a password; whatever stands before it.
fn row(line: &str) -> Option<String> {
    [',', ';', '\t'].iter().find_map(|separator| {
        let mut from = 0;
        loop {
            let fields = line.get(from..)?;
            let (address, rest) = fields.split_once(*separator)?;
            let (user, password) = rest.split_once(*separator)?;
            if is_row(address, user, password) {
                let kept = line.strip_suffix(password)?;
                return Some(format!("{kept}{}", hidden()));
            }
            from += address.len() + separator.len_utf8();
        }
    })
}

/// A user name that is none may be a code, and what follows it a sentence.
fn is_row(address: &str, user: &str, password: &str) -> bool {
    let bare = |field: &str| field.trim().trim_matches('"').to_owned();
    let address = bare(address.split_whitespace().next_back().unwrap_or_default());
    let (user, word) = (bare(user), password.trim());
    let signs_in = user.contains(['@', '\\', '/']) || address.split('@').next() == Some(user.as_str());
    let one_word = !word.contains(char::is_whitespace) || word.starts_with('"');
    let is_user = !user.is_empty() && !user.contains(char::is_whitespace);
    address.contains('@') && is_user && !word.is_empty() && (signs_in || one_word)
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
            (
                "UserName : a   Password : Geheim-1",
                "UserName : a   Password : (left out)",
            ),
            ("Parola: Geheim-1", "Parola: (left out)"),
            (
                "Kullanıcının şifresi = Geheim-1",
                "Kullanıcının şifresi = (left out)",
            ),
            (
                "{\"user\":\"a\",\"password\":\"Geheim-1\"}",
                "{\"user\":\"a\",\"password\": (left out)",
            ),
            (
                "Authorization: Bearer ya29.Geheim-1",
                "Authorization: Bearer (left out)",
            ),
            (
                "$p = ConvertTo-SecureString \"Geheim-1\" -AsPlainText -Force",
                "$p = ConvertTo-SecureString (left out)",
            ),
            (
                "see imaps://a:Geheim-1@imap.contoso.com/INBOX please",
                "see imaps://a:(left out)@imap.contoso.com/INBOX please",
            ),
            (
                "row 2, as it is: a@contoso.com,contoso\\a,Geheim 1 fails",
                "row 2, as it is: a@contoso.com,contoso\\a,(left out)",
            ),
            (
                "> \"a@contoso.com\",\"a\",\"Geheim, 1\"",
                "> \"a@contoso.com\",\"a\",(left out)",
            ),
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
            "Doğru Kullanıcı adını ve parolayı kullandığınızı doğrulayın: satır 3",
            "See https://learn.microsoft.com/exchange/a@b for more: it helps",
        ] {
            assert_eq!(secrets(text), text);
        }
    }
}
