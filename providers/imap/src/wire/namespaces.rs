//! To which namespace a folder belongs (RFC 2342).

use super::Namespaces;

impl Namespaces {
    /// `personal`, `other` or `shared`, by the longest prefix that fits. A prefix stands for the name without its delimiter
    /// too: `shared` is the root of `shared/`.
    pub(crate) fn kind(&self, name: &[u8]) -> &'static str {
        let fits = |prefix: &Vec<u8>| {
            let root = prefix.split_last().map_or(prefix.as_slice(), |(_, root)| root);
            name.starts_with(prefix) || (!root.is_empty() && name == root)
        };
        let longest =
            |prefixes: &[Vec<u8>]| prefixes.iter().filter(|prefix| fits(prefix)).map(Vec::len).max();
        let found = [
            (longest(&self.personal), "personal"),
            (longest(&self.other), "other"),
            (longest(&self.shared), "shared"),
        ];
        // The first of equally long ones stands; INBOX is personal wherever the prefixes lie.
        let best = found.iter().rev().max_by_key(|(length, _)| *length);
        match best {
            Some((Some(_), word)) if !name.eq_ignore_ascii_case(b"INBOX") => word,
            _ => "personal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_the_longest_prefix() {
        let all = Namespaces {
            personal: vec![b"".to_vec()],
            other: vec![b"shared/".to_vec()],
            shared: vec![b"Public/".to_vec()],
        };
        for (name, word) in [
            ("INBOX", "personal"),
            ("Sharedom", "personal"),
            ("shared/sales", "other"),
            ("shared", "other"),
            ("Public/x/y", "shared"),
        ] {
            assert_eq!(all.kind(name.as_bytes()), word, "{name}");
        }
        let cyrus_admin = Namespaces {
            personal: vec![],
            other: vec![b"user/".to_vec()],
            shared: vec![b"".to_vec()],
        };
        assert_eq!(cyrus_admin.kind(b"user/alice"), "other");
        assert_eq!(cyrus_admin.kind(b"list"), "shared");
        assert_eq!(Namespaces::default().kind(b"x"), "personal");
    }
}
