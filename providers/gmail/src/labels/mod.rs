//! Labels: which messages of a mailbox carry which, and so what any list of excluded folders would duplicate or lose.
//!
//! One look at All Mail, Spam and Trash counts messages and octets by the combination of their labels ([`pass`]); what is kept is bounded, and
//! messages beyond the bound are a remainder of their own. [`read`] takes the combinations from facts again, [`simulate`] says what becomes of
//! them under a plan. Google documents how labels become folders, Microsoft does not document whether an excluded folder takes those
//! below it along: everything is told as a range over both readings.
//!
//! Nothing here judges; and nothing here knows a migration service but by its list of excluded folders.

mod capped;
mod days;
mod exclude;
mod facts;
mod label;
mod mailbox;
mod mix;
mod pass;
mod plans;
mod read;
mod role;
mod simulate;
#[cfg(test)]
mod tests;
mod visit;

pub use days::{Allowance, days};
pub use exclude::{Exclusions, Reading};
pub use label::Label;
pub use mailbox::{Combination, Folder, LabelSource, Mailbox, Rest, Store};
pub use pass::{LabelPass, settings};
pub use plans::{Change, Plan, changed, choose, container, nothing, rescued_by, singles};
pub use read::mailboxes;
pub use role::Role;
pub use simulate::{Forecast, Loss, Projection, Span, simulate};

use imaprules_provider::SchemaSource;

/// The facts about labels.
pub fn schema() -> SchemaSource {
    SchemaSource {
        name: "providers/gmail/facts/labels.toml".to_owned(),
        text: include_str!("../../facts/labels.toml").to_owned(),
    }
}
