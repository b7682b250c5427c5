//! An entry of a directory: its name and its attributes, as octets.

/// An entry. Attribute names compare without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its distinguished name.
    pub dn: String,
    /// Its attributes with their values, as they came.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
    /// Attributes of whose values only a part came.
    pub incomplete: Vec<String>,
}

impl Entry {
    /// The values of an attribute; nothing where the entry has none, or this account may not see them.
    pub fn values(&self, name: &str) -> Option<&[Vec<u8>]> {
        let mut all = self.attributes.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, values)| values.as_slice())
            .filter(|values| !values.is_empty())
    }

    /// The first value of an attribute.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.values(name)?.first().map(Vec::as_slice)
    }

    /// The first value of an attribute as text, if it is UTF-8.
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(name)?).ok()
    }

    /// The values of an attribute that are UTF-8.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let values = self.values(name).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| std::str::from_utf8(value).ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_whatever_the_case_and_the_kind() {
        let entry = Entry {
            dn: "CN=a".into(),
            attributes: vec![
                ("objectSid".into(), vec![vec![1, 0xff]]),
                ("mail".into(), vec![b"a@b".to_vec(), vec![0xff]]),
                ("empty".into(), vec![]),
            ],
            incomplete: vec![],
        };
        assert_eq!(entry.bytes("OBJECTSID"), Some(&[1, 0xff][..]));
        assert_eq!(entry.text("objectSid"), None);
        assert_eq!(entry.texts("Mail"), ["a@b"]);
        assert_eq!(entry.values("empty"), None);
    }
}
