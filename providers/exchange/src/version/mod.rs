//! Which version of Exchange it is: by builds that a directory or an export has, and by what the server said over IMAP.
//!
//! What answers on the endpoint and what holds the mailboxes may be of different versions. Each source's word is told by itself, so
//! that contradictions show.

mod build;
mod emit;
mod heard;
mod table;

pub(crate) use build::Build;
pub(crate) use emit::emit;
pub(crate) use table::{check, product_of, schema_product};

use crate::case::Case;
use crate::evidence::{Server, value};
use crate::joined::ServerId;

/// The build of a server as one sighting tells it, the rollup aside.
pub(crate) fn build_of(case: &Case<'_>, server: &Server) -> Option<Build> {
    let text = value(&server.version_text).map(|symbol| case.evidence.texts.get(*symbol));
    let packed = value(&server.version_number).copied();
    text.and_then(Build::of_text)
        .or_else(|| packed.and_then(Build::of_packed))
}

/// The product of a server, by the sighting that counts most.
pub(crate) fn product(case: &Case<'_>, id: ServerId) -> Option<&'static str> {
    case.joined
        .server_sightings(case.evidence, id)
        .find_map(|server| build_of(case, server).or_else(|| setup_of(case, server)))
        .and_then(product_of)
}

/// The build of its setup program, which shows update rollups too.
pub(crate) fn setup_of(case: &Case<'_>, server: &Server) -> Option<Build> {
    let text = value(&server.exsetup).map(|symbol| case.evidence.texts.get(*symbol));
    text.and_then(Build::of_text)
}
