//! Single values as Active Directory writes them.

use imaprules_exports::reading;
use std::fmt::Write;

/// 100 ns units between 1601-01-01 and 1970-01-01.
const BEFORE_1970: i64 = 116_444_736_000_000_000;

/// A GUID: sixteen octets, the first three numbers with their smallest octet first (\[MS-DTYP\] 2.3.4.2), or text.
pub(super) fn guid(value: &[u8]) -> Option<String> {
    let Ok(octets) = <[u8; 16]>::try_from(value) else {
        return reading::guid(std::str::from_utf8(value).ok()?.trim());
    };
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let mut text = String::with_capacity(36);
    for (at, from) in order.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a text cannot fail.
        let _ = write!(text, "{:02x}", octets.get::<usize>(from)?);
    }
    Some(text)
}

/// A SID: octets (\[MS-DTYP\] 2.4.2.2), or text as LDIF of some tools has it.
pub(crate) fn sid(value: &[u8]) -> Option<String> {
    if value.starts_with(b"S-1-") {
        let text = std::str::from_utf8(value).ok()?.trim();
        let mut parts = text.split('-').skip(2);
        return parts
            .all(|part| part.parse::<u64>().is_ok())
            .then(|| text.to_owned());
    }
    let (head, parts) = value.split_at_checked(8)?;
    let [1, count, authority @ ..] = head else {
        return None;
    };
    if parts.len() != usize::from(*count) * 4 || *count > 15 {
        return None;
    }
    let authority = authority
        .iter()
        .fold(0_u64, |number, octet| (number << 8) | u64::from(*octet));
    let mut text = format!("S-1-{authority}");
    for part in parts.chunks_exact(4) {
        let number = u32::from_le_bytes(part.try_into().ok()?);
        let _ = write!(text, "-{number}");
    }
    Some(text)
}

/// A generalized time, `20261127143700.0Z`, in milliseconds since 1970-01-01 UTC.
pub(super) fn time(text: &str) -> Option<i64> {
    reading::time(text).ok().map(|time| time.millis)
}

/// 100 ns since 1601 in milliseconds since 1970-01-01 UTC; nothing for 0, which means never, and for the largest one, too.
pub(super) fn filetime(ticks: i64) -> Option<i64> {
    (ticks > 0 && ticks < i64::MAX).then(|| (ticks - BEFORE_1970) / 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sids_and_guids_are_read_from_octets_and_text() {
        let octets = [
            1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 199, 53, 58, 66, 142, 107, 116, 132, 85, 161, 174, 198, 0,
            2, 0, 0,
        ];
        let text = "S-1-5-21-1111111111-2222222222-3333333333-512";
        assert_eq!(sid(&octets).as_deref(), Some(text));
        assert_eq!(sid(text.as_bytes()).as_deref(), Some(text));
        assert_eq!(
            sid(&[1, 1, 0, 0, 0, 0, 0, 5, 10, 0, 0, 0]).as_deref(),
            Some("S-1-5-10")
        );
        for other in [
            &octets[..20],
            &[],
            &[2, 0, 0, 0, 0, 0, 0, 5],
            b"S-1-5-x",
            b"nobody",
        ] {
            assert_eq!(sid(other), None, "{other:?}");
        }
        let receive_as = [
            0x56, 0x1a, 0x72, 0xab, 0x2f, 0x1e, 0xd0, 0x11, 0x98, 0x19, 0x00, 0xaa, 0x00, 0x40, 0x52, 0x9b,
        ];
        let text = "ab721a56-1e2f-11d0-9819-00aa0040529b";
        assert_eq!(guid(&receive_as).as_deref(), Some(text));
        assert_eq!(guid(text.as_bytes()).as_deref(), Some(text));
        assert_eq!(guid(&[1, 2]), None);
    }

    #[test]
    fn times_are_read() {
        assert_eq!(time("20231114221320.0Z"), Some(1_700_000_000_000));
        assert_eq!(time("yesterday"), None);
        assert_eq!(filetime(133_444_736_000_000_000), Some(1_700_000_000_000));
        assert_eq!(filetime(0), None);
        assert_eq!(filetime(i64::MAX), None);
    }
}
