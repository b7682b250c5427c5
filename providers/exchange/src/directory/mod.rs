//! What Active Directory says of Exchange: entries to evidence, wherever they come from.
//!
//! [`live`] asks a directory server; files that `ldifde` and `csvde` wrote are read elsewhere and handed over entry by entry. Both go
//! through [`take`], so that the same entry gives the same evidence. Nothing here knows who may open a mailbox, or whether anything
//! is wrong.

mod attributes;
mod live;
mod settings;
mod shown;
mod take;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use attributes::Attributes;
pub(crate) use live::collect;
pub(crate) use settings::{declared, plan, touches};
pub(crate) use take::take;
pub(crate) use values::sid as sid_text;
