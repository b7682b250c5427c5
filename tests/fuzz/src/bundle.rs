//! Bundles: collected facts that somebody sends.

use imaprules_facts::Schema;
use imaprules_facts::bundle::{read_from, read_journal};
use imaprules_provider::Provider;
use imaprules_provider_csv::CsvProvider;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock};

static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| {
    let about = CsvProvider.describe();
    let texts = about.schemas.iter();
    let texts = texts.map(|schema| (schema.name.as_str(), schema.text.as_str()));
    Arc::new(Schema::read(texts).expect("declarations"))
});

/// Octets as a bundle, then as the journal of a collection that was broken off, packed or not.
///
/// # Panics
/// When what is read as a bundle is refused as a journal, or there is no room for temporary files.
pub fn bundle(octets: &[u8]) {
    let whole = read_from(octets, Path::new("octets"), &SCHEMA);
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(octets).expect("a temporary file");
    let journal = read_journal(file.path(), &SCHEMA);
    if let (Ok(whole), Err(error)) = (whole, journal) {
        panic!("complete: {}, but no journal: {error}", whole.complete);
    }
}
