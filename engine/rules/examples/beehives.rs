//! The engine on a subject that is not mail: hives are looked at, and rules say which need a beekeeper.
#![allow(clippy::print_stdout, reason = "an example shows what it finds")]

use imaprules_facts::{FactStore, Record, Schema, Source};
use imaprules_rules::{JudgeOptions, PackFiles, judge, load};
use std::error::Error;
use std::sync::Arc;

const FACTS: &str = r#"
kind = [{ name = "apiary", about = "All hives." }, { name = "hive", parent = "apiary", about = "A hive." }]
fact = [{ name = "hive.weight", for = "hive", type = "int", about = "Kilograms.", how = "Read the scale." }]
"#;
const MANIFEST: &str = "[pack]\nid = 'bees'\nversion = '1.0.0'\ntitle = 'Bees'\n[params.least]\ntype = 'int'\n\
    default = 12\nabout = 'Kilograms that last a winter.'\n";
const RULES: &str = "[[rule]]\nid = 'bees.hungry'\nfor = 'hive'\nseverity = 'blocker'\n\
    when = 'hive.weight < param.least'\ntitle = 'The hive weighs {hive.weight} kg'\n\
    why = 'It will not last the winter.'\nfix = ['Feed syrup.']\n";

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let schema = Schema::read([("facts.toml", FACTS)])?;
    let pack = PackFiles::shipped("bees", [("pack.toml", MANIFEST), ("hives.toml", RULES)]);
    let packs = load(schema, &[pack], &[])?;
    let mut store = FactStore::new(Arc::clone(packs.schema()));
    for (hive, weight) in [("north", 9_i64), ("south", 30)] {
        let source = Source {
            provider: "scale".into(),
            name: "scale".into(),
            live: true,
        };
        store.add(Record::about("hive", hive, source, 0).know("hive.weight", weight))?;
    }
    let judgement = judge(&packs, &mut store, &JudgeOptions::default());
    for (_, rule, verdicts) in judgement.rules(&packs) {
        for row in verdicts.fail.rows() {
            println!("{}: {}", store.subjects(rule.kind).id(row), rule.id);
        }
    }
    Ok(())
}
