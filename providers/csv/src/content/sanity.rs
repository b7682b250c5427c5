//! Whether a file is text at all.

/// First octets of what people upload instead of a CSV: Office files of both kinds (ZIP and OLE2 containers) and
/// archives (<https://www.iana.org/assignments/media-types/application/zip>, [MS-CFB] section 2.2, RFC 1952, RFC 8878).
const ARCHIVES: [&[u8]; 7] = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b\x08",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
];

/// Control characters that a text may hold for every one of which it needs this many letters.
const LETTERS_FOR_ONE: usize = 50;

/// Control characters that any text may hold.
const FEW: usize = 3;

/// Letters that could not be decoded that any text may hold.
const FEW_LOST: usize = 16;

/// Whether the octets are those of an Office file or an archive.
pub(super) fn is_archive(octets: &[u8]) -> bool {
    ARCHIVES.iter().any(|start| octets.starts_with(start))
}

/// Whether a character does not belong into text.
pub(super) fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether so many of them stand among so many characters that this is no text.
pub(super) fn is_too_much(controls: usize, characters: usize) -> bool {
    controls > FEW && controls.saturating_mul(LETTERS_FOR_ONE) > characters
}

/// Whether control characters and letters that could not be decoded are so few that this is text, if a damaged one.
pub(super) fn is_text(text: &str) -> bool {
    let (mut all, mut controls, mut lost) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        controls += usize::from(is_control(c));
        lost += usize::from(c == '\u{fffd}');
    }
    // A file of one short row may consist of damaged letters for a good part.
    !is_too_much(controls, all) && (lost <= FEW_LOST || lost.saturating_mul(4) < all)
}
