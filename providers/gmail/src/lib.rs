//! Gmail and Google Workspace as the source system: the generic IMAP provider at Google's address, what Google itself says of users and
//! policies (live, with a service account, or from exports), and what labels mean for a migration.
//!
//! Nothing here judges; the pack `rules/gmail` does.

pub mod labels;

mod exports;
mod google;
mod passwords;
mod provider;
mod symptoms;

pub use provider::GmailProvider;

/// The provider for Gmail and Google Workspace.
pub fn provider() -> GmailProvider {
    GmailProvider::new()
}
