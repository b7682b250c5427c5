//! A run being set up: rows, files in a folder of their own, what other providers learnt.

use crate::{Judged, Memory};
use imaprules_facts::{Record, Source, SubjectRef, Value};
use imaprules_provider::{InputSubject, Provider, ProviderError, Request, SettingValue};
use imaprules_rules::Packs;
use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// The run of one provider, judged by its packs.
pub struct Setup {
    provider: Box<dyn Provider>,
    packs: &'static Packs,
    took_part: &'static [&'static str],
    folder: TempDir,
    request: Request,
    others: Vec<Record>,
    imports: Vec<String>,
}

impl Setup {
    /// A run without rows, in which these providers count as having taken part.
    pub fn new(
        provider: impl Provider + 'static,
        packs: &'static Packs,
        took_part: &'static [&'static str],
    ) -> Setup {
        Setup {
            provider: Box::new(provider),
            packs,
            took_part,
            folder: TempDir::new().unwrap(),
            request: Request::default(),
            others: Vec::new(),
            imports: Vec::new(),
        }
    }

    /// A row of the migration file with texts in it besides its address; the provider is handed them, and the rules see them.
    pub fn row(mut self, address: &str, texts: &[(&str, &str)]) -> Setup {
        let all: Vec<(&str, &str)> = [("mailbox.address", address)]
            .into_iter()
            .chain(texts.iter().copied())
            .collect();
        let fact = |(name, text): &(&str, &str)| ((*name).to_owned(), Value::from(*text));
        self.request.subjects.push(InputSubject {
            subject: SubjectRef::new("mailbox", address),
            facts: all.iter().map(fact).collect(),
        });
        for (name, text) in all {
            self = self.fact("mailbox", address, name, text);
        }
        self
    }

    /// A server as a subject that the provider is handed; the rules see what was learnt of it.
    pub fn server(mut self, id: &str, facts: &[(&str, Value)]) -> Setup {
        self.request.subjects.push(InputSubject {
            subject: SubjectRef::new("server", id),
            facts: Vec::new(),
        });
        for (fact, value) in facts {
            self = self.fact("server", id, fact, value.clone());
        }
        self
    }

    /// A fact that another provider learnt.
    pub fn fact(mut self, kind: &str, id: &str, fact: &str, value: impl Into<Value>) -> Setup {
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

    /// A setting of one value.
    pub fn set(self, name: &str, value: &str) -> Setup {
        self.set_value(name, SettingValue::Text(value.to_owned()))
    }

    /// A setting of several values.
    pub fn set_all(self, name: &str, values: &[&str]) -> Setup {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.set_value(name, SettingValue::Texts(values))
    }

    fn set_value(mut self, name: &str, value: SettingValue) -> Setup {
        self.request.settings.insert(name, value);
        self
    }

    /// The folder of its files.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the folder, without importing it.
    pub fn lay(self, name: &str, content: impl AsRef<[u8]>) -> Setup {
        std::fs::write(self.path().join(name), content).unwrap();
        self
    }

    /// Writes a file and imports it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Setup {
        self.lay(name, content).import(name)
    }

    /// Imports a file of the folder.
    pub fn import(mut self, name: &str) -> Setup {
        let path = self.path().join(name).display().to_string();
        self.imports.push(path);
        self
    }

    /// Writes a file as if so many days ago, and imports it.
    pub fn old_file(self, name: &str, content: impl AsRef<[u8]>, days: u64) -> Setup {
        let path = self.path().join(name);
        let with_file = self.file(name, content);
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(days * 86_400))
            .unwrap();
        with_file
    }

    /// Paths of the imported files.
    pub fn imports(&self) -> &[String] {
        &self.imports
    }

    /// Collects and judges.
    pub fn run(self) -> Judged {
        self.try_run().unwrap()
    }

    /// Collects and judges.
    ///
    /// # Errors
    /// What the provider refuses.
    pub fn try_run(mut self) -> Result<Judged, ProviderError> {
        let imports = SettingValue::Texts(self.imports.clone());
        self.request.settings.insert("import", imports);
        let host = Memory::default();
        self.provider.touches(&self.request)?;
        self.provider.collect(&self.request, &host)?;
        Ok(self.judged(&host))
    }

    /// What the rules make of what a host was told, together with what others learnt.
    pub fn judged(&self, host: &Memory) -> Judged {
        let records = host.records.lock().unwrap();
        let log = host.log.lock().unwrap().clone();
        Judged::of(
            self.packs,
            self.others.iter().chain(records.iter()),
            self.took_part,
            log,
        )
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("folder", &self.folder)
            .field("imports", &self.imports)
            .finish_non_exhaustive()
    }
}
