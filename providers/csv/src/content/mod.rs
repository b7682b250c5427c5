//! From octets to text: what kind of file it is, how its letters are written, and the text itself. Lines and columns
//! are not looked at here.

mod guess;
mod sanity;

use crate::blank::all_blank;
use crate::file::Contents;
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use secrecy::zeroize::Zeroizing;

/// What the file holds.
pub(crate) enum Content {
    /// Text.
    Text(Text),
    /// Nothing but blanks.
    Empty,
    /// An Excel workbook or another archive.
    Workbook,
    /// No text.
    Binary,
}

/// A text and how it was written. It holds passwords.
pub(crate) struct Text {
    pub(crate) text: Zeroizing<String>,
    pub(crate) form: Form,
    pub(crate) code_page: &'static str,
    pub(crate) mark: bool,
    /// Whether the encoding is a guess from the letters, which may be wrong.
    pub(crate) guessed: bool,
    /// Whether octets stand in the file that mean nothing in its encoding; U+FFFD stands in their place.
    pub(crate) lost: bool,
}

/// How letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Ascii,
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16Be,
    Ansi,
}

impl Form {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Form::Ascii => "ascii",
            Form::Utf8 => "utf8",
            Form::Utf8Mark => "utf8_bom",
            Form::Utf16Le => "utf16le",
            Form::Utf16Be => "utf16be",
            Form::Ansi => "ansi",
        }
    }
}

/// Looks at the octets and makes a text of them. What follows the last line end of a file that was cut is dropped:
/// half a row is no row. `is_name` tells names of columns, which help to guess a code page.
pub(crate) fn decode(
    contents: Contents,
    wanted: Option<&'static Encoding>,
    is_name: &dyn Fn(&str) -> bool,
) -> Content {
    let whole = contents.cut.is_none();
    if sanity::is_archive(&contents.octets) {
        return Content::Workbook;
    }
    let (encoding, mark) = match Encoding::for_bom(&contents.octets) {
        Some((encoding, length)) => (encoding, length),
        None => match wanted.or_else(|| guess::encoding(&contents.octets, whole, is_name)) {
            Some(encoding) => (encoding, 0),
            None => return Content::Binary,
        },
    };
    let ascii = contents.octets.is_ascii();
    let (mut text, lost) = text_of(contents.octets, encoding, mark);
    if !sanity::is_text(&text) {
        return Content::Binary;
    }
    if !whole {
        let end = text
            .rfind('\n')
            .or_else(|| text.rfind('\r'))
            .map_or(0, |at| at + 1);
        text.truncate(end);
    }
    if whole && all_blank(&text) {
        return Content::Empty;
    }
    let form = form(encoding, mark > 0, ascii);
    Content::Text(Text {
        text,
        form,
        code_page: encoding.name(),
        mark: mark > 0,
        guessed: form == Form::Ansi && wanted.is_none(),
        lost,
    })
}

fn form(encoding: &'static Encoding, mark: bool, ascii: bool) -> Form {
    match encoding {
        _ if encoding == UTF_16LE => Form::Utf16Le,
        _ if encoding == UTF_16BE => Form::Utf16Be,
        _ if encoding == UTF_8 && mark => Form::Utf8Mark,
        _ if ascii => Form::Ascii,
        _ if encoding == UTF_8 => Form::Utf8,
        _ => Form::Ansi,
    }
}

/// The octets after the mark as text, and whether some mean nothing. Nothing but the result is left in memory.
fn text_of(
    mut octets: Zeroizing<Vec<u8>>,
    encoding: &'static Encoding,
    mark: usize,
) -> (Zeroizing<String>, bool) {
    if encoding == UTF_8 && mark == 0 {
        match String::from_utf8(std::mem::take(&mut *octets)) {
            Ok(text) => return (Zeroizing::new(text), false),
            Err(error) => *octets = error.into_bytes(),
        }
    }
    let octets = octets.get(mark..).unwrap_or_default();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // All the room it can need: a text that grows by itself leaves a copy behind.
    let room = decoder
        .max_utf8_buffer_length(octets.len())
        .unwrap_or(octets.len());
    let mut text = Zeroizing::new(String::with_capacity(room));
    let (result, _, lost) = decoder.decode_to_string(octets, &mut text, true);
    debug_assert_eq!(result, CoderResult::InputEmpty);
    (text, lost)
}

#[cfg(test)]
mod tests;
