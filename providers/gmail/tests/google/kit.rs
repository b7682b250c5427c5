//! Collections against the double.

use imaprules_demo::google::{Asked, GoogleDouble, GoogleScene};
use imaprules_kit::{Memory, Row, collect, request};
use imaprules_provider::{BudgetLimits, ProviderError, Request, SettingValue};
use imaprules_provider_gmail::GmailProvider;
use std::path::PathBuf;
use tempfile::TempDir;

/// The super administrator of the double.
pub(crate) const ADMIN: &str = "admin@example.com";

/// A host that knows the password of every row but one.
pub(crate) fn host() -> Memory {
    Memory::with(BudgetLimits::default()).secrets(|subject| {
        let without = subject.id.starts_with("ned.nokey");
        (!without).then(|| "abcdefghijklmnop".to_owned())
    })
}

/// A double, and a folder with the key file.
pub(crate) struct Lab {
    pub(crate) double: GoogleDouble,
    folder: TempDir,
}

/// A finished collection.
pub(crate) struct Ran {
    pub(crate) host: Memory,
    pub(crate) asked: Vec<Asked>,
}

impl Lab {
    pub(crate) fn new(scene: GoogleScene) -> Lab {
        let double = GoogleDouble::start(scene).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key.json"), double.key_file()).unwrap();
        Lab { double, folder }
    }

    /// Writes another key file.
    pub(crate) fn key(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("other.json");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A request for these rows, each `ADDRESS` or `ADDRESS=USERNAME`, with short pauses, no mail server, and what a test sets.
    pub(crate) fn request<'a>(&'a self, rows: &[&'a str], set: &[(&'a str, &'a str)]) -> Request {
        let key = self.folder.path().join("key.json");
        let usual = [
            ("service_account", key.to_str().unwrap()),
            ("admin", ADMIN),
            ("api_base", &self.double.base()),
            ("server", "127.0.0.1:1"),
            ("sign_in", "none"),
            ("tls_probe", "none"),
            ("google_pause", "20"),
            ("google_wait", "3000"),
            ("timeout", "5000"),
            ("mailbox_time", "5000"),
            ("throttle_pause", "10"),
        ];
        let setting = |(name, value): &(&'a str, &str)| {
            let text = |_| SettingValue::Text((*value).to_owned());
            (*name, value.parse().map_or_else(text, SettingValue::Int))
        };
        let settings: Vec<_> = usual.iter().chain(set).map(setting).collect();
        let row = |row: &&'a str| -> Row<'a> {
            let (address, user) = row.split_once('=').unwrap_or((row, row));
            (address, user, "")
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        request(&GmailProvider::new(), &rows, &settings)
    }

    /// Collects about these rows.
    pub(crate) fn run(&self, rows: &[&str], set: &[(&str, &str)]) -> Ran {
        self.collect(&self.request(rows, set)).expect("a collection")
    }

    /// Collects, and holds every record against the schema and every attempt against its end.
    pub(crate) fn collect(&self, request: &Request) -> Result<Ran, ProviderError> {
        let host = host();
        collect(&GmailProvider::new(), request, &host)?;
        Ok(Ran {
            host,
            asked: self.double.asked(),
        })
    }
}

/// The shipped organisation.
pub(crate) fn scene() -> GoogleScene {
    GoogleScene::shipped().unwrap()
}
