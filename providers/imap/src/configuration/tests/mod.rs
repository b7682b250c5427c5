//! From exported files through the provider to facts and findings. The samples are output of the products themselves
//! (Dovecot 2.3.19, the files of Debian's courier-imap 5.0.13 and cyrus-imapd 3.6.1 without their comments, fail2ban 1.0.2),
//! or made after their documentation (Zimbra).

mod findings;
mod hostile;
mod products;

use crate::ImapProvider;
use crate::testkit::quiet;
use imaprules_facts::{FactStore, Known, Record, Source, SubjectRef, Value};
use imaprules_kit::{CSV, Judged, MICROSOFT365};
use imaprules_provider::{InputSubject, Provider, ProviderError, Request, SettingValue};
use std::path::PathBuf;
use std::sync::Arc;

const LABEL: &str = "mail.example.com:993";

pub(super) fn sample(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/configuration/samples");
    folder.join(name).display().to_string()
}

/// A run whose server refuses connections, so that what is found is the configuration's.
#[derive(Default)]
struct Run {
    files: Vec<String>,
    settings: Vec<(&'static str, &'static str)>,
    rows: Vec<InputSubject>,
    others: Vec<Record>,
}

fn import(names: &[&str]) -> Run {
    Run {
        files: names.iter().map(|name| sample(name)).collect(),
        ..Run::default()
    }
}

impl Run {
    fn set(mut self, name: &'static str, value: &'static str) -> Run {
        self.settings.push((name, value));
        self
    }

    fn row(mut self, address: &str, user: &str) -> Run {
        self.rows.push(imaprules_kit::row(address, user));
        let mut record = other("mailbox", address);
        record.know("mailbox.address", address);
        self.others.push(record);
        self
    }

    /// What another provider knows.
    fn also(mut self, kind: &str, id: &str, facts: &[(&str, Value)]) -> Run {
        let mut record = other(kind, id);
        for (fact, value) in facts {
            record.know(fact, value.clone());
        }
        self.others.push(record);
        self
    }

    /// An exported endpoint.
    fn endpoint(self, migrations: i64, syncs: i64) -> Run {
        let facts = [
            ("endpoint.type", Value::from("imap")),
            ("endpoint.relevant", Value::from(true)),
            ("endpoint.max_migrations", Value::from(migrations)),
            ("endpoint.max_syncs", Value::from(syncs)),
        ];
        self.also(
            "migration",
            "migration",
            &[("job.endpoint_count", Value::from(1))],
        )
        .also("migration.endpoint", "Source", &facts)
    }

    fn credentials(self, whose: &str) -> Run {
        self.also(
            "migration",
            "migration",
            &[("csv.credentials", Value::from(whose))],
        )
    }

    fn collected(&self) -> Result<Vec<Record>, ProviderError> {
        let mut request = Request {
            subjects: self.rows.clone(),
            ..Request::default()
        };
        let text = |text: &str| SettingValue::Text(text.to_owned());
        let nowhere = format!("{LABEL}=93.184.215.14@127.0.0.1:1");
        request.settings.insert("server", text(LABEL));
        request
            .settings
            .insert("resolve", SettingValue::Texts(vec![nowhere]));
        request
            .settings
            .insert("import", SettingValue::Texts(self.files.clone()));
        for (name, value) in &self.settings {
            request.settings.insert(*name, text(value));
        }
        let host = quiet();
        ImapProvider::new().collect(&request, &host)?;
        let records = host.records.lock().unwrap().clone();
        Ok(records)
    }

    fn store(&self) -> Store {
        let packs = imaprules_kit::packs(&ImapProvider::new(), &[CSV, MICROSOFT365], &[]);
        let collected = self.collected().unwrap();
        let records = self.others.iter().chain(&collected);
        Store(Judged::of(&packs, records, &["imap"], Vec::new()))
    }
}

fn other(kind: &str, id: &str) -> Record {
    let source = Source {
        provider: "test".to_owned(),
        name: "test".to_owned(),
        live: false,
    };
    Record::about(kind, id, source, 1)
}

/// What a run knows and finds.
struct Store(Judged);

impl Store {
    fn get(&self, kind: &str, id: &str, fact: &str) -> Known {
        self.0.get(kind, id, fact)
    }

    fn server(&self, fact: &str) -> Known {
        self.get("server", LABEL, fact)
    }

    /// The file and line that a fact of the server rests on.
    fn place(&self, fact: &str) -> String {
        let store = &self.0.store;
        let subject = store.find(&SubjectRef::new("server", LABEL)).unwrap();
        let fact = store.schema().fact(fact).unwrap();
        let origin = store.origin(fact, subject.row).unwrap();
        origin.source.name.rsplit(['/', '\\']).next().unwrap().to_owned()
    }

    /// Those findings that are about configuration.
    fn ours(&self) -> Vec<&str> {
        let ours = [
            "imap.limit.",
            "imap.ban.",
            "imap.fw.",
            "imap.enablement.",
            "imap.config.",
        ];
        let of_ours = |id: &&str| ours.iter().any(|area| id.starts_with(area));
        self.0.rules().into_iter().filter(of_ours).collect()
    }
}

fn int(value: i64) -> Known {
    Ok(Value::Int(value))
}

fn text(value: &str) -> Known {
    Ok(Value::from(value))
}

fn list(values: &[&str]) -> Known {
    Ok(Value::from(
        values.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(),
    ))
}
