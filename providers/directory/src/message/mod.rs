//! The messages of LDAP that are used here (RFC 4511): sign in, search, StartTLS, farewell.

mod request;
mod response;

pub(crate) use request::{Request, SearchRequest};
pub(crate) use response::{Answer, Response, parse};

/// Paged results (RFC 2696).
pub(crate) const PAGED: &str = "1.2.840.113556.1.4.319";
/// Which parts of security descriptors are given (\[MS-ADTS\] 3.1.1.3.4.1.11).
pub(crate) const SD_FLAGS: &str = "1.2.840.113556.1.4.801";
/// StartTLS (RFC 4511 section 4.14.1).
pub(crate) const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

#[cfg(test)]
mod tests;
