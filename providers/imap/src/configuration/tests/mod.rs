//! From exported files through the provider to facts and findings. The samples are output of the products themselves
//! (Dovecot 2.3.19, the files of Debian's courier-imap 5.0.13 and cyrus-imapd 3.6.1 without their comments, fail2ban 1.0.2),
//! or made after their documentation (Zimbra).

mod findings;
mod hostile;
mod products;

use crate::ImapProvider;
use crate::testkit::Quiet;
use imaprules_facts::{FactStore, Known, Record, Schema, Source, SubjectRef, Value};
use imaprules_provider::{InputSubject, Provider, ProviderError, Request, SettingValue};
use imaprules_rules::{JudgeOptions, PackFiles, judge, load};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

const LABEL: &str = "mail.example.com:993";

/// Facts of the migration file, for rules that name them.
const CSV_FACTS: &str = include_str!("../../../../csv/facts.toml");
const TARGET_FACTS: &str = include_str!("../../../../microsoft365/facts.toml");

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
        let text = |text: &str| Value::from(text);
        self.rows.push(InputSubject {
            subject: SubjectRef::new("mailbox", address),
            facts: vec![
                ("mailbox.address".into(), text(address)),
                ("csv.user_name".into(), text(user)),
            ],
        });
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
        let host = Quiet::default();
        ImapProvider::new().collect(&request, &host)?;
        let records = host.records.lock().unwrap().clone();
        Ok(records)
    }

    fn store(&self) -> Store {
        let provider = ImapProvider::new();
        let about = provider.describe();
        let own = about
            .schemas
            .iter()
            .map(|one| (one.name.as_str(), one.text.as_str()));
        let others = [
            ("csv/facts.toml", CSV_FACTS),
            ("microsoft365/facts.toml", TARGET_FACTS),
        ];
        let schema = Schema::read(others.into_iter().chain(own)).unwrap();
        let packs = about
            .packs
            .iter()
            .map(|pack| PackFiles::shipped(pack.name.clone(), pack.files.clone()));
        let packs =
            load(schema, &packs.collect::<Vec<_>>(), &[]).unwrap_or_else(|problems| panic!("{problems:?}"));
        let mut store = FactStore::new(Arc::clone(packs.schema()));
        for record in self.others.iter().chain(&self.collected().unwrap()) {
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
        }
        let options = JudgeOptions {
            providers: vec!["imap".to_owned()],
            threads: 1,
            ..JudgeOptions::default()
        };
        let judgement = judge(&packs, &mut store, &options);
        let ids = |fail: bool| {
            let rules = judgement.rules(&packs);
            let wanted = rules.filter(|(_, _, verdicts)| {
                if fail {
                    !verdicts.fail.is_empty()
                } else {
                    !verdicts.pass.is_empty()
                }
            });
            wanted.map(|(_, rule, _)| rule.id.clone()).collect()
        };
        let (failed, passed) = (ids(true), ids(false));
        Store {
            store,
            failed,
            passed,
        }
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
struct Store {
    store: FactStore,
    failed: BTreeSet<String>,
    passed: BTreeSet<String>,
}

impl Store {
    fn get(&self, kind: &str, id: &str, fact: &str) -> Known {
        let subject = self
            .store
            .find(&SubjectRef::new(kind, id))
            .unwrap_or_else(|| panic!("no {kind} {id}"));
        self.store
            .get(self.store.schema().fact(fact).unwrap(), subject.row)
    }

    fn server(&self, fact: &str) -> Known {
        self.get("server", LABEL, fact)
    }

    /// The file and line that a fact of the server rests on.
    fn place(&self, fact: &str) -> String {
        let subject = self.store.find(&SubjectRef::new("server", LABEL)).unwrap();
        let fact = self.store.schema().fact(fact).unwrap();
        let origin = self.store.origin(fact, subject.row).unwrap();
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
        self.failed.iter().map(String::as_str).filter(of_ours).collect()
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
