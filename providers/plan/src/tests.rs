//! Plans from facts and the shipped packs.

use super::*;
use imaprules_facts::{Reason, Record, Source, Unknown};
use imaprules_kit::{CSV, MICROSOFT365};
use imaprules_packs::{Embedded, gmail, imap, microsoft365};
use imaprules_rules::PackFiles;
use std::sync::Arc;

const MAILBOXES: usize = 20_000;

fn packs_of(packs: &[Embedded], params: &[(&str, &str)]) -> Packs {
    let files: Vec<PackFiles> = packs
        .iter()
        .map(|pack| {
            let rules =
                |(path, _): &&(&str, &str)| !path.starts_with("tests/") && !path.starts_with("locale/");
            PackFiles::shipped(pack.name, pack.files.iter().filter(rules).copied())
        })
        .collect();
    let params: Vec<(String, String)> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let schema = imaprules_kit::schema(&imaprules_provider_gmail::provider(), &[CSV, MICROSOFT365]);
    imaprules_rules::load(schema, &files, &params)
        .unwrap_or_else(|problems| panic!("{}", imaprules_rules::show(&problems.0, false)))
}

fn packs(params: &[(&str, &str)]) -> Packs {
    packs_of(&[gmail(), imap(), microsoft365()], params)
}

fn record(kind: &str, id: &str, parent: Option<&str>) -> Record {
    let source = Source {
        provider: "imap".to_owned(),
        name: "test".to_owned(),
        live: true,
    };
    let mut record = Record::about(kind, id, source, 0);
    record.parent = parent.map(str::to_owned);
    record
}

fn store(packs: &Packs, records: impl IntoIterator<Item = Record>) -> FactStore {
    let mut store = FactStore::new(Arc::clone(packs.schema()));
    for record in records {
        store.add(&record).unwrap();
    }
    store
}

fn planned(packs: &Packs, store: &FactStore, providers: &[&str], exclude: &[String]) -> Planned {
    let options = Options {
        providers,
        exclude,
        complete: true,
    };
    plan(store, packs, &options).unwrap()
}

/// A mailbox of any IMAP server, with what it leaves out.
fn plain(id: &str, exclude: &str, octets: i64) -> Record {
    let mut mailbox = record("mailbox", id, None);
    mailbox.know("imap.exclude_folders", vec![exclude.to_owned()]);
    mailbox.know("mailbox.size", octets);
    mailbox.know("mailbox.item_count", 7_i64);
    mailbox
}

#[test]
fn every_one_of_many_mailboxes_is_in_the_batch_of_its_list() {
    // Each has a list of its own, but for every tenth; those have the same.
    let records = (0..MAILBOXES).map(|number| {
        let folder = if number % 10 == 0 { 0 } else { number };
        plain(
            &format!("u{number}@example.com"),
            &format!("Shared/{folder}"),
            1 << 20,
        )
    });
    let packs = packs(&[]);
    let planned = planned(&packs, &store(&packs, records), &["imap"], &[]);
    assert_eq!(planned.mailboxes.len(), MAILBOXES);
    assert_eq!(planned.batches.len(), MAILBOXES - MAILBOXES / 10 + 1);
    let first = &planned.batches[0];
    assert_eq!(
        (first.exclude.as_slice(), first.mailboxes.len()),
        (&["Shared/0".to_owned()][..], MAILBOXES / 10)
    );
    assert_eq!(first.octets.high, Some((MAILBOXES as u64 / 10) << 20));
    assert_eq!(first.pilot.as_deref(), Some("u0@example.com"));
    for (number, one) in planned.mailboxes.iter().enumerate() {
        let batch = &planned.batches[one.batch - 1];
        let tenth = number % 10 == 0;
        assert_eq!(one.batch == 1, tenth, "{}", one.mailbox);
        assert!(tenth || batch.mailboxes == [one.mailbox.clone()]);
    }
}

#[test]
fn every_number_is_a_parameter() {
    let numbers = |params: &[(&str, &str)], provider: &str| {
        let packs = packs(params);
        let store = store(&packs, [plain("a@example.com", "Junk", 1 << 30)]);
        planned(&packs, &store, &[provider], &[]).numbers
    };
    let shipped = numbers(&[], "imap");
    assert_eq!(shipped.octets_per_day, 322_122_547 * 24);
    assert_eq!((shipped.daily_download, shipped.headroom), (2500 << 20, 0.2));
    let other = numbers(
        &[
            ("octets_per_hour", "1GB"),
            ("hours_per_day", "10"),
            ("assumed_concurrency", "7"),
            ("concurrent_mailboxes", "9"),
        ],
        "imap",
    );
    assert_eq!((other.octets_per_day, other.concurrent_mailboxes), (10 << 30, 7));
    let gmail = numbers(
        &[
            ("assumed_concurrency", "7"),
            ("concurrent_mailboxes", "9"),
            ("daily_download", "1GB"),
            ("headroom", "0.5"),
            ("rescue_label", "Saved"),
        ],
        "gmail",
    );
    assert_eq!(
        (gmail.concurrent_mailboxes, gmail.rescue_label.as_str()),
        (9, "Saved")
    );
    assert_eq!(gmail.allowance().left(), 1 << 29);
    // An empty name labels nothing.
    assert_eq!(
        numbers(&[("rescue_label", " ")], "gmail").rescue_label,
        "Archived"
    );
}

#[test]
fn what_was_measured_and_imported_comes_before_parameters() {
    let packs = packs(&[("hours_per_day", "2")]);
    let mut server = record("server", "mail.example.com", None);
    server.know("imap.throughput", 1000.0);
    let mut endpoint = record("migration.endpoint", "Old", None);
    endpoint.know("endpoint.relevant", true);
    endpoint.know("endpoint.max_migrations", 3_i64);
    let mailboxes = ["a", "b", "c", "d"].map(|id| plain(id, "Junk", 7_200_001));
    let store = store(&packs, mailboxes.into_iter().chain([server, endpoint]));
    let planned = planned(&packs, &store, &["imap"], &[]);
    assert_eq!(planned.numbers.octets_per_day, 7_200_000);
    assert!(planned.numbers.speed_measured && planned.numbers.endpoint_known);
    // Two days each, three at a time; whatever is left out may be all of it.
    assert_eq!(
        planned.days,
        Range {
            low: 0,
            high: Some(3)
        }
    );
    assert_eq!(planned.missing, []);
}

#[test]
fn a_pack_without_a_parameter_makes_no_plan() {
    let packs = packs_of(&[gmail(), imap()], &[]);
    let store = store(&packs, []);
    let options = Options {
        providers: &["gmail"],
        exclude: &[],
        complete: true,
    };
    let error = plan(&store, &packs, &options).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the pack `microsoft365` has no parameter `")
    );
}

#[test]
fn what_is_missing_is_told_by_code() {
    let packs = packs(&[]);
    let mut unsized_ = record("mailbox", "b", None);
    unsized_.know("imap.exclude_folders", vec!["Junk"]);
    let records = [record("mailbox", "a", None), unsized_];
    let planned = planned(&packs, &store(&packs, records), &["imap"], &[]);
    let told: Vec<_> = planned
        .missing
        .iter()
        .map(|one| (one.what, one.examples.join(" "), one.how))
        .collect();
    let expected = [
        (Lacking::Folders, "a", How::Fact("imap.exclude_folders")),
        (Lacking::Size, "b", How::Fact("mailbox.size")),
        (Lacking::Speed, "", How::Fact("imap.throughput")),
        (Lacking::Endpoint, "", How::Fact("endpoint.max_migrations")),
    ];
    assert_eq!(
        told,
        expected.map(|(what, whose, how)| (what, whose.to_owned(), how))
    );
}

/// A mailbox of Gmail with so many archived messages without a label, of a kilobyte each.
fn labelled(id: &str, archived: i64) -> Vec<Record> {
    let mut mailbox = record("mailbox", id, None);
    mailbox.know("gmail.label_source", "all_mail");
    mailbox.know("gmail.counted_messages", archived + 1);
    mailbox.know("gmail.unseen_messages", 0_i64);
    for rest in [
        "gmail.rest_messages",
        "gmail.rest_size",
        "gmail.rest_copies",
        "gmail.rest_copied_size",
    ] {
        mailbox.know(rest, 0_i64);
    }
    mailbox.know("imap.folder_count", 2_i64);
    let folder = |levels: &[&str], role: &str| {
        let mut folder = record("folder", &format!("{id}/{}", levels.join("/")), Some(id));
        let levels: Vec<String> = levels.iter().map(|level| (*level).to_owned()).collect();
        folder.know("folder.levels", levels);
        folder.know("folder.special_use", role);
        folder.know("folder.selectable", true);
        folder
    };
    let mix = |labels: &[&str], messages: i64| {
        let mut mix = record("gmail.label_mix", &format!("{id}: {labels:?}"), Some(id));
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        mix.know("label_mix.store", "all");
        mix.know("label_mix.labels", labels);
        mix.know("label_mix.messages", messages);
        mix.know("label_mix.size", messages * 1024);
        mix
    };
    let mut records = vec![
        mailbox,
        folder(&["INBOX"], "inbox"),
        folder(&["[Gmail]", "All Mail"], "all"),
        mix(&["\\Inbox"], 1),
    ];
    records.extend((archived > 0).then(|| mix(&[], archived)));
    records
}

#[test]
fn the_pilot_of_gmail_is_the_smallest_in_which_something_is_rescued() {
    let packs = packs(&[]);
    let mut lost = record("mailbox", "lost", None);
    let note = "the sign-in gave no access to the mailbox";
    lost.miss("gmail.counted_messages", Unknown::noted(Reason::Refused, note));
    let records = [
        labelled("tiny", 0),
        labelled("large", 9),
        labelled("small", 4),
        vec![lost],
    ];
    let store = store(&packs, records.into_iter().flatten());
    let planned = planned(&packs, &store, &["csv", "gmail"], &["Nowhere".to_owned()]);
    let [batch] = planned.batches.as_slice() else {
        panic!("{:?}", planned.batches);
    };
    assert_eq!(batch.exclude, ["[Gmail]/All Mail"]);
    assert_eq!(batch.pilot.as_deref(), Some("small"));
    assert_eq!(batch.expected.and_then(|copies| copies.high), Some(5));
    assert_eq!(batch.octets.high, Some((1 + 10 + 5) * 1024));
    let rescue: Vec<_> = planned
        .rescue
        .iter()
        .map(|one| (one.mailbox.as_str(), one.messages))
        .collect();
    assert_eq!(rescue, [("large", Some(9)), ("small", Some(4))]);
    let steps = &planned.rescue[0].steps;
    assert_eq!(steps.iter().filter(|step| step.is_general()).count(), 2);
    assert!(steps.contains(&Step::Apply("Archived".to_owned())));
    assert_eq!(planned.yours, [Origin::Given].into());
    let idle = Note::Idle {
        name: "Nowhere".to_owned(),
        mailboxes: 3,
        examples: ["tiny", "large", "small"].map(str::to_owned).to_vec(),
    };
    assert_eq!(planned.notes, [idle]);
    let first = &planned.missing[0];
    assert_eq!(
        (first.what, first.why.clone()),
        (Lacking::Labels, Some(Why::Noted(note.to_owned())))
    );
    let ways: Vec<Way> = planned.plans.iter().map(|one| one.way).collect();
    assert_eq!(ways, Way::ALL);
    let singles = &planned.plans[3].figures;
    assert_eq!(singles.lost.high, Some(13));
}
