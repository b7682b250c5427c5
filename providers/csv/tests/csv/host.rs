//! A host that keeps what it is handed, and a file to read.

use imaprules_facts::{Known, Reason, Record, SubjectRef, Value};
use imaprules_provider::{
    Attempt, Decision, ExposeSecret, Host, Level, Outcome, Provider, ProviderError, Request, SecretString,
    SettingType, SettingValue, Stop,
};
use imaprules_provider_csv::CsvProvider;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Keeps records, secrets and log lines.
pub(crate) struct FakeHost {
    pub(crate) records: Mutex<Vec<Record>>,
    secrets: Mutex<BTreeMap<String, SecretString>>,
    log: Mutex<Vec<String>>,
    /// Questions after which the run counts as interrupted.
    patience: AtomicUsize,
    /// Records after which no more are wanted.
    room: usize,
}

impl FakeHost {
    pub(crate) fn new() -> Self {
        FakeHost::that_interrupts(usize::MAX, usize::MAX)
    }

    pub(crate) fn that_interrupts(patience: usize, room: usize) -> Self {
        FakeHost {
            records: Mutex::default(),
            secrets: Mutex::default(),
            log: Mutex::default(),
            patience: AtomicUsize::new(patience),
            room,
        }
    }
}

impl Host for FakeHost {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        let mut records = self.records.lock().unwrap();
        if records.len() == self.room {
            return Err(Stop);
        }
        records.push(record);
        Ok(())
    }

    fn log(&self, _: Level, message: &str) {
        self.log.lock().unwrap().push(message.to_owned());
    }

    fn progress(&self, done: u64, total: u64) {
        assert!(done <= total);
    }

    fn cancelled(&self) -> bool {
        let count = |left: usize| left.checked_sub(1);
        self.patience
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, count)
            .is_err()
    }

    fn time_left(&self) -> Option<Duration> {
        None
    }

    fn budget(&self, _: &Attempt) -> Decision {
        panic!("a file needs no budget")
    }

    fn told(&self, _: &Attempt, _: Outcome) {}

    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        None
    }

    fn keep_secret(&self, subject: &SubjectRef, name: &str, secret: SecretString) {
        assert_eq!((subject.kind.as_str(), name), ("mailbox", "password"));
        assert!(
            self.secrets
                .lock()
                .unwrap()
                .insert(subject.id.clone(), secret)
                .is_none()
        );
    }
}

/// What a file gave.
pub(crate) struct Read {
    pub(crate) records: Vec<Record>,
    /// Passwords by subject.
    pub(crate) passwords: BTreeMap<String, String>,
    log: Vec<String>,
}

impl From<FakeHost> for Read {
    fn from(host: FakeHost) -> Read {
        let secrets = host.secrets.into_inner().unwrap();
        let passwords = secrets
            .into_iter()
            .map(|(id, secret)| (id, secret.expose_secret().to_owned()));
        Read {
            records: host.records.into_inner().unwrap(),
            passwords: passwords.collect(),
            log: host.log.into_inner().unwrap(),
        }
    }
}

impl Read {
    /// Records about mailboxes, in the order of the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(|record| record.subject.kind == "mailbox")
    }

    pub(crate) fn ids(&self) -> Vec<&str> {
        self.rows().map(|row| row.subject.id.as_str()).collect()
    }

    /// A fact about the file.
    #[track_caller]
    pub(crate) fn file(&self, name: &str) -> &Known {
        known(&self.records[0], name)
    }

    #[track_caller]
    pub(crate) fn word(&self, name: &str) -> &str {
        self.file(name)
            .as_ref()
            .unwrap_or_else(|why| panic!("{name}: {why:?}"))
            .as_text()
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.file(name)
            .as_ref()
            .unwrap_or_else(|why| panic!("{name}: {why:?}"))
            .as_int()
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.file(name)
            .as_ref()
            .unwrap_or_else(|why| panic!("{name}: {why:?}"))
            .as_bool()
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        items(self.file(name))
    }

    /// A fact about a mailbox, as text.
    #[track_caller]
    pub(crate) fn of(&self, id: &str, name: &str) -> String {
        let row = self.rows().find(|row| row.subject.id == id);
        let row = row.unwrap_or_else(|| panic!("no {id} among {:?}", self.ids()));
        match known(row, name) {
            Ok(value) => value.to_string(),
            Err(why) => format!("unknown: {}", why.reason),
        }
    }

    /// Everything that was said, however it is printed.
    pub(crate) fn said(&self) -> String {
        let mut said = format!("{:?}\n{:?}", self.records, self.log);
        for record in &self.records {
            for (_, known) in &record.facts {
                match known {
                    Ok(value) => said.push_str(&format!("\n{value}")),
                    Err(why) => said.push_str(&format!("\n{}", why.note.as_deref().unwrap_or_default())),
                }
            }
        }
        said
    }
}

#[track_caller]
pub(crate) fn known<'r>(record: &'r Record, name: &str) -> &'r Known {
    let found = record.facts.iter().find(|(fact, _)| fact == name);
    &found
        .unwrap_or_else(|| panic!("{name} is neither known nor unknown"))
        .1
}

#[track_caller]
pub(crate) fn items(known: &Known) -> Vec<String> {
    match known {
        Ok(Value::List(items)) => items.iter().map(ToString::to_string).collect(),
        other => panic!("no list: {other:?}"),
    }
}

#[track_caller]
pub(crate) fn reason(known: &Known) -> Reason {
    known.as_ref().expect_err("it is known").reason
}

/// A request as the program makes it: defaults, then these settings.
pub(crate) fn request(path: &Path, set: &[(&str, &str)]) -> Request {
    let mut request = Request::default();
    for setting in CsvProvider::new().describe().settings {
        let given = set
            .iter()
            .find(|(name, _)| *name == setting.name)
            .map(|(_, value)| (*value).to_owned());
        let Some(value) = given.or(setting.default) else {
            continue;
        };
        let value = match setting.kind {
            SettingType::Int => SettingValue::Int(value.parse().unwrap()),
            _ => SettingValue::Text(value),
        };
        request.settings.insert(setting.name, value);
    }
    request
        .settings
        .insert("file", SettingValue::Text(path.to_str().unwrap().to_owned()));
    request
}

pub(crate) fn read_into(host: &FakeHost, octets: &[u8], set: &[(&str, &str)]) -> Result<(), ProviderError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    std::fs::write(&path, octets).unwrap();
    CsvProvider::new().collect(&request(&path, set), host)
}

/// Reads a file of these octets with these settings.
#[track_caller]
pub(crate) fn read_with(octets: impl AsRef<[u8]>, set: &[(&str, &str)]) -> Read {
    let host = FakeHost::new();
    read_into(&host, octets.as_ref(), set).unwrap();
    Read::from(host)
}

/// Reads a file of these octets.
#[track_caller]
pub(crate) fn read(octets: impl AsRef<[u8]>) -> Read {
    read_with(octets, &[])
}
