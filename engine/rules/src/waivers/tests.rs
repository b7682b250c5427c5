use super::{Pattern, Until, Waiver, WaiverOptions, waive};
use crate::testkit::{MANIFEST, load_pack, rule};
use crate::{JudgeOptions, ReportOptions, Severity, judge, report};
use imaprules_facts::{FactStore, Record, Source};
use imaprules_report::{Report, Run, Subject, Tool};

/// A report with one blocker for each of these mailboxes.
fn found(mailboxes: &[&str]) -> Report {
    let packs = load_pack(
        MANIFEST,
        &[("x.toml", &rule("a.b", "mailbox", "imap.shared", ""))],
    )
    .unwrap();
    let mut store = FactStore::new(packs.schema().clone());
    for id in mailboxes {
        let source = Source {
            provider: "test".into(),
            name: "test".into(),
            live: true,
        };
        let mut record = Record::about("mailbox", id, source, 7);
        record.know("imap.shared", true);
        store.add(&record).unwrap();
    }
    let judgement = judge(&packs, &mut store, &JudgeOptions::default());
    let tool = Tool {
        name: "t".into(),
        version: "1".into(),
    };
    let run = Run {
        providers: vec![],
        started: String::new(),
        finished: String::new(),
        complete: true,
        notes: vec![],
    };
    report(&judgement, &packs, &store, tool, run, &ReportOptions::default())
}

fn waiver(rule: &str, subject: Option<&str>, until: Until) -> Waiver {
    Waiver {
        rule: Pattern::new(rule),
        subject: subject.map(Pattern::new),
        reason: "known".into(),
        owner: "Ayşe".into(),
        until,
        from: "imaprules.toml".into(),
    }
}

fn day(moment: i64) -> Until {
    Until::Day(moment, "2026-12-31".into())
}

fn options() -> WaiverOptions {
    WaiverOptions {
        now: 1_000,
        events: vec!["cutover".into()],
        root: Subject {
            kind: "migration".into(),
            id: "migration".into(),
        },
        broad: 2,
        words: crate::english(),
    }
}

/// The report after waiving, its rules of the pack `waivers`, and how many findings are waived.
fn waived(mailboxes: &[&str], waivers: &[Waiver]) -> (Vec<String>, usize) {
    let mut report = found(mailboxes);
    waive(&mut report, waivers, &options());
    let about = report.results.iter().filter(|finding| finding.pack == "waivers");
    let about = about.map(|finding| finding.rule.clone()).collect();
    assert_eq!(report.summary.fail.blocker, mailboxes.len());
    (about, report.summary.waived.blocker)
}

#[test]
fn what_is_waived_stays_and_says_so() {
    let mut report = found(&["a@x", "b@x"]);
    waive(&mut report, &[waiver("a.b", Some("A@x"), day(2_000))], &options());
    assert_eq!(report.results.len(), 2);
    let waived: Vec<bool> = report
        .results
        .iter()
        .map(|finding| finding.waived.is_some())
        .collect();
    // What is accepted stands after what is not.
    assert_eq!(waived, [false, true]);
    assert_eq!(report.results[1].waived.as_ref().unwrap().owner, "Ayşe");
    let codes = imaprules_report::FailOn::Blocker.exit_code(&report);
    assert_eq!(codes, 1);
    waive(&mut report, &[waiver("a.b", Some("b@x"), day(2_000))], &options());
    assert!(report.results.iter().all(|finding| finding.waived.is_some()));
}

#[test]
fn expired_ones_count_again_and_are_told() {
    for until in [day(1_000), Until::Event("cutover".into())] {
        let (about, count) = waived(&["a@x"], &[waiver("a.b", Some("a@x"), until)]);
        assert_eq!((about, count), (vec!["waivers.expired".to_owned()], 0));
    }
    let (about, count) = waived(
        &["a@x"],
        &[waiver("a.*", Some("*@x"), Until::Event("later".into()))],
    );
    assert_eq!((about, count), (vec![], 1));
}

#[test]
fn those_that_cover_nothing_or_too_much_are_told() {
    assert_eq!(
        waived(&["a@x"], &[waiver("a.b", Some("c@x"), day(2_000))]).0,
        ["waivers.stale"]
    );
    assert_eq!(
        waived(&["a@x"], &[waiver("*", None, day(2_000))]).0,
        ["waivers.too-broad"]
    );
    let three = ["a@x", "b@x", "c@x"];
    assert_eq!(
        waived(&three, &[waiver("a.b", None, day(2_000))]).0,
        ["waivers.too-broad"]
    );
    assert_eq!(waived(&three[..2], &[waiver("a.b", None, day(2_000))]).0, [""; 0]);
}

#[test]
fn patterns_take_stars_and_no_case() {
    let fits = |pattern: &str, id: &str| Pattern::new(pattern).matches(id);
    assert!(fits("*@SALES.example.com", "a@sales.example.com"));
    assert!(fits("csv.*", "csv.bom") && !fits("csv.*", "imap.csv.bom"));
    assert!(fits("a*b*c", "axxbxxc") && !fits("a*b*c", "axxcxxb"));
    assert!(fits("*", "") && fits("", "") && !fits("", "a"));
    assert!(!fits(&"*a".repeat(2_000), &"b".repeat(20_000)));
    assert_eq!(Severity::parse("blocker"), Some(Severity::Blocker));
}
