//! The rows of the migration file: whose mailbox a row means, and which account would open it.
//!
//! Which forms of user names a version takes, and what is wrong with one, is not decided here.

use crate::evidence::{Evidence, fold};
use crate::joined::{Joined, MailboxId, NameKind};
use imaprules_facts::Value;
use imaprules_provider::Request;

/// By what a mailbox was found for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FoundBy {
    /// The last part of UserName is its alias.
    Alias,
    Upn,
    /// The last part of UserName is its logon name, and no mailbox's alias.
    Sam,
    /// The last part of UserName is an address of it.
    UserAddress,
    /// UserName leads nowhere; EmailAddress is an address of it.
    EmailAddress,
    /// UserName leads to more than one mailbox.
    Several,
    Nothing,
}

/// UserName taken apart (MS-OXIMAP4, section 2.2.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UserName {
    /// As written.
    pub(crate) written: String,
    /// The domain before the account, where there is one.
    pub(crate) domain: Option<String>,
    /// The account whose password is used: a logon name or a UPN. Nothing where the name is empty.
    pub(crate) account: String,
    /// Whose mailbox is opened, where the name says so besides: an alias or a UPN.
    pub(crate) principal: Option<String>,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Id of its subject.
    pub(crate) id: String,
    /// Its EmailAddress in small letters.
    pub(crate) address: String,
    pub(crate) user: UserName,
    /// Its mailbox in the source.
    pub(crate) mailbox: Option<MailboxId>,
    pub(crate) found_by: FoundBy,
}

impl Row {
    /// Whether an account opens the mailbox of somebody else.
    pub(crate) fn is_delegated(&self) -> bool {
        self.user.principal.is_some()
    }
}

impl UserName {
    /// Takes a user name apart.
    pub(crate) fn read(written: &str) -> UserName {
        let written = written.trim();
        let parts: Vec<&str> = written.split(['/', '\\']).map(str::trim).collect();
        let own = |text: &str| Some(text.to_owned());
        let (domain, account, principal) = match parts.as_slice() {
            [domain, account, principal] => (own(domain), *account, own(principal)),
            [account, principal] if account.contains('@') => (None, *account, own(principal)),
            [domain, account] => (own(domain), *account, None),
            _ => (None, written, None),
        };
        UserName {
            written: written.to_owned(),
            domain,
            account: account.to_owned(),
            principal,
        }
    }

    /// The part that names the mailbox.
    pub(crate) fn mailbox_part(&self) -> &str {
        self.principal.as_deref().unwrap_or(&self.account)
    }

    /// The account without the mailbox, as it is counted and looked up: `contoso\mailadmin`, `mailadmin@contoso.com`.
    pub(crate) fn account_name(&self) -> String {
        match &self.domain {
            Some(domain) => format!("{domain}\\{}", self.account),
            None => self.account.clone(),
        }
    }
}

/// Names of the accounts that open other people's mailboxes: the one that the user names, and those of the rows.
pub(crate) fn admins(request: &Request, named: Option<&str>) -> Vec<String> {
    let names = request.subjects.iter().filter_map(|input| {
        let user = UserName::read(input.fact("csv.user_name").and_then(Value::as_text)?);
        user.principal.is_some().then(|| user.account_name())
    });
    let mut all: Vec<String> = named.map(str::to_owned).into_iter().chain(names).collect();
    all.sort_by_key(|name| name.to_lowercase());
    all.dedup_by_key(|name| name.to_lowercase());
    all
}

/// The rows that the program hands over, each with its mailbox.
pub(crate) fn rows(request: &Request, evidence: &Evidence, joined: &Joined) -> Vec<Row> {
    let mailboxes = request
        .subjects
        .iter()
        .filter(|input| input.subject.kind == "mailbox");
    let row = |input: &imaprules_provider::InputSubject| {
        let text = |fact: &str| input.fact(fact).and_then(Value::as_text).unwrap_or_default();
        let address = match text("mailbox.address") {
            "" => &input.subject.id,
            address => address,
        };
        let user = UserName::read(text("csv.user_name"));
        let (found_by, mailbox) = mailbox(&user, address, evidence, joined);
        Row {
            id: input.subject.id.clone(),
            address: fold(address),
            user,
            mailbox,
            found_by,
        }
    };
    mailboxes.map(row).collect()
}

/// The mailbox that a row means. The alias comes first: it is what Exchange looks for in the last part of a name.
fn mailbox(
    user: &UserName,
    address: &str,
    evidence: &Evidence,
    joined: &Joined,
) -> (FoundBy, Option<MailboxId>) {
    let part = user.mailbox_part();
    let ways = [
        (NameKind::Alias, FoundBy::Alias),
        (NameKind::Upn, FoundBy::Upn),
        (NameKind::Address, FoundBy::UserAddress),
        (NameKind::Sam, FoundBy::Sam),
    ];
    for (kind, by) in ways {
        if part.is_empty() {
            break;
        }
        let mut all = joined.mailboxes_by(evidence, kind, part);
        match (all.next(), all.next()) {
            (Some(one), None) => return (by, Some(one)),
            (Some(_), Some(_)) => return (FoundBy::Several, None),
            (None, _) => {}
        }
    }
    let by_address = joined.mailboxes_by(evidence, NameKind::Address, address).next();
    match by_address {
        Some(one) => (FoundBy::EmailAddress, Some(one)),
        None => (FoundBy::Nothing, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Mailbox, Seen, told};
    use imaprules_exports::Place;

    #[test]
    fn user_names_taken_apart() {
        for (written, domain, account, principal) in [
            (
                "contoso/mailadmin/terry.adams",
                Some("contoso"),
                "mailadmin",
                Some("terry.adams"),
            ),
            (
                "contoso\\mailadmin\\terry",
                Some("contoso"),
                "mailadmin",
                Some("terry"),
            ),
            (
                "mailadmin@contoso.com/terry",
                None,
                "mailadmin@contoso.com",
                Some("terry"),
            ),
            ("contoso\\terry", Some("contoso"), "terry", None),
            (" terry ", None, "terry", None),
            ("terry@contoso.com", None, "terry@contoso.com", None),
            ("", None, "", None),
        ] {
            let user = UserName::read(written);
            assert_eq!(
                (
                    user.domain.as_deref(),
                    user.account.as_str(),
                    user.principal.as_deref()
                ),
                (domain, account, principal),
                "{written}"
            );
        }
    }

    #[test]
    fn the_alias_counts_before_the_logon_name() {
        let mut evidence = Evidence::default();
        let origin = evidence.origin("m.xml", false);
        let seen = Seen {
            origin,
            place: Place::default(),
            at: 0,
        };
        for (dn, alias, sam, address) in [
            ("CN=A,DC=x", "terry", "tadams", "terry@x.org"),
            ("CN=B,DC=x", "kim", "terry", "kim@x.org"),
        ] {
            let address = evidence.symbol(address);
            let mailbox = Mailbox {
                dn: evidence.symbol(dn),
                alias: evidence.symbol(alias),
                sam: evidence.symbol(sam),
                address,
                addresses: told(address.into_iter().collect()),
                ..Mailbox::new(seen)
            };
            evidence.mailboxes.push(mailbox);
        }
        let joined = Joined::of(&mut evidence);
        let find = |user: &str, address: &str| mailbox(&UserName::read(user), address, &evidence, &joined);
        let a = joined.mailbox_named(&evidence, "cn=a, dc=x").one();
        let b = joined.mailbox_named(&evidence, "kim@x.org").one();
        assert_eq!(find("d/admin/Terry", "kim@x.org"), (FoundBy::Alias, a));
        assert_eq!(find("d/admin/tadams", ""), (FoundBy::Sam, a));
        assert_eq!(find("d/admin/nobody", "KIM@x.org"), (FoundBy::EmailAddress, b));
        assert_eq!(find("nobody", "nobody@x.org"), (FoundBy::Nothing, None));
    }
}
