//! What a host was told, asked for by fact.

use crate::Memory;
use imaprules_facts::{Known, SubjectRef, Value};
use imaprules_provider::{Attempt, Outcome};

impl Memory {
    /// What is known of a fact; the last word on it.
    #[track_caller]
    pub fn fact(&self, kind: &str, id: &str, name: &str) -> Known {
        let records = self.records.lock().unwrap();
        let of_subject = records
            .iter()
            .filter(|record| record.subject == SubjectRef::new(kind, id));
        let found = of_subject
            .flat_map(|record| &record.facts)
            .rfind(|(fact, _)| fact == name);
        found
            .unwrap_or_else(|| panic!("nothing was said of {name} of {kind} {id}"))
            .1
            .clone()
    }

    /// A text of a mailbox.
    #[track_caller]
    pub fn text(&self, id: &str, name: &str) -> String {
        match self.fact("mailbox", id, name) {
            Ok(Value::Text(text)) => text,
            other => panic!("{name} of {id}: {other:?}"),
        }
    }

    /// A number of a mailbox.
    #[track_caller]
    pub fn int(&self, id: &str, name: &str) -> i64 {
        match self.fact("mailbox", id, name) {
            Ok(Value::Int(int)) => int,
            other => panic!("{name} of {id}: {other:?}"),
        }
    }

    /// The reason of an unknown fact of a mailbox.
    #[track_caller]
    pub fn reason(&self, id: &str, name: &str) -> &'static str {
        match self.fact("mailbox", id, name) {
            Err(unknown) => unknown.reason.as_str(),
            Ok(value) => panic!("{name} of {id} is known: {value:?}"),
        }
    }

    /// The note of an unknown fact.
    #[track_caller]
    pub fn note(&self, kind: &str, id: &str, name: &str) -> String {
        let unknown = self.fact(kind, id, name).expect_err(name);
        unknown.note.unwrap_or_default()
    }

    /// A fact of a mailbox as it is [`shown`].
    #[track_caller]
    pub fn mailbox(&self, id: &str, name: &str) -> String {
        shown(&self.fact("mailbox", id, name))
    }

    /// A fact of the whole migration as it is [`shown`].
    #[track_caller]
    pub fn whole(&self, name: &str) -> String {
        shown(&self.fact("migration", "migration", name))
    }

    /// A fact of the first server.
    #[track_caller]
    pub fn server(&self, name: &str) -> Known {
        let id = {
            let records = self.records.lock().unwrap();
            let mut servers = records.iter().filter(|record| record.subject.kind == "server");
            servers.next().expect("a server").subject.id.clone()
        };
        self.fact("server", &id, name)
    }

    /// Ids of the folders of a mailbox.
    pub fn folders(&self, mailbox: &str) -> Vec<String> {
        let records = self.records.lock().unwrap();
        let of_mailbox = records
            .iter()
            .filter(|record| record.parent.as_deref() == Some(mailbox));
        of_mailbox.map(|record| record.subject.id.clone()).collect()
    }

    /// Records that are about the mailboxes themselves.
    pub fn mailbox_records(&self) -> usize {
        let records = self.records.lock().unwrap();
        let of_mailboxes = records.iter().filter(|record| record.subject.kind == "mailbox");
        of_mailboxes.count()
    }

    /// How all attempts ended, in order.
    pub fn endings(&self) -> Vec<Outcome> {
        let told = self.told.lock().unwrap();
        told.iter().map(|(_, outcome)| *outcome).collect()
    }

    /// How many sign-ins ended so.
    pub fn outcomes(&self, wanted: Outcome) -> usize {
        let told = self.told.lock().unwrap();
        told.iter()
            .filter(|(attempt, outcome)| matches!(attempt, Attempt::SignIn { .. }) && *outcome == wanted)
            .count()
    }

    /// Everything that left the provider, for a search for what must not.
    pub fn everything(&self) -> String {
        format!("{:?}{:?}", self.records.lock().unwrap(), self.log.lock().unwrap())
    }

    /// Every attempt that was granted has been told, and only those.
    #[track_caller]
    pub fn expect_balanced(&self) {
        let sorted = |attempts: &mut dyn Iterator<Item = &Attempt>| {
            let mut texts: Vec<String> = attempts.map(|attempt| format!("{attempt:?}")).collect();
            texts.sort();
            texts
        };
        let granted = self.granted.lock().unwrap();
        let told = self.told.lock().unwrap();
        assert_eq!(
            sorted(&mut granted.iter()),
            sorted(&mut told.iter().map(|(attempt, _)| attempt)),
            "what was granted, and what was told"
        );
    }
}

/// A value as text, or the reason in brackets; lists with blanks between.
pub fn shown(known: &Known) -> String {
    match known {
        Ok(Value::List(values)) => values
            .iter()
            .filter_map(Value::as_text)
            .collect::<Vec<_>>()
            .join(" "),
        Ok(Value::Text(text)) => text.clone(),
        Ok(value) => value.to_string(),
        Err(unknown) => format!("({})", unknown.reason),
    }
}
