//! What is risky about a password. Only that leaves this module, never a part of the password.

use crate::blank::is_blank;

/// What is risky about a password, as words of `csv.password_flags`.
pub(crate) fn flags(password: &str) -> Vec<&'static str> {
    let mut flags = Vec::new();
    let mut flag = |word, raised: bool| {
        if raised {
            flags.push(word);
        }
    };
    flag("empty", password.is_empty());
    flag("leading_space", password.starts_with(is_blank));
    flag("trailing_space", password.ends_with(is_blank));
    flag("comma", password.contains(','));
    flag("quote", password.contains('"'));
    flag("non_ascii", !password.is_ascii());
    flag(
        "all_digits",
        !password.is_empty() && password.bytes().all(|octet| octet.is_ascii_digit()),
    );
    flag("scientific", is_scientific(password));
    flag("control", password.chars().any(char::is_control));
    flags
}

/// A number as a spreadsheet shortens it: `1.23E+15`, with the decimal sign of its country.
fn is_scientific(password: &str) -> bool {
    let Some((number, power)) = password.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    let (whole, broken) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let power = power.strip_prefix(['+', '-']);
    whole.len() == 1 && digits(whole) && digits(broken) && power.is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risks_are_named() {
        for (password, raised) in [
            ("Qx7-mno", &[][..]),
            ("", &["empty"]),
            (" a", &["leading_space"]),
            ("a\u{a0}", &["trailing_space", "non_ascii"]),
            (" ", &["leading_space", "trailing_space"]),
            ("a,b", &["comma"]),
            ("a\"b", &["quote"]),
            ("şifre", &["non_ascii"]),
            ("1091990", &["all_digits"]),
            ("1.23E+15", &["scientific"]),
            ("1,23E+15", &["comma", "scientific"]),
            ("5e-7", &["scientific"]),
            ("1.23E15", &[]),
            ("12.3E+15", &[]),
            ("a\tb", &["control"]),
            ("a\r\nb", &["control"]),
        ] {
            assert_eq!(flags(password), raised, "{password:?}");
        }
    }
}
