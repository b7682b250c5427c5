//! The catalogue: everything in it is used, means what it says, and names what exists.

use super::table::Entry;
use super::*;

/// The numbers of a table of causes.
const THRESHOLDS: &str = "[thresholds]\nslow_seconds = 4\nslow_times = 3\nslow_refusals = 3\nnobody_refused = 3\n\
    most_worked = 2\nmany_refused = 5\nplace = 2\nahead = 6\nsource = 'x'\n";

fn catalogue() -> &'static Catalogue {
    Catalogue::shipped().expect("the shipped catalogue can be read")
}

fn said(line: &str) -> Condition {
    Condition::read(format!("A1 {line}\r\n").as_bytes()).unwrap_or_else(|| panic!("{line}"))
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    catalogue().answers.iter().map(|answer| &answer.entry)
}

/// The words of an enum in facts.toml.
fn words(fact: &str) -> Vec<&'static str> {
    let facts = include_str!("../../facts.toml");
    let of = facts.split(&format!("name = \"{fact}\"\n")).nth(1).unwrap();
    let words = of.split("enum(").nth(1).unwrap().split(')').next().unwrap();
    words.split(", ").collect()
}

#[test]
fn it_can_be_read_and_says_what_is_wrong_where_not() {
    Catalogue::read(ANSWERS, CAUSES).unwrap();
    let cause =
        format!("{THRESHOLDS}[[cause]]\nid = 'a'\ntitle = 't'\nsymptom = 's'\nconfirm = 'c'\nsource = 'x'");
    let answer = |of: &str| {
        format!("ending = []\n[[answer]]\nlogin = 'l'\nwhen = ['sign-in']\nsource = 'x'\ntexts = []\n{of}")
    };
    for (of, wrong) in [
        ("causes = ['a']", "neither codes nor a pattern"),
        ("causes = ['b']\npattern = 'x'", "`b`, which is not declared"),
        ("causes = ['a']\npattern = '('", "pattern `(`"),
        ("causes = ['a']\npattern = 'x'\nmore = 1", "unknown field"),
    ] {
        let error = Catalogue::read(&answer(of), &cause).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    // Without a number nobody would know from when on there is a sign.
    for line in THRESHOLDS.lines().skip(1) {
        let less = cause.replace(&format!("{line}\n"), "");
        let error = Catalogue::read("answer = []\nending = []", &less)
            .unwrap_err()
            .to_string();
        let (key, _) = line.split_once(' ').unwrap();
        assert!(error.contains(&format!("missing field `{key}`")), "{error}");
    }
}

#[test]
fn the_numbers_of_the_table_decide() {
    let causes = |place: &str| {
        let places = THRESHOLDS.replace("place = 2", place);
        format!(
            "{places}{}",
            ["a", "b"]
                .map(|id| format!(
                    "[[cause]]\nid = '{id}'\ntitle = 't'\nsymptom = 's'\nconfirm = 'c'\nsource = 'x'\n"
                ))
                .concat()
        )
    };
    let certainty = |place: &str| {
        let read = Catalogue::read("answer = []\nending = []", &causes(place)).unwrap();
        read.rank(&["a".to_owned(), "b".to_owned()], &[]).certainty
    };
    assert_eq!(certainty("place = 2"), Certainty::Open);
    assert_eq!(certainty("place = 6"), Certainty::Likely);
}

#[test]
fn every_text_means_what_its_entry_says() {
    for entry in entries() {
        assert!(!entry.texts.is_empty() && !entry.causes.is_empty(), "{entry:?}");
        let families = match entry.family.as_slice() {
            [] => vec!["other"],
            families => families.iter().map(String::as_str).collect(),
        };
        for (text, family) in entry
            .texts
            .iter()
            .flat_map(|text| families.iter().map(move |family| (text, *family)))
        {
            for when in &entry.when {
                let found = meaning(*when, &said(text), family).unwrap_or_else(|| panic!("{text}"));
                let expected = (entry.login.as_str(), entry.guards, entry.causes.as_slice());
                assert_eq!(
                    (found.login, found.guards, found.causes),
                    expected,
                    "{text} at {family}"
                );
            }
        }
    }
}

#[test]
fn denials_are_told_from_other_refusals() {
    for denial in &catalogue().denials {
        assert!(!denial.entry.texts.is_empty(), "{:?}", denial.entry);
        for text in &denial.entry.texts {
            assert!(denial.fits(&said(text)) && denies(&said(text)), "{text}");
        }
    }
    for text in [
        "NO Mailbox does not exist",
        "NO [NONEXISTENT] Denied",
        "BAD Unknown command",
    ] {
        assert!(!denies(&said(text)), "{text}");
    }
    let table = "answer = []\nending = []\n[[denial]]\nsource = 'x'\ntexts = []";
    let error = Catalogue::read(table, &format!("cause = []\n{THRESHOLDS}"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("neither codes nor a pattern"), "{error}");
}

#[test]
fn words_are_those_of_the_facts() {
    let logins = words("imap.login");
    for entry in entries() {
        assert!(logins.contains(&entry.login.as_str()), "{}", entry.login);
    }
    for ending in &catalogue().endings {
        let login = ending.login.as_str();
        assert!(logins.contains(&login) || login == "unasked", "{login}");
    }
    let mut declared: Vec<&str> = catalogue()
        .causes()
        .iter()
        .map(|cause| cause.id.as_str())
        .collect();
    declared.insert(0, "none");
    assert_eq!(words("imap.login_cause"), declared);
    for certainty in [Certainty::Stated, Certainty::Likely, Certainty::Open] {
        assert!(words("imap.login_certainty").contains(&certainty.word()));
    }
}

#[test]
fn no_failure_is_without_a_cause_and_no_cause_without_use() {
    for login in words("imap.login").into_iter().filter(|login| *login != "ok") {
        let said_so = entries().any(|entry| entry.login == login);
        assert!(said_so || !causes_of(login, When::SignIn).is_empty(), "{login}");
    }
    let used = |id: &String| {
        entries().any(|entry| entry.causes.contains(id))
            || catalogue()
                .endings
                .iter()
                .any(|ending| ending.causes.contains(id))
    };
    for cause in catalogue().causes() {
        assert!(used(&cause.id), "{}", cause.id);
    }
}

#[test]
fn causes_name_rules_and_symptoms_that_exist() {
    let pack: String = imaprules_packs::imap()
        .files
        .iter()
        .map(|(_, text)| *text)
        .collect();
    let symptoms = crate::symptoms::with(&[]);
    for cause in catalogue().causes() {
        assert!(
            symptoms.iter().any(|symptom| symptom.id == cause.symptom),
            "{cause:?}"
        );
        assert!(!cause.rules.is_empty(), "{cause:?}");
        for rule in &cause.rules {
            assert!(
                pack.contains(&format!("id = \"{rule}\"")),
                "{}: there is no rule {rule}",
                cause.id
            );
        }
    }
}

#[test]
fn what_says_nothing_means_nothing() {
    for line in [
        "NO",
        "NO Nope",
        "BAD Command received in Invalid state.",
        "NO [ALERT] Unsupported authentication mechanism.",
        "BYE Logging out",
    ] {
        for when in [When::SignIn, When::After, When::Greeting] {
            assert_eq!(meaning(when, &said(line), "dovecot"), None, "{line}");
        }
        assert_eq!(catalogue().recognise(line, Some("dovecot"), &[]), None, "{line}");
    }
}

#[test]
fn the_same_words_differ_by_place_and_product() {
    let denied = said("NO Login failed: authorization failure");
    assert_eq!(meaning(When::SignIn, &denied, "cyrus").unwrap().login, "disabled");
    assert_eq!(
        meaning(When::SignIn, &denied, "courier").unwrap().login,
        "credentials"
    );
    let failed = said("NO Login failed.");
    assert_eq!(meaning(When::After, &failed, "courier"), None);
}

fn first(text: &str, family: &str, signs: &[Sign]) -> (String, Certainty) {
    let found = catalogue()
        .recognise(text, Some(family), signs)
        .unwrap_or_else(|| panic!("{text}"));
    (found.candidates[0].cause.id.clone(), found.certainty)
}

#[test]
fn evidence_decides_where_the_server_does_not() {
    use Certainty::{Likely, Open, Stated};
    let exchange = "NO LOGIN failed.";
    let gmail = "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)";
    for (text, family, signs, cause, certainty) in [
        (exchange, "exchange", &[][..], "wrong_password", Open),
        (
            exchange,
            "exchange",
            &[Sign::NamesAdmin, Sign::AccountWorks],
            "no_right",
            Likely,
        ),
        (
            exchange,
            "exchange",
            &[Sign::ForeignForm, Sign::NamesAdmin],
            "foreign_form",
            Likely,
        ),
        (
            exchange,
            "exchange",
            &[Sign::PasswordDamaged, Sign::OwnForm],
            "wrong_password",
            Likely,
        ),
        (
            gmail,
            "gmail",
            &[Sign::NotAnAppPassword],
            "app_password_needed",
            Likely,
        ),
        (
            gmail,
            "gmail",
            &[Sign::FormDiffers, Sign::OwnForm],
            "wrong_name",
            Open,
        ),
        (
            "NO Login failed.",
            "courier",
            &[Sign::ForeignForm],
            "foreign_form",
            Likely,
        ),
        ("NO [EXPIRED] x", "other", &[], "password_expired", Stated),
        (
            "BAD User is authenticated but not connected.",
            "exchange",
            &[Sign::OwnForm],
            "imap_off",
            Open,
        ),
    ] {
        assert_eq!(
            first(text, family, signs),
            (cause.to_owned(), certainty),
            "{text} {signs:?}"
        );
    }
}

#[test]
fn reasons_are_sentences_with_what_speaks_for_them() {
    let signs = [Sign::NamesAdmin, Sign::AccountWorks];
    let found = catalogue()
        .recognise("NO LOGIN failed.", Some("exchange"), &signs)
        .unwrap();
    assert_eq!(
        found.reasons()[0],
        "the migration admin account has no right on this mailbox (because the row signs in with a migration admin account, and the same account signed in for another row)"
    );
    assert_eq!(found.ids()[0], "no_right");
}

#[test]
fn pasted_texts_are_searched_for_an_answer() {
    let recognised = |text: &str| {
        let found = catalogue().recognise(text, None, &[]);
        found.map(|found| found.candidates[0].cause.id.clone())
    };
    for (text, cause) in [
        (
            "We had trouble signing in to this account. The server said: 'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)'.",
            Some("app_password_needed"),
        ),
        (
            "S: a1 NO [CONTACTADMIN] Login disabled for this user\r\nC: a2 LOGOUT",
            Some("imap_off"),
        ),
        ("* BYE IMAP access disabled for this account.", Some("imap_off")),
        (
            "Too many simultaneous connections. (Failure)",
            Some("limit_of_user"),
        ),
        ("user is authenticated but not connected", Some("no_right")),
        ("Access to the casino is free", None),
        ("", None),
    ] {
        assert_eq!(recognised(text).as_deref(), cause, "{text}");
    }
    // Products that say so are all in question while nobody says which it is.
    let open = catalogue().recognise("NO LOGIN failed.", None, &[]).unwrap();
    assert!(open.ids().contains(&"wrong_alias".to_owned()), "{:?}", open.ids());
}
