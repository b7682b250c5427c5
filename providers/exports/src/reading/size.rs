//! Sizes: `1.2 GB (1,288,490,189 bytes)` in any culture, `1.12GB`, plain numbers, `Unlimited`.

use super::number::{decimal, grouped, grouped_by_three};

/// A size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// So many octets.
    Octets {
        /// How many.
        octets: u64,
        /// Whether every octet was counted; otherwise it comes from a rounded text.
        exact: bool,
    },
    /// No limit.
    Unlimited,
}

impl Size {
    /// An exact number of octets.
    pub fn exact(octets: u64) -> Self {
        Size::Octets { octets, exact: true }
    }

    /// How many octets; nothing when unlimited.
    pub fn octets(self) -> Option<u64> {
        match self {
            Size::Octets { octets, .. } => Some(octets),
            Size::Unlimited => None,
        }
    }
}

/// Reads a size. The number in brackets counts when there is one, whatever the separators of its groups and the word
/// behind it. Without brackets, units count in steps of 1024, and a number that can be read in two ways
/// (`1.234 GB`) is refused.
pub fn size(text: &str) -> Option<Size> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("unlimited") {
        return Some(Size::Unlimited);
    }
    if let Some((_, rest)) = text.rsplit_once('(') {
        let inside = rest.strip_suffix(')')?;
        return grouped(number_part(inside).0).map(Size::exact);
    }
    let (number, unit) = number_part(text);
    if unit.is_empty() {
        return grouped_by_three(number).map(Size::exact);
    }
    let factor = factor(unit)?;
    if factor == 1 {
        return grouped(number).map(Size::exact);
    }
    let octets = decimal(number)? * factor as f64;
    (octets < u64::MAX as f64).then_some(Size::Octets {
        octets: octets.round() as u64,
        exact: false,
    })
}

/// The number and the word behind it.
fn number_part(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (number, word) = text.split_at(end);
    (number.trim(), word.trim())
}

fn factor(unit: &str) -> Option<u64> {
    const UNITS: [&str; 7] = ["b", "kb", "mb", "gb", "tb", "pb", "eb"];
    let unit = unit.to_ascii_lowercase().replace("ib", "b");
    if matches!(unit.as_str(), "byte" | "bytes") {
        return Some(1);
    }
    let step = UNITS.iter().position(|&known| known == unit)?;
    1_u64.checked_shl(10 * u32::try_from(step).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_all_cultures() {
        let exact = [
            ("1.2 GB (1,288,490,189 bytes)", 1_288_490_189),
            ("1,2 GB (1.288.490.189 bayt)", 1_288_490_189),
            ("1,2 GB (1 288 490 189 octets)", 1_288_490_189),
            ("1,2 Go (1\u{a0}288\u{a0}490\u{a0}189 octets)", 1_288_490_189),
            ("1,2 GB (1\u{202f}288\u{202f}490\u{202f}189 Bytes)", 1_288_490_189),
            ("1.2 GB (1'288'490'189 Bytes)", 1_288_490_189),
            ("1.2 GB (1\u{2019}288\u{2019}490\u{2019}189 Bytes)", 1_288_490_189),
            ("1.2 GB (1,28,84,90,189 bytes)", 1_288_490_189),
            ("0 B (0 bytes)", 0),
            ("105.1 KB (107,621 bytes)", 107_621),
            ("1.234 GB (1,325,000,000 bytes)", 1_325_000_000),
            ("1288490189", 1_288_490_189),
            ("1,234", 1_234),
            ("1.288.490.189", 1_288_490_189),
            ("512 B", 512),
            (" 42 bytes ", 42),
        ];
        for (text, octets) in exact {
            assert_eq!(size(text), Some(Size::exact(octets)), "{text}");
        }
    }

    #[test]
    fn rounded_sizes_say_so() {
        for (text, octets) in [
            ("1.12GB", 1_202_590_843),
            ("1,12 GB", 1_202_590_843),
            ("150 MB", 157_286_400),
            ("1.5 KiB", 1536),
            ("1,024.5 KB", 1_049_088),
            ("1.024,5 KB", 1_049_088),
            ("12.34 TB", 13_567_973_486_756),
        ] {
            assert_eq!(size(text), Some(Size::Octets { octets, exact: false }), "{text}");
        }
    }

    #[test]
    fn no_limit_is_no_number() {
        assert_eq!(size("Unlimited"), Some(Size::Unlimited));
        assert_eq!(size("unlimited").and_then(Size::octets), None);
    }

    #[test]
    fn what_is_no_size_or_two_sizes_is_refused() {
        for text in [
            "",
            "GB",
            "1.234 GB",
            "1,024 KB",
            "1.5",
            "-5",
            "1..5 GB",
            "five MB",
            "1.2 GB (many)",
            "1.2 GB (1 GB",
            "5 parsecs",
            "99999999999 EB",
            "(,)",
        ] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
