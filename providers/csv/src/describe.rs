//! What the provider says about itself.

use crate::settings;
use imaprules_provider::{Description, PackSource, SchemaSource, Symptom};

/// Everything static about the provider.
pub(crate) fn description() -> Description {
    let schema = SchemaSource {
        name: "providers/csv/facts.toml".to_owned(),
        text: include_str!("../facts.toml").to_owned(),
    };
    Description {
        based_on: None,
        id: "csv".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: "Migration file".to_owned(),
        schemas: vec![schema],
        packs: vec![pack()],
        settings: settings::declared(),
        symptoms: symptoms(),
        capabilities: vec!["fs:read".to_owned()],
        inputs: Vec::new(),
    }
}

fn pack() -> PackSource {
    let pack = imaprules_packs::csv();
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    PackSource {
        name: pack.name.to_owned(),
        files: pack.files.iter().map(owned).collect(),
    }
}

/// Texts of the service when a file is uploaded, and what follows from a row later
/// (<https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration>).
fn symptoms() -> Vec<Symptom> {
    let seen = [
        ("csv-empty", "The upload says that the file can't be empty"),
        (
            "csv-too-many-rows",
            "The upload says that the CSV file contains more than 50,000 rows",
        ),
        (
            "csv-column-missing",
            "The upload says that a column is missing from the CSV file",
        ),
        (
            "csv-column-count",
            "The upload says that a row has the wrong number of columns",
        ),
        (
            "csv-not-csv",
            "The upload says that the file is not in CSV format",
        ),
        (
            "csv-unknown-column",
            "The upload rejects a column it does not know",
        ),
        (
            "csv-row-rejected",
            "The batch starts without some rows, which stand in MigrationErrors.csv",
        ),
        ("sign-in-failed", "We had trouble signing in to this account"),
        (
            "recipient-not-found",
            "A recipient wasn't found for an address on the target",
        ),
        ("duplicates", "Mail arrives twice or more in the target mailbox"),
    ];
    let symptom = |(id, title): (&str, &str)| Symptom {
        id: id.to_owned(),
        title: title.to_owned(),
    };
    seen.map(symptom).to_vec()
}
