//! The provider keeps what `facts.toml` promises: every declared fact is emitted, known or unknown, and no other.

use crate::host::{read, read_with};
use imaprules_facts::{FactStore, Schema};
use imaprules_provider::Provider;
use imaprules_provider_csv::CsvProvider;
use std::collections::BTreeSet;
use std::sync::Arc;

fn schema() -> Schema {
    let about = CsvProvider::new().describe();
    Schema::read(
        about
            .schemas
            .iter()
            .map(|one| (one.name.as_str(), one.text.as_str())),
    )
    .unwrap()
}

#[test]
fn every_declared_fact_is_emitted_of_whatever_file() {
    let schema = schema();
    let declared = |kind: &str| -> BTreeSet<String> {
        let facts = schema.facts_for(schema.kind(kind).unwrap());
        facts
            .iter()
            .map(|fact| schema.fact_of(*fact).name.clone())
            .collect()
    };
    let header = "EmailAddress,UserName,Password\r\n";
    let long = "x".repeat(3000);
    for (text, set) in [
        (format!("{header}a@example.com,a,b\r\n"), vec![]),
        (format!("{header},,\r\na\r\n{long},{long},{long}\r\n"), vec![]),
        ("a@example.com,a,b\r\n".to_owned(), vec![]),
        ("Department;Password\r\nx;y\r\n".to_owned(), vec![]),
        (String::new(), vec![]),
        ("PK\x03\x04".to_owned(), vec![]),
        ("\0".repeat(50), vec![]),
        ("sep=;\r\n".to_owned(), vec![]),
        (
            format!("{header}a@example.com,a,b\r\nb@example.com,c,d\r\n"),
            vec![("max_rows", "1")],
        ),
        (long.repeat(400), vec![("max_megabytes", "1")]),
    ] {
        let read = read_with(&text, &set);
        let mut store = FactStore::new(Arc::new(schema.clone()));
        for record in &read.records {
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
            let emitted: Vec<&str> = record.facts.iter().map(|(name, _)| name.as_str()).collect();
            let set: BTreeSet<String> = emitted.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(set, declared(&record.subject.kind), "{:.60}", text);
            assert_eq!(set.len(), emitted.len(), "a fact is emitted once");
        }
        assert_eq!(read.records[0].subject.kind, "migration");
    }
}

#[test]
fn overlong_values_are_not_carried_along() {
    let long = "x".repeat(200_000);
    let text = format!("EmailAddress,UserName,Password,{long}\r\n{long}@example.com,{long},p,{long}\r\n");
    let read = read(text);
    assert_eq!(read.ids(), ["#2"]);
    assert_eq!(read.of("#2", "csv.address_problem"), "too_long");
    assert_eq!(read.of("#2", "csv.user_name"), "unknown: malformed");
    assert!(read.said().len() < 20_000);
}

#[test]
fn records_name_their_source_and_place() {
    let read = read("EmailAddress,UserName,Password\r\na@example.com,a,b\r\n");
    for record in &read.records {
        assert_eq!(
            (record.source.provider.as_str(), record.source.name.as_str()),
            ("csv", "users.csv")
        );
        assert!(record.source.live && record.at > 1_700_000_000_000);
    }
    assert!(read.word("csv.file").ends_with("users.csv"));
}

#[test]
fn the_description_is_whole() {
    let about = CsvProvider::new().describe();
    assert_eq!(
        (about.id.as_str(), about.packs.len(), about.packs[0].name.as_str()),
        ("csv", 1, "rules/csv")
    );
    let names: Vec<&str> = about
        .settings
        .iter()
        .map(|setting| setting.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["file", "encoding", "delimiter", "max_megabytes", "max_rows"]
    );
    let schema = schema();
    for (_, fact) in schema.facts() {
        for part in fact.how.split("--set csv.").skip(1) {
            let named = part.split('=').next().unwrap();
            assert!(
                names.contains(&named),
                "{}: there is no setting {named}",
                fact.name
            );
        }
    }
}
