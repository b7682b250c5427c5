//! Why no plan can be made. Facts that are missing are no reason: a plan says what it lacks.

use thiserror::Error;

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A pack lacks a parameter that plans rest on, or it is of another type.
    #[error("the pack `{pack}` has no parameter `{name}` of the type {ty}")]
    Parameter {
        /// Id of the pack.
        pack: &'static str,
        /// Name of the parameter.
        name: &'static str,
        /// The type that it has to have.
        ty: &'static str,
    },
}
