//! Whether accounts may use IMAP, from an export of the directory: attributes of the account, else of its class of service.

use super::entities::{Directory, Entity};
use super::table::Accounts;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::InputSubject;
use std::collections::HashMap;

/// The class of service of accounts that name none.
const DEFAULT_CLASS: &str = "default";

/// What the directory says of one account.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Switches {
    /// Whether IMAP is on, and which attribute of whom decides.
    pub(super) allowed: Result<(bool, String), Unknown>,
    pub(super) status: Known,
    pub(super) must_change: Known,
    pub(super) two_factor: Known,
}

impl Directory {
    /// What the directory says of an account.
    pub(super) fn switches(&self, account: &Entity, table: &Accounts) -> Switches {
        let class = self.class(account, table);
        let text = |attribute: &str| match account.value(attribute) {
            Some((value, _)) => Ok(Value::from(value)),
            None => Err(absent()),
        };
        let flag = |attribute: &str| account.is(attribute).or_else(|| class?.is(attribute));
        let two_factor: Vec<bool> = table
            .two_factor
            .iter()
            .filter_map(|attribute| flag(attribute))
            .collect();
        Switches {
            allowed: allowed(account, class, table),
            status: text(&table.status),
            must_change: account.is(&table.must_change).map(Value::Bool).ok_or_else(absent),
            two_factor: match two_factor.is_empty() {
                true => Err(absent()),
                false => Ok(Value::Bool(two_factor.contains(&true))),
            },
        }
    }

    fn class(&self, account: &Entity, table: &Accounts) -> Option<&Entity> {
        let name = account.value(&table.class).map_or(DEFAULT_CLASS, |(id, _)| id);
        self.classes.get(name)
    }
}

fn absent() -> Unknown {
    Unknown::noted(Reason::NotCollected, "the export of the account does not show it")
}

/// All switches must be on; one that is off decides, whatever the others say.
fn allowed(account: &Entity, class: Option<&Entity>, table: &Accounts) -> Result<(bool, String), Unknown> {
    let own = |attribute: &String| {
        account
            .is(attribute)
            .map(|on| (on, format!("{attribute} of the account")))
    };
    let inherited = |attribute: &String| {
        let class = class?;
        class
            .is(attribute)
            .map(|on| (on, format!("{attribute} of the class of service {}", class.name)))
    };
    let seen: Vec<(bool, String)> = table
        .enabled
        .iter()
        .filter_map(|attribute| own(attribute).or_else(|| inherited(attribute)))
        .collect();
    let off = seen.iter().find(|(on, _)| !on);
    off.or(seen.first()).cloned().ok_or_else(absent)
}

/// The rows of the migration file by the names that the source may know them by.
pub(super) struct Rows<'a> {
    by_name: HashMap<String, Vec<&'a InputSubject>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(subjects: &'a [InputSubject]) -> Rows<'a> {
        let mut by_name: HashMap<String, Vec<&InputSubject>> = HashMap::new();
        for row in subjects.iter().filter(|input| input.subject.kind == "mailbox") {
            let text = |fact: &str| row.fact(fact).and_then(Value::as_text);
            let user = text("csv.user_name").map(|name| name.split('*').next().unwrap_or(name));
            // The user name is that of the source; the address may be that of the target alone.
            let name = user.filter(|name| name.contains('@')).or(text("mailbox.address"));
            if let Some(name) = name {
                by_name.entry(name.to_lowercase()).or_default().push(row);
            }
        }
        Rows { by_name }
    }

    /// The rows of an account.
    pub(super) fn of(&self, account: &Entity, table: &Accounts) -> Vec<&'a InputSubject> {
        let aliases = account
            .values
            .iter()
            .filter(|(name, ..)| table.addresses.contains(name));
        let names = std::iter::once(&account.name).chain(aliases.map(|(_, value, _)| value));
        let mut found: Vec<&InputSubject> = Vec::new();
        for row in names
            .filter_map(|name| self.by_name.get(&name.to_lowercase()))
            .flatten()
        {
            if found.iter().all(|other| other.subject != row.subject) {
                found.push(row);
            }
        }
        found
    }
}
