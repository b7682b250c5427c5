//! Runs of this provider in memory: rows with passwords, and accounts that the demo source plays.

pub(crate) use imaprules_kit::Judged;

use imaprules_demo::google::{GoogleDouble, GoogleScene};
use imaprules_demo::{Demo, Scene};
use imaprules_facts::Value;
use imaprules_kit::{CSV, MICROSOFT365, Memory, Row, request};
use imaprules_provider::{BudgetLimits, Provider as _, SettingValue};
use imaprules_rules::Packs;
use std::sync::LazyLock;

/// The shipped scene of Gmail; its accounts begin at the first `[[account]]`.
const SCENE: &str = include_str!("../../../demo/scenes/gmail.toml");

/// An app password, as far as its looks go.
pub(crate) const APP: &str = "abcdefghijklmnop";

/// Sixteen small letters that no other number gives.
pub(crate) fn app_password(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
    format!("{}{}nopqrstuvwxyza", letter(number), letter(number / 26))
}

/// The shipped packs that this provider hands out, loaded once, over everything that they name.
fn packs() -> &'static Packs {
    static PACKS: LazyLock<Packs> = LazyLock::new(|| {
        let provider = imaprules_provider_gmail::provider();
        imaprules_kit::packs(&provider, &[CSV, MICROSOFT365], &[])
    });
    &PACKS
}

/// A run being set up.
pub(crate) struct Setup {
    setup: imaprules_kit::Setup,
    scene: String,
    rows: Vec<(String, String, String)>,
    sign_in: bool,
    elsewhere: bool,
    google: Option<GoogleDouble>,
    set: Vec<(&'static str, String)>,
}

impl Setup {
    /// A run that signs nobody in.
    pub(crate) fn new() -> Setup {
        let provider = imaprules_provider_gmail::provider();
        let head = SCENE.find("[[account]]").unwrap();
        Setup {
            setup: imaprules_kit::Setup::new(provider, packs(), &["gmail", "imap"]),
            scene: SCENE[..head].to_owned(),
            rows: Vec::new(),
            sign_in: false,
            elsewhere: false,
            google: None,
            set: Vec::new(),
        }
    }

    /// An organisation that answers over Google's interfaces, and the key of its service account.
    pub(crate) fn organisation(mut self, scene: GoogleScene) -> Setup {
        let double = GoogleDouble::start(scene).unwrap();
        let key = self.setup.path().join("key.json");
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
    pub(crate) fn key(self, make: impl Fn(&GoogleDouble) -> String) -> Setup {
        let text = make(self.google.as_ref().unwrap());
        let key = self.setup.path().join("other.json");
        std::fs::write(&key, text).unwrap();
        self.set("service_account", &key.display().to_string())
    }

    pub(crate) fn set(mut self, name: &'static str, value: &str) -> Setup {
        self.set.push((name, value.to_owned()));
        self
    }

    /// The server that is looked at is another one, of another product.
    pub(crate) fn elsewhere(mut self) -> Setup {
        self.elsewhere = true;
        self
    }

    /// A row whose EmailAddress and UserName are the same.
    pub(crate) fn row(self, address: &str, password: &str) -> Setup {
        self.row_of(address, address, password)
    }

    pub(crate) fn row_of(mut self, address: &str, user: &str, password: &str) -> Setup {
        let form = if user.contains('@') { "upn" } else { "plain" };
        self.rows
            .push((address.to_owned(), user.to_owned(), password.to_owned()));
        self.fact("mailbox", address, "mailbox.address", address)
            .fact("mailbox", address, "csv.user_name", user)
            .fact("mailbox", address, "csv.user_name_form", form)
    }

    /// A row with an account at the source that lets it in.
    pub(crate) fn lets_in(self, address: &str, password: &str) -> Setup {
        self.account(address, password, "").row(address, password)
    }

    /// A row with an account at the source that answers a sign-in so.
    pub(crate) fn answers(self, address: &str, password: &str, answer: &str) -> Setup {
        let refusal = format!("refusal = '{answer}'\n");
        self.account(address, password, &refusal).row(address, password)
    }

    /// An account at the source with further keys of a scene, which everybody signs in to who has a row.
    pub(crate) fn account(mut self, address: &str, password: &str, keys: &str) -> Setup {
        self.sign_in = true;
        self.scene.push_str(&format!(
            "\n[[account]]\nusers = [\"{address}\"]\npassword = \"{password}\"\nsets = [\"english-lean\"]\n{keys}mail = [{{ count = 3, sizes = [900], in = ['\\Inbox'], date = \"2026-03-02\" }}]\n"
        ));
        self
    }

    /// What another provider learnt.
    pub(crate) fn fact(mut self, kind: &str, id: &str, fact: &str, value: impl Into<Value>) -> Setup {
        self.setup = self.setup.fact(kind, id, fact, value);
        self
    }

    pub(crate) fn file(mut self, name: &str, content: &str) -> Setup {
        self.setup = self.setup.file(name, content);
        self
    }

    /// A file as if so many days ago.
    pub(crate) fn old_file(mut self, name: &str, content: &str, days: u64) -> Setup {
        self.setup = self.setup.old_file(name, content, days);
        self
    }

    /// Collects and judges.
    pub(crate) fn run(mut self) -> Judged {
        let count = i64::try_from(self.rows.len()).unwrap();
        self = self.fact("migration", "migration", "csv.row_count", count);
        let scene = match self.elsewhere {
            true => Scene::for_provider("imap"),
            false => Scene::parse("test", &(self.scene.clone() + NOBODY)),
        };
        let demo = Demo::start(scene.unwrap_or_else(|error| panic!("{error}"))).unwrap();
        let rows: Vec<Row<'_>> = self
            .rows
            .iter()
            .map(|(address, user, password)| (address.as_str(), user.as_str(), password.as_str()))
            .collect();
        let host = Memory::with(BudgetLimits {
            refusals_in_a_row: 1000,
            ..BudgetLimits::default()
        })
        .passwords(&rows);
        let provider = imaprules_provider_gmail::provider();
        let request = request(&provider, &rows, &self.settings(&demo));
        provider.collect(&request, &host).unwrap();
        let shown = host.everything();
        for (_, _, password) in &rows {
            assert!(!shown.contains(password), "{password} got out");
        }
        self.setup.judged(&host)
    }

    fn settings(&self, demo: &Demo) -> Vec<(&'static str, SettingValue)> {
        let sign_in = if self.sign_in { "all" } else { "none" };
        let mut settings = vec![
            (
                "server",
                SettingValue::Text(format!("{}:{}", demo.host(), demo.port())),
            ),
            ("ca_pem", SettingValue::Text(demo.ca_pem().to_owned())),
            ("resolve", SettingValue::Texts(demo.resolve_overrides())),
            ("played", SettingValue::Bool(true)),
            ("sign_in", SettingValue::Text(sign_in.to_owned())),
            ("import", SettingValue::Texts(self.setup.imports().to_vec())),
            // Many rows are refused here on purpose.
            ("refusals_in_a_row", SettingValue::Int(1000)),
            ("throttle_pause", SettingValue::Int(10)),
        ];
        let number = |value: &String| value.parse().map(SettingValue::Int);
        let set = self.set.iter().map(|(name, value)| {
            let text = |_| SettingValue::Text(value.clone());
            (*name, number(value).unwrap_or_else(text))
        });
        settings.extend(set);
        settings
    }
}

/// A scene needs an account and a row, which nobody uses here.
const NOBODY: &str = "\n[[account]]\nusers = [\"nobody@example.com\"]\npassword = \"x\"\nsets = [\"english-lean\"]\n[[row]]\nemail = \"nobody@example.com\"\nuser = \"nobody@example.com\"\npassword = \"x\"\n";
