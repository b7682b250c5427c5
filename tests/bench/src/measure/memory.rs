//! Memory that a store holds, counted by the allocator: what is still held after a bundle was read and sealed.

use crate::world;
use anyhow::{Result, anyhow};
use imaprules_rules::Packs;
use std::path::Path;

/// Octets a mailbox.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Held by the store when it is ready to be judged.
    pub held: f64,
    /// Held at most while it was read.
    pub peak: f64,
}

/// Reads a bundle of so many mailboxes and counts.
///
/// # Errors
/// When it cannot be read.
pub fn measure(bundle: &Path, packs: &Packs, mailboxes: usize) -> Result<Memory> {
    let mut store = None;
    let counted = allocation_counter::measure(|| {
        store = Some(world::read_bundle(bundle, packs).map(|mut store| {
            store.seal();
            store
        }));
    });
    let store = store.ok_or_else(|| anyhow!("nothing was read"))??;
    drop(store);
    Ok(Memory {
        held: counted.bytes_current as f64 / mailboxes as f64,
        peak: counted.bytes_max as f64 / mailboxes as f64,
    })
}
