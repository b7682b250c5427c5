//! User names of rows: what Exchange would not understand in one, and how it should be written (MS-OXIMAP4 section 2.2.2). The generic
//! provider knows the form; what stands in its parts can be checked against the directory alone.

use super::accounts::{Admin, NamedBy};
use super::era;
use super::world::World;
use crate::case::{Case, Facts};
use crate::evidence::{Mailbox, Part, Symbol, fold};
use crate::joined::MailboxId;
use crate::rows::{FoundBy, Row};
use imaprules_facts::{Reason, Unknown, Value};

/// What a row's user name is checked against.
pub(super) struct Names<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) world: &'a World,
}

impl Names<'_> {
    /// The facts of a row. `admin` opens it, where an account does for others.
    pub(super) fn facts(&self, row: &Row, admin: Option<&Admin>) -> Facts {
        let mut facts: Facts = vec![
            ("exchange.delegated", Ok(Value::Bool(admin.is_some()))),
            ("exchange.user_problems", Ok(self.problems(row, admin))),
            ("exchange.right_user_name", self.right(row, admin)),
            ("exchange.mailbox.found_by", self.found_by(row)),
        ];
        for (name, get) in NAMES {
            let text = row.mailbox.map(|id| self.text(id, get)).unwrap_or_default();
            if !text.is_empty() {
                facts.push((name, Ok(Value::from(text))));
            }
        }
        if let Some(major) = row.mailbox.and_then(|id| era::of_mailbox(self.case, id)) {
            facts.push(("exchange.access_server_major", Ok(Value::Int(major))));
        }
        if let Some(domain) = self.domain_problem(row) {
            facts.push(("exchange.user_domain", Ok(Value::from(domain))));
        }
        facts
    }

    fn text(&self, id: MailboxId, get: fn(&Mailbox) -> Option<Symbol>) -> &str {
        self.case
            .evidence
            .text(self.case.joined.mailbox(self.case.evidence, id, get))
    }

    /// By what the mailbox was found. A better name of another mailbox may stand among those that were not read.
    fn found_by(&self, row: &Row) -> Result<Value, Unknown> {
        let word = match row.found_by {
            FoundBy::Alias => "alias",
            FoundBy::Upn => "upn",
            FoundBy::Several => "several",
            _ if !self.case.evidence.has_all(Part::Mailboxes) => {
                let note = "not all mailboxes of the organisation were read";
                return Err(Unknown::noted(Reason::NotCollected, note));
            }
            FoundBy::Sam => "logon_name",
            FoundBy::UserAddress => "user_address",
            FoundBy::EmailAddress => "email_address",
            FoundBy::Nothing => "nothing",
        };
        Ok(Value::from(word))
    }

    /// What is odd about the name as it is written.
    fn problems(&self, row: &Row, admin: Option<&Admin>) -> Value {
        let written = &row.user.written;
        let parts: Vec<&str> = written.split(['/', '\\']).collect();
        let delegated = row.is_delegated();
        let mut found = Vec::new();
        let mut note = |is: bool, word: &str| {
            if is {
                found.push(Value::from(word));
            }
        };
        note(delegated && written.contains('\\'), "separator");
        note(
            parts.len() > 1 && parts.iter().any(|part| part.trim().is_empty()),
            "empty_part",
        );
        note(
            parts
                .iter()
                .any(|part| part.trim() != *part || part.contains(' ')),
            "blank",
        );
        note(delegated && parts.len() > 3, "too_many_parts");
        note(
            delegated && admin.is_some_and(|admin| admin.named_by == NamedBy::Alias),
            "admin_alias",
        );
        Value::List(found)
    }

    /// What the domain before the account is, where the domains of the forest are known.
    fn domain_problem(&self, row: &Row) -> Option<&'static str> {
        let domain = fold(row.user.domain.as_deref()?);
        let evidence = self.case.evidence;
        let known = |symbol: Option<Symbol>| fold(evidence.text(symbol)) == domain;
        if evidence
            .domains
            .iter()
            .any(|one| known(one.dns) || known(one.netbios))
        {
            return Some("directory");
        }
        if evidence.domains.is_empty() {
            return None;
        }
        let address = row
            .mailbox
            .map(|id| self.text(id, |mailbox| mailbox.address))
            .unwrap_or_default();
        let of_mail = |address: &str| address.rsplit('@').next().is_some_and(|one| fold(one) == domain);
        match of_mail(address) || of_mail(&row.address) {
            true => Some("mail"),
            false => Some("other"),
        }
    }

    /// The name as it should be written: domain, account and alias with slashes between, or the account's UPN and the alias.
    fn right(&self, row: &Row, admin: Option<&Admin>) -> Result<Value, Unknown> {
        let Some(mailbox) = row.mailbox else {
            return Err(Unknown::noted(
                Reason::NotCollected,
                "the row's mailbox was not found in what was read",
            ));
        };
        let Some(admin) = admin else {
            return Ok(Value::from(row.user.written.as_str()));
        };
        let alias = match self.text(mailbox, |mailbox| mailbox.alias) {
            "" => self.text(mailbox, |mailbox| mailbox.upn),
            alias => alias,
        };
        if alias.is_empty() {
            return Err(Unknown::noted(
                Reason::NotCollected,
                "neither alias nor UPN of the mailbox was read",
            ));
        }
        let account = self.account(row, admin);
        let unknown = || {
            Unknown::noted(
                Reason::NotCollected,
                "the domain of the migration admin account was not read",
            )
        };
        account
            .map(|account| Value::from(format!("{account}/{alias}")))
            .ok_or_else(unknown)
    }

    /// The account's part of the name.
    fn account(&self, row: &Row, admin: &Admin) -> Option<String> {
        let node = admin.meant.and_then(|node| self.world.groups.get(node));
        let shown = node.and_then(|node| node.shown.split_once('\\'));
        if let Some((domain, name)) = shown {
            return Some(format!("{domain}/{name}"));
        }
        let domain = self.domain_problem(row);
        match (&row.user.domain, domain) {
            (Some(written), None | Some("directory")) if row.is_delegated() => {
                Some(format!("{written}/{}", row.user.account))
            }
            _ => {
                let upn = node.and_then(|node| node.full_names.first()).cloned();
                upn.or_else(|| admin.written.contains('@').then(|| admin.written.clone()))
            }
        }
    }
}

/// Names of the mailbox that rules and words want.
type Name = fn(&Mailbox) -> Option<Symbol>;
const NAMES: [(&str, Name); 2] = [
    ("exchange.mailbox.alias", |mailbox| mailbox.alias),
    ("exchange.mailbox.logon_name", |mailbox| mailbox.sam),
];
