//! Which encoding a text has: marks first, then zero octets, then whether it is UTF-8, then statistics.
//!
//! Windows PowerShell writes UTF-16 with a mark from `>` and `Export-Clixml`, PowerShell 7 writes UTF-8, and whatever
//! went through a spreadsheet is in the code page of its user
//! (<https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding>).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use std::fmt;

/// The encoding of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// Nothing but ASCII was seen.
    Ascii,
    /// UTF-8.
    Utf8,
    /// UTF-8 with a mark at its start.
    Utf8Marked,
    /// UTF-16, low octet first.
    Utf16Le,
    /// UTF-16, high octet first.
    Utf16Be,
    /// A code page, by its name in the WHATWG Encoding Standard.
    CodePage(&'static str),
}

impl Encoding {
    pub(super) fn decoder(self) -> Option<encoding_rs::Decoder> {
        let encoding = match self {
            Encoding::Ascii => return None,
            Encoding::Utf8 | Encoding::Utf8Marked => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::CodePage(name) => {
                encoding_rs::Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
            }
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Ascii => "ASCII",
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Marked => "UTF-8 with a mark",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::CodePage(name) => name,
        })
    }
}

/// A guess, and what it rests on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) encoding: Encoding,
    /// Octets of the mark.
    pub(super) skip: usize,
    /// It rests on statistics.
    pub(super) guessed: bool,
    pub(super) wrong_mark: bool,
}

impl Guess {
    fn sure(encoding: Encoding, skip: usize) -> Self {
        Guess {
            encoding,
            skip,
            guessed: false,
            wrong_mark: false,
        }
    }
}

/// Octets that are looked at for zero octets.
const SAMPLE: usize = 4096;

/// The encoding by the first octets of a file. [`Encoding::Ascii`] stands for "not known yet".
pub(super) fn guess_start(octets: &[u8]) -> Guess {
    let marked = |encoding, skip| match octets.get(skip..) {
        // A mark before text of single octets: something wrote on into a file of another encoding.
        Some(rest) if zero_side(rest).is_none() && is_plain(rest) => Guess {
            wrong_mark: true,
            ..Guess::sure(Encoding::Ascii, skip)
        },
        _ => Guess::sure(encoding, skip),
    };
    match octets {
        [0xEF, 0xBB, 0xBF, ..] => Guess::sure(Encoding::Utf8Marked, 3),
        [0xFF, 0xFE, ..] => marked(Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => marked(Encoding::Utf16Be, 2),
        _ => Guess::sure(zero_side(octets).unwrap_or(Encoding::Ascii), 0),
    }
}

/// UTF-16 of mostly Latin text shows by its zero octets, all on one side.
fn zero_side(octets: &[u8]) -> Option<Encoding> {
    let sample = octets.get(..SAMPLE).unwrap_or(octets);
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|&&octet| octet == 0)
            .count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    match () {
        () if pairs == 0 => None,
        () if odd * 3 > pairs && even * 10 < pairs => Some(Encoding::Utf16Le),
        () if even * 3 > pairs && odd * 10 < pairs => Some(Encoding::Utf16Be),
        () => None,
    }
}

/// Nothing but what stands in a text of single octets. Text in UTF-16 without any Latin letter, blank or line end has no
/// zero octets either, but then it has octets that are no ASCII text.
fn is_plain(octets: &[u8]) -> bool {
    let sample = octets.get(..SAMPLE).unwrap_or(octets);
    sample.len() > 8
        && sample
            .iter()
            .all(|&octet| (b' '..0x7F).contains(&octet) || b"\r\n\t".contains(&octet))
}

/// The encoding that an XML declaration at the start names.
pub(super) fn declared(octets: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = octets.get(..200).unwrap_or(octets);
    let declaration = head.get(..head.iter().position(|&octet| octet == b'>')?)?;
    let text = std::str::from_utf8(declaration).ok()?.strip_prefix("<?xml")?;
    let label = text.split_once("encoding=")?.1.get(1..)?;
    encoding_rs::Encoding::for_label(label.split(['"', '\'']).next()?.as_bytes())
}

/// The encoding of a text without a mark that is not all ASCII; `declared` is what it says itself, which counts only
/// when it can be true.
pub(super) fn guess_text(octets: &[u8], declared: Option<&'static encoding_rs::Encoding>) -> Guess {
    if is_utf8(octets) {
        return Guess {
            wrong_mark: declared.is_some_and(|declared| declared != encoding_rs::UTF_8),
            ..Guess::sure(Encoding::Utf8, 0)
        };
    }
    if let Some(declared) =
        declared.filter(|declared| declared.is_ascii_compatible() && *declared != encoding_rs::UTF_8)
    {
        return Guess::sure(Encoding::CodePage(declared.name()), 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(octets, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Guess {
        guessed: true,
        wrong_mark: declared.is_some(),
        ..Guess::sure(Encoding::CodePage(encoding.name()), 0)
    }
}

/// Whether the text is UTF-8, perhaps with a few octets damaged.
fn is_utf8(octets: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    let mut chunks = octets.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // The last character may be cut by the end of the sample.
        let cut = chunks.peek().is_none() && chunk.invalid().len() < 4;
        let damaged = !chunk.invalid().is_empty();
        bad += usize::from(damaged && (!cut || !may_continue(chunk.invalid())));
    }
    bad == 0 || good >= bad * 4
}

/// Whether octets are the beginning of a character in UTF-8 (RFC 3629, section 4).
fn may_continue(octets: &[u8]) -> bool {
    std::str::from_utf8(octets).is_err_and(|error| error.error_len().is_none())
}
