//! The provider PROVIDER_ID: facts from an exported account list.
//!
//! A line of the list is `ADDRESS on|off MESSAGES`; the first line is `#PROVIDER_ID accounts`. A provider that asks a server
//! instead does so in `collect`: it asks `host.budget` before each connection and sign-in, tells `host.told` how each ended, looks at
//! `host.cancelled` at least every 100 ms, and takes passwords from `host.secret`, for which `capabilities` must hold `secrets`.

use imaprules_facts::{Reason, Record, Source, Unknown};
use imaprules_provider::{
    Description, Host, PackSource, Provider, ProviderError, Request, SchemaSource, Setting, SettingType, Touch,
};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

const ID: &str = "PROVIDER_ID";
const FIRST_LINE: &str = "#PROVIDER_ID accounts";
const IMAP_ENABLED: &str = "PROVIDER_AREA.imap_enabled";
const MESSAGES: &str = "PROVIDER_AREA.messages";

struct AccountList;

imaprules_provider::export_provider!(AccountList);

impl Provider for AccountList {
    fn describe(&self) -> Description {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        Description {
            id: ID.to_owned(),
            based_on: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: "Account list of PROVIDER_ID".to_owned(),
            schemas: vec![SchemaSource {
                name: format!("{ID}/facts.toml"),
                text: include_str!("../facts.toml").to_owned(),
            }],
            packs: vec![PackSource {
                name: ID.to_owned(),
                files: vec![
                    file("pack.toml", include_str!("../pack/pack.toml")),
                    file("rules.toml", include_str!("../pack/rules.toml")),
                    file("tests/rules.toml", include_str!("../pack/tests/rules.toml")),
                ],
            }],
            settings: vec![Setting {
                name: "import".to_owned(),
                kind: SettingType::Texts,
                words: Vec::new(),
                default: None,
                about: "Exported account lists; --import hands them over.".to_owned(),
            }],
            symptoms: Vec::new(),
            capabilities: vec!["fs:read".to_owned()],
            inputs: vec!["mailbox.address".to_owned()],
        }
    }

    /// Recognised by what is in it, never by its name.
    fn takes(&self, file: &Path) -> bool {
        let mut begin = vec![0; FIRST_LINE.len()];
        let read = File::open(file).and_then(|mut file| file.read_exact(&mut begin));
        read.is_ok() && begin == FIRST_LINE.as_bytes()
    }

    fn touches(&self, request: &Request) -> Result<Vec<Touch>, ProviderError> {
        let files = request.settings.texts("import").iter();
        Ok(files
            .map(|file| Touch { action: "read".to_owned(), target: file.clone(), account: None, times: 1 })
            .collect())
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let files = request.settings.texts("import");
        let name = files.first().map_or("no account list", String::as_str);
        let source = Source { provider: ID.to_owned(), name: file_name(name), live: false };
        let mut accounts = HashMap::new();
        for file in files {
            read(file, &mut accounts)?;
        }
        let total = request.subjects.len() as u64;
        for (done, input) in (1..).zip(&request.subjects) {
            if input.subject.kind != "mailbox" {
                continue;
            }
            let at = 0; // The list does not say when it was made.
            let mut record = Record::about(&input.subject.kind, &input.subject.id, source.clone(), at);
            let address = input.fact("mailbox.address").and_then(|value| value.as_text());
            match address.and_then(|address| accounts.get(&address.to_ascii_lowercase())) {
                Some((enabled, messages)) => {
                    record.know(IMAP_ENABLED, *enabled).know(MESSAGES, *messages);
                }
                // What cannot be found out is a fact, too.
                None => {
                    let why = Unknown::noted(Reason::NotCollected, "no account list names this address");
                    record.miss(IMAP_ENABLED, why.clone()).miss(MESSAGES, why);
                }
            }
            if host.cancelled() || host.emit(record).is_err() {
                return Ok(());
            }
            host.progress(done, total);
        }
        Ok(())
    }
}

fn read(file: &str, accounts: &mut HashMap<String, (bool, i64)>) -> Result<(), ProviderError> {
    let text = fs::read_to_string(file).map_err(|error| ProviderError::Input {
        path: file.to_owned(),
        problem: format!("cannot be read: {error}"),
        remedy: "export the list of accounts again".to_owned(),
    })?;
    for line in text.lines().skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [address, enabled, messages] = words.as_slice()
            && let Ok(messages) = messages.parse()
        {
            accounts.insert(address.to_ascii_lowercase(), (*enabled == "on", messages));
        }
    }
    Ok(())
}

fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}
