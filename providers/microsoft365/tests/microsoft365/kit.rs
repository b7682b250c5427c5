//! Runs of this provider in memory.

use imaprules_kit::{Bench, CSV, Declared, IMAP};
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
pub(crate) fn with_rows(rows: &[&str]) -> Bench {
    let mut bench = Bench::new(Microsoft365Provider::new(), packs(), &["microsoft365"]);
    for address in rows {
        bench = bench.row(address, &[]);
    }
    let count = i64::try_from(rows.len()).unwrap();
    bench.fact("migration", "migration", "csv.row_count", count)
}
