//! The facts of one made-up mailbox, said once: the row that hand-written code reads, the columns beside it, and the
//! table by which everything else finds them. `facts.toml` declares the same facts to the engine; a test compares.

use crate::columns::{Broken, Flags, Lists, Texts, Whole};

/// A fact of one mailbox, borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Not known.
    Missing,
    /// `bool`.
    Flag(bool),
    /// `int`, `bytes`, `duration`.
    Whole(i64),
    /// `float`.
    Broken(f64),
    /// `text`.
    Text(&'a str),
    /// `list<text>`.
    List(&'a [String]),
}

/// A fact by its name.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// The name of the field; the engine's name has `mailbox.` before it.
    pub field: &'static str,
    /// Its declaration in SQL.
    pub sql: &'static str,
    /// Its value in a row.
    pub get: fn(&Mailbox) -> Cell<'_>,
}

macro_rules! kind {
    (Flag field) => { Option<bool> };
    (Whole field) => { Option<i64> };
    (Broken field) => { Option<f64> };
    (Text field) => { Option<String> };
    (List field) => { Option<Vec<String>> };
    (Flag column) => { Flags };
    (Whole column) => { Whole };
    (Broken column) => { Broken };
    (Text column) => { Texts };
    (List column) => { Lists };
    (Flag sql) => { "INTEGER" };
    (Whole sql) => { "INTEGER" };
    (Broken sql) => { "REAL" };
    (Text sql) => { "TEXT" };
    (List sql) => { "INTEGER" };
    (Text cell $value:expr) => { $value.as_deref().map_or(Cell::Missing, Cell::Text) };
    (List cell $value:expr) => { $value.as_deref().map_or(Cell::Missing, Cell::List) };
    ($kind:ident cell $value:expr) => { $value.map_or(Cell::Missing, Cell::$kind) };
}

macro_rules! facts {
    ($($kind:ident: $($name:ident)*;)*) => {
        /// A mailbox as a plain structure: what somebody would write who writes every rule by hand.
        #[derive(Debug, Clone, Default)]
        #[expect(missing_docs, reason = "said in facts.toml")]
        pub struct Mailbox { $($(pub $name: kind!($kind field),)*)* }

        /// All mailboxes, a column a fact.
        #[derive(Debug, Default)]
        #[expect(missing_docs, reason = "said in facts.toml")]
        pub struct Columns { pub rows: usize, $($(pub $name: kind!($kind column),)*)* }

        /// All facts, in the order of `facts.toml`.
        pub const FACTS: [Fact; 41] = [$($(Fact {
            field: stringify!($name),
            sql: kind!($kind sql),
            get: |mailbox| kind!($kind cell mailbox.$name),
        },)*)*];

        impl Mailbox {
            /// Forgets the facts for which the dice say so.
            pub(crate) fn forget(&mut self, mut forgotten: impl FnMut() -> bool) {
                $($(if forgotten() { self.$name = None; })*)*
            }
        }

        impl Columns {
            /// The columns of these rows.
            pub fn of(rows: &[Mailbox]) -> Self {
                let mut columns = Columns::default();
                for row in rows {
                    $($(columns.$name.push(row.$name.as_ref());)*)*
                }
                $($(columns.$name.close();)*)*
                columns.rows = rows.len();
                columns
            }
        }
    };
}

facts! {
    Flag: imap_enabled pop_enabled disabled on_hold target_exists target_licensed target_has_archive full_access
        receive_as domain_admin tls_trusted hidden;
    Whole: items largest_message size predicted_size folder_count folder_depth fullest_folder quota recoverable
        sign_in_time failed_items skipped_items idle_days oversized_items sessions;
    Broken: throughput;
    Text: address user_name display_name sign_in_error last_error server_software target_type target_upn
        password_state sync_state host;
    List: folders proxy_addresses;
}

/// A fact of the whole run.
#[derive(Debug, Clone, Copy)]
pub struct RunFact {
    /// Its name, without `run.`.
    pub name: &'static str,
    /// Its value.
    pub value: Cell<'static>,
}

/// From how many migrations at once an endpoint counts as busy is compared with this.
pub const ENDPOINT_MIGRATIONS: i64 = 10;
/// Connections the server allows for one user.
pub const SERVER_CONNECTIONS: i64 = 12;
/// The largest message that the target takes.
pub const LARGEST_MESSAGE: i64 = 35 << 20;
/// The source system.
pub const SOURCE_SYSTEM: &str = "exchange2010";

/// All facts of the run, in the order of `facts.toml`.
pub const RUN: [RunFact; 10] = [
    run("server_connections", Cell::Whole(SERVER_CONNECTIONS)),
    run("endpoint_migrations", Cell::Whole(ENDPOINT_MIGRATIONS)),
    run("endpoint_incremental", Cell::Whole(5)),
    run("largest_message", Cell::Whole(LARGEST_MESSAGE)),
    run("accepted_domain", Cell::Text("contoso.com")),
    run("source_system", Cell::Text(SOURCE_SYSTEM)),
    run("tls_required", Cell::Flag(true)),
    run("starttls", Cell::Flag(true)),
    run("batch_size", Cell::Whole(2_000)),
    run("idle_timeout", Cell::Whole(1_800_000)),
];

const fn run(name: &'static str, value: Cell<'static>) -> RunFact {
    RunFact { name, value }
}
