//! Checks everything that decides whether an IMAP migration into Microsoft 365 works.

fn main() {}
