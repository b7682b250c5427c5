//! The texts of the manual for vendors are read as a plugin's own would be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

use imaprules_facts::Schema;
use imaprules_provider::ProviderError;
use imaprules_provider::wire::{
    Lines, read_attempt, read_config, read_description, read_failure, read_request, read_touch,
};

const MANUAL: &str = include_str!("../../../providers/README.md");

/// The blocks of JSON, in their order.
fn blocks() -> Vec<&'static str> {
    let parts = MANUAL.split("```json\n").skip(1);
    parts.map(|part| part.split("```").next().unwrap()).collect()
}

#[test]
fn every_text_of_the_manual_is_what_it_says() {
    let blocks = blocks();
    assert_eq!(blocks.len(), 5);
    let about = read_description(blocks[0].as_bytes()).unwrap();
    assert_eq!((about.id.as_str(), about.packs[0].files.len()), ("acme", 3));
    let config = read_config(blocks[1].as_bytes()).unwrap();
    assert_eq!(config.texts("import"), ["/home/me/accounts.txt"]);
    let subjects = read_request(blocks[2].as_bytes()).unwrap();
    assert_eq!(subjects[0].facts.len(), 1);
    let facts = "[[kind]]\nname = \"migration\"\nabout = \"A.\"\n[[kind]]\nname = \"mailbox\"\nparent = \"migration\"\nabout = \"B.\"\n\
                 [[fact]]\nname = \"acme.imap_enabled\"\nfor = \"mailbox\"\ntype = \"bool\"\nabout = \"C.\"\nhow = \"D.\"\n\
                 [[fact]]\nname = \"acme.messages\"\nfor = \"mailbox\"\ntype = \"int\"\nabout = \"C.\"\nhow = \"D.\"\n";
    let mut lines = Lines::new("acme", Schema::read([("facts.toml", facts)]).unwrap());
    let read: Vec<_> = blocks[3]
        .lines()
        .map(|line| lines.read(line.as_bytes(), 0).unwrap())
        .collect();
    assert!(
        matches!(&read[..], [None, Some(record)] if record.facts.len() == 2),
        "{read:?}"
    );
    let mut others = blocks[4].lines().map(str::as_bytes);
    read_attempt(others.next().unwrap()).unwrap();
    let failure = read_failure(others.next().unwrap()).unwrap();
    assert!(matches!(failure, ProviderError::Setting { .. }), "{failure}");
    read_touch(others.next().unwrap()).unwrap();
}
