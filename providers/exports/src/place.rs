//! Where in an export something stands, for provenance and messages.

use std::fmt;

/// A place in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Number of the record, the first is 1; 0 before any record.
    pub record: u64,
    /// Line, the first is 1.
    pub line: u64,
    /// Octets from the start of the text, counted after unpacking and conversion to UTF-8.
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if self.record > 0 {
            write!(f, ", record {}", self.record)?;
        }
        Ok(())
    }
}
