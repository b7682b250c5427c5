//! A provider that does nothing but emit records: what is left when it is measured in process and as a plugin is the way between.

use imaprules_facts::{Reason, Record, Source, Unknown};
use imaprules_provider::{
    Description, Host, Provider, ProviderError, Request, SchemaSource, Setting, SettingType, Touch,
};

/// The facts it emits: six for each mailbox, as many as a provider tells of one that it looked at quickly.
pub const FACTS: &str = include_str!("facts.toml");

/// Emits as many records as the setting `records` says.
#[derive(Debug)]
pub struct Counter;

imaprules_provider::export_provider!(Counter);

impl Provider for Counter {
    fn describe(&self) -> Description {
        Description {
            id: "counter".to_owned(),
            based_on: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: "Counter".to_owned(),
            schemas: vec![SchemaSource {
                name: "counter/facts.toml".to_owned(),
                text: FACTS.to_owned(),
            }],
            packs: vec![],
            settings: vec![Setting::new(
                "records",
                SettingType::Int,
                Some("1"),
                "How many records.",
            )],
            symptoms: vec![],
            capabilities: vec![],
            inputs: vec![],
        }
    }

    fn touches(&self, _: &Request) -> Result<Vec<Touch>, ProviderError> {
        Ok(vec![])
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        let source = Source {
            provider: "counter".to_owned(),
            name: "imap.example.com:993".to_owned(),
            live: true,
        };
        for number in 0..request.settings.int("records").unwrap_or(1) {
            let id = format!("user{number:06}@example.com");
            let mut record = Record::about("mailbox", &id, source.clone(), 1_795_514_400_000 + number);
            record
                .know("counter.login", "ok")
                .know("counter.items", number * 7)
                .know("counter.full", number % 3 == 0)
                .know("counter.greeting", "* OK [CAPABILITY IMAP4rev1 IDLE] ready")
                .know("counter.folders", vec!["INBOX", "Sent", "Trash"])
                .miss("counter.quota", Unknown::because(Reason::Unsupported));
            if host.emit(record).is_err() {
                break;
            }
        }
        Ok(())
    }
}
