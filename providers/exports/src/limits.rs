//! How much an export may ask of the machine. Real exports stay far below; a hostile or damaged one is stopped here.

/// Limits of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Octets of the whole file after unpacking.
    pub total: u64,
    /// Octets of the text of one record.
    pub record: u64,
    /// Values of one record, counted with everything its references point at.
    pub values: u64,
    /// How deep objects and lists may nest.
    pub depth: usize,
    /// Different property names and type names that are remembered.
    pub names: usize,
    /// Octets of the text of objects that are remembered because a later reference may ask for them.
    pub remembered: u64,
    /// Different troubles that are kept; further ones are only counted.
    pub troubles: usize,
}

impl Default for Limits {
    /// 64 GiB in all, 64 MiB and four million values a record, 64 levels (the cmdlets' own limit is 100, their default
    /// 2), a hundred thousand names, 256 MiB remembered, a thousand troubles.
    fn default() -> Self {
        Limits {
            total: 64 << 30,
            record: 64 << 20,
            values: 4_000_000,
            depth: 64,
            names: 100_000,
            remembered: 256 << 20,
            troubles: 1_000,
        }
    }
}
