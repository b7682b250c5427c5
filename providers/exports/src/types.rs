//! The type names of an object, as PowerShell keeps them: the most specific first.

use std::sync::Arc;

/// Type names of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Types {
    names: Vec<Arc<str>>,
    deserialized: bool,
    selected: bool,
}

impl Types {
    /// Reads type names, taking off what says that an object is a copy (`Deserialized.`) or that its properties were
    /// chosen (`Selected.`).
    pub(crate) fn read<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut types = Types::default();
        for name in names {
            let bare = types.strip(name.trim()).into();
            types.names.push(bare);
        }
        types
    }

    fn strip<'a>(&mut self, mut name: &'a str) -> &'a str {
        loop {
            if let Some(rest) = name.strip_prefix("Deserialized.") {
                self.deserialized = true;
                name = rest;
            } else if let Some(rest) = name.strip_prefix("Selected.") {
                self.selected = true;
                name = rest;
            } else {
                return name;
            }
        }
    }

    /// All names, the most specific first, without `Deserialized.` and `Selected.`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// The most specific name.
    pub fn first(&self) -> Option<&str> {
        self.names().next()
    }

    /// The most specific name without its namespace: `Mailbox`.
    pub fn short(&self) -> Option<&str> {
        let first = self.first()?;
        // Generic arguments hold dots of their own.
        let end = first.find(['`', '[']).unwrap_or(first.len());
        let start = first.get(..end)?.rfind('.').map_or(0, |dot| dot + 1);
        first.get(start..)
    }

    /// Whether one of the names is this one, without regard to case.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether the object came through a remote session or a file before it was exported.
    pub fn is_deserialized(&self) -> bool {
        self.deserialized
    }

    /// Whether `Select-Object` chose its properties: others that the type has may be missing.
    pub fn is_selected(&self) -> bool {
        self.selected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_taken_off_in_any_order() {
        let types = Types::read([
            "Selected.Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox",
            "System.Object",
        ]);
        assert_eq!(types.short(), Some("Mailbox"));
        assert!(types.is_selected() && types.is_deserialized());
        assert!(types.has("system.object"));
        assert!(!Types::read(["System.Object"]).is_deserialized());
    }

    #[test]
    fn short_names_of_generic_types() {
        for (full, short) in [
            (
                "System.Collections.Generic.List`1[[System.String, mscorlib]]",
                "List`1[[System.String, mscorlib]]",
            ),
            ("Mailbox", "Mailbox"),
            ("System.String[]", "String[]"),
        ] {
            assert_eq!(Types::read([full]).short(), Some(short));
        }
    }
}
