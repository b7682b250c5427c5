//! A built-in source system's provider behind the contract for plugins: proof that the contract carries the real thing.
//!
//! A library holds one provider. `cargo build -p imaprules-plugin` makes `imap`; the others are
//! `--no-default-features --features gmail` or `exchange`. The program knows all three without it.

#[cfg(all(feature = "exchange", not(feature = "gmail"), not(feature = "imap")))]
imaprules_provider::export_provider!(imaprules_provider_exchange::provider());

#[cfg(all(feature = "gmail", not(feature = "imap")))]
imaprules_provider::export_provider!(imaprules_provider_gmail::provider());

#[cfg(feature = "imap")]
imaprules_provider::export_provider!(imaprules_provider_imap::ImapProvider::new());
