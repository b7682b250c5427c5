//! One account against all mailboxes and databases. Verdicts depend on lists, not on mailboxes, so that five thousand mailboxes
//! with three different lists are three verdicts.

use super::decide::{By, Level, Section, Verdict, Why, decide};
use super::list::{Grant, List, Order};
use super::standing::{Account, Standing};
use super::world::{ListId, Listing, World};
use crate::joined::{DatabaseId, MailboxId};
use imaprules_facts::{Reason, Unknown};
use std::collections::HashMap;

/// What comes of one mailbox or database.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) verdict: Verdict,
    /// The entry that decides, or that is in doubt.
    pub(crate) entry: Option<Grant>,
    /// The object above from which it came, where one is known to hold it.
    pub(crate) from: Option<String>,
    /// Whether no undocumented number of a right was relied on.
    pub(crate) stated: bool,
    /// Whether explicit and inherited entries stand in a wrong order.
    pub(crate) broken: bool,
    /// Why it cannot be told.
    pub(crate) why: Option<Unknown>,
}

/// Lists by which a mailbox is judged: its own, that of its database, whether its inherited entries stand for the latter's,
/// and whether it is the account's own.
type Key = (Option<ListId>, Option<ListId>, bool, bool);

/// An account with its verdicts.
pub(crate) struct Judge<'w> {
    world: &'w World,
    pub(super) account: Account<'w>,
    standings: HashMap<ListId, Vec<Standing>>,
    known: HashMap<Key, Finding>,
}

impl<'w> Judge<'w> {
    pub(crate) fn new(world: &'w World, account: Account<'w>) -> Self {
        Judge {
            world,
            account,
            standings: HashMap::new(),
            known: HashMap::new(),
        }
    }

    /// May the account open this mailbox? `own` says that it is the account's own.
    pub(crate) fn mailbox(&mut self, id: MailboxId, home: Option<DatabaseId>, own: bool) -> Finding {
        let mailbox = self.world.mailbox(id);
        let no_home = || {
            Err(Unknown::noted(
                Reason::NotCollected,
                "the mailbox's database is not known",
            ))
        };
        let database = home.map_or_else(no_home, |home| self.world.database(home));
        // What a cmdlet shows as inherited by the mailbox stands for its database where that was not read.
        let stands_in = database.is_err() && mailbox.as_ref().is_ok_and(|read| read.rows);
        let list = |listing: &Listing| listing.as_ref().ok().map(|read| read.list);
        let key = (list(&mailbox), list(&database), stands_in, own);
        let mut finding = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let found = self.decide(key);
                self.known.insert(key, found.clone());
                found
            }
        };
        // Lists are missing for reasons of their own.
        if let Verdict::Unknown(Why::NotRead(level)) = finding.verdict {
            let listing = if level == Level::Mailbox {
                mailbox
            } else {
                database
            };
            finding.why = listing.err();
        }
        finding
    }

    /// May it open all mailboxes of this database, as far as the database says?
    pub(crate) fn database(&mut self, id: DatabaseId) -> Finding {
        let listing = self.world.database(id);
        let Ok(read) = listing.as_ref() else {
            return Finding {
                why: listing.err(),
                ..unknown(Why::NotRead(Level::Database))
            };
        };
        self.standings_of(read.list);
        let section = Section {
            level: Level::Database,
            list: self.world.lists.get(read.list),
        };
        let lists = [(Level::Database, read.list)];
        self.finding(self.walk(&[section], &lists, false), &lists)
    }

    fn decide(&mut self, (mailbox, database, stands_in, own): Key) -> Finding {
        mailbox
            .into_iter()
            .chain(database)
            .for_each(|list| self.standings_of(list));
        let section = |level, list: Option<ListId>| Section {
            level,
            list: list.and_then(|at| self.world.lists.get(at)),
        };
        let second = match stands_in {
            true => (Level::Inherited, mailbox),
            false => (Level::Database, database),
        };
        let sections = [section(Level::Mailbox, mailbox), section(second.0, second.1)];
        let lists: Vec<(Level, ListId)> = [(Level::Mailbox, mailbox), second]
            .into_iter()
            .filter_map(|(level, list)| Some((level, list?)))
            .collect();
        self.finding(self.walk(&sections, &lists, own), &lists)
    }

    /// Goes through the sections; their lists are named beside them.
    fn walk(&self, sections: &[Section<'_>], lists: &[(Level, ListId)], own: bool) -> Verdict {
        let standing = |list: &List, at: usize| {
            let same = |(_, id): &&(Level, ListId)| {
                self.world
                    .lists
                    .get(*id)
                    .is_some_and(|one| std::ptr::eq(one, list))
            };
            let all = lists.iter().find(same).and_then(|(_, id)| self.standings.get(id));
            match all.and_then(|all| all.get(at)).copied() {
                Some(Standing::Own) if own => Standing::In,
                Some(standing) => standing,
                None => Standing::Out,
            }
        };
        decide(sections, &standing)
    }

    /// Where the account stands to the trustees of a list; reckoned once.
    fn standings_of(&mut self, id: ListId) {
        let (account, lists) = (&self.account, &self.world.lists);
        self.standings.entry(id).or_insert_with(|| {
            let grants = lists
                .get(id)
                .map(|list| list.grants.as_slice())
                .unwrap_or_default();
            grants
                .iter()
                .map(|grant| account.standing(&grant.trustee))
                .collect()
        });
    }

    fn finding(&self, verdict: Verdict, lists: &[(Level, ListId)]) -> Finding {
        let of = |level: Level| {
            let found = lists.iter().find(|(one, _)| *one == level);
            found.and_then(|(_, id)| self.world.lists.get(*id))
        };
        let entry = by(verdict).and_then(|by| Some((by, of(by.level)?.grants.get(by.at)?)));
        let relied = |list: &List| match entry {
            Some((by, _)) if by.level == Level::Mailbox => list.store_bits,
            _ => {
                list.store_bits
                    && list
                        .others
                        .iter()
                        .any(|whom| self.account.standing(whom) != Standing::Out)
            }
        };
        let broken = lists
            .iter()
            .filter_map(|(level, _)| of(*level))
            .any(|list| list.order == Order::Broken);
        let why = match verdict {
            Verdict::Unknown(why) => Some(reason(why, entry.map(|(_, grant)| grant))),
            _ => None,
        };
        Finding {
            verdict,
            from: entry
                .filter(|(_, grant)| grant.inherited)
                .and_then(|(_, grant)| self.whence(grant)),
            entry: entry.map(|(_, grant)| grant.clone()),
            stated: !of(Level::Mailbox).is_some_and(relied),
            broken,
            why,
        }
    }

    /// The object above that holds an inherited entry as its own.
    fn whence(&self, grant: &Grant) -> Option<String> {
        let holds = |list: ListId| {
            let grants = self
                .world
                .lists
                .get(list)
                .map(|list| list.grants.as_slice())
                .unwrap_or_default();
            grants.iter().any(|one| {
                !one.inherited
                    && (one.effect, one.right, &one.trustee) == (grant.effect, grant.right, &grant.trustee)
            })
        };
        let above = self.world.above.iter().find(|above| holds(above.list))?;
        Some(above.name.clone())
    }
}

/// The entry that a verdict names.
fn by(verdict: Verdict) -> Option<By> {
    match verdict {
        Verdict::Allowed(by) | Verdict::Denied(by) => Some(by),
        Verdict::Unknown(Why::Standing(by, _) | Why::Entry(by) | Why::Order(by)) => Some(by),
        Verdict::NotGranted | Verdict::Unknown(Why::NotRead(_)) => None,
    }
}

fn unknown(why: Why) -> Finding {
    Finding {
        verdict: Verdict::Unknown(why),
        entry: None,
        from: None,
        stated: true,
        broken: false,
        why: Some(reason(why, None)),
    }
}

/// In words of the closed list.
fn reason(why: Why, grant: Option<&Grant>) -> Unknown {
    use super::standing::Doubt;
    let whom = grant.map_or_else(String::new, |grant| grant.trustee.to_string());
    let (reason, note) = match why {
        Why::NotRead(_) => (Reason::NotCollected, "the access list was not read".to_owned()),
        Why::Standing(_, Doubt::Members) => (
            Reason::NotCollected,
            format!("whether the migration admin account is in {whom} was not read"),
        ),
        Why::Standing(_, Doubt::Account) => (
            Reason::NotCollected,
            format!(
                "the migration admin account itself was not read, so whether it is {whom} or in it is not known"
            ),
        ),
        Why::Standing(_, Doubt::Name) => (
            Reason::Malformed,
            format!("several accounts or groups may be meant by {whom}"),
        ),
        Why::Standing(_, Doubt::Session) => (
            Reason::Unsupported,
            format!("whether {whom} counts depends on how the server signs the account in"),
        ),
        Why::Standing(_, Doubt::Unreadable) => (
            Reason::Malformed,
            "an entry that may decide cannot be read".to_owned(),
        ),
        Why::Entry(_) => (
            Reason::Unsupported,
            format!("an entry for {whom} has a condition, or lost its rights in the export"),
        ),
        Why::Order(_) => (
            Reason::Malformed,
            format!(
                "entries allow and deny, that for {whom} among them, and the export does not tell which comes first"
            ),
        ),
    };
    Unknown::noted(reason, note)
}
