//! The words in which a report speaks to administrators: plainer than those of rules and code.

use imaprules_report::{Outcome, Severity, Waived};

/// A number as people read it: `60,000`.
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 server`, `3 mailboxes`.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{} {}", number(count), plural(word))
    }
}

/// A number of subjects of a kind: `exchange.database` counts databases.
pub fn of_kind(count: usize, kind: &str) -> String {
    let word = kind.rsplit('.').next().unwrap_or(kind).replace('_', " ");
    counted(count, &word)
}

fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) => format!("{stem}ies"),
        _ if ends(&["s", "x", "ch", "sh"]) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// The heading of findings of a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "Blocker",
        Severity::Warning => "Warning",
        Severity::Advice => "Advice",
    }
}

/// Who accepts a finding, until when, and why.
pub(crate) fn accepted(waived: &Waived) -> String {
    format!(
        "Accepted by {} until {}: {}",
        waived.owner, waived.until, waived.reason
    )
}

/// What an outcome is called.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "found",
        Outcome::Pass => "in order",
        Outcome::Unknown => "not checked",
        Outcome::NotApplicable => "does not apply here",
        Outcome::Error => "this check itself broke",
    }
}

/// Why something was not checked.
pub(crate) fn reason(reason: &str) -> &str {
    match reason {
        "not-collected" => "nobody asked for it",
        "unreachable" => "no way to the server",
        "timeout" => "no answer in time",
        "refused" => "the server turned us away",
        "no-permission" => "this account may not see it",
        "not-licensed" => "no licence for it",
        "unsupported" => "this system cannot tell",
        "malformed" => "the answer or file is unreadable",
        "cancelled" => "the run was interrupted",
        "budget" => "stopped to avoid a lock-out",
        "stale" => "too old, collect again",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(counted(1, "mailbox"), "1 mailbox");
        assert_eq!(counted(60_000, "mailbox"), "60,000 mailboxes");
        assert_eq!(of_kind(2, "exchange.database"), "2 databases");
        assert_eq!(counted(2, "policy"), "2 policies");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(999), "999");
    }
}
