//! The migration CSV as users have it.
