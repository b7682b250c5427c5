//! A look at JSON octet by octet, for the shapes in which this program writes it: no white space, no escapes.

/// A text and how far it was read.
#[derive(Debug)]
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Scan { text, at: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or(b"")
    }

    /// Reads these words, if they stand here.
    #[inline]
    pub fn eat(&mut self, words: &str) -> bool {
        let found = self.rest().starts_with(words.as_bytes());
        self.at += if found { words.len() } else { 0 };
        found
    }

    /// Reads a member of that name up to its value, if it stands here.
    #[inline]
    pub fn eat_name(&mut self, name: &str) -> bool {
        let rest = self.rest().strip_prefix(b"\"");
        let rest = rest.and_then(|rest| rest.strip_prefix(name.as_bytes()));
        let found = rest.is_some_and(|rest| rest.starts_with(b"\":"));
        self.at += if found { name.len() + 3 } else { 0 };
        found
    }

    /// Reads a string up to its closing quote, the opening one having been read; nothing when it holds an escape or
    /// what JSON does not allow in strings (<https://www.rfc-editor.org/rfc/rfc8259#section-7>).
    #[inline]
    pub fn string(&mut self) -> Option<&'a str> {
        let length = plain(self.rest());
        let end = self.at + length;
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        let string = self.text.get(self.at..end)?;
        self.at = end + 1;
        Some(string)
    }

    /// Reads a whole number of at most 18 digits; nothing when it is another number.
    #[inline]
    pub fn whole(&mut self) -> Option<i64> {
        let rest = self.rest();
        let digits = rest.strip_prefix(b"-").unwrap_or(rest);
        let mut number = 0;
        let mut length = 0;
        while let Some(digit) = digits.get(length).filter(|octet| octet.is_ascii_digit()) {
            if length == 18 {
                return None;
            }
            number = number * 10 + i64::from(digit - b'0');
            length += 1;
        }
        let broken = matches!(digits.get(length), Some(b'.' | b'e' | b'E'));
        // JSON has no leading zeros, and -0 is no whole number to its readers.
        let odd = length == 0 || (digits.first() == Some(&b'0') && rest.len() - digits.len() + length > 1);
        if broken || odd {
            return None;
        }
        self.at += rest.len() - digits.len() + length;
        Some(if rest.len() > digits.len() {
            -number
        } else {
            number
        })
    }

    /// Reads a number with a fraction or an exponent.
    pub fn broken(&mut self) -> Option<f64> {
        let is_part =
            |octet: &&u8| octet.is_ascii_digit() || matches!(octet, b'-' | b'+' | b'.' | b'e' | b'E');
        let length = self.rest().iter().take_while(is_part).count();
        let number = serde_json::from_str(self.text.get(self.at..self.at + length)?).ok()?;
        self.at += length;
        Some(number)
    }

    /// Whether all was read.
    pub fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }
}

/// How many octets stand before the first that is a quote, a backslash or a control character. Eight are looked at at
/// once: an octet is below `n`, or is `c`, where subtracting borrows from its highest bit.
#[inline]
fn plain(octets: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (eights, rest) = octets.as_chunks::<8>();
    let mut length = 0;
    for eight in eights {
        let word = u64::from_le_bytes(*eight);
        let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
        let special = below(word, 0x20)
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if special & HIGH != 0 {
            // The lowest hit is exact; those above it may come from its borrowing.
            return length + (special & HIGH).trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length
        + rest
            .iter()
            .take_while(|octet| !matches!(octet, b'"' | b'\\' | 0..0x20))
            .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_is_what_json_says(number in "-?[0-9]{1,20}[.eE0-9+-]{0,4}", text in any::<String>()) {
            let mut scan = Scan::new(&number);
            if let Some(whole) = scan.whole() {
                // What follows is looked at by whoever reads on.
                let json = number.get(..scan.at).unwrap();
                prop_assert_eq!(serde_json::from_str::<i64>(json).ok(), Some(whole), "{}", number);
            }
            let quoted = serde_json::to_string(&text).unwrap();
            let mut scan = Scan::new(quoted.get(1..).unwrap());
            let plain = !quoted.contains('\\');
            prop_assert_eq!(scan.string(), plain.then_some(text.as_str()));
            let raw = format!("{text}\"");
            if let Some(string) = Scan::new(&raw).string() {
                prop_assert_eq!(serde_json::from_str::<String>(&format!("\"{string}\"")).unwrap(), string);
            }
        }
    }

    #[test]
    fn other_numbers_and_strings_are_left() {
        for odd in ["", "-", "01", "-0", "1.5", "1e3", "1234567890123456789", "x"] {
            assert_eq!(Scan::new(odd).whole(), None, "{odd}");
        }
        for odd in ["a", "a\\\"", "a\nb\"", "12345678\t\"", "1234567\u{1}\""] {
            assert_eq!(Scan::new(odd).string(), None, "{odd}");
        }
        assert_eq!(Scan::new("-120,").whole(), Some(-120));
        assert_eq!(
            Scan::new("şğ\u{7f}12345678\",").string(),
            Some("şğ\u{7f}12345678")
        );
    }
}
