//! What a server's words over IMAP leave of the products.

use super::table::{Place, Sign, TABLE, products};
use crate::listen::Heard;

/// What was concluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conclusion {
    /// Products that fit all signs that count.
    pub(super) possible: Vec<&'static str>,
    /// How sure that is, of 100.
    pub(super) confidence: i64,
    /// The signs, in words, the weightiest first.
    pub(super) signs: Vec<String>,
    /// Whether a sign contradicts a weightier one.
    pub(super) contradictory: bool,
}

/// Concludes from what was heard; nothing where no sign was seen.
pub(super) fn conclude(heard: &Heard) -> Option<Conclusion> {
    let mut seen: Vec<(&Sign, String)> = TABLE
        .sign
        .iter()
        .filter_map(|sign| Some((sign, sight(sign, heard)?)))
        .collect();
    seen.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.weight));
    let mut possible: Vec<&'static str> = products().collect();
    let (mut confidence, mut contradictory) = (0, false);
    let all = possible.len();
    for (sign, _) in &seen {
        let left: Vec<&'static str> = possible
            .iter()
            .copied()
            .filter(|product| sign.products.iter().any(|known| known == product))
            .collect();
        if left.is_empty() {
            contradictory = true;
        } else if left.len() < possible.len() {
            // The weakest sign that the conclusion rests on.
            confidence = if possible.len() == all {
                sign.weight
            } else {
                confidence.min(sign.weight)
            };
            possible = left;
        }
    }
    if contradictory {
        confidence /= 2;
    }
    let signs = seen.into_iter().map(|(_, words)| words).collect();
    (possible.len() < all).then_some(Conclusion {
        possible,
        confidence,
        signs,
        contradictory,
    })
}

/// The sign in what was heard, in words.
fn sight(sign: &Sign, heard: &Heard) -> Option<String> {
    let matches = |text: &str| sign.pattern.is_match(text);
    let lines = heard.capabilities.iter();
    match sign.place {
        Place::Greeting => heard
            .greeting
            .as_ref()
            .filter(|text| matches(text))
            .map(|text| format!("greeting: {text}")),
        Place::Id => {
            let text = heard.id.join("\n");
            matches(&text).then(|| format!("ID: {}", heard.id.join(", ")))
        }
        Place::Capability => lines
            .flatten()
            .find(|word| matches(word))
            .map(|word| format!("capability {word}")),
        Place::Line => lines
            .map(|words| words.join(" "))
            .find(|line| matches(line))
            .map(|line| format!("order of capabilities: {line}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(greeting: &str, capabilities: &str, id: &[&str]) -> Heard {
        Heard {
            greeting: Some(greeting.to_owned()),
            capabilities: vec![capabilities.split(' ').map(str::to_owned).collect()],
            id: id.iter().map(|text| (*text).to_owned()).collect(),
            ..Heard::default()
        }
    }

    #[test]
    fn versions_by_their_words() {
        let ready = "* OK The Microsoft Exchange IMAP4 service is ready.";
        for (greeting, capabilities, id, possible) in [
            (
                "* OK Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (mail.x.org) ready.",
                "IMAP4 IMAP4REV1 IDLE LOGIN-REFERRALS MAILBOX-REFERRALS NAMESPACE LITERAL+ UIDPLUS CHILDREN",
                &[][..],
                &["2003"][..],
            ),
            (
                "* OK Der Microsoft Exchange Server 2003 IMAP4rev1-Server, Version 6.5.7638.1 (x) steht zur Verf\u{fffd}gung.",
                "",
                &[],
                &["2003"],
            ),
            (
                "* OK Microsoft Exchange Server 2007 IMAP4 service ready",
                "",
                &[],
                &["2007"],
            ),
            (ready, "", &[], &["2010", "2013", "2016", "se", "2019"]),
            (
                ready,
                "IMAP4 IMAP4REV1 AUTH=NTLM AUTH=GSSAPI AUTH=PLAIN STARTTLS UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+",
                &[],
                &["2010"],
            ),
            (
                ready,
                "IMAP4 IMAP4REV1 AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI UIDPLUS MOVE ID CHILDREN",
                &["name=x", "version=15.0"],
                &["2013"],
            ),
            (
                ready,
                "IMAP4 IMAP4REV1 AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI UIDPLUS MOVE ID CHILDREN",
                &[],
                &["2013", "2016", "se", "2019"],
            ),
            (
                "* OK The Microsoft Exchange IMAP4 service is ready. [QQBNADA=]",
                "IMAP4 IMAP4REV1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
                &["name=Microsoft.Exchange.Imap4.Imap4Server", "version=15.20"],
                &["online"],
            ),
        ] {
            let conclusion = conclude(&heard(greeting, capabilities, id)).unwrap();
            assert_eq!(conclusion.possible, possible, "{greeting}");
            assert!(
                !conclusion.contradictory && conclusion.confidence >= 50,
                "{conclusion:?}"
            );
        }
        assert_eq!(
            conclude(&heard("* OK Dovecot ready.", "IMAP4REV1 IDLE", &[])),
            None
        );
    }

    #[test]
    fn a_banner_that_the_rest_contradicts() {
        let text = "* OK Microsoft Exchange Server 2007 IMAP4 service ready";
        let conclusion = conclude(&heard(text, "IMAP4 ID MOVE", &[])).unwrap();
        assert_eq!(
            (conclusion.possible.as_slice(), conclusion.contradictory),
            (&["2007"][..], true)
        );
        assert!(conclusion.confidence < 50);
    }
}
