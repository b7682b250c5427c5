//! What files say of the app passwords of a row's account.

use super::Emit;
use crate::exports::app_passwords::{AppPassword, Used};
use crate::exports::model::{AppPasswords, File};
use crate::exports::table::Sort;
use imaprules_facts::{Known, Reason, Record, Unknown, Value};

const COUNT: &str = "gmail.app_password_count";
const NEWEST: &str = "gmail.app_password_newest";
const LAST_USED: &str = "gmail.app_password_last_used";
const NEVER_USED: &str = "gmail.app_password_never_used";

impl Emit<'_> {
    /// Whether the file lists the account.
    pub(super) fn app_passwords(
        &self,
        record: &mut Record,
        number: usize,
        file: &File,
        account: &str,
    ) -> bool {
        if !file.holds(Sort::AppPasswords) {
            return false;
        }
        let Some(listed) = self.listed(number, account) else {
            let note = format!(
                "{} has no row for {account}: with `oneitemperrow` GAM leaves out users without app passwords; export without it",
                file.name
            );
            miss(record, &Unknown::noted(Reason::NotCollected, note));
            return false;
        };
        record.know("gmail.app_passwords_exported", file.time());
        if listed.damaged {
            let note = format!(
                "line {} is cut off, or has fewer or more cells than the header",
                listed.line
            );
            miss(record, &Unknown::noted(Reason::Malformed, note));
            return true;
        }
        tell(record, &listed.all);
        if listed.all.is_empty()
            && let Some(since) = self.had_one(number, account)
        {
            record.know("gmail.app_password_missing_since", since);
        }
        true
    }

    /// App passwords of an account, under its address or its id.
    fn listed(&self, number: usize, account: &str) -> Option<&AppPasswords> {
        let own = self.model.app_passwords.get(&(number, account.to_owned()));
        own.or_else(|| {
            let id = self.model.id_of(account)?;
            self.model.app_passwords.get(&(number, id.to_owned()))
        })
    }

    /// When the last export before that one was made which lists an app password of the account, if one does.
    fn had_one(&self, number: usize, account: &str) -> Option<i64> {
        let own = self.model.files.get(number)?.time();
        let files = self.model.files.iter().enumerate();
        let earlier = files.filter(|(_, file)| file.holds(Sort::AppPasswords) && file.time() < own);
        let with = earlier.filter(|(number, _)| {
            self.listed(*number, account)
                .is_some_and(|listed| !listed.all.is_empty())
        });
        with.map(|(_, file)| file.time()).max()
    }
}

fn miss(record: &mut Record, why: &Unknown) {
    for fact in [COUNT, NEWEST, LAST_USED, NEVER_USED] {
        record.miss(fact, why.clone());
    }
}

fn tell(record: &mut Record, all: &[AppPassword]) {
    record.know(COUNT, i64::try_from(all.len()).unwrap_or(i64::MAX));
    let made = all.iter().filter_map(|one| one.made).max();
    let used = all.iter().filter_map(|one| match one.used {
        Used::At(at) => Some(at),
        Used::Never | Used::Unread => None,
    });
    let used = used.max();
    let unread = used.is_none() && all.iter().any(|one| one.used == Used::Unread);
    let never: Known = match unread {
        true => Err(Unknown::noted(
            Reason::Malformed,
            "the export holds no lastTimeUsed that can be read",
        )),
        false => Ok((!all.is_empty() && used.is_none()).into()),
    };
    let moment = |at: Option<i64>| {
        at.map(Value::Int)
            .ok_or_else(|| Unknown::noted(Reason::NotCollected, "there is none"))
    };
    for (fact, known) in [
        (NEWEST, moment(made)),
        (LAST_USED, moment(used)),
        (NEVER_USED, never),
    ] {
        record.facts.push((fact.to_owned(), known));
    }
}
