//! What may be said of the passwords of the migration file, at Google: whether one looks like an app password, and how many other accounts
//! have the same. Neither a password nor anything that it could be found by leaves this module.

use imaprules_facts::{Reason, Record, Source, SubjectRef, Unknown};
use imaprules_provider::{ExposeSecret, Host, Request};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// Letters of an app password, as Google shows them in groups of four
/// (<https://support.google.com/accounts/answer/185833>). That they are small is seen, not promised.
const LETTERS: usize = 16;

/// A row whose password is known to the program.
struct Row<'a> {
    subject: &'a SubjectRef,
    account: String,
    form: &'static str,
    /// A number that equal passwords share in this run only.
    mark: u64,
}

/// Tells of each row what its password looks like and in how many rows of other accounts it stands as well.
pub(crate) fn collect(provider: &str, request: &Request, host: &dyn Host) {
    let marks = RandomState::new();
    let mailboxes = request
        .subjects
        .iter()
        .filter(|input| input.subject.kind == "mailbox");
    let mut rows = Vec::new();
    let mut accounts: HashMap<u64, HashMap<String, i64>> = HashMap::new();
    let mut without = Vec::new();
    for input in mailboxes {
        let Some(secret) = host.secret(&input.subject, "password") else {
            without.push(&input.subject);
            continue;
        };
        let password = secret.expose_secret();
        let name = input.fact("csv.user_name").and_then(|value| value.as_text());
        let row = Row {
            subject: &input.subject,
            account: name.unwrap_or(&input.subject.id).trim().to_lowercase(),
            form: form(password),
            mark: marks.hash_one(password.trim()),
        };
        *accounts
            .entry(row.mark)
            .or_default()
            .entry(row.account.clone())
            .or_default() += 1;
        rows.push(row);
    }
    let at = now();
    for row in rows {
        let mut record = Record::about("mailbox", &row.subject.id, source(provider), at);
        let same = accounts.get(&row.mark).into_iter().flatten();
        let others: i64 = same
            .filter(|(account, _)| **account != row.account)
            .map(|(_, rows)| rows)
            .sum();
        record.know("gmail.password_form", row.form);
        record.know("gmail.password_rows", others);
        if host.emit(record).is_err() {
            return;
        }
    }
    for subject in without {
        let mut record = Record::about("mailbox", &subject.id, source(provider), at);
        let why = Unknown::noted(
            Reason::NotCollected,
            "the migration file has no password in this row",
        );
        record.miss("gmail.password_form", why.clone());
        record.miss("gmail.password_rows", why);
        if host.emit(record).is_err() {
            return;
        }
    }
}

fn source(provider: &str) -> Source {
    Source {
        provider: provider.to_owned(),
        name: "passwords of the migration file".to_owned(),
        live: false,
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The word of `gmail.password_form`.
fn form(password: &str) -> &'static str {
    let blank = |c: char| c.is_whitespace();
    let letters = password.chars().filter(|c| !blank(*c));
    let fits = letters.clone().count() == LETTERS && letters.clone().all(|c| c.is_ascii_lowercase());
    match (fits, password.contains(blank)) {
        (true, false) => "app_password",
        (true, true) => "app_password_with_blanks",
        (false, _) => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_kit::{Memory, row};

    #[test]
    fn forms_of_passwords() {
        for (password, word) in [
            ("abcdefghijklmnop", "app_password"),
            ("abcd efgh ijkl mnop", "app_password_with_blanks"),
            ("abcd\u{a0}efgh ijkl mnop ", "app_password_with_blanks"),
            ("abcdefghijklmno", "other"),
            ("abcdefghijklmnoP", "other"),
            ("abcdefghijklmno1", "other"),
            ("Summer2026!", "other"),
            ("abcdefghijklmnoö", "other"),
        ] {
            assert_eq!(form(password), word);
        }
    }

    #[test]
    fn equal_passwords_count_between_accounts_and_none_is_told() {
        let rows = [
            row("a@x.org", "a@x.org"),
            row("b@x.org", "b@x.org"),
            row("b2@x.org", "B@x.org"),
            row("c@x.org", "c@x.org"),
            row("d@x.org", "d@x.org"),
        ];
        let passwords = [
            "abcdefghijklmnop",
            "abcdefghijklmnop ",
            "abcdefghijklmnop",
            "qrstuvwxyzabcdef",
        ];
        let secrets: HashMap<_, _> = rows
            .iter()
            .zip(passwords)
            .map(|(row, password)| (row.subject.clone(), password.to_owned()))
            .collect();
        let host =
            Memory::refusing("nothing is touched here").secrets(move |subject| secrets.get(subject).cloned());
        let request = Request {
            subjects: rows.to_vec(),
            ..Request::default()
        };
        collect("gmail", &request, &host);
        let records = host.records.lock().unwrap();
        let told = |id: &str| {
            let record = records.iter().find(|record| record.subject.id == id).unwrap();
            let fact = record
                .facts
                .iter()
                .find(|(fact, _)| fact == "gmail.password_rows");
            fact.unwrap()
                .1
                .clone()
                .map_or(-1, |value| value.as_int().unwrap())
        };
        assert_eq!(
            ["a", "b", "b2", "c", "d"].map(|name| told(&format!("{name}@x.org"))),
            [2, 1, 1, 0, -1]
        );
        let all = format!("{records:?}");
        assert!(passwords.iter().all(|password| !all.contains(password.trim())));
    }
}
