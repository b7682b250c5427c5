//! Address ranges: reading them, and what of one list another does not cover. Names and addresses that the internet cannot reach.

use crate::data::TENANT;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range in CIDR form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    first: u128,
    last: u128,
    v6: bool,
}

impl Range {
    /// Reads `40.96.0.0/13`, `2603:1006::/40`, or a single address.
    pub(crate) fn read(text: &str) -> Option<Range> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let (bits, width, v6) = match address.parse::<IpAddr>().ok()? {
            IpAddr::V4(v4) => (u128::from(u32::from(v4)), 32, false),
            IpAddr::V6(v6) => (u128::from(v6), 128, true),
        };
        let free = width - length.unwrap_or(width).min(width);
        if length.is_some_and(|length| length > width) {
            return None;
        }
        let mask = 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
        Some(Range {
            first: bits & !mask,
            last: bits | mask,
            v6,
        })
    }
}

/// Those ranges that the others do not cover wholly. Ranges of IPv6 count only where one of the others is of IPv6.
pub(crate) fn missing(wanted: &[String], allowed: &[Range]) -> Vec<String> {
    let has_v6 = allowed.iter().any(|range| range.v6);
    let mut sorted = allowed.to_vec();
    sorted.sort_by_key(|range| range.first);
    let shut_out = |text: &&String| {
        Range::read(text).is_some_and(|range| (!range.v6 || has_v6) && !is_covered(range, &sorted))
    };
    wanted.iter().filter(shut_out).cloned().collect()
}

/// Whether ranges, sorted by their first address, together cover one.
fn is_covered(range: Range, sorted: &[Range]) -> bool {
    let mut next = range.first;
    for other in sorted.iter().filter(|other| other.v6 == range.v6) {
        if other.first > next {
            break;
        }
        if other.last >= range.last {
            return true;
        }
        next = next.max(other.last.saturating_add(1));
    }
    false
}

/// Whether a host can exist on the internet, as a word of `endpoint.name_scope`.
pub(crate) fn name_scope(host: &str) -> &'static str {
    let host = host.trim().trim_end_matches('.');
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return if is_private(address) {
            "private_address"
        } else {
            "public_address"
        };
    }
    let Some((_, ending)) = host.rsplit_once('.') else {
        return "internal_name";
    };
    match TENANT
        .names
        .internal
        .iter()
        .any(|internal| internal.eq_ignore_ascii_case(ending))
    {
        true => "internal_name",
        false => "public_name",
    }
}

/// Special-purpose addresses that nobody reaches from outside (IANA's registries, RFC 6890).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => v6
            .to_ipv4_mapped()
            .map_or_else(|| is_private_v6(v6), is_private_v4),
    }
}

fn is_private_v4(v4: Ipv4Addr) -> bool {
    let shared = u32::from(v4) >> 22 == 0x6440_0000 >> 22;
    v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_unspecified()
        || v4.is_documentation()
        || shared
}

fn is_private_v6(v6: Ipv6Addr) -> bool {
    let begin = v6.segments().first().copied().unwrap_or_default();
    v6.is_loopback() || v6.is_unspecified() || begin & 0xfe00 == 0xfc00 || begin & 0xffc0 == 0xfe80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(wanted: &[&str], allowed: &[&str]) -> Vec<String> {
        let allowed: Vec<Range> = allowed.iter().map(|text| Range::read(text).unwrap()).collect();
        missing(
            &wanted.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(),
            &allowed,
        )
    }

    #[test]
    fn ranges_are_covered_by_one_or_several() {
        let wanted = ["40.96.0.0/13", "52.96.0.0/14", "2603:1006::/40"];
        assert_eq!(lacking(&wanted, &["0.0.0.0/0"]), [""; 0]);
        assert_eq!(
            lacking(&wanted, &["40.96.0.0/14", "40.100.0.0/14", "52.0.0.0/8"]),
            [""; 0]
        );
        assert_eq!(
            lacking(&wanted, &["40.96.0.0/14", "40.101.0.0/16", "52.96.0.0/14"]),
            ["40.96.0.0/13"]
        );
        assert_eq!(
            lacking(&wanted, &["0.0.0.0/0", "2603:1007::/40"]),
            ["2603:1006::/40"]
        );
        assert_eq!(lacking(&wanted, &["0.0.0.0/0", "::/0"]), [""; 0]);
        assert_eq!(lacking(&["10.0.0.1"], &["10.0.0.0/31"]), [""; 0]);
        assert_eq!(lacking(&["10.0.0.0/8"], &[]), ["10.0.0.0/8"]);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "x", "1.2.3.4/33", "1.2.3/8", "::/129", "1.2.3.4/-1"] {
            assert_eq!(Range::read(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_addresses_of_the_inside() {
        for (host, scope) in [
            ("imap.contoso.com", "public_name"),
            ("imap.contoso.com.", "public_name"),
            ("mail.contoso.LOCAL", "internal_name"),
            ("exch01", "internal_name"),
            ("10.1.2.3", "private_address"),
            ("100.64.0.1", "private_address"),
            ("[fd00::1]", "private_address"),
            ("::ffff:192.168.1.1", "private_address"),
            ("40.96.0.1", "public_address"),
        ] {
            assert_eq!(name_scope(host), scope, "{host}");
        }
    }
}
