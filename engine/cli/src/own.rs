//! Facts of packs' own, from the files that packs name: one row a subject, matched by a key column.
//!
//! They are read after everything else, since rows only add to subjects that are there.

use crate::args::Import;
use crate::error::Failure;
use crate::messages::Volume;
use crate::speech;
use imaprules_conditions::parse_literal;
use imaprules_exports::{Export, Record as Row, Value};
use imaprules_facts::{FactStore, FactType, Known, Reason, Record, Source, Unknown};
use imaprules_rules::{OwnImport, Packs};
use std::fs;
use std::path::{Path, PathBuf};

/// A file, and the pack that reads it.
pub(crate) struct OwnFile {
    path: PathBuf,
    pack: String,
    import: OwnImport,
}

/// Takes the files that packs read out of what is imported.
pub(crate) fn divide(named: &[Import], packs: &Packs) -> Result<(Vec<OwnFile>, Vec<Import>), Failure> {
    let (mut own, mut rest) = (Vec::new(), Vec::new());
    for import in named {
        let inside = if import.path.is_dir() {
            files(&import.path)?
        } else {
            Vec::new()
        };
        own.extend(inside.iter().flat_map(|path| readers(path, packs)));
        let this = readers(&import.path, packs);
        if this.is_empty() {
            rest.push(import.clone());
        }
        own.extend(this);
    }
    Ok((own, rest))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| Failure::unreadable(folder, &error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        found.push(entry.map_err(unreadable)?.path());
    }
    found.retain(|path| path.is_file());
    found.sort();
    Ok(found)
}

fn readers(path: &Path, packs: &Packs) -> Vec<OwnFile> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let imports = packs
        .all()
        .iter()
        .flat_map(|pack| pack.imports.iter().map(move |import| (pack, import)));
    let reading = imports.filter(|(_, import)| import.files.matches(name));
    reading
        .map(|(pack, import)| OwnFile {
            path: path.to_owned(),
            pack: pack.id.clone(),
            import: import.clone(),
        })
        .collect()
}

/// Reads the files into the store.
pub(crate) fn read(
    files: &[OwnFile],
    packs: &Packs,
    store: &mut FactStore,
    volume: Volume,
) -> Result<(), Failure> {
    for file in files {
        let told = one(file, packs, store)?;
        if told.unmatched > 0 {
            let kind = &packs.schema().kind_of(file.import.kind).name;
            volume.note(&speech::told(
                "say.unmatched",
                &[
                    ("file", &file.path.display()),
                    ("count", &told.unmatched),
                    ("kind", &speech::kind(kind)),
                ],
            ));
        }
        if !told.whole {
            volume.note(&speech::told("say.cut_short", &[("file", &file.path.display())]));
        }
    }
    Ok(())
}

/// What became of a file.
struct Told {
    unmatched: usize,
    whole: bool,
}

fn one(file: &OwnFile, packs: &Packs, store: &mut FactStore) -> Result<Told, Failure> {
    let unusable = |error: imaprules_exports::ExportError| {
        let problem = format!("{}: {}", file.path.display(), error.what());
        Failure::usage(problem, error.remedy())
    };
    let mut export = imaprules_exports::open(&file.path).map_err(unusable)?;
    let (mut unmatched, mut keyed, mut rows) = (0, false, false);
    while let Some(row) = export.next() {
        let row = row.map_err(unusable)?;
        rows = true;
        let Some(key) = text(&row, &file.import.key) else {
            continue;
        };
        keyed = true;
        let kind = file.import.kind;
        let Some(subject) = store.subjects(kind).find(&key) else {
            unmatched += 1;
            continue;
        };
        let id = store.subjects(kind).id(subject).to_owned();
        let record = record(file, packs, &export, &row, &id);
        let refused = |error: imaprules_facts::RecordError| Failure::Internal(error.to_string());
        store.add(&record).map_err(refused)?;
    }
    if !keyed && rows {
        let problem = format!("{}: it has no column `{}`", file.path.display(), file.import.key);
        let help = format!(
            "the pack `{}` finds the subjects of its facts by that column",
            file.pack
        );
        return Err(Failure::usage(problem, help));
    }
    Ok(Told {
        unmatched,
        whole: export.is_complete(),
    })
}

fn record(file: &OwnFile, packs: &Packs, export: &Export, row: &Row, id: &str) -> Record {
    let schema = packs.schema();
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let source = Source {
        provider: file.pack.clone(),
        name: name.into_owned(),
        live: false,
    };
    let at = export.modified().unwrap_or_default();
    let mut record = Record::about(&schema.kind_of(file.import.kind).name, id, source, at);
    record.place = Some(row.place.to_string());
    for (fact, column) in &file.import.columns {
        let declared = schema.fact_of(*fact);
        let known: Known = match text(row, column) {
            None => Err(Unknown::noted(
                Reason::NotCollected,
                format!("column {column} is empty"),
            )),
            Some(text) => parse_literal(&plain(text, &declared.ty), &declared.ty)
                .map_err(|problem| Unknown::noted(Reason::Malformed, format!("column {column}: {problem}"))),
        };
        record.facts.push((declared.name.clone(), known));
    }
    record
}

/// The text of a column; nothing where it is empty or not there.
fn text(row: &Row, column: &str) -> Option<String> {
    let text = match row.get(column)? {
        Value::List(items) => items
            .iter()
            .filter_map(Value::text)
            .collect::<Vec<_>>()
            .join(", "),
        value => value.text()?.into_owned(),
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Truth values as spreadsheets write them: `TRUE`.
fn plain(text: String, ty: &FactType) -> String {
    if *ty == FactType::Bool {
        text.to_ascii_lowercase()
    } else {
        text
    }
}
