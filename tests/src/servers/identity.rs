//! The certificate that an instance shows.

use crate::{Address, Identity, Validity};

/// The one that was asked for, or a self-signed one for the instance's address.
pub(super) fn identity(address: &Address, wanted: Option<&Identity>) -> Identity {
    let own = || Identity::self_signed(&[&address.ip().to_string()], Validity::Days(90));
    wanted.cloned().unwrap_or_else(own)
}
