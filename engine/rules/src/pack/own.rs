//! Facts of a pack's own: declared beside its rules, filled from files of whoever uses it. So a rule can ask for a
//! department or a wave without any provider knowing of it.

use super::params::fact_type;
use super::raw::{RawImport, RawOwnFact, RawPack};
use super::rule::kind;
use crate::Pattern;
use crate::diagnostic::Code;
use crate::read::Sink;
use imaprules_conditions::nearest;
use imaprules_facts::{FactId, KindId, Schema};

/// A file that holds facts of a pack's own: one row a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnImport {
    /// Which files it is: a pattern for their names.
    pub files: Pattern,
    /// The kind of subject that rows are about.
    pub kind: KindId,
    /// The column with the ids of the subjects.
    pub key: String,
    /// Facts with the columns they stand in.
    pub columns: Vec<(FactId, String)>,
}

/// Declares the facts of all packs' own, so that conditions may name them.
pub(super) fn declare(packs: &[RawPack], schema: &mut Schema, sink: &Sink) {
    for pack in packs {
        for raw in &pack.manifest.facts {
            one(pack, raw, schema, sink);
        }
    }
}

fn one(pack: &RawPack, raw: &RawOwnFact, schema: &mut Schema, sink: &Sink) {
    let (kind, ty) = (kind(&raw.kind, schema, sink), fact_type(&raw.ty, sink));
    let (Some(kind), Some(ty)) = (kind, ty) else {
        return;
    };
    if schema.fact(&raw.name.value).is_some() {
        let message = format!("there is a fact `{}` already", raw.name.value);
        let help = "give the fact a name of the pack's own, as `customer.wave`";
        sink.push(raw.name.error(Code::Duplicate, message).help(help));
        return;
    }
    let how = match &raw.how {
        Some(how) => how.value.clone(),
        None => how_of(pack, &raw.name.value),
    };
    let declared = schema.declare(&raw.name.value, kind, ty, &raw.about.value, &how);
    if let Err(problem) = declared.and_then(|fact| phrased(raw.phrased, fact, schema)) {
        let message = format!("`{}`: {problem}", raw.name.value);
        sink.push(raw.name.error(Code::OwnFact, message));
    }
}

/// Notes whether the text of a fact is a sentence that languages say in their own words.
pub(super) fn phrased(wanted: bool, fact: FactId, schema: &mut Schema) -> Result<FactId, String> {
    if wanted {
        schema.mark_phrased(fact)?;
    }
    Ok(fact)
}

/// The way to obtain a fact, told by the import that fills it.
fn how_of(pack: &RawPack, name: &str) -> String {
    let fills = |import: &&RawImport| import.columns.iter().any(|(fact, _)| fact.value == name);
    match pack.manifest.imports.iter().find(fills) {
        Some(import) => format!("Give the file {} with --import.", import.files.value),
        None => "Nothing fills it.".to_owned(),
    }
}

/// Checks the imports of a pack.
pub(super) fn imports(raw: &RawPack, schema: &Schema, sink: &Sink) -> Vec<OwnImport> {
    for fact in &raw.manifest.facts {
        let fills = |import: &RawImport| {
            import
                .columns
                .iter()
                .any(|(name, _)| name.value == fact.name.value)
        };
        if !raw.manifest.imports.iter().any(fills) {
            let message = format!("nothing fills the fact `{}`", fact.name.value);
            let help = "name it under [import.columns], with the column it stands in";
            sink.push(fact.name.error(Code::OwnFact, message).help(help));
        }
    }
    let imports = raw.manifest.imports.iter();
    imports
        .filter_map(|import| one_import(raw, import, schema, sink))
        .collect()
}

fn one_import(pack: &RawPack, raw: &RawImport, schema: &Schema, sink: &Sink) -> Option<OwnImport> {
    let kind = kind(&raw.kind, schema, sink)?;
    let mut columns = Vec::new();
    for (name, column) in &raw.columns {
        let own = pack
            .manifest
            .facts
            .iter()
            .any(|fact| fact.name.value == name.value);
        let fact = schema
            .fact(&name.value)
            .filter(|fact| own && schema.fact_of(*fact).kind == kind);
        match fact {
            Some(fact) => columns.push((fact, column.value.clone())),
            None => {
                let known = pack.manifest.facts.iter().map(|fact| fact.name.value.as_str());
                let near = nearest(&name.value, known).map(|near| format!("did you mean `{near}`?"));
                let message = format!(
                    "`{}` is no fact of a {} that this pack declares",
                    name.value, raw.kind.value
                );
                sink.push(name.error(Code::OwnFact, message).maybe_help(near));
            }
        }
    }
    Some(OwnImport {
        files: Pattern::new(&raw.files.value),
        kind,
        key: raw.key.value.clone(),
        columns,
    })
}
