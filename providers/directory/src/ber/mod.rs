//! The part of BER that LDAP uses (RFC 4511 section 5.1): tags of one octet, definite lengths.

mod read;
mod write;

pub(crate) use read::{Reader, Spoilt, frame};
pub(crate) use write::Writer;

/// INTEGER.
pub(crate) const INTEGER: u8 = 0x02;
/// OCTET STRING.
pub(crate) const OCTETS: u8 = 0x04;
/// ENUMERATED.
pub(crate) const ENUMERATED: u8 = 0x0a;
/// BOOLEAN.
pub(crate) const BOOLEAN: u8 = 0x01;
/// SEQUENCE.
pub(crate) const SEQUENCE: u8 = 0x30;
/// SET.
pub(crate) const SET: u8 = 0x31;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_as_short_as_can_be_and_come_back() {
        for (number, octets) in [
            (0_i64, &[2, 1, 0][..]),
            (127, &[2, 1, 127]),
            (128, &[2, 2, 0, 128]),
            (256, &[2, 2, 1, 0]),
            (-1, &[2, 1, 255]),
            (-129, &[2, 2, 255, 127]),
        ] {
            let mut writer = Writer::default();
            writer.integer(INTEGER, number);
            assert_eq!(writer.finish(), octets, "{number}");
            assert_eq!(Reader::new(octets).integer(INTEGER), Ok(number));
        }
    }

    #[test]
    fn lengths_take_the_form_they_need() {
        for length in [0_usize, 127, 128, 255, 256, 70_000] {
            let mut writer = Writer::default();
            writer.octets(SEQUENCE, &vec![7; length]);
            let written = writer.finish();
            assert_eq!(frame(&written, 1 << 20), Ok(Some(written.len())), "{length}");
            assert_eq!(
                Reader::new(&written).octets(SEQUENCE).map(<[u8]>::len),
                Ok(length)
            );
        }
    }

    #[test]
    fn half_a_message_waits_and_a_wrong_one_does_not() {
        assert_eq!(frame(&[], 100), Ok(None));
        assert_eq!(frame(&[0x30], 100), Ok(None));
        assert_eq!(frame(&[0x30, 5, 1, 2], 100), Ok(None));
        assert_eq!(frame(&[0x30, 0x84, 0, 0], 100), Ok(None));
        // Too long, indefinite, not a sequence: `HTTP/1.1`.
        for wrong in [
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..],
            &[0x30, 0x80],
            b"HTTP/1.1",
            &[0x30, 0x89, 1],
        ] {
            assert!(frame(wrong, 100).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn no_octets_make_the_reader_panic(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = frame(&octets, 1000);
            let mut reader = Reader::new(&octets);
            while let Ok((_, content)) = reader.any() {
                let _ = Reader::new(content).integer(INTEGER);
                let _ = Reader::new(content).octets(OCTETS);
            }
        }

        #[test]
        fn what_is_written_is_read(numbers in proptest::collection::vec(any::<i64>(), 0..20), text in ".{0,300}") {
            let mut writer = Writer::default();
            writer.within(SEQUENCE, |inner| {
                for number in &numbers {
                    inner.integer(ENUMERATED, *number);
                }
                inner.octets(OCTETS, text.as_bytes());
            });
            let written = writer.finish();
            let mut reader = Reader::new(&written).inner(SEQUENCE).unwrap();
            for number in &numbers {
                prop_assert_eq!(reader.integer(ENUMERATED), Ok(*number));
            }
            prop_assert_eq!(reader.octets(OCTETS), Ok(text.as_bytes()));
            prop_assert!(reader.is_empty());
        }
    }
}
