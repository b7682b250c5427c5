//! Which policy decides for one user.

use super::units::{Units, upwards};
use super::{Policy, Setting, Target};
use imaprules_facts::{Reason, Unknown};

/// A user, as far as policies care.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    /// Path of the organisational unit.
    pub(crate) path: &'a str,
    /// Ids of the user's groups; nothing where they are not known.
    pub(crate) groups: Option<&'a [String]>,
    /// Whether the user is an administrator of any kind; nothing where that is not known.
    pub(crate) admin: Option<bool>,
}

/// All policies, and the tree of units that they name.
#[derive(Debug, Clone)]
pub(crate) struct Policies {
    pub(crate) all: Vec<Policy>,
    /// Nothing where the tree could not be read.
    pub(crate) units: Option<Units>,
}

/// What decides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision<'a> {
    pub(crate) policy: &'a Policy,
    /// In words.
    pub(crate) from: String,
}

impl Policies {
    /// Whether any policy names a group, so that the user's groups matter.
    pub(crate) fn name_groups(&self) -> bool {
        self.all
            .iter()
            .any(|policy| matches!(policy.target, Target::Group(_)))
    }

    /// The policy that decides about a setting for a user; nothing where none applies.
    pub(crate) fn decide<'a>(
        &'a self,
        setting: Setting,
        member: &Member<'_>,
    ) -> Result<Option<Decision<'a>>, Unknown> {
        let unit = self.of_unit(setting, member.path)?;
        let mut possible: Vec<&Policy> = Vec::new();
        let mut certain: Option<&Policy> = None;
        for policy in self
            .of(setting)
            .filter(|policy| !matches!(policy.target, Target::Unit(_) | Target::Everybody))
        {
            match applies(policy, member) {
                Some(true) => certain = highest([certain, Some(policy)].into_iter().flatten()),
                Some(false) => {}
                None => possible.push(policy),
            }
        }
        let decided = certain
            .map(|policy| Decision {
                policy,
                from: named(policy),
            })
            .or(unit);
        // A group that the user may be in matters only where it would change something.
        let changes = |policy: &&Policy| {
            decided
                .as_ref()
                .is_none_or(|decided| decided.policy.value != policy.value)
        };
        if let Some(policy) = possible.iter().find(|policy| changes(policy)) {
            let note = format!(
                "there is a policy for {}, and whether the user is in it is not known",
                named(policy)
            );
            return Err(Unknown::noted(Reason::NoPermission, note));
        }
        Ok(decided)
    }

    fn of(&self, setting: Setting) -> impl Iterator<Item = &Policy> {
        self.all.iter().filter(move |policy| policy.setting == setting)
    }

    /// The policy of the nearest unit that has one, else one for everybody.
    fn of_unit(&self, setting: Setting, path: &str) -> Result<Option<Decision<'_>>, Unknown> {
        let everybody = highest(
            self.of(setting)
                .filter(|policy| policy.target == Target::Everybody),
        );
        let everybody = everybody.map(|policy| Decision {
            policy,
            from: "everybody".to_owned(),
        });
        if !self
            .of(setting)
            .any(|policy| matches!(policy.target, Target::Unit(_)))
        {
            return Ok(everybody);
        }
        let Some(units) = &self.units else {
            let note = "there are policies for organisational units, and which is whose is not known";
            return Err(Unknown::noted(Reason::NoPermission, note));
        };
        for above in upwards(path) {
            let of_unit = |policy: &&Policy| matches!(&policy.target, Target::Unit(id) if Some(id.as_str()) == units.id(above));
            if let Some(policy) = highest(self.of(setting).filter(of_unit)) {
                let from = format!("organisational unit {above}");
                return Ok(Some(Decision { policy, from }));
            }
        }
        Ok(everybody)
    }
}

/// Whether a policy for a group applies to a user.
fn applies(policy: &Policy, member: &Member<'_>) -> Option<bool> {
    match &policy.target {
        Target::Group(id) => Some(member.groups?.contains(id)),
        Target::Administrators => member.admin,
        Target::Unit(_) | Target::Everybody => Some(false),
    }
}

fn named(policy: &Policy) -> String {
    match &policy.target {
        Target::Group(id) => format!("group {id}"),
        Target::Administrators => "administrators".to_owned(),
        Target::Unit(id) => format!("organisational unit {id}"),
        Target::Everybody => "everybody".to_owned(),
    }
}

fn highest<'a>(policies: impl Iterator<Item = &'a Policy>) -> Option<&'a Policy> {
    policies.max_by(|a, b| a.order.total_cmp(&b.order))
}
