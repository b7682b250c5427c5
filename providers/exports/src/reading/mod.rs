//! Reading single texts as what they stand for: sizes, times, truth values, lists, words of enumerations.
//!
//! Exports are written in the culture of whoever ran them. What can be read in one way only is read; what depends on a
//! culture that the file does not name is refused, since a wrong value is worse than none.

mod culture;
mod list;
mod number;
mod size;
mod span;
mod time;
mod words;

pub use culture::{Order, culture_time, order_of};
pub(crate) use list::are_addresses;
pub use list::{Joint, Split, split};
pub use size::{Size, size};
pub use span::{span, span_text};
pub use time::{NoTime, Time, time};
pub use words::{Word, bool, word, word_of_number};

pub(crate) use number::{float_text, whole};
pub(crate) use span::iso_span;

/// An identifier of 128 bits in one of its usual forms: lower case, without braces.
pub fn guid(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    let is_dash = |index| matches!(index, 8 | 13 | 18 | 23);
    let fits = |(index, octet): (usize, u8)| match is_dash(index) {
        true => octet == b'-',
        false => octet.is_ascii_hexdigit(),
    };
    (bare.len() == 36 && bare.bytes().enumerate().all(fits)).then(|| bare.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::guid;

    #[test]
    fn identifiers_in_their_forms() {
        let plain = "8f3b1f3e-0d3c-4f0a-9e6e-2b1a5f0c7d11";
        assert_eq!(
            guid("{8F3B1F3E-0D3C-4F0A-9E6E-2B1A5F0C7D11}").as_deref(),
            Some(plain)
        );
        assert_eq!(guid(plain).as_deref(), Some(plain));
        for wrong in [
            "",
            "8f3b1f3e0d3c4f0a9e6e2b1a5f0c7d11",
            "8f3b1f3e-0d3c-4f0a-9e6e-2b1a5f0c7d1g",
            "ü",
        ] {
            assert_eq!(guid(wrong), None, "{wrong}");
        }
    }
}
