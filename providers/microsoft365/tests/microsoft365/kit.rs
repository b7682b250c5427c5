//! A run in memory: files in a folder of their own, rows, the provider, the pack, findings.

use imaprules_facts::{FactStore, Known, Record, Schema, Source, SubjectRef, Value};
use imaprules_provider::{
    Attempt, Decision, Host, InputSubject, Level, Outcome, Provider, ProviderError, Request, SecretString,
    SettingValue, Stop,
};
use imaprules_provider_microsoft365::Microsoft365Provider;
use imaprules_report::{Outcome as Said, Report, Run, Tool};
use imaprules_rules::{JudgeOptions, PackFiles, Packs, ReportOptions, judge, load, report, show};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// What the providers beside this one declare: the pack names facts of theirs.
const OTHERS: [(&str, &str); 2] = [
    (
        "providers/csv/facts.toml",
        include_str!("../../../csv/facts.toml"),
    ),
    (
        "providers/imap/facts.toml",
        include_str!("../../../imap/facts.toml"),
    ),
];

pub(crate) fn schema() -> Schema {
    let own = Microsoft365Provider::new().describe().schemas;
    let own = own
        .iter()
        .map(|source| (source.name.as_str(), source.text.as_str()));
    Schema::read(OTHERS.into_iter().chain(own)).unwrap()
}

pub(crate) fn packs() -> Packs {
    let packs = Microsoft365Provider::new().describe().packs;
    let files: Vec<PackFiles> = packs
        .into_iter()
        .map(|pack| PackFiles::shipped(pack.name, pack.files))
        .collect();
    load(schema(), &files, &[]).unwrap_or_else(|problems| panic!("{}", show(&problems.0, false)))
}

/// A host that keeps everything.
#[derive(Default)]
struct Memory {
    records: Mutex<Vec<Record>>,
    log: Mutex<Vec<String>>,
}

impl Host for Memory {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }
    fn log(&self, _: Level, message: &str) {
        self.log.lock().unwrap().push(message.to_owned());
    }
    fn progress(&self, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
    fn time_left(&self) -> Option<Duration> {
        None
    }
    fn budget(&self, _: &Attempt) -> Decision {
        Decision::Granted
    }
    fn told(&self, _: &Attempt, _: Outcome) {}
    fn secret(&self, _: &SubjectRef, _: &str) -> Option<SecretString> {
        None
    }
    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}

/// A run being set up.
pub(crate) struct Bench {
    folder: TempDir,
    request: Request,
    others: Vec<Record>,
    imports: Vec<String>,
}

/// What a run gave.
pub(crate) struct Given {
    pub(crate) store: FactStore,
    pub(crate) report: Report,
    pub(crate) log: Vec<String>,
}

impl Bench {
    /// A run with these rows.
    pub(crate) fn new(rows: &[&str]) -> Bench {
        let row = |address: &&str| InputSubject {
            subject: SubjectRef::new("mailbox", *address),
            facts: vec![("mailbox.address".to_owned(), Value::from(*address))],
        };
        let mut bench = Bench {
            folder: TempDir::new().unwrap(),
            request: Request {
                subjects: rows.iter().map(row).collect(),
                ..Request::default()
            },
            others: Vec::new(),
            imports: Vec::new(),
        };
        for address in rows {
            bench = bench.fact("mailbox", address, "mailbox.address", *address);
        }
        bench.fact(
            "migration",
            "migration",
            "csv.row_count",
            i64::try_from(rows.len()).unwrap(),
        )
    }

    /// A fact that another provider learnt.
    pub(crate) fn fact(mut self, kind: &str, id: &str, fact: &str, value: impl Into<Value>) -> Bench {
        let source = Source {
            provider: "imap".into(),
            name: "test".into(),
            live: true,
        };
        let mut record = Record::about(kind, id, source, 0);
        record.know(fact, value);
        self.others.push(record);
        self
    }

    /// The source server as a subject that this provider is handed.
    pub(crate) fn server(mut self, id: &str, facts: &[(&str, Value)]) -> Bench {
        self.request.subjects.push(InputSubject {
            subject: SubjectRef::new("server", id),
            facts: Vec::new(),
        });
        for (fact, value) in facts {
            self = self.fact("server", id, fact, value.clone());
        }
        self
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Bench {
        self.request
            .settings
            .insert(name, SettingValue::Text(value.to_owned()));
        self
    }

    pub(crate) fn set_all(mut self, name: &str, values: &[&str]) -> Bench {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.request.settings.insert(name, SettingValue::Texts(values));
        self
    }

    /// Writes a file into the folder, without importing it.
    pub(crate) fn lay(self, name: &str, content: impl AsRef<[u8]>) -> Bench {
        std::fs::write(self.folder.path().join(name), content).unwrap();
        self
    }

    /// Writes a file and imports it.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Bench {
        self.lay(name, content).import(name)
    }

    /// Imports a file of the folder.
    pub(crate) fn import(mut self, name: &str) -> Bench {
        let path = self.folder.path().join(name).display().to_string();
        self.imports.push(path);
        self
    }

    /// Writes a file as if so many days ago, and imports it.
    pub(crate) fn old_file(self, name: &str, content: impl AsRef<[u8]>, days: u64) -> Bench {
        let path = self.path().join(name);
        let bench = self.file(name, content);
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(days * 86_400))
            .unwrap();
        bench
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Collects and judges.
    pub(crate) fn run(self) -> Given {
        self.try_run().unwrap()
    }

    pub(crate) fn try_run(mut self) -> Result<Given, ProviderError> {
        self.request
            .settings
            .insert("import", SettingValue::Texts(self.imports.clone()));
        let host = Memory::default();
        Microsoft365Provider::new().touches(&self.request)?;
        Microsoft365Provider::new().collect(&self.request, &host)?;
        let packs = packs();
        let mut store = FactStore::new(Arc::clone(packs.schema()));
        for record in self.others.iter().chain(host.records.lock().unwrap().iter()) {
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
        }
        let options = JudgeOptions {
            threads: 1,
            providers: vec!["microsoft365".into()],
            ..JudgeOptions::default()
        };
        let judgement = judge(&packs, &mut store, &options);
        let tool = Tool {
            name: "imaprules".into(),
            version: "0".into(),
        };
        let run = Run {
            providers: vec![],
            started: "".into(),
            finished: "".into(),
            complete: true,
            notes: vec![],
        };
        let options = ReportOptions {
            show_pass: true,
            show_unknown: true,
            ..ReportOptions::default()
        };
        let report = report(&judgement, &packs, &store, tool, run, &options);
        let log = host.log.lock().unwrap().clone();
        Ok(Given { store, report, log })
    }
}

impl Given {
    /// A fact of a subject.
    pub(crate) fn get(&self, kind: &str, id: &str, fact: &str) -> Known {
        let subject = self
            .store
            .find(&SubjectRef::new(kind, id))
            .unwrap_or_else(|| panic!("no {kind} {id}"));
        let fact = self
            .store
            .schema()
            .fact(fact)
            .unwrap_or_else(|| panic!("no fact {fact}"));
        self.store.get(fact, subject.row)
    }

    /// A known fact, as text.
    pub(crate) fn known(&self, kind: &str, id: &str, fact: &str) -> String {
        self.get(kind, id, fact)
            .unwrap_or_else(|unknown| panic!("{fact}: {unknown:?}"))
            .to_string()
    }

    /// Why a fact is not known.
    pub(crate) fn reason(&self, kind: &str, id: &str, fact: &str) -> &'static str {
        self.get(kind, id, fact).unwrap_err().reason.as_str()
    }

    /// What a rule says of a subject: `fail`, `pass`, `unknown`, or nothing.
    pub(crate) fn said(&self, rule: &str, id: &str) -> &'static str {
        let found = self
            .report
            .results
            .iter()
            .find(|result| result.rule == rule && result.subject.id.eq_ignore_ascii_case(id));
        match found.map(|result| &result.outcome) {
            Some(Said::Fail) => "fail",
            Some(Said::Pass) => "pass",
            Some(Said::Unknown) => "unknown",
            Some(Said::Error) => "error",
            _ => "",
        }
    }

    /// The result of a rule that failed.
    pub(crate) fn failed(&self, rule: &str, id: &str) -> &imaprules_report::Finding {
        let fits = |result: &&imaprules_report::Finding| {
            result.rule == rule && result.subject.id.eq_ignore_ascii_case(id) && result.outcome == Said::Fail
        };
        self.report
            .results
            .iter()
            .find(fits)
            .unwrap_or_else(|| panic!("{rule} did not fail on {id}"))
    }

    /// Rules that failed on anything.
    pub(crate) fn all_failures(&self) -> impl Iterator<Item = &str> {
        let failed = self
            .report
            .results
            .iter()
            .filter(|result| result.outcome == Said::Fail);
        failed.map(|result| result.rule.as_str())
    }

    /// Rules that failed on a subject.
    pub(crate) fn failures(&self, id: &str) -> Vec<&str> {
        let fits = |result: &&imaprules_report::Finding| {
            result.subject.id.eq_ignore_ascii_case(id) && result.outcome == Said::Fail
        };
        let mut rules: Vec<&str> = self
            .report
            .results
            .iter()
            .filter(fits)
            .map(|result| result.rule.as_str())
            .collect();
        rules.sort_unstable();
        rules
    }
}
