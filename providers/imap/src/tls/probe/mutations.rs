//! Flights that are spoilt in every place: the reader must end, and never with more than was sent.

use super::flight::{End, Flight};
use super::tests::{AGREED, REFUSED};
use crate::testkit::recorded;
use crate::tls::Certificate;
use proptest::prelude::*;

fn read(octets: &[u8]) -> Option<End> {
    let end = Flight::default().feed(octets);
    if let Some(End::Agreed(agreed)) = &end {
        let sent: usize = agreed.chain.iter().map(|der| der.len()).sum();
        assert!(sent <= octets.len());
        for der in &agreed.chain {
            // Whatever it is, reading it ends.
            let _ = Certificate::read(der);
        }
    }
    end
}

#[test]
fn every_octet_changed_and_every_length_cut() {
    let names = AGREED.iter().map(|(name, ..)| *name);
    for name in names.chain(REFUSED.iter().map(|(name, _)| *name)) {
        let whole = recorded(name);
        let end = read(&whole);
        assert!(end.is_some(), "{name}");
        for cut in 0..whole.len() {
            let early = read(&whole[..cut]);
            assert!(early.is_none() || early == end, "{name} cut at {cut}: {early:?}");
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff, whole[at] ^ 1, whole[at].wrapping_add(1)] {
                let mut spoilt = whole.clone();
                spoilt[at] = value;
                read(&spoilt);
            }
        }
    }
}

proptest! {
    #[test]
    fn octets_put_in_taken_out_and_repeated(
        which in 0..AGREED.len(),
        at in any::<prop::sample::Index>(),
        length in 0..200_usize,
        filling in prop::collection::vec(any::<u8>(), 0..200),
        pieces in 1..50_usize,
    ) {
        let mut octets = recorded(AGREED[which].0);
        let from = at.index(octets.len());
        let to = (from + length).min(octets.len());
        octets.splice(from..to, filling);
        let mut flight = Flight::default();
        let in_pieces = octets.chunks(pieces).find_map(|piece| flight.feed(piece));
        prop_assert_eq!(in_pieces, read(&octets));
    }

    #[test]
    fn octets_of_no_meaning(octets in prop::collection::vec(any::<u8>(), 0..600)) {
        read(&octets);
        read(&[&[22, 3, 1, 2, 0][..], &octets].concat());
    }
}
