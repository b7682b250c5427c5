//! What the fuzzer calls: each function takes any octets, reads them as something that comes from outside, and panics where
//! the reader breaks its word. The binaries below `fuzz_targets` only hand over octets; here is no fuzzer.

mod bundle;
mod conditions;
mod csv;
mod plugin;

pub use bundle::bundle;
pub use conditions::conditions;
pub use csv::csv;
pub use plugin::plugin;

/// Octets as the words of an IMAP server: split into responses, and read.
pub fn imap(octets: &[u8]) {
    imaprules_provider_imap::fuzz(octets);
}

/// Octets as an export: CLIXML, JSON, CSV or LDIF, packed or not.
pub fn exports(octets: &[u8]) {
    imaprules_exports::fuzz(octets);
}

/// Octets as what a directory sends over LDAP.
pub fn directory(octets: &[u8]) {
    imaprules_directory::fuzz(octets);
}

/// Octets as a security descriptor, and as one in text.
pub fn rights(octets: &[u8]) {
    imaprules_provider_exchange::fuzz_descriptors(octets);
}
