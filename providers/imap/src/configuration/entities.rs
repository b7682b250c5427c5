//! Accounts, classes of service, servers and the global configuration, as Zimbra's `zmprov` prints them: `# name NAME`, then
//! `attribute: value`, one line for each value. Whatever is not asked for is not kept: accounts have secrets.

use super::lines::Line;
use super::settings::{Setting, Settings};
use super::table::{Accounts, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that are kept.
const MOST: usize = 1_000_000;

/// Values of one attribute set that are kept.
const VALUES: usize = 200;

/// What an entity is, when its attributes say so.
const CLASSES: [(&str, Sort); 4] = [
    ("zimbraCOS", Sort::Class),
    ("zimbraServer", Sort::Server),
    ("zimbraGlobalConfig", Sort::Global),
    ("zimbraAccount", Sort::Account),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Account,
    Class,
    Server,
    Global,
}

/// An account or a class of service: what it has of the attributes that are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) values: Vec<(String, String, u64)>,
    pub(super) file: usize,
    /// Line of its name.
    pub(super) line: u64,
}

impl Entity {
    /// The value of an attribute, and its line.
    pub(super) fn value(&self, attribute: &str) -> Option<(&str, u64)> {
        let mut values = self.values.iter().rev();
        values
            .find(|(name, ..)| name == attribute)
            .map(|(_, value, line)| (value.as_str(), *line))
    }

    pub(super) fn is(&self, attribute: &str) -> Option<bool> {
        self.value(attribute)
            .map(|(value, _)| value.eq_ignore_ascii_case("true"))
    }

    fn sort(&self, asked_of_servers: &BTreeSet<String>) -> Sort {
        let classes = self.values.iter().filter(|(name, ..)| name == "objectClass");
        for (_, class, _) in classes {
            if let Some((_, sort)) = CLASSES.iter().find(|(name, _)| name == class) {
                return *sort;
            }
        }
        if self.name.is_empty() {
            Sort::Global
        } else if self.name.contains('@') {
            Sort::Account
        } else if self
            .values
            .iter()
            .any(|(name, ..)| asked_of_servers.contains(name))
        {
            Sort::Server
        } else {
            Sort::Class
        }
    }
}

/// What was read of all files.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) accounts: Vec<Entity>,
    /// Classes of service by id and by name.
    pub(super) classes: BTreeMap<String, Entity>,
    servers: Vec<Entity>,
    global: Vec<Entity>,
}

/// Reads one file into a directory.
pub(super) struct Entities<'a> {
    directory: &'a mut Directory,
    accounts: &'a Accounts,
    of_accounts: BTreeSet<String>,
    of_servers: BTreeSet<String>,
    file: usize,
    now: Entity,
}

impl<'a> Entities<'a> {
    pub(super) fn new(directory: &'a mut Directory, table: &'a Table, file: usize) -> Self {
        let accounts = &table.accounts;
        let singles = [
            &accounts.status,
            &accounts.must_change,
            &accounts.class,
            &accounts.id,
        ];
        let lists = [&accounts.enabled, &accounts.two_factor, &accounts.addresses];
        let of_limits = table
            .limit
            .iter()
            .flat_map(|limit| limit.settings.iter().chain(&limit.wants));
        let of_servers = of_limits.chain(table.say.iter().flat_map(|say| &say.settings));
        Entities {
            of_accounts: singles
                .into_iter()
                .chain(lists.into_iter().flatten())
                .cloned()
                .collect(),
            of_servers: of_servers.cloned().collect(),
            directory,
            accounts,
            file,
            now: Entity {
                file,
                ..Entity::default()
            },
        }
    }

    pub(super) fn line(&mut self, line: &Line, out: &mut Settings) {
        let text = line.text.trim_end();
        if let Some(name) = text.strip_prefix("# name ") {
            self.end(out);
            self.now = Entity {
                name: name.trim().to_owned(),
                file: self.file,
                line: line.number,
                ..Entity::default()
            };
            return;
        }
        // What is neither is another line of a value before it, or a remark.
        let Some((name, value)) = text.split_once(':') else {
            return;
        };
        let asked =
            self.of_accounts.contains(name) || self.of_servers.contains(name) || name == "objectClass";
        if asked && self.now.values.len() < VALUES {
            self.now
                .values
                .push((name.to_owned(), value.trim().to_owned(), line.number));
        }
    }

    /// Puts the entity that has ended where it belongs. Told when the file has ended, too.
    pub(super) fn end(&mut self, out: &mut Settings) {
        let mut entity = std::mem::take(&mut self.now);
        if entity.values.is_empty() {
            return;
        }
        let sort = entity.sort(&self.of_servers);
        entity.values.retain(|(name, ..)| name != "objectClass");
        let directory = &mut *self.directory;
        match sort {
            Sort::Account if directory.accounts.len() < MOST => directory.accounts.push(entity),
            Sort::Account => out.lack(format!(
                "line {}: more than {MOST} accounts; the rest is not read",
                entity.line
            )),
            Sort::Server => directory.servers.push(entity),
            Sort::Global => directory.global.push(entity),
            Sort::Class => {
                if let Some((id, _)) = entity.value(&self.accounts.id) {
                    directory.classes.insert(id.to_owned(), entity.clone());
                }
                directory.classes.insert(entity.name.clone(), entity);
            }
        }
    }
}

impl Directory {
    /// The settings of the server of that name, or of the first, above those of the global configuration.
    pub(super) fn settings(&self, host: &str) -> Vec<Setting> {
        let named = self
            .servers
            .iter()
            .find(|server| server.name.eq_ignore_ascii_case(host));
        let server = named.or(self.servers.first());
        let own = |attribute: &str| server.is_some_and(|server| server.value(attribute).is_some());
        let setting = |entity: &Entity, (name, value, line): &(String, String, u64)| Setting {
            path: name.clone(),
            value: value.clone(),
            line: *line,
            file: entity.file,
        };
        let below = self
            .global
            .iter()
            .flat_map(|entity| entity.values.iter().map(move |value| (entity, value)));
        let below = below.filter(|(_, (name, ..))| !own(name));
        let above = server
            .into_iter()
            .flat_map(|entity| entity.values.iter().map(move |value| (entity, value)));
        below
            .chain(above)
            .map(|(entity, value)| setting(entity, value))
            .collect()
    }
}
