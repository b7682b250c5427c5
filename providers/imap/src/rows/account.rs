//! Whose password a row carries. Migration admin accounts sign in for many users, and budgets count by the account
//! that authenticates.
//!
//! The forms are those that Microsoft documents for the migration file
//! (<https://learn.microsoft.com/exchange/mailbox-migration/migrating-imap-mailboxes/csv-files-for-imap-migrations>)
//! and MS-OXIMAP4. Which of them a server really takes is not decided here.

/// The user name of a row, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// As it goes to the server.
    pub(crate) user_name: String,
    /// The account whose password is used; the user name itself unless an admin signs in for a user.
    pub(crate) authenticates_as: String,
    pub(crate) delegated: bool,
}

impl Account {
    /// Takes a user name apart. Nothing when it is empty.
    pub(crate) fn of(user_name: &str) -> Option<Account> {
        if user_name.is_empty() {
            return None;
        }
        let admin = star(user_name)
            .or_else(|| hashes(user_name))
            .or_else(|| slashes(user_name));
        Some(Account {
            user_name: user_name.to_owned(),
            delegated: admin.is_some(),
            authenticates_as: admin.unwrap_or_else(|| user_name.to_owned()),
        })
    }

    /// The account that authenticates, as it is counted: letter case aside.
    pub(crate) fn key(&self) -> String {
        self.authenticates_as.to_lowercase()
    }
}

/// `user*admin`: Dovecot, UW. The first star separates.
fn star(name: &str) -> Option<String> {
    let (user, admin) = name.split_once('*')?;
    (!user.is_empty() && !admin.is_empty()).then(|| admin.to_owned())
}

/// `#user@domain#admin#`: Mirapoint.
fn hashes(name: &str) -> Option<String> {
    let (user, admin) = name.strip_prefix('#')?.strip_suffix('#')?.split_once('#')?;
    (!user.is_empty() && !admin.is_empty() && !admin.contains('#')).then(|| admin.to_owned())
}

/// `domain/admin/user` and `admin@domain/user`: Exchange.
fn slashes(name: &str) -> Option<String> {
    let (admin, user) = name.rsplit_once('/')?;
    let whole = !user.is_empty() && !admin.is_empty();
    let form = match admin.split_once('/') {
        Some((domain, admin)) => !domain.is_empty() && !admin.is_empty() && !admin.contains('/'),
        None => admin.contains('@'),
    };
    (whole && form).then(|| admin.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Account;

    #[test]
    fn the_account_that_authenticates() {
        for (name, account, delegated) in [
            ("terry", "terry", false),
            ("terry@contoso.com", "terry@contoso.com", false),
            ("contoso\\terry", "contoso\\terry", false),
            ("contoso/terry", "contoso/terry", false),
            ("contoso/admin/terry", "contoso/admin", true),
            ("admin@contoso.com/terry", "admin@contoso.com", true),
            ("terry*admin", "admin", true),
            ("terry@contoso.com*admin@contoso.com", "admin@contoso.com", true),
            ("#terry@contoso.com#admin#", "admin", true),
            ("*", "*", false),
            ("terry*", "terry*", false),
            ("##", "##", false),
            ("a/b/c/d", "a/b/c/d", false),
            ("/terry", "/terry", false),
        ] {
            let found = Account::of(name).unwrap();
            assert_eq!(
                (found.authenticates_as.as_str(), found.delegated),
                (account, delegated),
                "{name}"
            );
        }
        assert_eq!(Account::of(""), None);
    }
}
