//! Runs of this provider in memory.

use imaprules_kit::{CSV, Declared, IMAP, Setup};
use imaprules_provider_microsoft365::Microsoft365Provider;
use imaprules_rules::Packs;
use std::sync::LazyLock;

/// What the providers beside this one declare: the pack names facts of theirs.
pub(crate) const OTHERS: [Declared; 2] = [CSV, IMAP];

/// The packs, loaded once.
pub(crate) fn packs() -> &'static Packs {
    static PACKS: LazyLock<Packs> =
        LazyLock::new(|| imaprules_kit::packs(&Microsoft365Provider::new(), &OTHERS, &[]));
    &PACKS
}

/// A run with these rows.
pub(crate) fn with_rows(rows: &[&str]) -> Setup {
    let mut setup = Setup::new(Microsoft365Provider::new(), packs(), &["microsoft365"]);
    for address in rows {
        setup = setup.row(address, &[]);
    }
    let count = i64::try_from(rows.len()).unwrap();
    setup.fact("migration", "migration", "csv.row_count", count)
}
