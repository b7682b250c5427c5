//! What the provider says about itself.

use imaprules_provider::{Description, PackSource, SchemaSource, Setting, SettingType, Symptom};

/// Everything static about the provider.
pub(crate) fn description() -> Description {
    Description {
        id: "microsoft365".to_owned(),
        based_on: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: "Microsoft 365".to_owned(),
        schemas: vec![SchemaSource {
            name: "providers/microsoft365/facts.toml".to_owned(),
            text: include_str!("../facts.toml").to_owned(),
        }],
        packs: vec![pack()],
        settings: settings(),
        symptoms: symptoms(),
        capabilities: vec!["fs:read".to_owned()],
        inputs: ["mailbox.address", "server.host"].map(str::to_owned).to_vec(),
    }
}

fn pack() -> PackSource {
    let pack = imaprules_packs::microsoft365();
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    PackSource {
        name: pack.name.to_owned(),
        files: pack.files.iter().map(owned).collect(),
    }
}

fn settings() -> Vec<Setting> {
    use SettingType::{Int, Text, Texts};
    vec![
        Setting::new(
            "import",
            Texts,
            None,
            "File with what an administrator exported; the flag --import adds to it, and takes folders too.",
        ),
        Setting::new(
            "admin",
            Text,
            None,
            "Account that creates the batch, by its address or name.",
        ),
        Setting::new("batch_name", Text, None, "Name that the new batch is to have."),
        Setting::new(
            "firewall_allows",
            Texts,
            None,
            "Address range that the firewall before the source admits to its IMAP port, such as 40.96.0.0/13.",
        ),
        Setting::new(
            "mx_moves_at",
            Text,
            None,
            "When the MX records move or moved to Microsoft 365, such as 2026-11-27T20:00:00Z.",
        ),
        Setting::new(
            "max_records",
            Int,
            Some(&crate::settings::RECORDS.to_string()),
            "Records of one file that are read at most.",
        ),
    ]
}

/// What administrators see in Exchange Online
/// (<https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/troubleshoot-issues-with-imap-mailbox-migration>).
fn symptoms() -> Vec<Symptom> {
    let seen = [
        (
            "recipient-not-found",
            "A recipient wasn't found for an address on the target",
        ),
        ("sign-in-failed", "We had trouble signing in to this account"),
        (
            "mailbox-full",
            "The migration reports that the target mailbox is full",
        ),
        ("connection-timed-out", "The connection to the server timed out"),
        (
            "connection-failed",
            "The connection to the server could not be completed",
        ),
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
        ("batch-exists", "The migration batch already exists"),
        (
            "batch-with-errors",
            "The service writes that the batch has finished with errors",
        ),
        ("batch-stopped", "The batch went to Stopped by itself"),
        ("batch-gone", "The batch cannot be found any more"),
        ("migration-failed", "The status of a mailbox is Failed"),
        (
            "migration-stalled",
            "The status stays at Syncing and nothing arrives",
        ),
        ("migration-slow", "The migration is slow"),
        ("users-queued", "Mailboxes stay Queued"),
        ("duplicates", "Mail arrives twice or more in the target mailbox"),
        ("missing-mail", "Mail is missing in the target mailbox"),
        ("folders-invisible", "Folders are missing in Outlook"),
        (
            "cmdlet-missing",
            "PowerShell does not recognise the migration cmdlets",
        ),
    ];
    let symptom = |(id, title): (&str, &str)| Symptom {
        id: id.to_owned(),
        title: title.to_owned(),
    };
    seen.map(symptom).to_vec()
}
