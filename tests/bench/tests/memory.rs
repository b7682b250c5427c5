//! What a store holds, counted by the allocator, and what it says of itself.

use anyhow::{Context, Result};
use imaprules_bench::stage::Stage;
use imaprules_bench::world;

#[test]
fn a_store_holds_what_it_says_and_no_more_than_the_goal() -> Result<()> {
    const MAILBOXES: usize = 20_000;
    let stage = Stage::new(MAILBOXES)?;
    let mut read = None;
    let counted = allocation_counter::measure(|| {
        read = Some(world::read_bundle(&stage.bundle, &stage.packs).map(|mut store| {
            store.seal();
            store
        }));
    });
    let store = read.context("nothing was read")??;
    let counted = f64::from(u32::try_from(counted.bytes_current)?);
    let (a_mailbox, said) = (counted / MAILBOXES as f64, store.bytes() as f64);
    assert!(a_mailbox <= 450.0, "{a_mailbox} bytes a mailbox");
    assert!(
        (0.97..=1.03).contains(&(said / counted)),
        "{said} said, {counted} counted"
    );
    Ok(())
}
