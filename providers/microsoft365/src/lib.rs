//! The target in Microsoft 365 and the migration job there, from exports that administrators make with PowerShell: recipients,
//! sizes, endpoints, batches, users, error reports, roles, ranges, DNS.
//!
//! Exports are recognised by what is in them ([`recognise`]), joined by addresses and identifiers, and told as facts.
//! [`errors`] is the catalogue of the service's errors. Nothing here asks the service, and nothing judges; the pack
//! `rules/microsoft365` does.

mod cmdlet;
mod data;
mod describe;
mod emit;
pub mod errors;
mod explain;
mod failed;
mod files;
mod intake;
mod join;
mod model;
mod near;
mod network;
mod provider;
mod read;
mod rows;
mod settings;

pub use failed::{Failed, failed_by_cause};
pub use files::recognise;
pub use provider::Microsoft365Provider;

/// The script with which an administrator of the tenant exports what this provider reads: PowerShell 5.1 and later.
pub const COLLECTOR: &str = include_str!("../collect.ps1");
