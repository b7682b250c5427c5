//! Runs of this provider in memory.

use imaprules_kit::{Bench, CSV, MICROSOFT365};
use imaprules_provider_exchange::ExchangeProvider;
use imaprules_rules::Packs;
use std::sync::LazyLock;

/// The packs, loaded once.
pub(crate) fn packs() -> &'static Packs {
    static PACKS: LazyLock<Packs> =
        LazyLock::new(|| imaprules_kit::packs(&ExchangeProvider::new(), &[CSV, MICROSOFT365], &[]));
    &PACKS
}

/// A run with these rows, each an address and a user name.
pub(crate) fn with_rows(rows: &[(&str, &str)]) -> Bench {
    let mut bench = Bench::new(ExchangeProvider::new(), packs(), &["exchange", "imap"]);
    for (address, user) in rows {
        bench = bench.row(address, &[("csv.user_name", user)]);
    }
    let count = i64::try_from(rows.len()).unwrap();
    bench.fact("migration", "migration", "csv.row_count", count)
}
