//! Search filters as values, so that a name never has to be quoted into one (RFC 4511 section 4.5.1.7).

use crate::ber::{OCTETS, Writer};

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of these.
    And(Vec<Filter>),
    /// One of these at least.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// The attribute has this value.
    Equal(String, Vec<u8>),
    /// The attribute has any value.
    Present(String),
    /// The attribute is not less than this.
    AtLeast(String, Vec<u8>),
    /// A value by a matching rule: attribute, OID of the rule, value.
    Rule(String, String, Vec<u8>),
}

/// Active Directory's rule that all bits are set (\[MS-ADTS\] 3.1.1.3.4.4).
const ALL_BITS: &str = "1.2.840.113556.1.4.803";
/// Active Directory's rule that follows a chain of links (same section).
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

impl Filter {
    /// The attribute has this value.
    pub fn equal(attribute: &str, value: impl AsRef<[u8]>) -> Filter {
        Filter::Equal(attribute.to_owned(), value.as_ref().to_vec())
    }

    /// The attribute has any value.
    pub fn present(attribute: &str) -> Filter {
        Filter::Present(attribute.to_owned())
    }

    /// All these bits of a number are set.
    pub fn all_bits(attribute: &str, bits: u32) -> Filter {
        Filter::Rule(
            attribute.to_owned(),
            ALL_BITS.to_owned(),
            bits.to_string().into_bytes(),
        )
    }

    /// The attribute links to this name, directly or over others.
    pub fn in_chain(attribute: &str, name: &str) -> Filter {
        Filter::Rule(
            attribute.to_owned(),
            IN_CHAIN.to_owned(),
            name.as_bytes().to_vec(),
        )
    }

    /// Every entry.
    pub fn any() -> Filter {
        Filter::present("objectClass")
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        match self {
            Filter::And(parts) => write_all(out, 0xa0, parts),
            Filter::Or(parts) => write_all(out, 0xa1, parts),
            Filter::Not(part) => out.within(0xa2, |inner| part.write(inner)),
            Filter::Equal(attribute, value) => write_pair(out, 0xa3, attribute, value),
            Filter::AtLeast(attribute, value) => write_pair(out, 0xa5, attribute, value),
            Filter::Present(attribute) => out.octets(0x87, attribute.as_bytes()),
            Filter::Rule(attribute, rule, value) => out.within(0xa9, |inner| {
                inner.octets(0x81, rule.as_bytes());
                inner.octets(0x82, attribute.as_bytes());
                inner.octets(0x83, value);
                inner.boolean(0x84, false);
            }),
        }
    }
}

fn write_all(out: &mut Writer, tag: u8, parts: &[Filter]) {
    out.within(tag, |inner| parts.iter().for_each(|part| part.write(inner)));
}

fn write_pair(out: &mut Writer, tag: u8, attribute: &str, value: &[u8]) {
    out.within(tag, |inner| {
        inner.octets(OCTETS, attribute.as_bytes());
        inner.octets(OCTETS, value);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_written_as_the_standard_has_them() {
        let filter = Filter::And(vec![
            Filter::equal("objectClass", "user"),
            Filter::Not(Box::new(Filter::present("homeMDB"))),
        ]);
        let mut out = Writer::default();
        filter.write(&mut out);
        let mut expected = vec![0xa0, 32, 0xa3, 19, 4, 11];
        expected.extend(b"objectClass");
        expected.extend([4, 4]);
        expected.extend(b"user");
        expected.extend([0xa2, 9, 0x87, 7]);
        expected.extend(b"homeMDB");
        assert_eq!(out.finish(), expected);
    }

    #[test]
    fn rules_name_their_oid_before_the_attribute() {
        let mut out = Writer::default();
        Filter::all_bits("userAccountControl", 2).write(&mut out);
        let written = out.finish();
        assert_eq!(written.get(..3), Some(&[0xa9, 50, 0x81][..]));
        assert_eq!(written.get(3..5), Some(&[22, b'1'][..]));
    }
}
