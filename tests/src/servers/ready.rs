//! Waiting until a server serves.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::Client;
use crate::group::Group;

const LIMIT: Duration = Duration::from_secs(30);

/// Waits for the first greeting. A port that accepts proves nothing: what stands behind it may still be starting.
pub(super) fn wait_for_greeting(name: &str, process: &mut Group, at: SocketAddr, log: impl Fn() -> String) {
    wait(name, process, log, || Client::try_plain(at, LIMIT).is_ok());
}

/// Waits for something that a process is about to bring about.
pub(super) fn wait(
    name: &str,
    process: &mut Group,
    log: impl Fn() -> String,
    mut there: impl FnMut() -> bool,
) {
    if !within(process, LIMIT, &mut there) {
        let ended = process.wait(Duration::ZERO);
        panic!("{name} did not start ({ended:?}):\n{}", log());
    }
}

/// Whether a process brings something about within a time.
pub(super) fn within(process: &mut Group, limit: Duration, mut there: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + limit;
    while !there() {
        if process.wait(Duration::from_millis(5)).is_some() || Instant::now() > end {
            return false;
        }
    }
    true
}
