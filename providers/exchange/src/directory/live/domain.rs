//! What a domain has of its own: users with mailboxes, groups, and the accounts that open all mailboxes.

use super::configuration::whole;
use super::{Asker, Counts, Ending, Taken, ending, failed, questions};
use crate::directory::shown;
use crate::evidence::Part;
use imaprules_directory::{Connection, DirectoryError, Filter, Scope};

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
        if !names.is_empty() {
            let names: Vec<String> = names.into_iter().cloned().collect();
            let search = whole(
                domain,
                Scope::Subtree,
                questions::accounts(&names),
                &["distinguishedName"],
            );
            connection.search(&search, &mut |entry| accounts.push(entry.dn))?;
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
        Ok(())
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
