//! The address ranges of Exchange Online, and what of them a list of exceptions leaves out. The ranges are data:
//! `configuration/exchange_online.toml`, or given with a setting.

use imaprules_provider::ProviderError;
use serde::Deserialize;
use std::net::IpAddr;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const TABLE: &str = include_str!("../../configuration/exchange_online.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    published: String,
    ranges: Vec<String>,
}

/// The ranges, and when they were published; not known for ranges that were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) ranges: Vec<String>,
    /// In milliseconds since 1970-01-01 UTC.
    pub(super) published: Option<i64>,
}

impl Service {
    /// Those of the setting, or the published ones.
    pub(super) fn of(given: &[String]) -> Result<Service, ProviderError> {
        if let Some(bad) = given.iter().find(|text| Range::read(text).is_none()) {
            return Err(ProviderError::setting(
                "service_range",
                format!("`{bad}` is no range of addresses"),
                "write it as 40.96.0.0/13 or 2603:1006::/40",
            ));
        }
        if !given.is_empty() {
            return Ok(Service {
                ranges: given.to_vec(),
                published: None,
            });
        }
        let table: Table = toml::from_str(TABLE).map_err(|error| ProviderError::Broken(error.to_string()))?;
        let published = OffsetDateTime::parse(&table.published, &Rfc3339).ok();
        let published = published.and_then(|at| i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok());
        Ok(Service {
            ranges: table.ranges,
            published,
        })
    }

    /// Those ranges that a list does not cover wholly. Where the list has no addresses of IPv6, those do not count: the
    /// server may have none.
    pub(super) fn not_covered(&self, list: &[String]) -> Vec<String> {
        let mut covering: Vec<Range> = list.iter().filter_map(|text| Range::read(text)).collect();
        covering.sort_by_key(|range| (range.v6, range.first));
        let has_v6 = covering.iter().any(|range| range.v6 && range.first > 1);
        let open = |text: &&String| {
            Range::read(text).is_some_and(|range| (!range.v6 || has_v6) && !range.is_covered(&covering))
        };
        self.ranges.iter().filter(open).cloned().collect()
    }

    /// Which addresses are of the service.
    pub(super) fn holds(&self, addresses: &[String]) -> Vec<String> {
        let ranges: Vec<Range> = self.ranges.iter().filter_map(|text| Range::read(text)).collect();
        let inside = |text: &&String| {
            Range::read(text).is_some_and(|address| ranges.iter().any(|range| range.overlaps(&address)))
        };
        addresses.iter().filter(inside).cloned().collect()
    }
}

/// A range in CIDR form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    first: u128,
    last: u128,
    v6: bool,
}

impl Range {
    /// Reads `40.96.0.0/13`, `2603:1006::/40`, or one address.
    fn read(text: &str) -> Option<Range> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let (bits, width, v6) = match address.parse::<IpAddr>().ok()? {
            IpAddr::V4(v4) => (u128::from(u32::from(v4)), 32_u32, false),
            IpAddr::V6(v6) => (u128::from(v6), 128, true),
        };
        let free = width.checked_sub(length.unwrap_or(width))?;
        let mask = 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
        Some(Range {
            first: bits & !mask,
            last: bits | mask,
            v6,
        })
    }

    fn overlaps(&self, other: &Range) -> bool {
        self.v6 == other.v6 && self.first <= other.last && other.first <= self.last
    }

    /// Whether ranges, sorted by their first address, together hold this one.
    fn is_covered(&self, sorted: &[Range]) -> bool {
        let mut next = self.first;
        for other in sorted.iter().filter(|other| other.v6 == self.v6) {
            if other.first > next {
                break;
            }
            if other.last >= self.last {
                return true;
            }
            next = next.max(other.last.saturating_add(1));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_published_ranges_can_be_read_and_are_those_of_the_target() {
        let service = Service::of(&[]).unwrap();
        assert!(service.published.is_some());
        assert!(service.ranges.iter().all(|text| Range::read(text).is_some()));
        let target: toml::Table = toml::from_str(include_str!("../../../microsoft365/tenant.toml")).unwrap();
        let network = &target["network"];
        let theirs = network["ranges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_str().unwrap().to_owned());
        assert_eq!(service.ranges, theirs.collect::<Vec<_>>());
        assert_eq!(network["published"].as_str(), Some("2022-07-29T00:00:00Z"));
    }

    #[test]
    fn what_a_list_leaves_open() {
        let service = Service::of(&list(&["40.96.0.0/13", "52.96.0.0/14", "2603:1006::/40"])).unwrap();
        assert_eq!(service.not_covered(&list(&["0.0.0.0/0"])), [""; 0]);
        assert_eq!(
            service.not_covered(&list(&["40.96.0.0/14", "40.100.0.0/14", "52.0.0.0/8", "::1"])),
            [""; 0]
        );
        assert_eq!(
            service.not_covered(&list(&["52.0.0.0/8", "2603:1007::/40"])),
            ["40.96.0.0/13", "2603:1006::/40"]
        );
        assert_eq!(service.not_covered(&[]), ["40.96.0.0/13", "52.96.0.0/14"]);
        assert_eq!(
            service.holds(&list(&["40.97.1.2", "10.0.0.1", "mail.example.com"])),
            ["40.97.1.2"]
        );
        assert!(Service::of(&list(&["40.96.0.0/33"])).is_err());
    }
}
