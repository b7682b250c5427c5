//! The entry for fuzzing: whatever a child writes, no panic and no endless run.

use crate::parent::Talk;
use crate::{Fault, Limits, frame, plugin};
use imaprules_provider::Host;
use imaprules_provider::wire::{Lines, read_failure};
use std::collections::HashSet;

/// Records and octets of one talk, so that bounds are met as well.
const MOST: u64 = 1000;

/// Reads any octets as what the child of a plugin writes that was granted secrets, in pieces whose size the first octet says. What it
/// asks is asked of the host, and what it tells is held against the declarations. Returns how many pieces of frames were taken.
///
/// # Errors
/// What is wrong with it: the collection would end there.
pub fn fuzz(octets: &[u8], lines: Lines, host: &dyn Host) -> Result<u64, Fault> {
    let Some((size, octets)) = octets.split_first() else {
        return Ok(0);
    };
    let limits = Limits {
        records: MOST,
        octets: MOST << 10,
        ..Limits::default()
    };
    let mut talk = Talk::new(&limits, true, "fuzz", host).expecting(lines, HashSet::new());
    let mut held = Vec::new();
    let mut taken = 0;
    for piece in octets.chunks(usize::from(*size) + 1) {
        held.extend_from_slice(piece);
        let (frames, wrong) = frame::take(&mut held);
        let end = talk.frames(&frames, &mut |_, _| ())?;
        taken += u64::from(!frames.is_empty());
        if let Some(why) = wrong {
            return Err(Fault::Protocol(why));
        }
        if let Some(end) = end {
            let _ = read_failure(&end.error.unwrap_or_default());
            break;
        }
    }
    if let Some(text) = talk.description.take() {
        let _ = plugin::read(&text);
    }
    talk.bad_records().map_or(Ok(taken), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::kind;
    use imaprules_facts::{Record, Schema};
    use imaprules_provider::RecordsOnly;
    use std::sync::Mutex;

    const FACTS: &str = "[[kind]]\nname = \"mailbox\"\nabout = \"A mailbox.\"\n\
        [[kind]]\nname = \"server\"\nabout = \"A server.\"\n\
        [[fact]]\nname = \"test.full\"\nfor = \"mailbox\"\ntype = \"bool\"\nabout = \"Full.\"\nhow = \"Ask.\"\n";

    fn frames(parts: &[(u8, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (kind, payload) in parts {
            frame::write(&mut bytes, &mut Vec::new(), *kind, &[payload.as_bytes()]).unwrap();
        }
        bytes
    }

    /// How it went, and the subjects of the records.
    fn read(size: u8, parts: &[(u8, &str)]) -> (Result<u64, Fault>, Vec<String>) {
        let lines = Lines::new("fuzz", Schema::read([("facts.toml", FACTS)]).unwrap());
        let seen = Mutex::new(Vec::new());
        let host = RecordsOnly(|record: Record| {
            seen.lock().unwrap().push(record.subject.id);
            Ok(())
        });
        let octets = [vec![size], frames(parts)].concat();
        let told = fuzz(&octets, lines, &host);
        (told, seen.into_inner().unwrap())
    }

    const SOURCE: (u8, &str) = (kind::LINE, r#"{"source":1,"name":"here"}"#);
    const RECORD: (u8, &str) = (
        kind::LINE,
        r#"{"subject":"mailbox","id":"a","source":1,"facts":{"test.full":true}}"#,
    );
    const END: (u8, &str) = (kind::END, r#"{"status":0}"#);

    #[test]
    fn frames_are_read_however_they_are_cut_and_nothing_after_the_end() {
        for size in [0, 1, 7, 255] {
            let (told, seen) = read(size, &[SOURCE, RECORD, END, RECORD]);
            assert!(told.unwrap() > 0, "{size}");
            assert_eq!(seen, ["a"], "{size}");
        }
        let (told, seen) = read(0, &[]);
        assert_eq!((told.unwrap(), seen.len()), (0, 0));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let undeclared = r#"{"subject":"mailbox","id":"b","source":1,"facts":{"test.none":true}}"#;
        let (told, seen) = read(9, &[SOURCE, (kind::LINE, undeclared), RECORD, END]);
        assert!(matches!(told, Err(Fault::BadRecords { count: 1, .. })));
        assert_eq!(seen, ["a"]);
        let (told, _) = read(9, &[(b'?', "x")]);
        assert!(matches!(told, Err(Fault::Protocol(_))));
    }
    /// A secret that is kept for a subject.
    fn kept(kind: &str, id: &str) -> String {
        format!(r#"{{"kind":"{kind}","id":"{id}","name":"key","value":"open-sesame"}}"#)
    }

    #[test]
    fn secrets_do_not_come_back_in_records_about_whatever() {
        let record = |kind: &str, id: &str| {
            format!(r#"{{"subject":"{kind}","id":"{id}","source":1,"unknown":{{}},"place":"open-sesame"}}"#)
        };
        for (of, about, passes) in [
            (("settings", "fuzz"), ("mailbox", "a"), false),
            (("settings", "fuzz"), ("server", "h"), false),
            (("mailbox", "a"), ("server", "h"), false),
            (("mailbox", "a"), ("mailbox", "a"), false),
            (("mailbox", "a"), ("mailbox", "b"), true),
        ] {
            let (kept, record) = (kept(of.0, of.1), record(about.0, about.1));
            let (told, seen) = read(99, &[SOURCE, (kind::KEEP, &kept), (kind::LINE, &record), END]);
            assert_eq!(
                (told.is_ok(), seen.len()),
                (passes, usize::from(passes)),
                "{of:?} {about:?}"
            );
        }
    }
}
