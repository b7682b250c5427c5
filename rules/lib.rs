//! The shipped rule packs, embedded.
