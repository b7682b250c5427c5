//! Search filters as values, so that a name never has to be quoted into one (RFC 4511 section 4.5.1.7).

use crate::ber::{OCTETS, Writer};

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of these.
    And(Vec<Filter>),
    /// One of these at least.
    Or(Vec<Filter>),
    /// The attribute has this value.
    Equal(String, Vec<u8>),
    /// The attribute has any value.
    Present(String),
}

impl Filter {
    /// The attribute has this value.
    pub fn equal(attribute: &str, value: impl AsRef<[u8]>) -> Filter {
        Filter::Equal(attribute.to_owned(), value.as_ref().to_vec())
    }

    /// The attribute has any value.
    pub fn present(attribute: &str) -> Filter {
        Filter::Present(attribute.to_owned())
    }

    /// Every entry.
    pub fn any() -> Filter {
        Filter::present("objectClass")
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        match self {
            Filter::And(parts) => write_all(out, 0xa0, parts),
            Filter::Or(parts) => write_all(out, 0xa1, parts),
            Filter::Equal(attribute, value) => out.within(0xa3, |inner| {
                inner.octets(OCTETS, attribute.as_bytes());
                inner.octets(OCTETS, value);
            }),
            Filter::Present(attribute) => out.octets(0x87, attribute.as_bytes()),
        }
    }
}

fn write_all(out: &mut Writer, tag: u8, parts: &[Filter]) {
    out.within(tag, |inner| parts.iter().for_each(|part| part.write(inner)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_written_as_the_standard_has_them() {
        let filter = Filter::And(vec![
            Filter::equal("objectClass", "user"),
            Filter::Or(vec![Filter::present("homeMDB")]),
        ]);
        let mut out = Writer::default();
        filter.write(&mut out);
        let mut expected = vec![0xa0, 32, 0xa3, 19, 4, 11];
        expected.extend(b"objectClass");
        expected.extend([4, 4]);
        expected.extend(b"user");
        expected.extend([0xa1, 9, 0x87, 7]);
        expected.extend(b"homeMDB");
        assert_eq!(out.finish(), expected);
    }
}
