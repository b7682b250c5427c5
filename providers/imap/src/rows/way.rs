//! In which way a row is looked at: as the migration file has it, or by AUTHENTICATE PLAIN with the user as authorization identity,
//! which no migration file can say. The second is for products that know no form the file could carry; it shows what a
//! mailbox holds, not whether the row works, and only happens where it was asked for.
//!
//! Only names that stand in the row are ever used as an identity, never ones made from addresses; and a server that makes
//! mailboxes for whomever an admin names is first asked whether this one exists.

use super::Row;
use super::folders::unanswered;
use crate::forms;
use crate::session::{Bound, Session};
use crate::settings::RowsPlan;
use crate::wire::{Command, Response};
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Outcome, SecretString};

/// The way of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// What the migration service will do.
    AsWritten,
    /// As the admin account, for the user.
    Authorized {
        user: String,
        admin: String,
        /// Folders of which the admin account sees one where the user has a mailbox; none where that needs no look.
        exists: Vec<String>,
    },
    /// By a token that stands in for the password, which no migration file can hold.
    Token,
}

impl Way {
    /// The way of a row at a server of this family.
    pub(crate) fn of(row: &Row, family: &str, plan: &RowsPlan) -> Way {
        let parts = row.account.as_ref().and_then(|account| account.parts.as_ref());
        let (Some(parts), Some(takes), true) = (parts, forms::family(family), plan.authorization) else {
            return Way::AsWritten;
        };
        if !takes.authorization || forms::fits(parts.form, family) != Some(false) {
            return Way::AsWritten;
        }
        Way::Authorized {
            user: parts.user.clone(),
            admin: parts.admin.clone(),
            exists: takes
                .exists
                .iter()
                .map(|folder| folder.replace("{user}", &parts.user))
                .collect(),
        }
    }
}

/// Whether the admin account sees a folder that a mailbox of the user has, and how its sign-in went. Changes nothing.
pub(crate) async fn exists(
    session: &mut Session<'_>,
    admin: &str,
    password: &SecretString,
    folders: &[String],
) -> (Outcome, Result<(), Unknown>) {
    session.hide(admin, password);
    let reply = match session.run(Command::login(admin, password), Bound::SHORT).await {
        Ok(reply) => reply,
        Err(broken) => return (Outcome::Unanswered, Err(unanswered(&broken))),
    };
    if !reply.is_ok() {
        let said = session.clean(&reply.end.line);
        let note = format!("the admin account could not sign in by itself to look for the mailbox: {said}");
        return (Outcome::Refused, Err(Unknown::noted(Reason::Refused, note)));
    }
    session.changed_state(reply.capabilities());
    (Outcome::Done, sees_one_of(session, folders).await)
}

async fn sees_one_of(session: &mut Session<'_>, folders: &[String]) -> Result<(), Unknown> {
    for folder in folders {
        let reply = session
            .run(Command::list_one(folder.as_bytes()), Bound::SHORT)
            .await
            .map_err(|broken| unanswered(&broken))?;
        let listed = |response: &Response| matches!(response, Response::Listed(listed) if listed.name == folder.as_bytes());
        if reply.untagged.iter().any(listed) {
            return Ok(());
        }
    }
    let note = format!(
        "the admin account sees no folder {}: this server might make a mailbox for a name that does not exist",
        folders.join(" or ")
    );
    Err(Unknown::noted(Reason::NoPermission, note))
}

/// What is said of the row's own way where a token was taken.
pub(crate) fn by_token() -> Unknown {
    let note = "not tried as the row has it: it was looked at with a token, which no migration file can hold";
    Unknown::noted(Reason::NotCollected, note)
}

/// What is said of the row's own way where another one was taken.
pub(crate) fn not_as_written(family: &str) -> Unknown {
    let note = format!(
        "not tried as the row has it, because {family} does not take this form of user name; looked at as the admin account for the user instead"
    );
    Unknown::noted(Reason::Unsupported, note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Account;
    use imaprules_facts::SubjectRef;

    fn way(user_name: &str, family: &str, authorization: bool) -> Way {
        let row = Row {
            subject: SubjectRef::new("mailbox", "a"),
            account: Account::of(user_name, Some(family), None),
            root: None,
            address: "terry@contoso.com".into(),
            password_flags: Vec::new(),
            shared: true,
        };
        let plan = RowsPlan {
            authorization,
            ..RowsPlan::default()
        };
        Way::of(&row, family, &plan)
    }

    #[test]
    fn an_identity_is_used_only_where_asked_for_and_where_the_form_does_not_fit() {
        let zimbra = Way::Authorized {
            user: "terry".into(),
            admin: "admin".into(),
            exists: Vec::new(),
        };
        assert_eq!(way("terry*admin", "zimbra", true), zimbra);
        for (name, family, authorization) in [
            ("terry*admin", "zimbra", false),
            // It fits as it is.
            ("terry*admin", "dovecot", true),
            // It would open the administrator's own mailbox.
            ("terry*admin", "courier", true),
            ("terry*admin", "other", true),
            // The row names no user: an address is not taken for one.
            ("admin", "zimbra", true),
        ] {
            assert_eq!(
                way(name, family, authorization),
                Way::AsWritten,
                "{name} at {family}"
            );
        }
        let cyrus = way("terry*cyrus", "cyrus", true);
        assert!(matches!(cyrus, Way::Authorized { exists, .. } if exists[0] == "user/terry"));
    }
}
