//! The rows of the migration file, looked up by address.

use imaprules_provider::Request;
use std::collections::{HashMap, HashSet};

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Id of its subject.
    pub(crate) id: String,
    /// Its EmailAddress in small letters.
    pub(crate) address: String,
}

/// All rows.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) all: Vec<Row>,
    by_address: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    domains: HashSet<String>,
}

impl Rows {
    /// The rows that the program hands over.
    pub(crate) fn of(request: &Request) -> Self {
        let mut rows = Rows::default();
        let mailboxes = request
            .subjects
            .iter()
            .filter(|input| input.subject.kind == "mailbox");
        for input in mailboxes {
            let address = input.fact("mailbox.address").and_then(|value| value.as_text());
            rows.add(&input.subject.id, address.unwrap_or(&input.subject.id));
        }
        rows
    }

    pub(crate) fn add(&mut self, id: &str, address: &str) {
        let address = address.trim().to_lowercase();
        let row = self.all.len();
        self.by_address.entry(address.clone()).or_default().push(row);
        match address.rsplit_once('@') {
            Some((_, domain)) => {
                self.domains.insert(domain.to_owned());
            }
            None => self.by_name.entry(address.clone()).or_default().push(row),
        }
        self.all.push(Row {
            id: id.to_owned(),
            address,
        });
    }

    /// Mail domains of the rows.
    pub(crate) fn domains(&self) -> &HashSet<String> {
        &self.domains
    }

    /// The rows with this address, which is in small letters.
    pub(crate) fn with(&self, address: &str) -> &[usize] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    /// The rows that hold this name instead of an address.
    pub(crate) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether any row holds a name instead of an address.
    pub(crate) fn has_names(&self) -> bool {
        !self.by_name.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_without_case_and_as_often_as_they_stand() {
        let mut rows = Rows::default();
        for address in [
            "Terry.Adams@Contoso.com",
            "b@contoso.com",
            "b@contoso.com ",
            "Kim",
        ] {
            rows.add(address, address);
        }
        assert_eq!(rows.with("terry.adams@contoso.com"), [0]);
        assert_eq!(rows.with("b@contoso.com"), [1, 2]);
        assert_eq!(rows.named("kim"), [3]);
        assert_eq!(rows.domains().len(), 1);
    }
}
