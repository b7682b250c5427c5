//! The words in which a report speaks to administrators: plainer than those of rules and code. They stand in `locale/`; here they are
//! found.

use imaprules_report::{Finding, Outcome, Severity, Waived};
use imaprules_words::{Catalogue, ENGLISH};

/// A number of subjects of a kind. A catalogue may have words for it, `kind.mailbox`; a kind without is called by its own name:
/// `exchange.database` counts databases.
pub fn of_kind(words: &Catalogue, count: usize, kind: &str) -> String {
    let key = format!("kind.{kind}");
    if words.has(&key) {
        return words.counted(&key, count);
    }
    let word = kind.rsplit('.').next().unwrap_or(kind).replace('_', " ");
    let number = words.number(count);
    if count == 1 || words.language() != ENGLISH {
        format!("{number} {word}")
    } else {
        format!("{number} {}", plural(&word))
    }
}

/// The plural of an English word.
fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) => format!("{stem}ies"),
        _ if ends(&["s", "x", "ch", "sh"]) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// What a finding is headed with, and in capitals where those are wanted.
pub(crate) fn heading(words: &Catalogue, finding: &Finding) -> String {
    let severity = finding.severity.as_str();
    let key = match finding.outcome {
        _ if finding.waived.is_some() => format!("heading.accepted_{severity}"),
        Outcome::Fail => format!("heading.{severity}"),
        Outcome::Error => "heading.broken".to_owned(),
        other => format!("heading.{other}"),
    };
    words.word(&key).to_owned()
}

/// The severity of what is found, and the outcome of what is not.
pub(crate) fn title(words: &Catalogue, finding: &Finding) -> String {
    let word = match finding.outcome {
        Outcome::Fail => severity(words, finding.severity),
        other => outcome(words, other),
    };
    match finding.waived {
        Some(_) => words.told("report.accepted", &[("word", &word)]),
        None => word,
    }
}

fn severity(words: &Catalogue, severity: Severity) -> String {
    words.word(&format!("severity.{severity}")).to_owned()
}

fn outcome(words: &Catalogue, outcome: Outcome) -> String {
    words.word(&format!("outcome.{outcome}")).to_owned()
}

/// Who accepts a finding, until when, and why.
pub(crate) fn accepted(words: &Catalogue, waived: &Waived) -> String {
    let until = words.form().day(&waived.until);
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("owner", &waived.owner),
        ("until", &until),
        ("reason", &waived.reason),
    ];
    words.told("report.accepted_by", &values)
}

/// Why something was not checked. A reason of a newer report is shown as it is.
pub(crate) fn reason(words: &Catalogue, reason: &str) -> String {
    let key = format!("reason.{reason}");
    if words.has(&key) {
        words.word(&key).to_owned()
    } else {
        reason.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MESSAGES, Options};
    use imaprules_words::{Files, faults, languages};

    #[test]
    fn counts_read_well() {
        let english = Options::default().words;
        let told = |count, kind| of_kind(&english, count, kind);
        assert_eq!(told(1, "mailbox"), "1 mailbox");
        assert_eq!(told(60_000, "mailbox"), "60,000 mailboxes");
        assert_eq!(told(2, "exchange.database"), "2 databases");
        assert_eq!(told(2, "policy"), "2 policies");
        assert_eq!(told(1_234_567, "server"), "1,234,567 servers");
    }

    #[test]
    fn kinds_are_called_as_a_catalogue_says_or_by_their_name() {
        let kinds: Files = &[("en", ""), ("tr", "kind.mailbox = \"{count} posta kutusu\"")];
        let turkish = Catalogue::read("tr", &[MESSAGES, kinds]).unwrap();
        assert_eq!(of_kind(&turkish, 60_000, "mailbox"), "60.000 posta kutusu");
        assert_eq!(of_kind(&turkish, 2, "x.thing"), "2 thing");
    }

    #[test]
    fn every_language_has_every_message() {
        let english = Catalogue::alone(ENGLISH, &[MESSAGES]).unwrap();
        for language in languages() {
            let other = Catalogue::alone(language, &[MESSAGES]).unwrap();
            assert_eq!(faults(&english, &other), Vec::<String>::new(), "{language}");
        }
    }

    #[test]
    fn every_outcome_severity_and_reason_has_its_words() {
        let english = Catalogue::alone(ENGLISH, &[MESSAGES]).unwrap();
        for severity in Severity::ALL {
            for group in ["severity.", "heading.", "heading.accepted_", "summary."] {
                assert!(english.has(&format!("{group}{severity}")), "{group}{severity}");
            }
        }
        for outcome in ["fail", "pass", "unknown", "not-applicable", "error"] {
            assert!(english.has(&format!("outcome.{outcome}")), "{outcome}");
        }
    }
}
