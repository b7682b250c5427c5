//! All peers find the same, on few mailboxes and on a number that fills no block.

use anyhow::Result;
use imaprules_bench::finding::{RULES, Tally};
use imaprules_bench::stage::{PEERS, Stage};

fn agreed(mailboxes: usize) -> Result<[[Tally; RULES]; 2]> {
    let stage = Stage::new(mailboxes)?;
    let peers = PEERS.iter().map(|name| stage.peer(name));
    let mut peers = peers.collect::<Result<Vec<_>>>()?;
    stage.agree(&mut peers)
}

#[test]
fn peers_agree_on_few_mailboxes() -> Result<()> {
    for mailboxes in [1, 64, 130] {
        agreed(mailboxes)?;
    }
    Ok(())
}

#[test]
fn peers_agree_on_more_mailboxes_than_one_thread_takes_at_once() -> Result<()> {
    let [found, unknown] = agreed(9_001)?;
    assert!(
        found.iter().all(|tally| tally.count > 0),
        "every rule is true somewhere"
    );
    assert!(
        unknown.iter().all(|tally| tally.count > 0),
        "every rule is undecided somewhere"
    );
    Ok(())
}
