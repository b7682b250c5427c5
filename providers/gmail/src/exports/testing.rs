//! What the tests of this module share.

use imaprules_exports::{Export, Limits, Object};

/// The first record of a text.
pub(crate) fn object(text: &str) -> Object {
    let mut export = Export::from_bytes("test", text.as_bytes().to_vec(), &Limits::default()).unwrap();
    export.next().unwrap().unwrap().object
}
