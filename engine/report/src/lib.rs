//! The published report types, serde only.
