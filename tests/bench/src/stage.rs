//! All peers, made ready for a number of mailboxes.

use crate::facts::{Columns, Mailbox};
use crate::finding::{Finding, RULES, Tally, tally};
use crate::generate::mailboxes;
use crate::measure::rounds::Peer;
use crate::peers::columns::ByColumns;
use crate::peers::database::Database;
use crate::peers::engine;
use crate::peers::rows::Rows;
use crate::peers::script::Script;
use crate::world;
use anyhow::{Context, Result, bail};
use imaprules_rules::Packs;
use std::path::PathBuf;
use tempfile::TempDir;

/// The engine.
pub const ENGINE: &str = "engine";
/// The engine without telling what is false from what is unknown.
pub const TRUE_ONLY: &str = "engine, true only";
/// Hand-written code over structures, the texts of which lie where they came to lie.
pub const ROWS: &str = "rows by hand";
/// The same over structures whose texts lie side by side, in the order in which they are read.
pub const TIDY_ROWS: &str = "tidy rows by hand";
/// Hand-written code over columns.
pub const COLUMNS: &str = "columns by hand";
/// Rhai.
pub const RHAI: &str = "Rhai";
/// All that take turns.
pub const PEERS: [&str; 6] = [ENGINE, TRUE_ONLY, ROWS, TIDY_ROWS, COLUMNS, RHAI];

/// Made-up mailboxes in every form.
pub struct Stage {
    /// The mailboxes, kept to the end of the program: scripts hold on to them.
    pub mailboxes: &'static [Mailbox],
    /// The pack of rules.
    pub packs: Packs,
    /// The bundle of the mailboxes.
    pub bundle: PathBuf,
    _folder: TempDir,
}

impl Stage {
    /// Makes so many mailboxes.
    ///
    /// # Errors
    /// When the bundle cannot be written.
    pub fn new(count: usize) -> Result<Self> {
        let (mailboxes, packs) = (mailboxes(count).leak(), world::packs()?);
        let folder = tempfile::tempdir()?;
        let bundle = folder.path().join("bench.jsonl");
        world::write_bundle(&bundle, &packs, mailboxes)?;
        Ok(Stage {
            mailboxes,
            packs,
            bundle,
            _folder: folder,
        })
    }

    /// A peer by its name.
    ///
    /// # Errors
    /// When there is none of that name, or it cannot be made ready.
    pub fn peer(&self, name: &str) -> Result<Peer<'_>> {
        let mailboxes = self.mailboxes;
        Ok(match name {
            ENGINE => {
                let mut store = world::read_bundle(&self.bundle, &self.packs)?;
                peer(ENGINE, move |found| {
                    engine::failing(&self.packs, &mut store, found)
                })
            }
            TRUE_ONLY => {
                let mut store = world::read_bundle(&self.bundle, &self.packs)?;
                store.seal();
                peer(TRUE_ONLY, move |found| {
                    engine::true_only(&self.packs, &store, found)
                })
            }
            TIDY_ROWS => {
                let (rows, mailboxes) = (Rows::new()?, mailboxes.to_vec());
                peer(TIDY_ROWS, move |found| rows.judge(&mailboxes, found))
            }
            ROWS => {
                let rows = Rows::new()?;
                peer(ROWS, move |found| rows.judge(mailboxes, found))
            }
            COLUMNS => {
                let (rules, columns) = (ByColumns::new()?, Columns::of(mailboxes));
                peer(COLUMNS, move |found| rules.judge(&columns, found))
            }
            RHAI => {
                let script = Script::new()?;
                Peer {
                    name: RHAI,
                    pass: Box::new(move |found| script.judge(mailboxes, found)),
                }
            }
            other => bail!("there is no peer `{other}`: {}", PEERS.join(", ")),
        })
    }

    /// Whether all peers, and SQLite, find the same, and the engine and SQLite leave the same undecided. Gives what is
    /// true and what is undecided, by rule.
    ///
    /// # Errors
    /// Which peer finds what else.
    pub fn agree(&self, peers: &mut [Peer<'_>]) -> Result<[[Tally; RULES]; 2]> {
        let database = Database::new(self.mailboxes)?;
        let right = found(|found| database.judge(found))?;
        for peer in peers {
            same(peer.name, &right, &found(|found| (peer.pass)(found))?)?;
        }
        let mut store = world::read_bundle(&self.bundle, &self.packs)?;
        let unknown = found(|found| {
            engine::unknown(&self.packs, &mut store, found);
            Ok(())
        })?;
        same(
            "what is unknown",
            &found(|found| database.unknown(found))?,
            &unknown,
        )?;
        Ok([right, unknown])
    }
}

fn peer<'a>(name: &'static str, mut pass: impl FnMut(&mut Vec<Finding>) + 'a) -> Peer<'a> {
    Peer {
        name,
        pass: Box::new(move |found| {
            pass(found);
            Ok(())
        }),
    }
}

fn found(pass: impl FnOnce(&mut Vec<Finding>) -> Result<()>) -> Result<[Tally; RULES]> {
    let mut found = Vec::new();
    pass(&mut found)?;
    Ok(tally(&found))
}

fn same(name: &str, right: &[Tally], found: &[Tally]) -> Result<()> {
    let differs = right.iter().zip(found).position(|(right, found)| right != found);
    let Some(rule) = differs else { return Ok(()) };
    let (right, found) = (right.get(rule), found.get(rule));
    let (right, found) = right.zip(found).context("no such rule")?;
    bail!(
        "{name}: rule {rule} is true of {} mailboxes, for SQLite of {}",
        found.count,
        right.count
    )
}
