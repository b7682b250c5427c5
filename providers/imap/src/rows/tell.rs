//! What is said of rows: each when it is done, and once all are done what only the whole run can tell.

use super::identity::{Identity, Mark, compare};
use super::way::{self, Way};
use super::work::{Shared, Tried};
use super::{Contents, Row, SignIn};
use crate::emit::{Look, Seen};
use imaprules_facts::{Reason, Record, Unknown};
use imaprules_provider::{Level, Outcome};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

impl Shared<'_> {
    pub(super) fn tell(&self, at: usize, row: &Row, tried: &Tried) {
        let seen = Seen {
            family: Some(&self.work.place.family),
            separator: self.work.plan.rows.separator,
        };
        let mut record = self.told(at, row, seen, tried);
        if tried.connection == Outcome::Done {
            record.know("imap.throttled", tried.throttled);
        }
        if tried.lost {
            self.work.emitter.lost(&mut record, &tried.sign_in);
        }
        match (&tried.passed, self.work.pass) {
            (Some(passed), _) => record.facts.extend(passed.record.facts.iter().cloned()),
            (None, Some(pass)) => pass.missed(&mut record, &no_look(&tried.sign_in)),
            (None, None) => {}
        }
        let Some(contents) = &tried.contents else {
            self.emit(record);
            return;
        };
        self.mark(at, row, tried, contents);
        let untold = self.beyond_all(contents);
        if tried.sign_in.is("ok") {
            self.tell_contents(at, row, tried, contents, &mut record, untold.as_ref());
        }
        self.emit(record);
        if untold.is_some() {
            return;
        }
        self.work
            .emitter
            .folders(&row.subject.id, contents)
            .into_iter()
            .for_each(|folder| self.emit(folder));
        let below = tried.passed.iter().flat_map(|passed| &passed.below);
        below.for_each(|record| self.emit(record.clone()));
    }

    /// How the sign-in went.
    fn told(&self, at: usize, row: &Row, seen: Seen<'_>, tried: &Tried) -> Record {
        let emitter = self.work.emitter;
        let family = self.work.place.family.as_str();
        if tried.way == Way::Token {
            return emitter.by_token(row, seen, &tried.sign_in, &way::by_token());
        }
        if tried.way != Way::AsWritten {
            return emitter.authorized(row, seen, &tried.sign_in, &way::not_as_written(family));
        }
        match &tried.sign_in.login {
            Err(why) if tried.sign_in.method.is_none() => emitter.untried(row, seen, why, None),
            _ => {
                let cause = self.experience.note(at, row, &tried.sign_in, family);
                emitter.sign_in(row, seen, &tried.sign_in, cause.as_ref())
            }
        }
    }

    /// Takes the folders of a row from the number that a run may tell. Why they are not told, where they are too many.
    fn beyond_all(&self, contents: &Contents) -> Option<Unknown> {
        let count = contents
            .folders
            .as_ref()
            .map_or(0, |folders| folders.len() as u64);
        let take = |left: u64| left.checked_sub(count);
        let taken = self
            .folders_left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        let all = self.work.plan.rows.folders;
        taken.is_err().then(|| {
            let note = format!("the rows before have so many folders that no more than {all} in all are told (setting folders_in_all)");
            Unknown::noted(Reason::Budget, note)
        })
    }

    /// A row whose telling met a fault of our own.
    pub(super) fn tell_lost(&self, row: &Row, why: &Unknown) {
        let seen = Seen {
            family: None,
            separator: None,
        };
        let mut record = self.work.emitter.untried(row, seen, why, None);
        self.work.emitter.lost(&mut record, &SignIn::unknown(why.clone()));
        self.emit(record);
    }

    fn tell_contents(
        &self,
        at: usize,
        row: &Row,
        tried: &Tried,
        contents: &Contents,
        record: &mut Record,
        untold: Option<&Unknown>,
    ) {
        let look = Look {
            row,
            contents,
            family: &self.work.place.family,
            plan: &self.work.plan.rows,
            untold,
        };
        if let Some(left_out) = self.work.emitter.contents(record, look, &tried.odd_lines) {
            match untold {
                None => self.groups.note(at, &row.subject.id, &left_out),
                Some(_) => self.groups.leave_out(),
            }
        }
        if let Ok(capabilities) = &contents.capabilities
            && !self.told_capabilities.swap(true, Ordering::Relaxed)
        {
            self.emit(self.work.emitter.capabilities(capabilities));
        }
    }

    /// Keeps what identifies the mailbox, where several rows share the account.
    fn mark(&self, at: usize, row: &Row, tried: &Tried, contents: &Contents) {
        let Some(account) = row
            .account
            .as_ref()
            .filter(|account| row.shared || account.delegated())
        else {
            return;
        };
        let account = account.key();
        let admin = contents
            .namespaces
            .as_ref()
            .is_ok_and(|all| all.personal.is_empty());
        let mark = if row.root.is_some() {
            Mark::Unverifiable
        } else if admin {
            Mark::AdminView
        } else {
            Mark::of(
                tried.sign_in.inbox.as_ref(),
                contents.inbox_id.clone(),
                contents.names(),
            )
        };
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.entry(account).or_default().push((at, mark));
    }

    /// The comparison, once every row has been seen. In the order of the file, so that runs tell the same.
    pub(super) fn identities(&self) {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut accounts: Vec<_> = marks.drain().map(|(_, rows)| rows).collect();
        accounts
            .iter_mut()
            .for_each(|rows| rows.sort_by_key(|(at, _)| *at));
        accounts.sort_by_key(|rows| rows.first().map(|(at, _)| *at));
        for rows in accounts {
            let id = |at: usize| {
                self.rows
                    .get(at)
                    .map(|row| row.subject.id.clone())
                    .unwrap_or_default()
            };
            let alone = rows.len() == 1;
            let rows: Vec<_> = rows.into_iter().map(|(at, mark)| (id(at), mark)).collect();
            let found = if alone { alone_of(rows) } else { compare(&rows) };
            for identity in found {
                self.emit(self.work.emitter.identity(&identity));
            }
        }
    }

    /// Causes of failed sign-ins that look otherwise now that all rows have been seen.
    pub(super) fn revisions(&self) {
        for (at, verdict) in self.experience.revised() {
            if let Some(row) = self.rows.get(at) {
                self.emit(self.work.emitter.revised(row, &verdict));
            }
        }
    }

    pub(super) fn exclusions(&self) {
        if let Some(summary) = self.groups.summary() {
            self.work
                .emitter
                .exclusions(&summary)
                .into_iter()
                .for_each(|record| self.emit(record));
        }
    }

    fn emit(&self, record: Record) {
        if !self.stop.load(Ordering::Relaxed) && self.work.watch.host.emit(record).is_err() {
            self.stop.store(true, Ordering::Relaxed);
            self.work
                .watch
                .host
                .log(Level::Debug, "no more records are wanted");
        }
    }
}

/// Why a mailbox was not looked at.
fn no_look(sign_in: &SignIn) -> Unknown {
    match &sign_in.login {
        Err(why) => why.clone(),
        Ok(_) => Unknown::noted(Reason::Refused, "the sign-in gave no access to the mailbox"),
    }
}

/// A single row of an admin account: there is nothing to compare it with, so that its mailbox may be anybody's.
fn alone_of(rows: Vec<(String, Mark)>) -> Vec<Identity> {
    let unproven = |(row, mark): (String, Mark)| Identity {
        row,
        word: if mark == Mark::AdminView {
            "admin_view"
        } else {
            "unverifiable"
        },
        same_as: Vec::new(),
    };
    rows.into_iter().map(unproven).collect()
}
