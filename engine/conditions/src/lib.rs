//! The condition language of rules.
