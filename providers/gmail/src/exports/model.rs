//! What the imported files say, by file and account, until the rows are told. Only accounts that some row means are kept, so memory
//! grows with the migration file and not with the directory.

use super::app_passwords::AppPassword;
use super::policies::Policies;
use super::rows::Rows;
use super::table::{Shape, Sort};
use super::values::Said;
use imaprules_facts::{Reason, Unknown};
use std::collections::{BTreeMap, HashMap, HashSet};

/// An imported file.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) name: String,
    /// When it was last changed, in milliseconds since 1970-01-01 UTC.
    pub(super) at: i64,
    /// The newest day that its rows name.
    pub(super) day: Option<i64>,
    pub(super) records: u64,
    pub(super) whole: bool,
    pub(super) troubles: Vec<String>,
    pub(super) shapes: Vec<&'static Shape>,
    /// Mail domains of the users in it, in small letters.
    pub(super) domains: HashSet<String>,
    /// Whether it lists other addresses of users.
    pub(super) aliases: bool,
}

impl File {
    /// From when its facts are.
    pub(super) fn time(&self) -> i64 {
        self.day.unwrap_or(self.at)
    }

    pub(super) fn holds(&self, sort: Sort) -> bool {
        self.shapes.iter().any(|shape| shape.id == sort)
    }

    pub(super) fn note_shape(&mut self, shape: &'static Shape) {
        if !self.shapes.iter().any(|known| std::ptr::eq(*known, shape)) {
            self.shapes.push(shape);
        }
    }
}

/// What a file says of an account.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) line: u64,
    /// The day that the row is about.
    pub(super) day: Option<i64>,
    pub(super) said: Said,
}

impl Entry {
    /// Adds what another row of the file says of the account. A newer day counts; two values for the same day are none.
    fn merge(&mut self, other: Entry) {
        match other.day.cmp(&self.day) {
            std::cmp::Ordering::Greater => *self = other,
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => {
                for (fact, known) in other.said {
                    self.merge_fact(fact, known, other.line);
                }
            }
        }
    }

    fn merge_fact(&mut self, fact: String, known: imaprules_facts::Known, line: u64) {
        let Some((_, before)) = self.said.iter_mut().find(|(name, _)| *name == fact) else {
            self.said.push((fact, known));
            return;
        };
        match (&*before, &known) {
            (Ok(one), Ok(other)) if one != other => {
                *before = Err(Unknown::noted(
                    Reason::Malformed,
                    format!(
                        "the export says two things, in line {} and in line {line}",
                        self.line
                    ),
                ));
            }
            (Err(why), Ok(_)) if why.reason != Reason::Malformed => *before = known,
            _ => {}
        }
    }
}

/// An account of the directory.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) primary: String,
    /// Nothing where the export does not list them.
    pub(super) aliases: Option<Vec<String>>,
    pub(super) file: usize,
    pub(super) line: u64,
}

/// App passwords of an account in a file.
#[derive(Debug, Default)]
pub(super) struct AppPasswords {
    pub(super) line: u64,
    pub(super) all: Vec<AppPassword>,
    /// A row of it has too few or too many cells.
    pub(super) damaged: bool,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) rows: Rows,
    pub(super) files: Vec<File>,
    /// By file and account.
    pub(super) entries: HashMap<(usize, String), Entry>,
    pub(super) labels: BTreeMap<(usize, String), Vec<String>>,
    pub(super) app_passwords: HashMap<(usize, String), AppPasswords>,
    pub(super) policies: Policies,
    accounts: HashMap<String, Account>,
    /// Primary addresses in small letters, by alias.
    primaries: HashMap<String, String>,
    /// Ids by primary address in small letters.
    ids: HashMap<String, String>,
}

impl Model {
    /// Nothing is known of these rows yet.
    pub(super) fn of(rows: Rows) -> Model {
        Model {
            rows,
            ..Model::default()
        }
    }

    pub(super) fn file_mut(&mut self, file: usize) -> Option<&mut File> {
        self.files.get_mut(file)
    }

    /// Notes an account of the directory; false where no row means it.
    pub(super) fn note_account(&mut self, account: Account, id: Option<String>) -> bool {
        let primary = account.primary.to_lowercase();
        let lower = account.aliases.iter().flatten().map(|alias| alias.to_lowercase());
        let aliases: Vec<String> = lower.filter(|alias| self.rows.has(alias)).collect();
        if aliases.is_empty() && !self.rows.has(&primary) {
            return false;
        }
        for alias in aliases {
            self.primaries.insert(alias, primary.clone());
        }
        if let Some(id) = id {
            self.ids.insert(primary.clone(), id);
        }
        // A later export of the same account adds the aliases that an earlier one did not list.
        let known = self.accounts.entry(primary).or_insert_with(|| account.clone());
        if known.aliases.is_none() && account.aliases.is_some() {
            *known = account;
        }
        true
    }

    /// The primary address that an address means, in small letters: itself where no export tells better.
    pub(super) fn primary<'a>(&'a self, account: &'a str) -> &'a str {
        self.primaries.get(account).map_or(account, String::as_str)
    }

    /// The account that an address means, if the directory has it.
    pub(super) fn account(&self, address: &str) -> Option<&Account> {
        self.accounts.get(self.primary(address))
    }

    /// Whether some row means this account, which is in small letters.
    pub(super) fn is_wanted(&self, account: &str) -> bool {
        self.rows.has(account) || self.accounts.contains_key(self.primary(account))
    }

    /// Adds what a row of a file says of an account.
    pub(super) fn say(&mut self, file: usize, account: String, entry: Entry) {
        match self.entries.entry((file, account)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(entry);
            }
            std::collections::hash_map::Entry::Occupied(mut taken) => taken.get_mut().merge(entry),
        }
    }

    /// The id of an account, by its primary address in small letters, where an export tells it.
    pub(super) fn id_of(&self, account: &str) -> Option<&str> {
        self.ids.get(account).map(String::as_str)
    }
}
