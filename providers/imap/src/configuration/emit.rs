//! From what was read to records. Facts of the server carry the file and the line they rest on in the name of their source,
//! `imapd, line 12`, since a source has one place for each subject and a file says many things of one server.

use super::accounts::Rows;
use super::declared;
use super::jails::{Jail, table};
use super::limits::limits;
use super::product::{File, Learnt, Product};
use super::ranges::Service;
use super::read::Read;
use super::says::says;
use imaprules_facts::{Known, Reason, Record, Source, SubjectRef, Unknown, Value};
use imaprules_provider::{Host, Request, Stop};

/// Names in a list that are told.
const LISTED: usize = 100;

/// Whose records these are, and about which server.
pub(super) struct Emit<'a> {
    pub(super) provider: &'a str,
    pub(super) label: &'a str,
    pub(super) service: &'a Service,
    pub(super) now: i64,
    pub(super) host: &'a dyn Host,
}

impl Emit<'_> {
    /// Everything.
    pub(super) fn all(&self, read: &Read, request: &Request) -> Result<(), Stop> {
        self.host.emit(self.service())?;
        let answers = declared::answers(request);
        if !answers.is_empty() {
            let mut record = self.server("answers given with --set", self.now);
            for (fact, value) in answers {
                record.know(fact, value);
            }
            self.host.emit(record)?;
        }
        for product in &read.products {
            self.product(product)?;
        }
        self.accounts(read, request)?;
        self.jails(read)?;
        self.files(read)
    }

    fn source(&self, name: &str) -> Source {
        Source {
            provider: self.provider.to_owned(),
            name: name.to_owned(),
            live: false,
        }
    }

    fn server(&self, source: &str, at: i64) -> Record {
        Record::about("server", self.label, self.source(source), at)
    }

    fn service(&self) -> Record {
        let published = self.service.published;
        let source = if published.is_some() {
            "published ranges of Exchange Online"
        } else {
            "ranges given with --set"
        };
        let mut record = self.server(source, self.now);
        record.know("server.service_ranges", self.service.ranges.clone());
        match published {
            Some(at) => record.know("server.service_ranges_at", at),
            None => record.know("server.service_ranges_at", self.now),
        };
        record
    }

    /// What the configuration of a product says of the server.
    fn product(&self, product: &Product) -> Result<(), Stop> {
        let mut learnt = limits(product);
        learnt.extend(says(product));
        let untrusted = learnt
            .iter()
            .find(|one| one.fact == "config.trusted_networks")
            .map(|one| Learnt {
                fact: "config.untrusted_ranges".to_owned(),
                known: one
                    .known
                    .clone()
                    .map(|list| Value::from(self.service.not_covered(&texts(&list)))),
                ..one.clone()
            });
        learnt.extend(untrusted);
        let known = |fact: &str, known: &str| Learnt {
            fact: fact.to_owned(),
            known: Ok(Value::from(known)),
            file: 0,
            line: None,
        };
        learnt.push(known("server.family", &product.table.family));
        learnt.extend(
            product
                .settings
                .version
                .as_ref()
                .map(|version| known("server.version", version)),
        );
        self.by_place(product, learnt)
    }

    /// A record for each line.
    fn by_place(&self, product: &Product, mut learnt: Vec<Learnt>) -> Result<(), Stop> {
        learnt.sort_by_key(|one| (one.file, one.line));
        for group in learnt.chunk_by(|a, b| (a.file, a.line) == (b.file, b.line)) {
            let Some((first, file)) = group
                .first()
                .and_then(|one| Some((one, product.files.get(one.file)?)))
            else {
                continue;
            };
            let name = first
                .line
                .map_or_else(|| file.name.clone(), |line| format!("{}, line {line}", file.name));
            let mut record = self.server(&name, file.at);
            record.facts = group
                .iter()
                .map(|one| (one.fact.clone(), one.known.clone()))
                .collect();
            self.host.emit(record)?;
        }
        Ok(())
    }

    /// What was read, and what could not be.
    fn files(&self, read: &Read) -> Result<(), Stop> {
        let of_products = read.products.iter().flat_map(|product| &product.files);
        let shown = |file: &File| format!("{}: {}", file.name, file.title);
        let files: Vec<String> = of_products.chain(&read.jail_files).map(shown).collect();
        if files.is_empty() {
            return Ok(());
        }
        let troubles = read
            .products
            .iter()
            .flat_map(|product| product.settings.troubles.clone());
        let partial = read
            .products
            .iter()
            .flat_map(|product| product.settings.partial.clone());
        let mut record = self.server("imported configuration", self.now);
        record.know("config.files", files);
        record.know(
            "config.troubles",
            troubles.chain(read.jail_troubles.clone()).collect::<Vec<_>>(),
        );
        record.know("config.partial", partial.collect::<Vec<_>>());
        self.host.emit(record)
    }

    fn accounts(&self, read: &Read, request: &Request) -> Result<(), Stop> {
        let rows = request
            .subjects
            .iter()
            .filter(|input| input.subject.kind == "mailbox");
        for product in &read.products {
            let table = &product.table.accounts;
            let Some(file) = product.files.first() else {
                continue;
            };
            if let Some(hidden) = &table.hidden {
                for row in rows.clone() {
                    let mut record = self.mailbox(&row.subject, file);
                    record.miss(
                        "imap.allowed",
                        Unknown::noted(Reason::Unsupported, hidden.as_str()),
                    );
                    self.host.emit(record)?;
                }
            } else if !read.directory.accounts.is_empty() {
                self.directory(read, product, request)?;
            }
        }
        Ok(())
    }

    fn directory(&self, read: &Read, product: &Product, request: &Request) -> Result<(), Stop> {
        let rows = Rows::new(&request.subjects);
        let mut disabled: Vec<&str> = Vec::new();
        for account in &read.directory.accounts {
            let switches = read.directory.switches(account, &product.table.accounts);
            if switches.allowed.as_ref().is_ok_and(|(on, _)| !on) {
                disabled.push(&account.name);
            }
            let Some(file) = product.files.get(account.file) else {
                continue;
            };
            for row in rows.of(account, &product.table.accounts) {
                let mut record = self.mailbox(&row.subject, file);
                record.place = Some(format!("line {}", account.line));
                let (allowed, by) = match &switches.allowed {
                    Ok((on, by)) => (Ok(Value::Bool(*on)), Ok(Value::from(by.as_str()))),
                    Err(why) => (Err(why.clone()), Err(why.clone())),
                };
                let facts: [(&str, Known); 5] = [
                    ("imap.allowed", allowed),
                    ("imap.allowed_by", by),
                    ("imap.account_status", switches.status.clone()),
                    ("imap.password_must_change", switches.must_change.clone()),
                    ("imap.two_factor", switches.two_factor.clone()),
                ];
                record.facts = facts.map(|(fact, known)| (fact.to_owned(), known)).into();
                self.host.emit(record)?;
            }
        }
        let Some(file) = product.files.first() else {
            return Ok(());
        };
        let mut record = self.server(&file.name, file.at);
        record.know(
            "config.disabled_count",
            i64::try_from(disabled.len()).unwrap_or(i64::MAX),
        );
        disabled.truncate(LISTED);
        record.know("config.disabled_accounts", disabled);
        self.host.emit(record)
    }

    fn mailbox(&self, subject: &SubjectRef, file: &File) -> Record {
        let mut record = Record::about("mailbox", &subject.id, self.source(&file.name), file.at);
        record.references.push(SubjectRef::new("server", self.label));
        record
    }

    fn jails(&self, read: &Read) -> Result<(), Stop> {
        let (false, Some(table), Some(first)) = (read.jails.is_empty(), table(), read.jail_files.first())
        else {
            return Ok(());
        };
        let all = read.jails.all();
        let ours: Vec<_> = all
            .iter()
            .filter(|(name, jail)| jail.watches_imap(name, table))
            .collect();
        let mut record = self.server(&first.name, first.at);
        record.know("server.jail_count", i64::try_from(ours.len()).unwrap_or(i64::MAX));
        self.host.emit(record)?;
        for (name, jail) in ours {
            let place = jail
                .place
                .and_then(|(file, line)| Some((read.jail_files.get(file)?, line)));
            let (file, line) = place.map_or((first, None), |(file, line)| (file, Some(line)));
            let id = format!("{}/{name}", self.label);
            let mut record = Record::about("server.jail", &id, self.source(&file.name), file.at);
            record.parent = Some(self.label.to_owned());
            record.place = line.map(|line| format!("line {line}"));
            self.jail(&mut record, name, jail, table);
            self.host.emit(record)?;
        }
        Ok(())
    }

    fn jail(&self, record: &mut Record, name: &str, jail: &Jail, table: &super::jails::Table) {
        let default = &table.default;
        let ban = jail.ban_time.unwrap_or(default.bantime);
        let ignored = jail.ignored.clone().unwrap_or_default();
        record.know("jail.name", name);
        record.know("jail.enabled", jail.enabled.unwrap_or(default.enabled));
        record.know("jail.max_retry", jail.max_retry.unwrap_or(default.maxretry));
        record.know("jail.find_time", jail.find_time.unwrap_or(default.findtime));
        record.know("jail.permanent", ban < 0);
        if ban < 0 {
            record.miss(
                "jail.ban_time",
                Unknown::noted(Reason::Unsupported, "a ban lasts for good"),
            );
        } else {
            record.know("jail.ban_time", ban);
        }
        record.know("jail.open_ranges", self.service.not_covered(&ignored));
        record.know("jail.ignored", ignored);
        match &jail.mode {
            Some(mode) => record.know("jail.mode", mode.as_str()),
            None if jail.from_files => record.know("jail.mode", default.mode.as_str()),
            None => record.miss(
                "jail.mode",
                Unknown::noted(Reason::NotCollected, "it stands in jail.local or jail.conf"),
            ),
        };
        if let Some(banned) = &jail.banned {
            record.know(
                "jail.banned_count",
                i64::try_from(banned.len()).unwrap_or(i64::MAX),
            );
            record.know(
                "jail.banned_service",
                self.service
                    .holds(banned)
                    .into_iter()
                    .take(LISTED)
                    .collect::<Vec<_>>(),
            );
            record.know(
                "jail.banned",
                banned.iter().take(LISTED).cloned().collect::<Vec<_>>(),
            );
        }
    }
}

fn texts(list: &Value) -> Vec<String> {
    match list {
        Value::List(items) => items
            .iter()
            .filter_map(Value::as_text)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}
