//! What a domain has of its own: users with mailboxes, groups, and the accounts that open all mailboxes.

use super::configuration::whole;
use super::{Asker, Counts, Ending, Taken, ending, failed, questions};
use crate::directory::shown;
use crate::evidence::Part;
use imaprules_directory::{Connection, DirectoryError, Ended, Filter, Scope};
use std::collections::HashSet;

/// Names of accounts in one question.
const NAMES: usize = 100;

impl Asker<'_> {
    pub(super) fn domain(
        &mut self,
        connection: &mut Connection<'_>,
        domain: &str,
    ) -> Result<(), DirectoryError> {
        self.search(
            connection,
            &whole(domain, Scope::Base, Filter::any(), &questions::DOMAIN),
            &mut Counts::new(),
        )?;
        self.mailboxes(connection, domain)?;
        self.groups(connection, domain)?;
        self.accounts(connection, domain)
    }

    fn mailboxes(&mut self, connection: &mut Connection<'_>, domain: &str) -> Result<(), DirectoryError> {
        let base = self.plan.base.clone();
        let base = base
            .as_deref()
            .filter(|base| is_below(base, domain))
            .unwrap_or(domain);
        let before = self.evidence.mailboxes.len();
        let mut counts = Counts::new();
        let search = whole(base, Scope::Subtree, questions::mailboxes(), &questions::USER);
        let found = self.search(connection, &search, &mut counts)?;
        self.report.mailboxes = counts.get(&Taken::Mailbox).copied().unwrap_or_default();
        let mut users = ending(&found);
        if base != domain && users == Ending::Whole {
            users = Ending::Partial(format!(
                "only {base} was looked through, as `directory_base` says"
            ));
        }
        let mut rights = users.clone();
        let shown = shown::settle(self.evidence, before);
        if let Some(why) = shown.mailboxes {
            users = Ending::Denied(why.to_owned());
        }
        if let Some(why) = shown.lists {
            rights = Ending::Denied(why.to_owned());
        }
        self.asked(Part::Mailboxes, users.clone());
        self.asked(Part::ImapAccess, users);
        self.asked(Part::MailboxRights, rights);
        Ok(())
    }

    fn groups(&mut self, connection: &mut Connection<'_>, domain: &str) -> Result<(), DirectoryError> {
        let search = whole(domain, Scope::Subtree, questions::groups(), &questions::GROUP);
        let found = self.search(connection, &search, &mut Counts::new())?;
        self.asked(Part::Groups, ending(&found));
        Ok(())
    }

    /// The accounts that open other people's mailboxes, each with all groups it is in: a list that the server computes for one account
    /// at a time (https://learn.microsoft.com/windows/win32/adschema/a-tokengroups).
    fn accounts(&mut self, connection: &mut Connection<'_>, domain: &str) -> Result<(), DirectoryError> {
        let (names, whole_names): (Vec<&String>, Vec<&String>) =
            self.admins.iter().partition(|name| !name.contains('='));
        let mut accounts: Vec<String> = whole_names
            .into_iter()
            .filter(|dn| is_below(dn, domain))
            .cloned()
            .collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let mut nobody: Vec<String> = Vec::new();
        // A question with too many names is refused.
        for some in names.chunks(NAMES) {
            nobody.extend(named(connection, domain, some, &mut accounts)?);
        }
        let mut ending =
            Ending::Partial("only users with mailboxes and migration admin accounts were read".to_owned());
        for dn in &accounts {
            if let Err(error) = self.account(connection, dn) {
                if error.is_final() {
                    return Err(error);
                }
                ending = failed(&error);
            }
        }
        self.asked(Part::Accounts, ending);
        let proven = self.shows_users();
        for name in nobody.iter().filter(|_| proven) {
            self.evidence
                .asked(self.seen.origin, Part::Accounts, Some(name), Ending::Whole);
        }
        Ok(())
    }

    /// Whether users of the domain may be seen at all: only then is somebody who is not found not there.
    fn shows_users(&self) -> bool {
        let hidden = |ending: &Ending| matches!(ending, Ending::Denied(_) | Ending::Failed(_));
        let mut endings = self.evidence.endings(Part::Mailboxes);
        self.report.mailboxes > 0
            && endings.any(|asked| asked.origin == self.seen.origin && !hidden(&asked.ending))
    }

    fn account(&mut self, connection: &mut Connection<'_>, dn: &str) -> Result<(), DirectoryError> {
        let attributes: Vec<&str> = questions::USER
            .into_iter()
            .chain([questions::TOKEN_GROUPS])
            .collect();
        let search = whole(dn, Scope::Base, Filter::any(), &attributes);
        self.search(connection, &search, &mut Counts::new()).map(drop)
    }
}

/// Finds the accounts of these names, and gives the names that are nobody's.
fn named(
    connection: &mut Connection<'_>,
    domain: &str,
    names: &[String],
    accounts: &mut Vec<String>,
) -> Result<Vec<String>, DirectoryError> {
    let search = whole(
        domain,
        Scope::Subtree,
        questions::accounts(names),
        &questions::ACCOUNT,
    );
    let mut met: HashSet<String> = HashSet::new();
    let found = connection.search(&search, &mut |entry| {
        let texts = questions::ACCOUNT.iter().flat_map(|name| entry.texts(name));
        met.extend(texts.map(str::to_lowercase));
        accounts.push(entry.dn);
    })?;
    let unmet = |name: &&String| !met.contains(&questions::without_domain(name).to_lowercase());
    Ok(match found.ended {
        Ended::Whole => names.iter().filter(unmet).cloned().collect(),
        _ => Vec::new(),
    })
}

/// Whether a name stands below another one or is it.
fn is_below(dn: &str, above: &str) -> bool {
    let (dn, above) = (dn.to_lowercase(), above.to_lowercase());
    dn == above || dn.strip_suffix(&above).is_some_and(|rest| rest.ends_with(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_others() {
        assert!(is_below("OU=a,DC=x,DC=org", "dc=x,dc=org"));
        assert!(is_below("DC=x", "dc=x"));
        assert!(!is_below("OU=a,DC=xx", "DC=x"));
        assert!(!is_below("DC=org", "DC=x,DC=org"));
    }
}
