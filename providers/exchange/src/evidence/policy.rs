//! Throttling policies.

use super::origin::{Seen, Told};
use super::texts::Symbol;

/// A number of a policy, which may be without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Allowance {
    Unlimited,
    Of(i64),
}

/// `Get-ThrottlingPolicy`.
#[derive(Debug)]
pub(crate) struct ThrottlingPolicy {
    pub(crate) seen: Seen,
    pub(crate) name: Option<Symbol>,
    pub(crate) dn: Option<Symbol>,
    /// Whether it counts for whoever has none of his own.
    pub(crate) default: Told<bool>,
    /// `Global`, `Organization`, `Regular` as written, from Exchange 2013 on.
    pub(crate) scope: Told<Symbol>,
    pub(crate) concurrency: Told<Allowance>,
    /// In milliseconds.
    pub(crate) burst: Told<Allowance>,
    /// Milliseconds an hour.
    pub(crate) recharge: Told<Allowance>,
    /// In milliseconds.
    pub(crate) cutoff: Told<Allowance>,
    /// Percent of a minute, Exchange 2010.
    pub(crate) percent_ad: Told<Allowance>,
    pub(crate) percent_cas: Told<Allowance>,
    pub(crate) percent_rpc: Told<Allowance>,
}
