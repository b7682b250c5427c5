//! All peers find the same, on few mailboxes and on a number that fills no block.

use imaprules_bench::facts::Columns;
use imaprules_bench::finding::{Finding, tally};
use imaprules_bench::generate::mailboxes;
use imaprules_bench::peers::{columns::ByColumns, database::Database, engine, rows::Rows, script::Script};
use imaprules_bench::world;

fn agree(count: usize) {
    let mailboxes: &'static [_] = mailboxes(count).leak();
    let packs = world::packs().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bench.jsonl");
    world::write_bundle(&bundle, &packs, mailboxes).unwrap();
    let mut store = world::read_bundle(&bundle, &packs).unwrap();
    let found = |judge: &mut dyn FnMut(&mut Vec<Finding>)| {
        let mut found = Vec::new();
        judge(&mut found);
        tally(&found)
    };
    let engine = found(&mut |found| engine::failing(&packs, &mut store, found));
    assert_eq!(engine, found(&mut |found| Rows::new().unwrap().judge(mailboxes, found)), "rows");
    let columns = Columns::of(mailboxes);
    assert_eq!(engine, found(&mut |found| ByColumns::new().unwrap().judge(&columns, found)), "columns");
    assert_eq!(engine, found(&mut |found| Script::new().unwrap().judge(mailboxes, found).unwrap()), "Rhai");
    let database = Database::new(mailboxes).unwrap();
    assert_eq!(engine, found(&mut |found| database.judge(found).unwrap()), "SQLite");
    let unknown = found(&mut |found| engine::unknown(&packs, &mut store, found));
    assert_eq!(unknown, found(&mut |found| database.unknown(found).unwrap()), "what is unknown");
    if count > 2_000 {
        assert!(engine.iter().all(|tally| tally.count > 0), "every rule finds something");
        assert!(unknown.iter().all(|tally| tally.count > 0), "every rule is unknown somewhere");
    }
}

#[test]
fn peers_agree_on_few_mailboxes() {
    agree(1);
    agree(130);
}

#[test]
fn peers_agree_on_more_than_a_piece_of_work_for_a_thread() {
    agree(9_001);
}
