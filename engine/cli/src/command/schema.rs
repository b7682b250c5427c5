//! `rules schema`: JSON Schemas of the files that authors write, for their editors.

use crate::args::{RulesSchema, SchemaOf};
use crate::error::Failure;
use crate::speech::word;
use crate::{config, packs, registry, statements};
use imaprules_provider::Description;
use imaprules_report::exit;
use imaprules_rules::{LintOptions, Written, schema_of};
use serde_json::Value;
use std::fs;
use std::path::Path;

pub(crate) fn run(arguments: &RulesSchema) -> Result<u8, Failure> {
    match (&arguments.output, arguments.what) {
        (Some(folder), _) => write_all(folder)?,
        (None, what) => super::print_json(&one(what.unwrap_or(SchemaOf::Rules))?)?,
    }
    Ok(exit::OK)
}

fn write_all(folder: &Path) -> Result<(), Failure> {
    let unwritable = |path: &Path, error: std::io::Error| Failure::unwritable(path, &error);
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    super::print(&format!("{}\n", word("rules.schema_line")))?;
    for what in SchemaOf::ALL {
        let name = format!("{}.schema.json", what.as_str());
        let path = folder.join(&name);
        let text = serde_json::to_string_pretty(&one(what)?)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        fs::write(&path, format!("{text}\n")).map_err(|error| unwritable(&path, error))?;
        super::print(&format!("  {:<22} #:schema {}\n", what.about(), path.display()))?;
    }
    Ok(())
}

fn one(what: SchemaOf) -> Result<Value, Failure> {
    let providers: Vec<Description> = registry::all().into_iter().map(|(_, about)| about).collect();
    let schema = packs::schema(&providers)?;
    let symptoms = providers
        .iter()
        .flat_map(|about| &about.symptoms)
        .map(|symptom| symptom.id.clone());
    let known = LintOptions {
        symptoms: Some(symptoms.collect()),
        statements: Some(statements::all().collect()),
        sessions: Some(super::commands::session_ids()?),
        ..LintOptions::default()
    };
    Ok(match what {
        SchemaOf::Pack => schema_of(Written::Pack, &schema, &known),
        SchemaOf::Rules => schema_of(Written::Rules, &schema, &known),
        SchemaOf::Tests => schema_of(Written::Tests, &schema, &known),
        SchemaOf::Config => config::schema(),
    })
}
