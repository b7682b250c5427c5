//! The entry for fuzzing: any octets in, no panic, no endless run, no memory beyond the limits.

use crate::{Export, Limits};

/// Reads any octets as an export, twice: as octets, which are looked through first, and as a stream. Returns how many
/// records there were.
pub fn fuzz(octets: &[u8]) -> u64 {
    let limits = Limits {
        total: 16 << 20,
        record: 1 << 20,
        values: 20_000,
        names: 1_000,
        remembered: 64 << 10,
        ..Limits::default()
    };
    let stream = std::io::Cursor::new(octets.to_vec());
    let twice = [
        Export::from_bytes("octets", octets, &limits),
        Export::from_reader("stream", stream, &limits),
    ];
    let mut count = 0;
    for mut export in twice.into_iter().flatten() {
        count += export.by_ref().filter(Result::is_ok).count() as u64;
    }
    count
}
