//! Runs of this provider in memory.

use imaprules_kit::{CSV, MICROSOFT365, Setup};
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
pub(crate) fn with_rows(rows: &[(&str, &str)]) -> Setup {
    let mut setup = Setup::new(ExchangeProvider::new(), packs(), &["exchange", "imap"]);
    for (address, user) in rows {
        setup = setup.row(address, &[("csv.user_name", user)]);
    }
    let count = i64::try_from(rows.len()).unwrap();
    setup.fact("migration", "migration", "csv.row_count", count)
}

/// What an imported endpoint says.
pub(crate) trait WithEndpoint {
    /// So many mailboxes at the same time, over connections that are secured so.
    fn endpoint(self, security: &str, migrations: i64, syncs: i64) -> Self;
}

impl WithEndpoint for Setup {
    fn endpoint(self, security: &str, migrations: i64, syncs: i64) -> Setup {
        let at = "migration.endpoint";
        self.fact(at, "Old", "endpoint.type", "imap")
            .fact(at, "Old", "endpoint.relevant", true)
            .fact(at, "Old", "endpoint.security", security)
            .fact(at, "Old", "endpoint.max_migrations", migrations)
            .fact(at, "Old", "endpoint.max_syncs", syncs)
            .fact("migration", "migration", "job.endpoint_count", 1_i64)
    }
}
