//! Exports of Google Workspace as facts: what GAM prints, what the Admin console downloads, answers of Google's interfaces that were saved.
//! The same facts as from a live look, under the file as source. Files are recognised by what is in them; what a column means is data
//! (`exports.toml`). Nothing is asked of Google here.

mod app_passwords;
mod emit;
mod fields;
mod json;
mod model;
mod policies;
mod read;
mod rows;
mod screen;
mod table;
mod tail;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod values;

use emit::Emit;
use imaprules_provider::{Host, ProviderError, Request, SchemaSource};
use model::Model;
use rows::Rows;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use table::Sort;

/// What exports and passwords add to the facts of accounts and of the organisation.
pub(crate) fn facts() -> SchemaSource {
    SchemaSource {
        name: "providers/gmail/exports-facts.toml".to_owned(),
        text: include_str!("../../exports-facts.toml").to_owned(),
    }
}

/// All facts that exports may give, for tests of the table.
#[cfg(test)]
pub(crate) const FACTS: [(&str, &str); 3] = [
    ("exports-facts.toml", include_str!("../../exports-facts.toml")),
    ("facts/tenant.toml", include_str!("../../facts/tenant.toml")),
    ("facts/user.toml", include_str!("../../facts/user.toml")),
];

/// Whether a file is an export that is read here.
pub(crate) fn takes(file: &Path) -> bool {
    !read::sorts(file).is_empty()
}

fn imports(request: &Request) -> Vec<PathBuf> {
    request
        .settings
        .texts("import")
        .iter()
        .map(PathBuf::from)
        .collect()
}

/// Reads the imported files and tells what they say of the rows and of the organisation.
///
/// # Errors
/// When a file cannot be opened, or what is known of exports cannot be read.
pub(crate) fn collect(provider: &str, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
    table::TABLE.check()?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    let mut model = Model::of(Rows::of(request));
    // Users come first: they tell which address is whose, and so what to keep of the others.
    let mut files: Vec<(bool, PathBuf)> = imports(request)
        .into_iter()
        .map(|path| (!read::sorts(&path).contains(&Sort::Users), path))
        .collect();
    files.sort_by_key(|(later, _)| *later);
    for (_, path) in &files {
        if host.cancelled() {
            break;
        }
        read::read(&mut model, path, now, host)?;
    }
    let emit = Emit {
        provider,
        policies: model.policies.decided(),
        model: &model,
        host,
    };
    // The host wants no more records when the run was stopped.
    emit.all().unwrap_or_default();
    Ok(())
}
