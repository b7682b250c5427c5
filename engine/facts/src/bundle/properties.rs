//! Whatever a file holds, reading it ends with a bundle or an error, and what was written reads back.

use super::tests::{added, dump, parsed, records, schema, written};
use super::{Bundle, BundleError, LineProblem, read_journal};
use crate::{Reason, Record, Source, SubjectRef, Unknown, Value};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::fs;

fn millis() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -100_000_000_000_000..300_000_000_000_000_i64]
}

fn value() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        any::<bool>().prop_map(|v| ("t.f0", v.into())),
        any::<i64>().prop_map(|v| ("t.f1", v.into())),
        any::<f64>()
            .prop_filter("finite", |v| v.is_finite())
            .prop_map(|v| ("t.f2", v.into())),
        any::<i32>().prop_map(|v| ("t.f2", i64::from(v).into())),
        any::<String>().prop_map(|v| ("t.f3", v.into())),
        millis().prop_map(|v| ("t.f4", v.into())),
        any::<i64>().prop_map(|v| ("t.f6", v.into())),
        prop_oneof!["ok", "credentials"].prop_map(|v| ("t.f7", v.into())),
        vec("[ab]{0,2}", 0..4).prop_map(|v| ("t.f8", v.into())),
        vec(millis(), 0..4).prop_map(|v| ("t.f9", v.into())),
    ]
}

prop_compose! {
    fn record()(
        id in "[ab]",
        source in 0..3_u8,
        at in millis(),
        place in option::of("[ -~]{1,8}"),
        server in option::of("[xy]:993"),
        known in vec(value(), 0..8),
        missed in option::of((0..10_u8, 0..Reason::ALL.len(), option::of(".{0,8}"))),
    ) -> Record {
        let source = Source { provider: "p".into(), name: source.to_string(), live: source == 1 };
        let mut record = Record::about("mailbox", &id, source, at);
        record.place = place;
        record.references.extend(server.map(|id| SubjectRef::new("server", id)));
        for (name, value) in known {
            record.know(name, value);
        }
        if let Some((fact, reason, note)) = missed {
            record.miss(&format!("t.f{fact}"), Unknown { reason: Reason::ALL[reason], note });
        }
        record
    }
}

/// A place in a bundle, and one of the octets that matter to JSON.
fn damage() -> impl Strategy<Value = (prop::sample::Index, u8)> {
    let octets: Vec<u8> = b"\"\\{}[]:,0123456789-.eE \taftnu\x01\xFF".to_vec();
    (any::<prop::sample::Index>(), prop::sample::select(octets))
}

/// The same lines with a space before each, which the quick way does not expect.
fn spaced(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.flat_map(|line| [b" ", line].concat()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_read_back(records in vec(record(), 0..12)) {
        let bundle = parsed(&written(&records)).unwrap();
        prop_assert_eq!(dump(&bundle.store), dump(&added(&records)));
        prop_assert!(bundle.ignored.is_empty());
    }

    #[test]
    fn both_ways_through_a_record_read_the_same(records in vec(record(), 1..6), damage in option::of(damage())) {
        let mut bytes = written(&records);
        if let Some((at, byte)) = damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let told = |bundle: Result<Bundle, BundleError>| {
            let line = |error| match error {
                BundleError::Line { line, .. } => line,
                _ => 1,
            };
            bundle.map(|bundle| (dump(&bundle.store), bundle.ignored)).map_err(line)
        };
        prop_assert_eq!(told(parsed(&bytes)), told(parsed(&spaced(&bytes))));
    }

    #[test]
    fn random_bytes_are_an_error(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(parsed(&bytes).is_err());
    }

    #[test]
    fn random_lines_never_panic(line in "[\\[\\]{}\",:a-z0-9. -]{0,60}") {
        let _ = parsed(&[written(&records()), line.into_bytes()].concat());
    }

    #[test]
    fn damage_never_panics_and_errors_name_a_line(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = written(&records());
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Err(error) = parsed(&bytes) {
            let named = matches!(error, BundleError::Line { line: 1..=9, .. });
            prop_assert!(named || at < 64, "{}", error);
        }
    }

    #[test]
    fn a_cut_is_told_by_its_line(at in any::<prop::sample::Index>()) {
        let bytes = written(&records());
        let cut = bytes.get(..at.index(bytes.len())).unwrap();
        let lines = cut.split(|byte| *byte == b'\n').count() as u64;
        match parsed(cut) {
            // Between two lines, or only the last line end is missing.
            Ok(bundle) => {
                let at_line_end = cut.ends_with(b"\n") || cut.ends_with(b"}");
                prop_assert!(at_line_end);
                prop_assert_eq!(bundle.complete, cut.len() + 1 == bytes.len());
            }
            Err(BundleError::Line { line, problem: LineProblem::CutOff, .. }) => prop_assert_eq!(line, lines),
            Err(error) => prop_assert!(lines == 1, "{}", error),
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), cut).unwrap();
        prop_assert!(read_journal(file.path(), &schema()).is_ok() || lines == 1);
    }
}
