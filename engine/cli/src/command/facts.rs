//! `facts list|show`: the vocabulary that rules build on.

use crate::args::{FactsCommand, Plain};
use crate::error::Failure;
use crate::packs;
use crate::speech::{kind, told};
use imaprules_facts::{Fact, Schema};
use imaprules_report::exit;
use serde_json::{Value, json};

pub(crate) fn run(command: FactsCommand) -> Result<u8, Failure> {
    let packs = packs::load_spoken(&[], &[])?;
    let schema = packs.schema();
    match command {
        FactsCommand::List { format, .. } => list(schema, format),
        FactsCommand::Show { fact, format, .. } => show(schema, &fact, format),
    }
}

fn list(schema: &Schema, format: Plain) -> Result<u8, Failure> {
    let mut facts: Vec<&Fact> = schema.facts().map(|(_, fact)| fact).collect();
    facts.sort_by(|a, b| a.name.cmp(&b.name));
    if format == Plain::Json {
        let all: Vec<Value> = facts.iter().map(|fact| json(schema, fact)).collect();
        super::print_json(&all.into())?;
        return Ok(exit::OK);
    }
    let widest = facts.iter().map(|fact| fact.name.len()).max().unwrap_or_default();
    let line = |fact: &&Fact| format!("{:<widest$}  {}\n", fact.name, fact.about);
    super::print(&facts.iter().map(line).collect::<String>())?;
    Ok(exit::OK)
}

fn show(schema: &Schema, name: &str, format: Plain) -> Result<u8, Failure> {
    let Some(fact) = schema.fact(name).map(|id| schema.fact_of(id)) else {
        let names = schema.facts().map(|(_, fact)| fact.name.as_str());
        let near = imaprules_rules::nearest(name, names);
        let help = near.map_or("`facts list` lists them".to_owned(), |near| {
            format!("did you mean `{near}`?")
        });
        return Err(Failure::usage(format!("there is no fact `{name}`"), help));
    };
    if format == Plain::Json {
        super::print_json(&json(schema, fact))?;
    } else {
        let kind = kind(&schema.kind_of(fact.kind).name);
        super::print(&format!(
            "{}\n  {}\n  {}\n  {}\n",
            fact.name,
            told("facts.of_a", &[("kind", &kind), ("type", &fact.ty)]),
            fact.about,
            told("facts.how", &[("how", &fact.how)])
        ))?;
    }
    Ok(exit::OK)
}

fn json(schema: &Schema, fact: &Fact) -> Value {
    json!({
        "name": fact.name,
        "for": schema.kind_of(fact.kind).name,
        "type": fact.ty.to_string(),
        "about": fact.about,
        "how": fact.how,
    })
}
