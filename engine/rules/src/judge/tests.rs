use crate::testkit::{MANIFEST, load_pack, mailbox, pack, reported, rule, rules, schema, store};
use crate::{JudgeOptions, Judgement, Outcome, Packs, ReportOptions, judge, load};
use imaprules_facts::{FactStore, Reason, Record, Unknown, Value};
use std::time::{Duration, Instant};

fn judged(packs: &Packs, store: &mut FactStore) -> Judgement {
    judge(packs, store, &JudgeOptions::default())
}

/// The outcome of the only rule on every subject, by row.
fn outcomes(packs: &Packs, store: &mut FactStore) -> Vec<Outcome> {
    let judgement = judged(packs, store);
    let (_, rule, verdicts) = judgement.rules(packs).next().unwrap();
    (0..store.subjects(rule.kind).len())
        .map(|row| crate::report::outcome(verdicts, row))
        .collect()
}

#[test]
fn every_outcome_is_counted() {
    let text = rule(
        "a.login",
        "mailbox",
        "imap.login != \"ok\"",
        "given = 'csv.row_count > 0'",
    ) + &rule("a.size", "mailbox", "mailbox.largest_message * 9000000 > 1MB", "")
        .replace("blocker", "advice")
        + &rule("a.none", "mailbox", "imap.shared", "given = 'csv.row_count == 0'");
    let packs = rules(&text).unwrap();
    let mut rows = Record::about("migration", "migration", crate::testkit::source(), 1);
    rows.know("csv.row_count", 3);
    let records = [
        rows,
        mailbox(
            "a@x",
            &[("imap.login", "ok".into()), ("mailbox.largest_message", 1.into())],
        ),
        mailbox(
            "b@x",
            &[
                ("imap.login", "refused".into()),
                ("mailbox.largest_message", i64::MAX.into()),
            ],
        ),
        mailbox("c@x", &[("mailbox.largest_message", 0.into())]),
    ];
    let judgement = judged(&packs, &mut store(&packs, &records));
    let summary = judgement.summary();
    assert_eq!(
        (summary.fail.blocker, summary.fail.warning, summary.fail.advice),
        (1, 0, 1)
    );
    assert_eq!(
        (
            summary.pass,
            summary.unknown,
            summary.not_applicable,
            summary.error
        ),
        (2, 1, 3, 1)
    );
}

#[test]
fn a_pack_is_judged_when_one_of_its_providers_took_part() {
    let one = rule("a.b", "mailbox", "imap.shared", "");
    let manifest = MANIFEST.to_owned() + "providers = ['gmail', 'imap']\n";
    let packs = load_pack(&manifest, &[("x.toml", &one)]).unwrap();
    let count = |providers: &[&str]| {
        let providers = providers.iter().map(|provider| (*provider).to_owned()).collect();
        let options = JudgeOptions {
            providers,
            ..JudgeOptions::default()
        };
        let judgement = judge(&packs, &mut store(&packs, &[mailbox("a@x", &[])]), &options);
        judgement.rules(&packs).count()
    };
    assert_eq!((count(&[]), count(&["csv"]), count(&["csv", "imap"])), (0, 0, 1));
}

#[test]
fn now_is_the_end_of_collection_unless_another_moment_is_asked_for() {
    let packs = rules(&rule("a.b", "server", "server.expires - now < 10s", "")).unwrap();
    let mut server = Record::about("server", "h:993", crate::testkit::source(), 100_000);
    server.know("server.expires", 115_000);
    let fails = |as_of: Option<i64>| {
        let options = JudgeOptions {
            as_of,
            ..JudgeOptions::default()
        };
        let judgement = judge(
            &packs,
            &mut store(&packs, std::slice::from_ref(&server)),
            &options,
        );
        assert_eq!(judgement.now(), as_of.unwrap_or(100_000));
        judgement.summary().fail.blocker == 1
    };
    assert!(!fails(None));
    assert!(fails(Some(105_001)));
}

#[test]
fn derived_facts_are_computed_before_those_that_need_them() {
    let derived = "[[derived]]\nname = 'demo.big'\nfor = 'mailbox'\ntype = 'bool'\nabout = 'Big.'\n\
                   value = 'demo.double > 20MB'\n\
                   [[derived]]\nname = 'demo.double'\nfor = 'mailbox'\ntype = 'bytes'\nabout = 'Double.'\n\
                   value = 'mailbox.largest_message * 2'\n\
                   [[derived]]\nname = 'demo.unused'\nfor = 'mailbox'\ntype = 'int'\nabout = 'Unused.'\nvalue = '1'\n";
    let packs = rules(&(derived.to_owned() + &rule("a.b", "mailbox", "demo.big", ""))).unwrap();
    let size = |megabytes: i64| [("mailbox.largest_message", Value::Int(megabytes << 20))];
    let records = [
        mailbox("a@x", &size(5)),
        mailbox("b@x", &size(15)),
        mailbox("c@x", &[]),
    ];
    let mut store = store(&packs, &records);
    assert_eq!(
        outcomes(&packs, &mut store),
        [Outcome::Pass, Outcome::Fail, Outcome::Unknown]
    );
    let unused = packs.schema().fact("demo.unused").unwrap();
    assert!(store.get(unused, 0).is_err(), "nobody needs it");
}

fn with_script(script: &str, when: &str) -> Packs {
    let manifest = MANIFEST.to_owned() + "[functions]\nf = '(text) -> bool'\n";
    load_pack(
        &manifest,
        &[("a.rhai", script), ("x.toml", &rule("a.b", "mailbox", when, ""))],
    )
    .unwrap()
}

#[test]
fn an_endless_script_is_an_error_of_its_rule_and_no_hang() {
    for script in [
        "fn f(x) { for i in 0..1_000_000_000 { } true }",
        "fn f(x) { !f(x) }",
    ] {
        let packs = with_script(script, "f(mailbox.address)");
        let records = [
            mailbox("a@x", &[("mailbox.address", "a@x".into())]),
            mailbox("b@x", &[]),
        ];
        let mut store = store(&packs, &records);
        let started = Instant::now();
        assert_eq!(outcomes(&packs, &mut store), [Outcome::Error, Outcome::Unknown]);
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{:?}",
            started.elapsed()
        );
        let report = reported(&packs, &mut store, 1, &ReportOptions::default());
        assert_eq!(report.results.len(), 1);
        let error = report.results[0].error.as_ref().unwrap();
        assert!(error.contains("a.rhai") && error.contains("limit"), "{error}");
    }
}

#[test]
fn a_script_that_cannot_tell_leaves_the_rule_unknown_and_other_rules_alone() {
    let packs = with_script(
        "fn f(x) { if x == \"a@x\" { unknown(\"odd\") } else { 1 } }",
        "f(mailbox.address)",
    );
    let address = |id: &str| mailbox(id, &[("mailbox.address", id.into())]);
    let mut store = store(&packs, &[address("a@x"), address("b@x")]);
    assert_eq!(outcomes(&packs, &mut store), [Outcome::Unknown, Outcome::Error]);
    let report = reported(&packs, &mut store, 0, &ReportOptions::default());
    assert_eq!(report.undecided[0].reasons, ["unsupported"]);
    assert!(report.gaps.is_empty());
    assert!(
        report.results[0]
            .error
            .as_ref()
            .unwrap()
            .contains("`f` returned `1`"),
        "{report:?}"
    );
}

/// A generator of numbers that needs no crate: <https://doi.org/10.18637/jss.v008.i14> (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Mailboxes and folders of which much is unknown, for different reasons.
fn generated(packs: &Packs, seed: u64, count: usize) -> FactStore {
    let mut numbers = Numbers(seed);
    let mut store = FactStore::new(packs.schema().clone());
    for number in 0..count {
        let id = format!("user{number}@example.com");
        let mut record = mailbox(&id, &[("mailbox.address", id.as_str().into())]);
        let mut maybe = |name: &str, value: Value| match numbers.below(4) {
            0 => record
                .facts
                .push((name.to_owned(), Err(Unknown::because(Reason::Timeout)))),
            1 => {}
            _ => record.facts.push((name.to_owned(), Ok(value))),
        };
        maybe(
            "imap.login",
            if number % 3 == 0 {
                "refused".into()
            } else {
                "ok".into()
            },
        );
        maybe("imap.shared", (number % 2 == 0).into());
        maybe(
            "mailbox.largest_message",
            if number % 50 == 0 {
                i64::MAX
            } else {
                number as i64 * 10_000
            }
            .into(),
        );
        maybe("imap.folder_count", 2.into());
        store.add(&record).unwrap();
        for folder in (0..numbers.below(3)).rev() {
            let mut record = Record::about("folder", &format!("{id}/{folder}"), crate::testkit::source(), 1);
            record.parent = Some(id.clone());
            if numbers.below(3) > 0 {
                record.know("folder.messages", folder as i64);
            }
            store.add(&record).unwrap();
        }
    }
    store
}

#[test]
fn results_are_the_same_for_any_number_of_threads() {
    let derived = "[[derived]]\nname = 'demo.double'\nfor = 'mailbox'\ntype = 'bytes'\nabout = 'Double.'\n\
                   value = 'mailbox.largest_message * 2'\n";
    let text = derived.to_owned()
        + &rule("a.login", "mailbox", "imap.login != \"ok\" and imap.shared", "")
        + &rule(
            "a.size",
            "mailbox",
            "demo.double > 30MB or mailbox.largest_message * 2 > 90MB or imap.login == \"ok\"",
            "",
        )
        + &rule(
            "a.messages",
            "mailbox",
            "count(folder where folder.messages > 0) > 0",
            "",
        )
        + &rule(
            "a.folder",
            "folder",
            "folder.messages == 1",
            "given = 'imap.shared'",
        )
        + &rule(
            "a.server",
            "mailbox",
            "server.family == \"x\" and imap.shared",
            "",
        )
        + &rule("a.script", "mailbox", "f(mailbox.address) and imap.shared", "");
    let manifest = MANIFEST.to_owned() + "[functions]\nf = '(text) -> bool'\n";
    let files = [("a.rhai", "fn f(x) { x.len() % 2 == 0 }"), ("x.toml", &text)];
    let packs = load(schema(), &[pack(&manifest, &files)], &[]).unwrap();
    // Many mailboxes make several pieces of work for the threads; of few, everything can be listed.
    for (seed, count, all) in [(1, 17_000, false), (2, 500, true), (3, 500, true)] {
        let options = ReportOptions {
            show_unknown: all,
            show_pass: all,
            ..ReportOptions::default()
        };
        let store = generated(&packs, seed, count);
        let report = |threads| {
            let report = reported(&packs, &mut store.clone(), threads, &options);
            serde_json::to_string(&report).unwrap()
        };
        let one = report(1);
        assert!(one == report(4), "seed {seed}");
        assert!(one.contains("\"outcome\":\"error\""), "the store is varied");
    }
}

#[test]
fn a_rule_takes_the_place_of_those_it_says_more_exactly() {
    let refused = "imap.login == \"refused\"";
    let text = rule("a.general", "mailbox", refused, "")
        + &rule(
            "a.exact",
            "mailbox",
            &format!("{refused} and imap.shared"),
            "instead_of = ['a.general']",
        )
        + &rule(
            "a.exacter",
            "mailbox",
            &format!("{refused} and imap.shared and mailbox.largest_message > 0B"),
            "instead_of = ['a.exact']",
        );
    let packs = rules(&text).unwrap();
    let refused = |id: &str, shared: bool, largest: i64| {
        let facts = [
            ("imap.login", "refused".into()),
            ("imap.shared", shared.into()),
            ("mailbox.largest_message", largest.into()),
        ];
        mailbox(id, &facts)
    };
    let records = [
        refused("a@x", false, 0),
        refused("b@x", true, 0),
        refused("c@x", true, 5),
        mailbox("d@x", &[]),
    ];
    let mut store = store(&packs, &records);
    let judgement = judged(&packs, &mut store);
    let said: Vec<Vec<Outcome>> = judgement
        .rules(&packs)
        .map(|(_, _, verdicts)| (0..4).map(|row| crate::report::outcome(verdicts, row)).collect())
        .collect();
    use Outcome::{Fail, NotApplicable, Pass, Unknown};
    assert_eq!(
        said,
        [
            [Fail, NotApplicable, NotApplicable, Unknown],
            [Pass, Fail, NotApplicable, Unknown],
            [Pass, Pass, Fail, Unknown],
        ]
    );
}
