//! What a run learns about its sign-ins, to tell the cause of those that failed: whether other rows work, of what form, with the same
//! account. A row is judged when it is done, and once more at the end, when all is known.

use super::{Row, SignIn};
use crate::answers::{self, Counts, Ranking, Sign, When};
use crate::forms;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What is said of the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// A word of the fact `imap.login_cause`.
    pub(crate) cause: String,
    /// A word of the fact `imap.login_certainty`.
    pub(crate) certainty: &'static str,
    /// Ids, best first.
    pub(crate) candidates: Vec<String>,
    /// For people, best first.
    pub(crate) reasons: Vec<String>,
}

impl Verdict {
    /// Of a sign-in that worked.
    pub(crate) fn none() -> Verdict {
        Verdict {
            cause: "none".to_owned(),
            certainty: "stated",
            candidates: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn of(ranking: &Ranking<'_>) -> Option<Verdict> {
        Some(Verdict {
            cause: ranking.candidates.first()?.cause.id.clone(),
            certainty: ranking.certainty.word(),
            candidates: ranking.ids(),
            reasons: ranking.reasons(),
        })
    }
}

/// The cause where the server itself says that it takes no password.
pub(crate) fn unasked(signs: &[Sign]) -> Option<Verdict> {
    answers::rank(answers::causes_of("unasked", When::SignIn), signs)
        .as_ref()
        .and_then(Verdict::of)
}

/// Shared by the workers of a run.
#[derive(Debug, Default)]
pub(crate) struct Experience {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Forms of user names that signed in, and whether they name an admin account.
    forms: HashSet<(&'static str, bool)>,
    /// Accounts that signed in.
    accounts: HashSet<String>,
    worked: usize,
    refused: usize,
    in_a_row: usize,
    first_refusal: Option<Duration>,
    /// What failed, by the row's place.
    failed: HashMap<usize, Failed>,
}

#[derive(Debug)]
struct Failed {
    causes: &'static [String],
    /// What is known of the row alone.
    own: Vec<Sign>,
    form: &'static str,
    delegated: bool,
    account: String,
    told: Option<Verdict>,
}

impl Experience {
    /// Takes note of how a row ended, and says why it failed as far as that can be told now.
    pub(crate) fn note(&self, at: usize, row: &Row, sign_in: &SignIn, family: &str) -> Option<Verdict> {
        let account = row.account.as_ref()?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if sign_in.is("ok") {
            state.worked += 1;
            state.in_a_row = 0;
            state.forms.insert((account.form(), account.delegated()));
            state.accounts.insert(account.key());
            return Some(Verdict::none());
        }
        sign_in.login.as_ref().ok()?;
        state.refused += 1;
        state.in_a_row += 1;
        let mut own = signs_of(row, family);
        own.extend(state.slower(sign_in.time).then_some(Sign::ServerSlows));
        let mut failed = Failed {
            causes: sign_in.causes,
            own,
            form: account.form(),
            delegated: account.delegated(),
            account: account.key(),
            told: None,
        };
        failed.told = state.verdict(&failed);
        let verdict = failed.told.clone();
        state.failed.insert(at, failed);
        verdict
    }

    /// Rows of which more is known now than when they were done, in the order of the file.
    pub(crate) fn revised(&self) -> Vec<(usize, Verdict)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut revised: Vec<(usize, Verdict)> = state
            .failed
            .iter()
            .filter_map(|(at, failed)| {
                let verdict = state.verdict(failed);
                verdict
                    .filter(|verdict| failed.told.as_ref() != Some(verdict))
                    .map(|verdict| (*at, verdict))
            })
            .collect();
        revised.sort_by_key(|(at, _)| *at);
        revised
    }
}

impl State {
    fn slower(&mut self, took: Option<Duration>) -> bool {
        let Some(took) = took else { return false };
        let first = *self.first_refusal.get_or_insert(took);
        answers::thresholds().is_some_and(|numbers| numbers.is_slow(first, took))
    }

    fn verdict(&self, failed: &Failed) -> Option<Verdict> {
        let numbers = answers::thresholds()?;
        let counts = Counts {
            worked: self.worked,
            refused: self.refused,
            in_a_row: self.in_a_row,
        };
        let mut signs = failed.own.clone();
        let mut add = |present: bool, sign: Sign| signs.extend(present.then_some(sign));
        let works = self.forms.contains(&(failed.form, failed.delegated));
        // What admin accounts are called says nothing of the names of users.
        let alike = self
            .forms
            .iter()
            .any(|(_, delegated)| *delegated == failed.delegated);
        add(works, Sign::FormWorks);
        add(alike && !works, Sign::FormDiffers);
        add(self.accounts.contains(&failed.account), Sign::AccountWorks);
        add(numbers.nobody_works(counts), Sign::NobodyWorks);
        add(numbers.most_work(counts), Sign::MostWork);
        add(numbers.looks_banned(counts), Sign::ManyRefused);
        answers::rank(failed.causes, &signs)
            .as_ref()
            .and_then(Verdict::of)
    }
}

/// What is known of a row alone.
fn signs_of(row: &Row, family: &str) -> Vec<Sign> {
    let Some(account) = &row.account else {
        return Vec::new();
    };
    let flagged = |words: &[&str]| {
        row.password_flags
            .iter()
            .any(|flag| words.contains(&flag.as_str()))
    };
    let foreign = account
        .parts
        .as_ref()
        .is_some_and(|parts| forms::fits(parts.form, family) == Some(false));
    let admin = account.delegated() || row.shared;
    let signs = [
        (foreign, Sign::ForeignForm),
        (admin, Sign::NamesAdmin),
        (!admin, Sign::OwnForm),
        (
            account.user_name.eq_ignore_ascii_case(&row.address),
            Sign::IsTargetAddress,
        ),
        (
            flagged(&["leading_space", "trailing_space", "scientific", "control"]),
            Sign::PasswordDamaged,
        ),
        (flagged(&["comma", "quote", "non_ascii"]), Sign::PasswordRisky),
        (
            flagged(&[
                "comma",
                "quote",
                "non_ascii",
                "all_digits",
                "scientific",
                "control",
            ]),
            Sign::NotAnAppPassword,
        ),
    ];
    signs
        .into_iter()
        .filter(|(present, _)| *present)
        .map(|(_, sign)| sign)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Account;
    use crate::wire::Condition;
    use imaprules_facts::SubjectRef;

    fn row(user_name: &str, flags: &[&str]) -> Row {
        Row {
            subject: SubjectRef::new("mailbox", user_name),
            account: Account::of(user_name, None, None),
            root: None,
            address: "terry@contoso.com".into(),
            password_flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            shared: false,
        }
    }

    fn refused(line: &str, family: &str) -> SignIn {
        let said = Condition::read(format!("A1 {line}").as_bytes()).unwrap();
        let meaning = answers::meaning(When::SignIn, &said, family).unwrap();
        SignIn {
            causes: meaning.causes,
            ..SignIn::ended(meaning.login, line.to_owned())
        }
    }

    fn ok() -> SignIn {
        SignIn::ended("ok", "OK".into())
    }

    const EXCHANGE: &str = "NO LOGIN failed.";

    #[test]
    fn what_others_do_changes_what_is_likely() {
        let experience = Experience::default();
        let failed = refused(EXCHANGE, "exchange");
        let told = experience
            .note(0, &row("contoso/admin/terry", &[]), &failed, "exchange")
            .unwrap();
        assert_eq!((told.cause.as_str(), told.certainty), ("wrong_password", "open"));
        // The same admin account opens another mailbox: its password is right.
        let fine = experience
            .note(1, &row("contoso/admin/ann", &[]), &ok(), "exchange")
            .unwrap();
        assert_eq!(fine, Verdict::none());
        let revised = experience.revised();
        assert_eq!(revised.len(), 1);
        assert_eq!((revised[0].0, revised[0].1.cause.as_str()), (0, "no_right"));
        assert_eq!(revised[0].1.certainty, "likely");
        assert!(
            revised[0].1.reasons[0].contains("same account signed in"),
            "{revised:?}"
        );
    }

    #[test]
    fn nothing_is_revised_where_nothing_was_learnt() {
        let experience = Experience::default();
        let failed = refused("NO [EXPIRED] no more", "dovecot");
        let told = experience
            .note(0, &row("terry", &[]), &failed, "dovecot")
            .unwrap();
        assert_eq!(
            (told.cause.as_str(), told.certainty),
            ("password_expired", "stated")
        );
        experience.note(1, &row("ann", &[]), &ok(), "dovecot");
        assert_eq!(experience.revised(), []);
    }

    #[test]
    fn forms_and_damaged_passwords_are_evidence() {
        let cause = |name: &str, flags: &[&str], line: &str, family: &str| {
            let experience = Experience::default();
            let told = experience.note(0, &row(name, flags), &refused(line, family), family);
            told.unwrap().cause
        };
        let dovecot = "NO [AUTHENTICATIONFAILED] Authentication failed.";
        let gmail = "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)";
        assert_eq!(
            cause("contoso/admin/terry", &[], dovecot, "dovecot"),
            "foreign_form"
        );
        assert_eq!(cause("terry*admin", &[], dovecot, "dovecot"), "wrong_password");
        assert_eq!(
            cause("terry", &["scientific"], dovecot, "dovecot"),
            "wrong_password"
        );
        assert_eq!(cause("terry*admin", &[], gmail, "gmail"), "foreign_form");
        assert_eq!(
            cause("t@contoso.com", &["all_digits"], gmail, "gmail"),
            "app_password_needed"
        );
    }

    #[test]
    fn a_form_that_never_works_beside_one_that_does_is_a_sign() {
        let experience = Experience::default();
        let failed = refused("NO [AUTHENTICATIONFAILED] Authentication failed.", "dovecot");
        experience.note(0, &row("terry", &[]), &failed, "dovecot");
        for (at, name) in [(1, "ann@contoso.com"), (2, "bob@contoso.com")] {
            experience.note(at, &row(name, &[]), &ok(), "dovecot");
        }
        let revised = experience.revised();
        assert_eq!(revised[0].1.cause, "wrong_name", "{revised:?}");
    }

    #[test]
    fn refusals_that_become_slow_and_many_are_signs() {
        let plain = || refused("NO [AUTHENTICATIONFAILED] Authentication failed.", "dovecot");
        let with = |causes: &'static [String], words: &str| {
            let experience = Experience::default();
            let seconds = [1.5, 4.4, 4.5, 0.3, 0.3].into_iter().enumerate();
            let known = seconds.map(|(at, seconds)| {
                let failed = SignIn {
                    time: Some(Duration::from_secs_f64(seconds)),
                    causes,
                    ..plain()
                };
                let told = experience.note(at, &row(&format!("user{at}"), &[]), &failed, "dovecot");
                told.unwrap().reasons.join("; ").contains(words)
            });
            known.collect::<Vec<bool>>()
        };
        let guards = answers::causes_of("timeout", When::SignIn);
        let slow = with(guards, "more and more slowly");
        assert_eq!(slow, [false, false, true, false, false]);
        let many = with(guards, "one after the other");
        assert_eq!(many, [false, false, false, false, true]);
        let nobody = with(plain().causes, "nobody could sign in");
        assert_eq!(nobody, [false, false, true, true, true]);
    }

    #[test]
    fn a_server_without_passwords_has_its_own_causes() {
        assert_eq!(unasked(&[Sign::OnlyOauth]).unwrap().cause, "oauth_needed");
        assert_eq!(unasked(&[Sign::Unencrypted]).unwrap().cause, "plaintext_refused");
        assert_eq!(unasked(&[]).unwrap().cause, "mechanism_missing");
    }
}
