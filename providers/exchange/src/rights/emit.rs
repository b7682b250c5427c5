//! From verdicts to facts: of rows, of databases, of the accounts that open mailboxes for others.

use super::accounts::{self, Admin, NamedBy};
use super::decide::{Level, Verdict};
use super::descriptor::Trustee;
use super::era;
use super::judge::{Finding, Judge};
use super::list::Right;
use super::names::Names;
use super::standing::Standing;
use super::state;
use super::table::table;
use super::words;
use super::world::World;
use crate::case::{Case, Facts};
use crate::evidence::{Ending, Origin, OriginId, Part, Seen, fold, value};
use crate::joined::{DatabaseId, MailboxId};
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::Stop;
use std::collections::BTreeMap;

/// Tells who may open what.
pub(crate) fn emit(case: &Case<'_>) -> Result<(), Stop> {
    let mut world = World::of(case.evidence, case.joined, case.now);
    accounts::learn(case, &mut world.groups);
    let admins = accounts::admins(case, &world);
    let mut opened_by: Vec<Option<&Admin>> = vec![None; case.rows.len()];
    for admin in &admins {
        for at in &admin.rows {
            if let Some(slot) = opened_by.get_mut(*at) {
                *slot = Some(admin);
            }
        }
    }
    let names = Names {
        case,
        world: &world,
        complete: case.evidence.has_all(Part::Mailboxes),
    };
    for (row, admin) in case.rows.iter().zip(&opened_by) {
        let facts = names.facts(row, *admin);
        case.conclude("mailbox", &row.id, "user names and the directory", facts)?;
    }
    for admin in &admins {
        Telling {
            case,
            world: &world,
            admin,
        }
        .tell()?;
    }
    Ok(())
}

/// What is told of one account.
struct Telling<'a> {
    case: &'a Case<'a>,
    world: &'a World,
    admin: &'a Admin,
}

/// How many mailboxes came to which verdict.
#[derive(Default)]
struct Count {
    allowed: i64,
    denied: i64,
    not_granted: i64,
    unknown: i64,
}

impl Count {
    fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Allowed(_) => &mut self.allowed,
            Verdict::Denied(_) => &mut self.denied,
            Verdict::NotGranted => &mut self.not_granted,
            Verdict::Unknown(_) => &mut self.unknown,
        } += 1;
    }
}

impl Telling<'_> {
    fn tell(&self) -> Result<(), Stop> {
        let mut judge = Judge::new(self.world, self.admin.account(self.world));
        let mut count = Count::default();
        let mut databases: BTreeMap<DatabaseId, Finding> = BTreeMap::new();
        for row in self.admin.rows.iter().filter_map(|at| self.case.rows.get(*at)) {
            let home = row.mailbox.and_then(|id| self.case.joined.home(id));
            let facts = match row.mailbox {
                None => self.no_mailbox(),
                Some(id) => {
                    let own = Some(id) == self.admin.mailbox;
                    let finding = judge.mailbox(id, home, own);
                    count.add(finding.verdict);
                    let mut facts = self.access(&finding, id, home);
                    self.others(&mut facts, judge.by_other_lists(id, home, own), id, home);
                    facts
                }
            };
            let seen = row.mailbox.and_then(|id| self.seen(id, home));
            self.send("mailbox", &row.id, seen, facts)?;
            if let Some(home) = home {
                databases.entry(home).or_insert_with(|| judge.database(home));
            }
        }
        for (id, finding) in &databases {
            self.database(*id, finding)?;
        }
        let facts = self.account(&judge, &count, &databases);
        self.case.conclude(
            "exchange.admin",
            &fold(&self.admin.written),
            "accounts, groups and access lists",
            facts,
        )
    }

    fn send(&self, kind: &str, id: &str, seen: Option<Seen>, facts: Facts) -> Result<(), Stop> {
        match seen {
            Some(seen) => self.case.tell(kind, id, seen, facts),
            None => self.case.conclude(kind, id, "access lists", facts),
        }
    }

    /// Where the list of a mailbox was read, or else that of its database.
    fn seen(&self, id: MailboxId, home: Option<DatabaseId>) -> Option<Seen> {
        let mailbox = self.world.mailbox(id).ok();
        let database = || home.and_then(|home| self.world.database(home).ok());
        mailbox.or_else(database).map(|read| read.seen)
    }

    fn no_mailbox(&self) -> Facts {
        let why = Unknown::noted(
            Reason::NotCollected,
            "the row's mailbox was not found in what was read",
        );
        vec![
            (
                "exchange.access_account",
                Ok(Value::from(self.admin.shown(self.world))),
            ),
            ("exchange.access", Err(why)),
        ]
    }

    /// What a verdict says, in facts with this prefix.
    fn access(&self, finding: &Finding, id: MailboxId, home: Option<DatabaseId>) -> Facts {
        let name = home.map_or_else(String::new, |home| self.database_name(home));
        let mut facts: Facts = vec![
            (
                "exchange.access_account",
                Ok(Value::from(self.admin.shown(self.world))),
            ),
            ("exchange.access", word(finding)),
            ("exchange.access_stated", Ok(Value::Bool(finding.stated))),
            ("exchange.access_order_broken", Ok(Value::Bool(finding.broken))),
        ];
        if !name.is_empty() {
            facts.push(("exchange.access_database", Ok(Value::from(name.as_str()))));
        }
        if matches!(finding.verdict, Verdict::Allowed(_) | Verdict::Denied(_)) {
            self.decided(&mut facts, finding, &name, self.changed(finding, id, home));
        }
        facts
    }

    /// What another source's lists would come to.
    fn others(
        &self,
        facts: &mut Facts,
        other: Option<(Finding, OriginId)>,
        id: MailboxId,
        home: Option<DatabaseId>,
    ) {
        let lists = match (&other, self.seen(id, home)) {
            (Some(_), _) => 2,
            (None, Some(_)) => 1,
            (None, None) => return,
        };
        facts.push(("exchange.access_lists", Ok(Value::Int(lists))));
        if let Some((finding, origin)) = other {
            facts.push(("exchange.access_by_other_lists", word(&finding)));
            let source = self.case.evidence.at(origin).map_or("", Origin::short);
            facts.push(("exchange.access_other_source", Ok(Value::from(source))));
        }
    }

    fn decided(&self, facts: &mut Facts, finding: &Finding, name: &str, changed: Known) {
        let Some(grant) = &finding.entry else { return };
        let groups = &self.world.groups;
        facts.push(("exchange.access_right", Ok(Value::from(right(grant.right)))));
        facts.push((
            "exchange.access_level",
            Ok(Value::from(level(words::level(finding)))),
        ));
        facts.push(("exchange.access_inherited", Ok(Value::Bool(grant.inherited))));
        facts.push((
            "exchange.access_trustee",
            Ok(Value::from(words::trustee(groups, &grant.trustee))),
        ));
        facts.push((
            "exchange.access_admin_group",
            Ok(Value::Bool(words::is_admin_group(groups, grant))),
        ));
        if let Some(entry) = words::entry(groups, finding, name) {
            facts.push(("exchange.access_entry", Ok(Value::from(entry))));
        }
        facts.push(("exchange.access_changed", changed));
    }

    /// When the object was changed whose entry decides.
    fn changed(&self, finding: &Finding, id: MailboxId, home: Option<DatabaseId>) -> Known {
        let (evidence, joined) = (self.case.evidence, self.case.joined);
        let at = match words::level(finding) {
            Level::Mailbox => joined.mailbox(evidence, id, |mailbox| value(&mailbox.when_changed).copied()),
            Level::Database | Level::Inherited => {
                home.and_then(|home| joined.database(evidence, home, |one| value(&one.when_changed).copied()))
            }
        };
        at.map(Value::Int)
            .ok_or_else(|| Unknown::noted(Reason::NotCollected, "when the object was changed was not read"))
    }

    /// As every other module calls it: facts of one database stand on one subject.
    fn database_name(&self, id: DatabaseId) -> String {
        self.case.joined.database_label(self.case.evidence, id)
    }

    fn database(&self, id: DatabaseId, finding: &Finding) -> Result<(), Stop> {
        let name = self.database_name(id);
        let mut facts: Facts = vec![
            (
                "exchange.database.account",
                Ok(Value::from(self.admin.shown(self.world))),
            ),
            ("exchange.database.access", word(finding)),
        ];
        if let Some(entry) = words::entry(&self.world.groups, finding, &name) {
            facts.push(("exchange.database.entry", Ok(Value::from(entry))));
        }
        let seen = self.world.database(id).ok().map(|read| read.seen);
        self.send("exchange.database", &name, seen, facts)
    }

    fn account(&self, judge: &Judge<'_>, count: &Count, databases: &BTreeMap<DatabaseId, Finding>) -> Facts {
        let admin = self.admin;
        let mut facts: Facts = vec![
            ("exchange.admin_account", Ok(Value::from(admin.shown(self.world)))),
            (
                "exchange.admin_rows",
                Ok(Value::Int(i64::try_from(admin.rows.len()).unwrap_or(i64::MAX))),
            ),
            ("exchange.admin_found", self.found()),
            (
                "exchange.admin_groups_known",
                Ok(Value::Bool(judge.account.whole())),
            ),
            ("exchange.admin_allowed", Ok(Value::Int(count.allowed))),
            ("exchange.admin_denied", Ok(Value::Int(count.denied))),
            ("exchange.admin_not_granted", Ok(Value::Int(count.not_granted))),
            ("exchange.admin_undecided", Ok(Value::Int(count.unknown))),
            (
                "exchange.admin_databases_granted",
                self.databases(databases, true),
            ),
            (
                "exchange.admin_databases_missing",
                self.databases(databases, false),
            ),
        ];
        if admin.node.is_some() {
            let by = if admin.named_by == NamedBy::Alias {
                "alias"
            } else {
                "account"
            };
            facts.push(("exchange.admin_named_by", Ok(Value::from(by))));
        }
        for (name, id) in [
            ("exchange.admin_in_domain_admins", "domain_admins"),
            ("exchange.admin_in_enterprise_admins", "enterprise_admins"),
        ] {
            let rid = table().members.get(id).copied().unwrap_or_default();
            facts.push((name, membership(judge.account.standing(&Trustee::OfDomain(rid)))));
        }
        facts.push((
            "exchange.admin_in_organization_management",
            self.in_organization_management(judge),
        ));
        if let Some(major) = admin
            .rows
            .iter()
            .filter_map(|at| self.case.rows.get(*at)?.mailbox)
            .filter_map(|id| era::of_mailbox(self.case, id))
            .max()
        {
            facts.push(("exchange.admin_server_major", Ok(Value::Int(major))));
        }
        state::facts(self.case, self.world, admin, &mut facts);
        facts
    }

    fn found(&self) -> Known {
        match self.admin.node.is_some() {
            true => Ok(Value::Bool(true)),
            false if self.case.evidence.has_all(Part::Accounts) || self.is_nowhere() => {
                Ok(Value::Bool(false))
            }
            false => Err(Unknown::noted(Reason::NotCollected, "not all accounts were read")),
        }
    }

    /// Whether every directory that was asked for the account has nobody of its name, and every domain of the forest was asked.
    fn is_nowhere(&self) -> bool {
        let evidence = self.case.evidence;
        let asked = || {
            let all = evidence.endings(Part::Accounts);
            all.filter(|asked| evidence.is_live(asked.origin))
        };
        let is_it = |name: &str| fold(&name.replace('/', "\\")) == fold(&self.admin.written);
        let has_nobody = |origin: OriginId| {
            asked().any(|one| {
                let about = one.about.is_some_and(|name| is_it(evidence.texts.get(name)));
                one.origin == origin && about && one.ending == Ending::Whole
            })
        };
        let mut servers = asked().filter(|one| one.about.is_none()).peekable();
        servers.peek().is_some() && servers.all(|one| has_nobody(one.origin))
    }

    /// Databases of the account's rows by whether Receive As opens them. Names only where every one of them could be told.
    fn databases(&self, databases: &BTreeMap<DatabaseId, Finding>, granted: bool) -> Known {
        let undecided = databases
            .values()
            .find(|finding| matches!(finding.verdict, Verdict::Unknown(_)));
        if let Some(finding) = undecided.filter(|_| !granted) {
            return Err(finding
                .why
                .clone()
                .unwrap_or_else(|| Unknown::because(Reason::NotCollected)));
        }
        let wanted = |finding: &Finding| matches!(finding.verdict, Verdict::Allowed(_)) == granted;
        let found = databases.iter().filter(|(_, finding)| wanted(finding));
        Ok(Value::List(
            found
                .map(|(id, _)| Value::from(self.database_name(*id)))
                .collect(),
        ))
    }

    fn in_organization_management(&self, judge: &Judge<'_>) -> Known {
        let names = table()
            .groups
            .iter()
            .filter(|(_, id)| *id == "organization_management");
        let all: Vec<Standing> = names
            .map(|(name, _)| judge.account.standing(&Trustee::Name(name.clone())))
            .collect();
        let decided = [Standing::In].into_iter().find(|one| all.contains(one));
        let doubt = || {
            all.iter()
                .copied()
                .find(|one| matches!(one, Standing::Perhaps(_)))
        };
        membership(decided.or_else(doubt).unwrap_or(Standing::Out))
    }
}

fn membership(standing: Standing) -> Known {
    match standing {
        Standing::In => Ok(Value::Bool(true)),
        Standing::Out | Standing::Own => Ok(Value::Bool(false)),
        Standing::Perhaps(_) => Err(Unknown::noted(
            Reason::NotCollected,
            "not all groups of the account were read",
        )),
    }
}

/// The word of a verdict.
fn word(finding: &Finding) -> Known {
    match finding.verdict {
        Verdict::Allowed(_) => Ok(Value::from("allowed")),
        Verdict::Denied(_) => Ok(Value::from("denied")),
        Verdict::NotGranted => Ok(Value::from("not_granted")),
        Verdict::Unknown(_) => Err(finding
            .why
            .clone()
            .unwrap_or_else(|| Unknown::because(Reason::NotCollected))),
    }
}

fn right(right: Right) -> &'static str {
    match right {
        Right::FullAccess => "full_access",
        Right::ReceiveAs => "receive_as",
        Right::Everything => "full_control",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Mailbox => "mailbox",
        Level::Database => "database",
        Level::Inherited => "above",
    }
}
