//! Whether text of single octets is in the code page of a console (850, 857, 437), which no detector tells apart.
//!
//! `>` in `cmd.exe` writes these. Their letters with marks stand at 0x80-0xA5, where the code pages of Windows have
//! typographic signs; a Windows text has its letters at 0xC0 and above. Conversion is left to the user: which of the
//! code pages it was cannot be told from the text.

/// Whether most of the octets that are not ASCII stand alone inside words, where console code pages have letters.
pub(super) fn looks_like_console(octets: &[u8]) -> bool {
    let all = octets.iter().filter(|octet| !octet.is_ascii()).count();
    let is_letter = |window: &&[u8]| match window {
        [before, 0x80..=0x90 | 0x93..=0x9F, after] => {
            before.is_ascii()
                && after.is_ascii()
                && (before.is_ascii_alphabetic() || after.is_ascii_alphabetic())
        }
        _ => false,
    };
    let letters = octets.windows(3).filter(is_letter).count();
    letters * 2 > all
}
