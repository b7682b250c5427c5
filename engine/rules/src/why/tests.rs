use super::{Why, WhyError, why};
use crate::testkit::{MANIFEST, load_pack, rule};
use crate::{Outcome, Packs};
use imaprules_facts::{FactStore, Reason, Record, Source, Unknown};

fn packs() -> Packs {
    let rules = rule(
        "a.b",
        "mailbox",
        "imap.shared and (imap.folder_count > 100 or known(imap.login))",
        "",
    );
    load_pack(MANIFEST, &[("x.toml", &rules)]).unwrap()
}

fn store(packs: &Packs) -> FactStore {
    let mut store = FactStore::new(packs.schema().clone());
    let source = Source {
        provider: "test".into(),
        name: "test".into(),
        live: true,
    };
    let mut record = Record::about("mailbox", "a@x", source, 7);
    record.know("imap.shared", true).know("imap.folder_count", 80_i64);
    record.miss("imap.login", Unknown::because(Reason::NotCollected));
    store.add(&record).unwrap();
    store
}

fn ask(assumed: &[(&str, &str)]) -> Result<Why, WhyError> {
    let packs = packs();
    let assumed: Vec<_> = assumed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let store = store(&packs);
    why(&packs, store, "a.b", "a@x", None, &assumed)
}

#[test]
fn every_part_of_the_condition_is_told_with_its_values() {
    let why = ask(&[]).unwrap();
    assert_eq!(why.outcome, Outcome::Pass);
    assert_eq!((why.when.join, why.when.answer.as_str()), (Some("and"), "false"));
    let count = &why.when.parts[1].parts[0];
    assert_eq!(count.text, "imap.folder_count > 100");
    assert_eq!(count.answer, "false");
    assert_eq!(count.values, [("imap.folder_count".to_owned(), "80".to_owned())]);
    assert!(
        why.facts
            .iter()
            .any(|fact| fact.source.as_deref() == Some("test"))
    );
}

#[test]
fn the_smallest_change_that_matters_is_found() {
    let why = ask(&[]).unwrap();
    let flips: Vec<_> = why
        .flips
        .iter()
        .map(|flip| (flip.change.fact.as_str(), flip.change.to.as_str(), flip.outcome))
        .collect();
    assert!(
        flips.contains(&("imap.folder_count", "101", Outcome::Fail)),
        "{flips:?}"
    );
    assert!(
        !flips.iter().any(|(fact, ..)| *fact == "imap.shared"),
        "{flips:?}"
    );
}

#[test]
fn what_is_assumed_takes_the_place_of_what_was_collected() {
    let why = ask(&[("imap.folder_count", "5_000")]).unwrap();
    assert_eq!(why.outcome, Outcome::Fail);
    assert_eq!(why.assumed, ["imap.folder_count=5000"]);
    let told = |assumed| ask(&[assumed]).unwrap_err().to_string();
    assert!(told(("imap.folder_cout", "5")).contains("did you mean `imap.folder_count`?"));
    assert!(told(("imap.folder_count", "many")).contains("not a whole number"));
}

#[test]
fn rules_and_subjects_that_are_not_there_are_told() {
    let packs = packs();
    let ask = |rule: &str, subject: &str| why(&packs, store(&packs), rule, subject, None, &[]);
    assert!(matches!(
        ask("a.c", "a@x"),
        Err(WhyError::Rule { near: Some(_), .. })
    ));
    let Err(WhyError::Subject { examples, .. }) = ask("a.b", "b@x") else {
        panic!("no subject")
    };
    assert_eq!(examples, ["a@x"]);
}
