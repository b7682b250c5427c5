//! Whose password a row carries. Migration admin accounts sign in for many users, and budgets count by the account
//! that authenticates. The forms are data, see `forms`; which of them a server really takes is not decided here.

use crate::forms::{self, Parts};

/// The user name of a row, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// As it goes to the server.
    pub(crate) user_name: String,
    /// The account whose password is used; the user name itself unless an admin signs in for a user.
    pub(crate) authenticates_as: String,
    /// User and admin account, where the name has both.
    pub(crate) parts: Option<Parts>,
}

impl Account {
    /// Takes a user name apart, at a server of this family where that is known. Nothing when it is empty.
    pub(crate) fn of(user_name: &str, family: Option<&str>, separator: Option<char>) -> Option<Account> {
        if user_name.is_empty() {
            return None;
        }
        let parts = forms::parts(user_name, family, separator);
        let account = parts.as_ref().map_or(user_name, |parts| &parts.account);
        Some(Account {
            user_name: user_name.to_owned(),
            authenticates_as: account.to_owned(),
            parts,
        })
    }

    /// Whether it names a migration admin account besides the user.
    pub(crate) fn delegated(&self) -> bool {
        self.parts.is_some()
    }

    /// The account that authenticates, as it is counted: letter case aside.
    pub(crate) fn key(&self) -> String {
        self.authenticates_as.to_lowercase()
    }

    /// How the name is made, to compare it with others: the form with an admin account, or an address, a name in a domain,
    /// a plain name.
    pub(crate) fn form(&self) -> &'static str {
        match &self.parts {
            Some(parts) => parts.form,
            None if self.user_name.contains('@') => "address",
            None if self.user_name.contains(['/', '\\']) => "domain_user",
            None => "plain",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Account;

    #[test]
    fn the_account_that_authenticates() {
        for (name, account, form) in [
            ("terry", "terry", "plain"),
            ("terry@contoso.com", "terry@contoso.com", "address"),
            ("contoso\\terry", "contoso\\terry", "domain_user"),
            ("contoso/admin/terry", "contoso/admin", "domain_admin_user"),
            ("admin@contoso.com/terry", "admin@contoso.com", "upn_admin_user"),
            ("terry*admin", "admin", "user_star_admin"),
            (
                "terry@contoso.com*Admin@contoso.com",
                "Admin@contoso.com",
                "user_star_admin",
            ),
            ("#terry@contoso.com#admin#", "admin", "hash_user_admin"),
        ] {
            let found = Account::of(name, None, None).unwrap();
            assert_eq!(
                (found.authenticates_as.as_str(), found.form()),
                (account, form),
                "{name}"
            );
            assert_eq!(found.key(), account.to_lowercase());
        }
        assert_eq!(Account::of("", None, None), None);
        let stalwart = |family| Account::of("terry%admin", family, None).unwrap().delegated();
        assert_eq!((stalwart(None), stalwart(Some("stalwart"))), (false, true));
    }
}
