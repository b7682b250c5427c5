//! What providers built on this one give a row: a token in place of its password, and a look of their own at its mailbox.

use super::way::Way;
use super::work::Shared;
use super::{Account, Contents, Row};
use crate::pass;
use crate::session::Session;
use imaprules_facts::{Reason, Record, Unknown};
use imaprules_provider::{ExposeSecret as _, SecretString};

/// What the look of a provider built on this one found in a mailbox.
pub(super) struct Passed {
    /// Facts of the mailbox.
    pub(super) record: Record,
    /// Records of subjects below it.
    pub(super) below: Vec<Record>,
}

impl Shared<'_> {
    /// What the row is signed in with: a token, if one stands in for its password, or the password.
    pub(super) fn credential(
        &self,
        row: &Row,
        account: &Account,
    ) -> Result<(SecretString, Way), (Way, Unknown)> {
        let host = self.work.watch.host;
        let password = host.secret(&row.subject, "password");
        let password = password.filter(|password| !password.expose_secret().is_empty());
        if let Some(tokens) = &self.work.plan.bearer {
            let token = tokens.token(&account.user_name, password.is_some(), host);
            if let Some(token) = token.map_err(|why| (Way::Token, why))? {
                return Ok((token, Way::Token));
            }
        }
        let missing = || {
            Unknown::noted(
                Reason::NotCollected,
                "the migration file has no password for this row",
            )
        };
        let password = password.ok_or_else(|| (Way::AsWritten, missing()))?;
        Ok((
            password,
            Way::of(row, &self.work.place.family, &self.work.plan.rows),
        ))
    }

    /// The look of a provider that is built on this one.
    pub(super) async fn pass(
        &self,
        row: &Row,
        session: &mut Session<'_>,
        contents: &Contents,
    ) -> Option<Passed> {
        let pass = self.work.pass?;
        let mut record = self.work.emitter.mailbox(&row.subject.id);
        let below = match &contents.folders {
            Ok(_) => {
                let mailbox = self.work.emitter.pass_mailbox(&row.subject.id, contents);
                pass::look(session, pass, &mailbox, &mut record).await
            }
            Err(why) => {
                pass.missed(&mut record, why);
                Vec::new()
            }
        };
        Some(Passed { record, below })
    }
}
