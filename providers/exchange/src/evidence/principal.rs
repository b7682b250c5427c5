//! An account or a group as one record shows it: whatever can be a trustee, or a member of one.

use super::origin::{Seen, Told};
use super::texts::Symbol;

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PrincipalKind {
    User,
    Group,
    Computer,
    /// An account of another forest, known here by its SID.
    Foreign,
    /// The record does not say.
    Unknown,
}

/// What one record says of an account or a group. SIDs are in their text form, `S-1-5-21-1-2-3-512`.
#[derive(Debug)]
pub(crate) struct Principal {
    pub(crate) seen: Seen,
    pub(crate) kind: PrincipalKind,
    pub(crate) dn: Option<Symbol>,
    pub(crate) guid: Option<Symbol>,
    pub(crate) sid: Option<Symbol>,
    pub(crate) name: Option<Symbol>,
    /// `sAMAccountName`.
    pub(crate) sam: Option<Symbol>,
    /// NetBIOS name of its domain, where the record has it.
    pub(crate) domain: Option<Symbol>,
    pub(crate) upn: Option<Symbol>,
    /// RID of the primary group, which `memberOf` never shows.
    pub(crate) primary_group: Told<i64>,
    /// Groups that it is a direct member of: DNs, or names as an export has them.
    pub(crate) member_of: Told<Vec<Symbol>>,
    /// Direct members: DNs, SIDs or names.
    pub(crate) members: Told<Vec<Symbol>>,
    /// All groups, nested ones too, by SID: `tokenGroups`.
    pub(crate) token_groups: Told<Vec<Symbol>>,
    pub(crate) sid_history: Told<Vec<Symbol>>,
    /// `userAccountControl`.
    pub(crate) account_control: Told<i64>,
    /// Whether the account is disabled, where the record says so outright.
    pub(crate) disabled: Told<bool>,
    /// When it was locked out, in milliseconds since 1970-01-01 UTC; nothing inside where it is not.
    pub(crate) locked_out: Told<Option<i64>>,
    /// When its password was set, in milliseconds since 1970-01-01 UTC; nothing inside where it must be changed.
    pub(crate) password_set: Told<Option<i64>>,
    /// Machines it may sign in at, as written; empty where it may at all.
    pub(crate) workstations: Told<Symbol>,
    pub(crate) when_changed: Told<i64>,
}

impl Principal {
    pub(crate) fn new(seen: Seen, kind: PrincipalKind) -> Self {
        Principal {
            seen,
            kind,
            dn: None,
            guid: None,
            sid: None,
            name: None,
            sam: None,
            domain: None,
            upn: None,
            primary_group: None,
            member_of: None,
            members: None,
            token_groups: None,
            sid_history: None,
            account_control: None,
            disabled: None,
            locked_out: None,
            password_set: None,
            workstations: None,
            when_changed: None,
        }
    }
}
