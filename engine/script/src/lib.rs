//! The Rhai sandbox: leaf functions of rule packs, under limits.
