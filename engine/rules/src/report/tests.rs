use crate::testkit::{mailbox, reported, rule, rules, source, store};
use crate::{Packs, ReportOptions};
use imaprules_facts::{FactStore, Reason, Record, Unknown, Value};
use imaprules_report::Report;
use std::time::Instant;

fn plain(packs: &Packs, store: &mut FactStore) -> Report {
    reported(packs, store, 0, &ReportOptions::default())
}

fn login(id: &str, outcome: &str) -> Record {
    mailbox(id, &[("imap.login", outcome.into())])
}

fn missed(id: &str, fact: &str, unknown: Unknown) -> Record {
    let mut record = mailbox(id, &[]);
    record.miss(fact, unknown);
    record
}

fn login_rule(id: &str) -> String {
    rule(id, "mailbox", "imap.login == \"refused\"", "")
}

#[test]
fn results_stand_by_severity_rule_and_subject() {
    let text = login_rule("b.second").replace("blocker", "warning")
        + &login_rule("c.third")
        + &login_rule("a.first");
    let packs = rules(&text).unwrap();
    let report = plain(
        &packs,
        &mut store(
            &packs,
            &[
                login("z@x", "refused"),
                login("m@x", "ok"),
                login("a@x", "refused"),
            ],
        ),
    );
    let lines: Vec<String> = report
        .results
        .iter()
        .map(|one| format!("{} {}", one.rule, one.subject.id))
        .collect();
    let expected = [
        "a.first z@x",
        "a.first a@x",
        "c.third z@x",
        "c.third a@x",
        "b.second z@x",
        "b.second a@x",
    ];
    assert_eq!(lines, expected);
    assert_eq!(
        report
            .subjects
            .iter()
            .map(|(kind, count)| (kind.as_str(), *count))
            .collect::<Vec<_>>(),
        [("server", 1), ("mailbox", 3)]
    );
    assert_eq!(report.format, imaprules_report::FORMAT);
}

#[test]
fn subjects_below_others_stand_by_parent_and_id_whenever_they_came() {
    let packs = rules(&rule("a.b", "folder", "folder.messages == 0", "")).unwrap();
    let folder = |parent: &str, name: &str| {
        let mut record = Record::about("folder", &format!("{parent}/{name}"), source(), 1);
        record.parent = Some(parent.to_owned());
        record.know("folder.messages", 0);
        record
    };
    let ids = |order: &[usize]| -> Vec<String> {
        let folders = [
            folder("b@x", "INBOX"),
            folder("b@x", "Archive"),
            folder("a@x", "Z"),
            folder("a@x", "INBOX"),
        ];
        let mut records = vec![mailbox("b@x", &[]), mailbox("a@x", &[])];
        records.extend(order.iter().map(|which| folders[*which].clone()));
        plain(&packs, &mut store(&packs, &records))
            .results
            .into_iter()
            .map(|one| one.subject.id)
            .collect()
    };
    let expected = ["b@x/Archive", "b@x/INBOX", "a@x/INBOX", "a@x/Z"];
    assert_eq!(ids(&[0, 1, 2, 3]), expected);
    assert_eq!(ids(&[3, 2, 1, 0]), expected);
}

#[test]
fn a_result_has_words_commands_and_evidence() {
    let mut text = rule(
        "a.b",
        "mailbox",
        "mailbox.largest_message > 35MB and not (server.family == \"x\")",
        "",
    );
    text = text.replace("'A title'", "'{mailbox.address} holds {mailbox.largest_message}'");
    text += "commands = [{ shell = 'powershell', run = 'Get-Mailbox {mailbox.address}' }]\n";
    let packs = rules(&text).unwrap();
    let facts = [
        ("mailbox.address", "o'neil@x".into()),
        ("mailbox.largest_message", Value::Int(40 << 20)),
    ];
    let mut server = Record::about("server", "mail.example.com:993", source(), 61_000);
    server.know("server.family", "dovecot");
    let report = plain(&packs, &mut store(&packs, &[server, mailbox("o'neil@x", &facts)]));
    let result = serde_json::to_value(&report.results[0]).unwrap();
    assert_eq!(result["title"], "o'neil@x holds 40 MB");
    assert_eq!(result["commands"][0]["run"], "Get-Mailbox 'o''neil@x'");
    assert_eq!(
        (&result["outcome"], &result["severity"], &result["pack"]),
        (&"fail".into(), &"blocker".into(), &"demo".into())
    );
    let evidence = result["facts"].as_array().unwrap();
    assert_eq!(evidence[0]["name"], "mailbox.largest_message");
    assert_eq!(evidence[0]["value"], 41_943_040);
    assert_eq!(evidence[0]["source"], "test.csv, line of o'neil@x");
    assert_eq!(evidence[0]["at"], "1970-01-01T00:00:01Z");
    assert_eq!(
        (&evidence[1]["value"], &evidence[1]["at"]),
        (&"dovecot".into(), &"1970-01-01T00:01:01Z".into())
    );
    assert_eq!(evidence[2]["value"], "o'neil@x");
}

#[test]
fn evidence_says_why_a_fact_is_not_known() {
    let packs = rules(&rule(
        "a.b",
        "mailbox",
        "imap.shared or imap.login == \"refused\"",
        "",
    ))
    .unwrap();
    let mut record = missed("a@x", "imap.login", Unknown::noted(Reason::Timeout, "15 s"));
    record.know("imap.shared", true);
    let report = plain(&packs, &mut store(&packs, &[record]));
    let evidence = &report.results[0].facts[1];
    assert_eq!(
        (evidence.reason.as_deref(), evidence.note.as_deref()),
        (Some("timeout"), Some("15 s"))
    );
    assert!(evidence.value.is_null());
}

#[test]
fn unknowns_are_summed_up_by_rule_and_by_fact() {
    let text = login_rule("a.one")
        + &login_rule("a.two")
        + &rule("a.size", "mailbox", "mailbox.largest_message > 1MB", "");
    let packs = rules(&text).unwrap();
    let mut records: Vec<Record> = (0..7)
        .map(|number| {
            missed(
                &format!("m{number}@x"),
                "imap.login",
                Unknown::noted(Reason::Timeout, "15 s"),
            )
        })
        .collect();
    records.push(missed(
        "r@x",
        "imap.login",
        Unknown::noted(Reason::Refused, "one"),
    ));
    records.push(missed(
        "s@x",
        "imap.login",
        Unknown::noted(Reason::Refused, "another"),
    ));
    let report = plain(&packs, &mut store(&packs, &records));
    assert!(report.results.is_empty());
    let first = &report.undecided[0];
    assert_eq!((first.rule.as_str(), first.subjects), ("a.one", 9));
    assert_eq!(first.reasons, ["timeout", "refused"]);
    assert_eq!(first.examples, ["m0@x", "m1@x", "m2@x", "m3@x", "m4@x"]);
    let gaps: Vec<(&str, &str, usize, usize, Option<&str>)> = report
        .gaps
        .iter()
        .map(|gap| {
            (
                gap.fact.as_str(),
                gap.reason.as_str(),
                gap.rules,
                gap.subjects,
                gap.note.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        gaps,
        [
            ("imap.login", "timeout", 2, 7, Some("15 s")),
            ("imap.login", "refused", 2, 2, None),
            ("mailbox.largest_message", "not-collected", 1, 9, None),
        ]
    );
    assert_eq!(report.gaps[0].how, "Use --login all.");
    assert_eq!(report.summary.unknown, 27);
}

#[test]
fn a_missing_fact_of_a_server_counts_once_however_many_mailboxes_need_it() {
    let packs = rules(&rule("a.b", "mailbox", "server.family == \"x\"", "")).unwrap();
    let mut alone = mailbox("c@x", &[]);
    alone.references.clear();
    let report = plain(
        &packs,
        &mut store(&packs, &[mailbox("a@x", &[]), mailbox("b@x", &[]), alone]),
    );
    assert_eq!(
        (report.undecided[0].subjects, report.gaps[0].subjects),
        (3, 2),
        "one server, one mailbox without"
    );
}

const DERIVED: &str = "[[derived]]\nname = 'demo.double'\nfor = 'mailbox'\ntype = 'bytes'\nabout = 'Double.'\n\
    value = 'mailbox.largest_message * 2'\n\
    [[derived]]\nname = 'demo.big'\nfor = 'mailbox'\ntype = 'bool'\nabout = 'Big.'\nvalue = 'demo.double > 20MB'\n";

#[test]
fn gaps_and_evidence_name_what_derived_facts_are_computed_from() {
    let packs = rules(&(DERIVED.to_owned() + &rule("a.b", "mailbox", "demo.big", ""))).unwrap();
    let big = mailbox("a@x", &[("mailbox.largest_message", Value::Int(20 << 20))]);
    let timeout = missed(
        "b@x",
        "mailbox.largest_message",
        Unknown::because(Reason::Timeout),
    );
    let options = ReportOptions {
        show_unknown: true,
        show_pass: false,
        ..ReportOptions::default()
    };
    let report = reported(&packs, &mut store(&packs, &[big, timeout]), 0, &options);
    assert_eq!(
        (report.gaps.len(), report.gaps[0].fact.as_str()),
        (1, "mailbox.largest_message")
    );
    assert_eq!(
        (report.gaps[0].reason.as_str(), &report.undecided[0].reasons),
        ("timeout", &vec!["timeout".to_owned()])
    );
    let names: Vec<&str> = report.results[0]
        .facts
        .iter()
        .map(|fact| fact.name.as_str())
        .collect();
    assert_eq!(names, ["demo.big", "demo.double", "mailbox.largest_message"]);
    assert_eq!(report.results[1].unknown, ["timeout"]);
    let missing = &report.results[1].facts;
    assert_eq!(
        (missing.len(), missing[0].reason.as_deref()),
        (1, Some("timeout"))
    );
}

#[test]
fn a_derived_fact_that_broke_is_told() {
    let derived = DERIVED.replace(
        "mailbox.largest_message * 2",
        "mailbox.largest_message * 9_000_000_000",
    );
    let packs = rules(&(derived + &rule("a.b", "mailbox", "demo.big", ""))).unwrap();
    let report = plain(
        &packs,
        &mut store(
            &packs,
            &[mailbox(
                "a@x",
                &[("mailbox.largest_message", Value::Int(1 << 40))],
            )],
        ),
    );
    assert_eq!(report.undecided[0].reasons, ["malformed"]);
}

#[test]
fn passes_and_unknowns_are_listed_when_asked_for() {
    let packs = rules(&login_rule("a.b")).unwrap();
    let records = [login("a@x", "ok"), mailbox("b@x", &[]), login("c@x", "refused")];
    let outcomes = |show_unknown, show_pass| -> Vec<String> {
        let options = ReportOptions {
            show_unknown,
            show_pass,
            ..ReportOptions::default()
        };
        let report = reported(&packs, &mut store(&packs, &records), 0, &options);
        report.results.iter().map(|one| one.outcome.to_string()).collect()
    };
    assert_eq!(outcomes(false, false), ["fail"]);
    assert_eq!(outcomes(true, false), ["unknown", "fail"]);
    assert_eq!(outcomes(true, true), ["pass", "unknown", "fail"]);
}

#[test]
fn what_children_lack_is_blamed_on_children_and_on_their_listing() {
    let packs = rules(&rule(
        "a.b",
        "mailbox",
        "count(folder where folder.messages > 5) > 0",
        "",
    ))
    .unwrap();
    let mut folder = Record::about("folder", "a@x/INBOX", source(), 1);
    folder.parent = Some("a@x".into());
    let listed = mailbox("a@x", &[("imap.folder_count", 1.into())]);
    let report = plain(&packs, &mut store(&packs, &[listed, mailbox("b@x", &[]), folder]));
    let gaps: Vec<(&str, usize)> = report
        .gaps
        .iter()
        .map(|gap| (gap.fact.as_str(), gap.subjects))
        .collect();
    assert_eq!(gaps, [("folder.messages", 1), ("imap.folder_count", 1)]);
}

/// Grouping must give what asking every subject gives.
#[test]
fn subjects_that_are_alike_are_summed_up_as_if_each_had_been_asked() {
    let text = DERIVED.to_owned()
        + &rule(
            "a.b",
            "mailbox",
            "demo.big and (imap.shared and server.family == \"x\" or conflicting(imap.shared)) or imap.login == \"ok\"",
            "",
        );
    let packs = rules(&text).unwrap();
    let mut records = Vec::new();
    for number in 0..256 {
        let mut record = mailbox(&format!("m{number}@x"), &[]);
        let mut put = |fact: &str, which: i64, value: Value| match which {
            0 => record.facts.push((fact.to_owned(), Ok(value))),
            1 => record.facts.push((
                fact.to_owned(),
                Err(Unknown::noted(Reason::Refused, format!("{}", number % 5))),
            )),
            _ => record
                .facts
                .push((fact.to_owned(), Err(Unknown::because(Reason::Timeout)))),
        };
        put("mailbox.largest_message", number % 3, Value::Int(1 << 40));
        put("imap.shared", number / 3 % 3, Value::Bool(number % 2 == 0));
        put("imap.login", number / 9 % 3, "refused".into());
        if number % 7 == 0 {
            record.references.clear();
        }
        records.push(record);
        if number % 4 < 2 && number / 3 % 3 == 0 {
            let mut other = Record::about("mailbox", &format!("m{number}@x"), source(), 1);
            other.source.name = "another.csv".into();
            other.know("imap.shared", number % 2 != 0);
            records.push(other);
        }
    }
    let mut store = store(&packs, &records);
    let options = ReportOptions {
        show_unknown: true,
        show_pass: false,
        ..ReportOptions::default()
    };
    let report = reported(&packs, &mut store, 0, &options);
    let unknown: Vec<_> = report
        .results
        .iter()
        .filter(|one| !one.unknown.is_empty())
        .collect();
    assert_eq!(
        (unknown.len(), unknown.len() > 100),
        (report.undecided[0].subjects, true)
    );
    let judgement = crate::judge(&packs, &mut store, &crate::JudgeOptions::default());
    let (_, rule, verdicts) = judgement.rules(&packs).next().unwrap();
    let rows: Vec<usize> = verdicts.unknown.rows().collect();
    let each = super::Causes::new(&packs, &store, judgement.now()).each(rule, &rows);
    for gap in &report.gaps {
        let fact = packs.schema().fact(&gap.fact).unwrap();
        let same = |cause: &&imaprules_conditions::Blame| {
            cause.fact == Some(fact) && cause.unknown.reason.as_str() == gap.reason
        };
        let mut subjects: Vec<(Option<usize>, usize)> = rows
            .iter()
            .zip(&each)
            .flat_map(|(row, causes)| {
                causes
                    .iter()
                    .filter(same)
                    .map(|cause| (cause.row, cause.row.map_or(*row, |_| 0)))
            })
            .collect();
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!(subjects.len(), gap.subjects, "{gap:?}");
    }
    assert!(report.gaps.len() >= 6, "{:?}", report.gaps);
}

#[test]
fn sixty_thousand_mailboxes_on_a_dead_server_make_a_short_report_soon() {
    let mut text = DERIVED.to_owned();
    for number in 0..10 {
        text += &login_rule(&format!("a.login-{number:02}"));
        text += &rule(
            &format!("a.mixed-{number:02}"),
            "mailbox",
            "mailbox.address contains \"x\" and demo.big",
            "",
        );
    }
    let packs = rules(&text).unwrap();
    let mut store = FactStore::new(packs.schema().clone());
    for number in 0..60_000 {
        let id = format!("user{number}@example.com");
        let mut record = missed(
            &id,
            "imap.login",
            Unknown::noted(Reason::Timeout, "mail.example.com:993: 15 s"),
        );
        record.know("mailbox.address", id.as_str());
        store.add(&record).unwrap();
    }
    let started = Instant::now();
    let report = plain(&packs, &mut store);
    let took = started.elapsed();
    assert_eq!(report.summary.unknown, 20 * 60_000);
    assert_eq!(
        (report.results.len(), report.undecided.len(), report.gaps.len()),
        (0, 20, 2)
    );
    assert_eq!(
        report.gaps.iter().map(|gap| gap.subjects).collect::<Vec<_>>(),
        [60_000, 60_000]
    );
    let written = serde_json::to_string(&report).unwrap();
    assert!(written.len() < 20_000, "{} bytes", written.len());
    // Unoptimised code on a busy machine; what matters is that it does not grow with the square of the rows.
    assert!(took.as_secs() < 30, "{took:?}");
}
