//! The encoding of a file without byte order mark. UTF-16 shows by its zero octets, UTF-8 by being valid; what is left
//! is a legacy code page, guessed from the letters.

use super::sanity::{is_control, is_too_much};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1256,
};
use memchr::{memchr, memchr_iter};
use secrecy::zeroize::Zeroizing;
use std::collections::HashMap;

/// Looked at to tell UTF-16.
const SAMPLE: usize = 1 << 16;

/// Addresses looked at to tell the country.
const ADDRESSES: usize = 1000;

/// Octets with letters beyond ASCII that are enough to tell a code page.
const ENOUGH: usize = 1 << 20;

/// Octets and lines in which the header is looked for.
const HEAD: usize = 1 << 12;
const HEAD_LINES: usize = 3;

/// Code pages of Windows for the languages of `headers.toml`, those first that share most letters with others.
const CODE_PAGES: [&Encoding; 8] = [
    WINDOWS_1252,
    WINDOWS_1254,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1256,
    SHIFT_JIS,
    GBK,
];

/// The encoding that the octets most likely have; nothing where they are no text.
pub(super) fn encoding(
    octets: &[u8],
    whole: bool,
    is_name: &dyn Fn(&str) -> bool,
) -> Option<&'static Encoding> {
    if let Some(encoding) = utf16(octets) {
        return Some(encoding);
    }
    if is_noise(octets) {
        return None;
    }
    Some(if is_utf8(octets, whole) {
        UTF_8
    } else {
        with_most_names(code_page(octets), octets, is_name)
    })
}

/// Whether more control characters stand in it than in any text.
fn is_noise(octets: &[u8]) -> bool {
    let sample = octets.get(..SAMPLE.min(octets.len())).unwrap_or_default();
    let controls = sample
        .iter()
        .filter(|octet| is_control(char::from(**octet)))
        .count();
    is_too_much(controls, sample.len())
}

/// The guess, unless names of columns are read with another code page that are not with it: few rows say little about
/// letters, and a translated header says much.
fn with_most_names(
    guess: &'static Encoding,
    octets: &[u8],
    is_name: &dyn Fn(&str) -> bool,
) -> &'static Encoding {
    let sample = octets.get(..HEAD.min(octets.len())).unwrap_or_default();
    let lines = sample.split(|octet| matches!(octet, b'\r' | b'\n'));
    let lines: Vec<&[u8]> = lines.filter(|line| !line.is_empty()).take(HEAD_LINES).collect();
    let names = |encoding: &'static Encoding| {
        let names = |line: &&[u8]| {
            let text = Zeroizing::new(encoding.decode_without_bom_handling(line).0.into_owned());
            let values = text.split([',', ';', '\t', '|']);
            values.filter(|value| is_name(value.trim_matches('"'))).count()
        };
        lines.iter().map(names).max().unwrap_or_default()
    };
    let mut best = (names(guess), guess);
    for encoding in CODE_PAGES {
        let count = names(encoding);
        if count > best.0 {
            best = (count, encoding);
        }
    }
    best.1
}

/// Only lines with letters beyond ASCII say something.
fn code_page(octets: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut fed = 0;
    for line in octets.split_inclusive(|octet| matches!(octet, b'\r' | b'\n')) {
        if !line.is_ascii() && fed < ENOUGH {
            let line = line.get(..ENOUGH.min(line.len())).unwrap_or_default();
            detector.feed(line, false);
            fed += line.len();
        }
    }
    detector.feed(b"", true);
    detector.guess(country(octets).as_deref(), Utf8Detection::Deny)
}

/// Names of columns, digits, delimiters and line ends are ASCII, so that one octet of two is zero for much of a
/// UTF-16 file, whatever its language.
fn utf16(octets: &[u8]) -> Option<&'static Encoding> {
    let sample = octets.get(..SAMPLE.min(octets.len()))?;
    memchr(0, sample)?;
    let (mut even, mut odd) = (0_usize, 0_usize);
    for at in memchr_iter(0, sample) {
        if at % 2 == 0 { even += 1 } else { odd += 1 }
    }
    let many = sample.len() / 10;
    if odd > many && even < odd / 8 + 1 {
        return Some(UTF_16LE);
    }
    (even > many && odd < even / 8 + 1).then_some(UTF_16BE)
}

/// Whether it is UTF-8 but for little: a file to which somebody appended a line in another encoding is still better
/// read as UTF-8. A file that was cut may end within a letter.
fn is_utf8(octets: &[u8], whole: bool) -> bool {
    match std::str::from_utf8(octets) {
        Ok(_) => return true,
        Err(error) if error.error_len().is_none() && !whole => return true,
        Err(_) => {}
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in octets.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad.saturating_mul(3)
}

/// The most frequent top-level domain of the addresses in the file, which hints at the language.
fn country(octets: &[u8]) -> Option<Vec<u8>> {
    let mut counts: HashMap<&[u8], usize> = HashMap::new();
    for at in memchr_iter(b'@', octets).take(ADDRESSES) {
        let rest = octets.get(at + 1..).unwrap_or_default();
        let in_domain = |octet: &&u8| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-');
        let domain = rest
            .get(..rest.iter().take_while(in_domain).count())
            .unwrap_or_default();
        let label = domain.rsplit(|octet| *octet == b'.').next().unwrap_or_default();
        if label.len() < domain.len() && label.iter().all(u8::is_ascii_lowercase) && !label.is_empty() {
            *counts.entry(label).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    most.map(|(label, _)| label.to_vec())
}
