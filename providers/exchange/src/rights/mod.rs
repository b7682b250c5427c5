//! Who may open which mailbox: security descriptors, membership of groups, and the verdict that follows from both.
//!
//! [`binary`] and [`sddl`] read descriptors into the same plain data. [`groups`] knows accounts and groups, and says for one account
//! whether a trustee is it. [`list`] keeps of a descriptor, or of rows that a cmdlet printed, what concerns the right to open a
//! mailbox; [`decide`] walks such lists as Windows does. [`world`] takes all of it from the evidence, [`emit`] writes the facts.
//! Nothing here is asked of a server, and nothing is judged a fault.

mod accounts;
mod binary;
mod decide;
mod descriptor;
mod domains;
mod emit;
mod era;
mod gaps;
mod gather;
mod groups;
mod guid;
mod judge;
mod list;
mod names;
mod octets;
mod sddl;
mod sid;
mod standing;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod words;
mod world;

pub(crate) use emit::emit;
pub(crate) use table::check;

/// Reads any octets as a descriptor, and any text as one, for fuzzing.
///
/// # Panics
/// When more is read than the octets can hold.
pub fn fuzz(octets: &[u8]) {
    let read = binary::read(octets).ok();
    let text = std::str::from_utf8(octets).ok();
    let text = text.and_then(|text| sddl::parse(text, &sddl::Domains::default()).ok());
    for descriptor in read.into_iter().chain(text) {
        let entries = descriptor.entries.map_or(0, |entries| entries.len());
        assert!(
            entries <= octets.len() / 4,
            "{entries} entries in {} octets",
            octets.len()
        );
    }
}
