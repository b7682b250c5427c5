//! The generation of the server that holds a mailbox, as far as remedies differ by it: 6 is Exchange 2003, which has no cmdlets.

use crate::case::Case;
use crate::evidence::{Server, value};
use crate::joined::MailboxId;

/// The first number of the version of a mailbox's server.
pub(super) fn of_mailbox(case: &Case<'_>, id: MailboxId) -> Option<i64> {
    let host = case.joined.host(id)?;
    case.joined
        .server(case.evidence, host, |server| of_server(case, server))
}

fn of_server(case: &Case<'_>, server: &Server) -> Option<i64> {
    let text = value(&server.version_text).map(|symbol| case.evidence.texts.get(*symbol));
    let number = value(&server.version_number).copied();
    text.and_then(of_text).or_else(|| number.and_then(of_number))
}

/// `Version 14.3 (Build 123.4)`.
fn of_text(text: &str) -> Option<i64> {
    let rest = text
        .trim()
        .trim_start_matches(|sign: char| sign.is_alphabetic())
        .trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// From Exchange 2007 on, bits 22 to 27; before, the plain build number.
fn of_number(number: i64) -> Option<i64> {
    match number {
        1..=65_535 => Some(6),
        _ if number >> 28 == 7 => Some(number >> 22 & 0x3f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_number, of_text};

    #[test]
    fn generations() {
        for (text, major) in [
            ("Version 6.5 (Build 7638.2: Service Pack 2)", Some(6)),
            ("Version 14.3 (Build 123.4)", Some(14)),
            ("15.1.2507.6", Some(15)),
            ("", None),
        ] {
            assert_eq!(of_text(text), major, "{text}");
        }
        for (number, major) in [
            (7638, Some(6)),
            (1_912_832_083, Some(8)),
            (1_937_997_947, Some(14)),
            (1_941_997_017, Some(15)),
            (-1, None),
        ] {
            assert_eq!(of_number(number), major, "{number}");
        }
    }
}
