//! Tables that are data beside the code of a provider and are compiled into it.
//!
//! Tests hold that each can be read. Should one be broken all the same, it must not look like a table that knows nothing: whoever
//! collects checks it first, and refuses.

use crate::ProviderError;
use std::fmt::Display;
use std::ops::Deref;
use std::sync::OnceLock;

/// A table, read when it is first needed.
#[derive(Debug)]
pub struct EmbeddedTable<T, E> {
    name: &'static str,
    text: &'static str,
    read: fn(&'static str) -> Result<T, E>,
    /// Empty, with the reason, where the text cannot be read.
    table: OnceLock<(T, Option<String>)>,
}

impl<T, E> EmbeddedTable<T, E> {
    /// The table of this file, with its text and what reads it.
    pub const fn new(name: &'static str, text: &'static str, read: fn(&'static str) -> Result<T, E>) -> Self {
        EmbeddedTable {
            name,
            text,
            read,
            table: OnceLock::new(),
        }
    }
}

impl<T: Default, E: Display> EmbeddedTable<T, E> {
    fn table(&self) -> &(T, Option<String>) {
        self.table.get_or_init(|| match (self.read)(self.text) {
            Ok(table) => (table, None),
            Err(error) => (T::default(), Some(error.to_string())),
        })
    }

    /// Holds that the table can be read: first of all in [`Provider::collect`](crate::Provider::collect), for each that it needs.
    ///
    /// # Errors
    /// When it cannot.
    pub fn check(&self) -> Result<(), ProviderError> {
        match &self.table().1 {
            None => Ok(()),
            Some(why) => Err(ProviderError::Broken(format!("{}: {why}", self.name))),
        }
    }
}

/// What the table says. A broken one says nothing, which [`EmbeddedTable::check`] tells apart.
impl<T: Default, E: Display> Deref for EmbeddedTable<T, E> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.table().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &'static str) -> Result<Vec<u32>, std::num::ParseIntError> {
        text.split(' ').map(str::parse).collect()
    }

    #[test]
    fn a_table_that_can_be_read_is_there() {
        static GOOD: EmbeddedTable<Vec<u32>, std::num::ParseIntError> =
            EmbeddedTable::new("good.txt", "1 2", numbers);
        GOOD.check().unwrap();
        assert_eq!(*GOOD, [1, 2]);
    }

    #[test]
    fn a_broken_table_is_told_with_its_name_instead_of_being_empty() {
        static BAD: EmbeddedTable<Vec<u32>, std::num::ParseIntError> =
            EmbeddedTable::new("bad.txt", "1 x", numbers);
        assert!(BAD.is_empty());
        let error = BAD.check().unwrap_err();
        assert!(matches!(error, ProviderError::Broken(_)));
        assert!(error.to_string().starts_with("bad.txt: invalid digit"), "{error}");
    }
}
