use super::{Why, WhyError, why};
use crate::testkit::{FACTS, MANIFEST, load_pack, pack, rule};
use crate::{Outcome, Packs, load};
use imaprules_facts::{FactStore, Reason, Record, Schema, Source, Unknown, Value};

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

/// Facts of a mailbox with units, beside those of the world of tests.
const MEASURED: &str = "[[fact]]\nname = 'mailbox.quota'\nfor = 'mailbox'\ntype = 'bytes'\nabout = 'Quota.'\nhow = 'Look.'\n\
    [[fact]]\nname = 'imap.wait'\nfor = 'mailbox'\ntype = 'duration'\nabout = 'Wait.'\nhow = 'Look.'\n\
    [[fact]]\nname = 'mailbox.seen'\nfor = 'mailbox'\ntype = 'time'\nabout = 'Last use.'\nhow = 'Look.'\n\
    [[fact]]\nname = 'imap.share'\nfor = 'mailbox'\ntype = 'float'\nabout = 'Share.'\nhow = 'Look.'\n\
    [[fact]]\nname = 'imap.load'\nfor = 'mailbox'\ntype = 'float'\nabout = 'Load.'\nhow = 'Look.'\n";

/// Why a rule with this condition came out as it did on these facts.
fn explained<V: Copy + Into<Value>>(when: &str, facts: &[(&str, V)]) -> Why {
    let schema = Schema::read([("facts.toml", format!("{FACTS}{MEASURED}").as_str())]).unwrap();
    let rules = rule("a.b", "mailbox", when, "");
    let packs = load(schema, &[pack(MANIFEST, &[("x.toml", &rules)])], &[]).unwrap();
    let mut store = FactStore::new(packs.schema().clone());
    let mut record = Record::about("mailbox", "a@x", crate::testkit::source(), 7);
    for (fact, value) in facts {
        record.know(fact, *value);
    }
    store.add(&record).unwrap();
    let day = 86_400_000;
    why(&packs, store, "a.b", "a@x", Some(100 * day), &[]).unwrap()
}

/// What leads from these facts to another outcome: the fact, from, to.
fn flips<V: Copy + Into<Value>>(when: &str, facts: &[(&str, V)]) -> Vec<(String, String, String)> {
    let one = |flip: super::Flip| {
        let change = flip.change;
        (change.fact, change.from.unwrap_or_default(), change.to)
    };
    explained(when, facts).flips.into_iter().map(one).collect()
}

fn flip(fact: &str, from: &str, to: &str) -> (String, String, String) {
    (fact.to_owned(), from.to_owned(), to.to_owned())
}

#[test]
fn sizes_are_flipped_by_the_unit_that_they_are_compared_in() {
    let largest = "mailbox.largest_message";
    let size = |when: &str, octets: i64| flips(when, &[(largest, octets)]);
    let over = "mailbox.largest_message > 35MB";
    assert_eq!(size(over, 2 << 20), [flip(largest, "2 MB", "36 MB")]);
    assert_eq!(size(over, 36_912_345), [flip(largest, "35.2 MB", "35 MB")]);
    // One octet more reads the same, and is not the same.
    assert_eq!(size(over, (35 << 20) + 1), [flip(largest, "36700161 B", "35 MB")]);
    // Told in the unit of the condition where rounding would hide the step.
    let in_kilobytes = "mailbox.largest_message > 2048KB";
    assert_eq!(size(in_kilobytes, 0), [flip(largest, "0 B", "2049 KB")]);
    assert_eq!(
        size("mailbox.largest_message < 1MB", 5 << 20),
        [flip(largest, "5 MB", "0 B")]
    );
}

#[test]
fn a_size_that_is_compared_with_another_is_flipped_in_whole_units() {
    let facts = [
        ("mailbox.largest_message", 1 << 20),
        ("mailbox.quota", 36_912_345),
    ];
    let found = flips("mailbox.largest_message > mailbox.quota", &facts);
    assert!(
        found.contains(&flip("mailbox.largest_message", "1 MB", "36 MB")),
        "{found:?}"
    );
    assert!(
        found.contains(&flip("mailbox.quota", "35.2 MB", "0 B")),
        "{found:?}"
    );
}

#[test]
fn durations_are_flipped_by_the_unit_that_they_are_compared_in() {
    let wait = |when: &str, millis: i64| flips(when, &[("imap.wait", millis)]);
    assert_eq!(
        wait("imap.wait >= 60s", 5_000),
        [flip("imap.wait", "5 s", "1 min")]
    );
    assert_eq!(wait("imap.wait > 60s", 5_000), [flip("imap.wait", "5 s", "61 s")]);
    assert_eq!(wait("imap.wait > 8h", 5_000), [flip("imap.wait", "5 s", "9 h")]);
    assert_eq!(
        wait("imap.wait > 8h", 86_400_000),
        [flip("imap.wait", "1 d", "8 h")]
    );
}

#[test]
fn moments_are_flipped_by_the_durations_between_them() {
    let day = 86_400_000;
    let found = flips("now - mailbox.seen > 30d", &[("mailbox.seen", 10 * day)]);
    assert_eq!(
        found,
        [flip(
            "mailbox.seen",
            "1970-01-11T00:00:00Z",
            "1970-03-12T00:00:00Z"
        )]
    );
}

#[test]
fn broken_numbers_are_flipped_to_what_stands_next_to_them() {
    let share = |when: &str, value: f64| flips(when, &[("imap.share", value)]);
    let to = |from: &str, to: &str| [flip("imap.share", from, to)];
    let wide = "imap.share > 2.5 and imap.share < 95.5";
    assert_eq!(share(wide, 96.5), to("96.5", "95.49999999999999"));
    assert_eq!(share(wide, 1.0), to("1", "2.5000000000000004"));
    let narrow = "imap.share > 0.2 and imap.share < 0.9";
    assert_eq!(share(narrow, 0.95), to("0.95", "0.8999999999999999"));
    assert_eq!(share("imap.share >= 0.9", 0.25), to("0.25", "0.9"));
    // What is compared is computed, so that no literal is a bound: the middle between two is tried as well.
    let computed = "2 * imap.share > 1 and 2 * imap.share < 1.9";
    assert_eq!(share(computed, 0.1), to("0.1", "0.55"));
    // Nobody could read the float right beside zero.
    assert_eq!(share("imap.share > 0", 0.0), to("0", "1"));
}

#[test]
fn broken_numbers_that_are_compared_with_one_another_are_flipped_both() {
    let facts = [("imap.share", 1.5), ("imap.load", 2.25)];
    let found = flips("imap.share > imap.load", &facts);
    assert_eq!(
        found,
        [
            flip("imap.share", "1.5", "2.2500000000000004"),
            flip("imap.load", "2.25", "1.4999999999999998"),
        ]
    );
}

#[test]
fn a_broken_number_that_is_not_known_is_tried_with_plain_ones() {
    let found = flips("imap.share > 2.5", &[("imap.load", 1.0)]);
    assert_eq!(found, [flip("imap.share", "", "0"), flip("imap.share", "", "3")]);
}

#[test]
fn a_broken_number_is_told_as_it_was_compared() {
    let why = explained("imap.share < 0.9", &[("imap.share", 0.95)]);
    assert_eq!(why.when.answer, "false");
    assert_eq!(why.when.values, [("imap.share".to_owned(), "0.95".to_owned())]);
}
