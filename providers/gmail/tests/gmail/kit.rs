//! A run in memory: rows with passwords, accounts that the demo source plays, files in a folder of their own, what other providers
//! learnt; the provider, the packs, findings.

use imaprules_demo::google::{GoogleDouble, GoogleScene};
use imaprules_demo::{Demo, Scene};
use imaprules_facts::{FactStore, Record, Schema, Source, SubjectRef, Value};
use imaprules_provider::{
    Attempt, Budget, BudgetLimits, Decision, Host, InputSubject, Level, Outcome, Provider, Request,
    SecretString, SettingValue, Stop,
};
use imaprules_report::{Finding, Outcome as Said, Report, Run, Severity, Tool};
use imaprules_rules::{JudgeOptions, PackFiles, Packs, ReportOptions, judge, load, report, show};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// What the providers beside this one declare: the packs name facts of theirs.
const OTHERS: [(&str, &str); 2] = [
    (
        "providers/csv/facts.toml",
        include_str!("../../../csv/facts.toml"),
    ),
    (
        "providers/microsoft365/facts.toml",
        include_str!("../../../microsoft365/facts.toml"),
    ),
];

/// The shipped scene of Gmail; its accounts begin at the first `[[account]]`.
const SCENE: &str = include_str!("../../../demo/scenes/gmail.toml");

/// An app password, as far as its looks go.
pub(crate) const APP: &str = "abcdefghijklmnop";

/// Sixteen small letters that no other number gives.
pub(crate) fn app_password(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    format!("{}{}nopqrstuvwxyza", letter(number), letter(number / 26))
}

/// The shipped packs that this provider hands out, and that of the target, over everything that they name.
pub(crate) fn packs() -> Packs {
    let about = imaprules_provider_gmail::provider().describe();
    let own = about
        .schemas
        .iter()
        .map(|one| (one.name.as_str(), one.text.as_str()));
    let schema = Schema::read(OTHERS.into_iter().chain(own)).unwrap();
    let files: Vec<PackFiles> = about
        .packs
        .into_iter()
        .map(|pack| PackFiles::shipped(pack.name, pack.files))
        .collect();
    load(schema, &files, &[]).unwrap_or_else(|problems| panic!("{}", show(&problems.0, false)))
}

/// A host that keeps everything.
struct Memory {
    records: Mutex<Vec<Record>>,
    budget: Budget,
    passwords: HashMap<String, String>,
}

impl Host for Memory {
    fn emit(&self, record: Record) -> Result<(), Stop> {
        self.records.lock().unwrap().push(record);
        Ok(())
    }
    fn log(&self, _: Level, _: &str) {}
    fn progress(&self, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
    fn time_left(&self) -> Option<Duration> {
        None
    }
    fn budget(&self, attempt: &Attempt) -> Decision {
        self.budget.ask(attempt)
    }
    fn told(&self, attempt: &Attempt, outcome: Outcome) {
        self.budget.told(attempt, outcome);
    }
    fn secret(&self, subject: &SubjectRef, name: &str) -> Option<SecretString> {
        let password = self.passwords.get(&subject.id).filter(|_| name == "password")?;
        Some(SecretString::from(password.as_str()))
    }
    fn keep_secret(&self, _: &SubjectRef, _: &str, _: SecretString) {}
}

/// A run being set up.
pub(crate) struct Bench {
    folder: TempDir,
    scene: String,
    rows: Vec<(String, String, String)>,
    others: Vec<Record>,
    files: Vec<String>,
    sign_in: bool,
    elsewhere: bool,
    google: Option<GoogleDouble>,
    set: Vec<(&'static str, String)>,
}

impl Bench {
    /// A run that signs nobody in.
    pub(crate) fn new() -> Bench {
        let head = SCENE.find("[[account]]").unwrap();
        Bench {
            folder: TempDir::new().unwrap(),
            scene: SCENE[..head].to_owned(),
            rows: Vec::new(),
            others: Vec::new(),
            files: Vec::new(),
            sign_in: false,
            elsewhere: false,
            google: None,
            set: Vec::new(),
        }
    }

    /// An organisation that answers over Google's interfaces, and the key of its service account.
    pub(crate) fn organisation(mut self, scene: GoogleScene) -> Bench {
        let double = GoogleDouble::start(scene).unwrap();
        let key = self.folder.path().join("key.json");
        std::fs::write(&key, double.key_file()).unwrap();
        for (name, value) in [
            ("service_account", key.display().to_string()),
            ("admin", "admin@example.com".to_owned()),
            ("api_base", double.base()),
            ("google_pause", "20".to_owned()),
            ("google_wait", "3000".to_owned()),
        ] {
            self.set.push((name, value));
        }
        self.google = Some(double);
        self
    }

    /// Another key than that of the service account: what is made of the double.
    pub(crate) fn key(self, make: impl Fn(&GoogleDouble) -> String) -> Bench {
        let text = make(self.google.as_ref().unwrap());
        let key = self.folder.path().join("other.json");
        std::fs::write(&key, text).unwrap();
        self.set("service_account", &key.display().to_string())
    }

    pub(crate) fn set(mut self, name: &'static str, value: &str) -> Bench {
        self.set.push((name, value.to_owned()));
        self
    }

    /// The server that is looked at is another one, of another product.
    pub(crate) fn elsewhere(mut self) -> Bench {
        self.elsewhere = true;
        self
    }

    /// A row whose EmailAddress and UserName are the same.
    pub(crate) fn row(self, address: &str, password: &str) -> Bench {
        self.row_of(address, address, password)
    }

    pub(crate) fn row_of(mut self, address: &str, user: &str, password: &str) -> Bench {
        self.rows
            .push((address.to_owned(), user.to_owned(), password.to_owned()));
        self.fact("mailbox", address, "mailbox.address", address)
            .fact("mailbox", address, "csv.user_name", user)
            .fact(
                "mailbox",
                address,
                "csv.user_name_form",
                if user.contains('@') { "upn" } else { "plain" },
            )
    }

    /// A row with an account at the source that lets it in.
    pub(crate) fn lets_in(self, address: &str, password: &str) -> Bench {
        self.account(address, password, "").row(address, password)
    }

    /// A row with an account at the source that answers a sign-in so.
    pub(crate) fn answers(self, address: &str, password: &str, answer: &str) -> Bench {
        let refusal = format!("refusal = '{answer}'\n");
        self.account(address, password, &refusal).row(address, password)
    }

    /// An account at the source with further keys of a scene, which everybody signs in to who has a row.
    pub(crate) fn account(mut self, address: &str, password: &str, keys: &str) -> Bench {
        self.sign_in = true;
        self.scene.push_str(&format!(
            "\n[[account]]\nusers = [\"{address}\"]\npassword = \"{password}\"\nsets = [\"english-lean\"]\n{keys}mail = [{{ count = 3, sizes = [900], in = ['\\Inbox'], date = \"2026-03-02\" }}]\n"
        ));
        self
    }

    /// What another provider learnt.
    pub(crate) fn fact(mut self, kind: &str, id: &str, fact: &str, value: impl Into<Value>) -> Bench {
        let source = Source {
            provider: "test".into(),
            name: "test".into(),
            live: false,
        };
        let mut record = Record::about(kind, id, source, 0);
        record.know(fact, value);
        self.others.push(record);
        self
    }

    pub(crate) fn file(mut self, name: &str, content: &str) -> Bench {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        self.files.push(path.display().to_string());
        self
    }

    /// A file as if so many days ago.
    pub(crate) fn old_file(self, name: &str, content: &str, days: u64) -> Bench {
        let bench = self.file(name, content);
        let file = std::fs::File::options()
            .write(true)
            .open(bench.folder.path().join(name))
            .unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(days * 86_400))
            .unwrap();
        bench
    }

    /// Collects and judges.
    pub(crate) fn run(mut self) -> Given {
        let rows = i64::try_from(self.rows.len()).unwrap();
        self = self.fact("migration", "migration", "csv.row_count", rows);
        let scene = match self.elsewhere {
            true => Scene::for_provider("imap"),
            false => Scene::parse("test", &(self.scene.clone() + NOBODY)),
        };
        let demo = Demo::start(scene.unwrap_or_else(|error| panic!("{error}"))).unwrap();
        let host = Memory {
            records: Mutex::default(),
            budget: Budget::new(BudgetLimits {
                refusals_in_a_row: 1000,
                ..BudgetLimits::default()
            }),
            passwords: self
                .rows
                .iter()
                .map(|(address, _, password)| (address.clone(), password.clone()))
                .collect(),
        };
        let provider = imaprules_provider_gmail::provider();
        provider.collect(&self.request(&provider, &demo), &host).unwrap();
        self.judged(&host)
    }

    fn request(&self, provider: &dyn Provider, demo: &Demo) -> Request {
        let mut request = Request::default();
        for setting in provider.describe().settings {
            if let Some(default) = &setting.default {
                let value = default_value(&setting.name, default);
                request.settings.insert(&setting.name, value);
            }
        }
        let sign_in = if self.sign_in { "all" } else { "none" };
        for (name, value) in [
            (
                "server",
                SettingValue::Text(format!("{}:{}", demo.host(), demo.port())),
            ),
            ("ca_pem", SettingValue::Text(demo.ca_pem().to_owned())),
            ("resolve", SettingValue::Texts(demo.resolve_overrides())),
            ("played", SettingValue::Bool(true)),
            ("sign_in", SettingValue::Text(sign_in.to_owned())),
            ("import", SettingValue::Texts(self.files.clone())),
            // Many rows are refused here on purpose.
            ("refusals_in_a_row", SettingValue::Int(1000)),
            ("throttle_pause", SettingValue::Int(10)),
        ] {
            request.settings.insert(name, value);
        }
        for (name, value) in &self.set {
            let value = value
                .parse()
                .map_or_else(|_| SettingValue::Text(value.clone()), SettingValue::Int);
            request.settings.insert(*name, value);
        }
        request.subjects = self.rows.iter().map(input).collect();
        request
    }

    fn judged(&self, host: &Memory) -> Given {
        let packs = packs();
        let mut store = FactStore::new(Arc::clone(packs.schema()));
        let records = host.records.lock().unwrap();
        for record in self.others.iter().chain(records.iter()) {
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
        }
        let shown = format!("{records:?}");
        for (_, _, password) in &self.rows {
            assert!(!shown.contains(password.as_str()), "{password} got out");
        }
        let options = JudgeOptions {
            threads: 1,
            providers: vec!["gmail".into(), "imap".into()],
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
            show_pass: false,
            show_unknown: false,
        };
        Given {
            report: report(&judgement, &packs, &store, tool, run, &options),
        }
    }
}

/// A scene needs an account and a row, which nobody uses here.
const NOBODY: &str = "\n[[account]]\nusers = [\"nobody@example.com\"]\npassword = \"x\"\nsets = [\"english-lean\"]\n[[row]]\nemail = \"nobody@example.com\"\nuser = \"nobody@example.com\"\npassword = \"x\"\n";

fn default_value(name: &str, text: &str) -> SettingValue {
    match (name, text) {
        (_, "true" | "false") => SettingValue::Bool(text == "true"),
        ("timeout" | "mailbox_time", _) => SettingValue::Int(10_000),
        _ => text
            .parse()
            .map_or_else(|_| SettingValue::Text(text.to_owned()), SettingValue::Int),
    }
}

fn input((address, user, _): &(String, String, String)) -> InputSubject {
    InputSubject {
        subject: SubjectRef::new("mailbox", address.as_str()),
        facts: vec![
            ("mailbox.address".to_owned(), Value::from(address.as_str())),
            ("csv.user_name".to_owned(), Value::from(user.as_str())),
        ],
    }
}

/// What a run gave.
pub(crate) struct Given {
    pub(crate) report: Report,
}

impl Given {
    fn failed(&self) -> impl Iterator<Item = &Finding> {
        self.report
            .results
            .iter()
            .filter(|result| result.outcome == Said::Fail)
    }

    /// Rules that failed on anything.
    pub(crate) fn rules(&self) -> BTreeSet<&str> {
        self.failed().map(|result| result.rule.as_str()).collect()
    }

    /// Rules that failed on a subject.
    pub(crate) fn of(&self, id: &str) -> Vec<&str> {
        let mut rules: Vec<&str> = self
            .failed()
            .filter(|result| result.subject.id.eq_ignore_ascii_case(id))
            .map(|result| result.rule.as_str())
            .collect();
        rules.sort_unstable();
        rules
    }

    /// Those of them that block it.
    pub(crate) fn blocking(&self, id: &str) -> Vec<&str> {
        let blockers = self
            .failed()
            .filter(|result| result.severity == Severity::Blocker);
        let mut rules: Vec<&str> = blockers
            .filter(|result| result.subject.id.eq_ignore_ascii_case(id))
            .map(|result| result.rule.as_str())
            .collect();
        rules.sort_unstable();
        rules
    }

    /// A finding.
    pub(crate) fn finding(&self, rule: &str) -> &Finding {
        self.failed()
            .find(|result| result.rule == rule)
            .unwrap_or_else(|| panic!("{rule} did not fail: {:?}", self.rules()))
    }
}
