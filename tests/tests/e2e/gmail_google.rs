//! Gmail with a service account: the program against the doubles of Gmail and of Google's own interfaces. Each account has one fault,
//! and the report names that one.

use imaprules_demo::google::{Fault, GoogleDouble, GoogleScene, Kind};
use imaprules_demo::{Demo, Scene};
use imaprules_tests::{Bundle, Fact, Outcome, Program, Report};
use serde_json::Value;
use std::sync::LazyLock;

/// The doubles, which run as long as the program does.
struct Lab {
    mail: Demo,
    google: GoogleDouble,
}

impl Lab {
    fn new(scene: GoogleScene) -> Lab {
        Lab {
            mail: Demo::start(Scene::for_provider("gmail").unwrap()).unwrap(),
            google: GoogleDouble::start(scene).unwrap(),
        }
    }

    /// The program, pointed to both with a key file.
    fn program(&self, line: &str) -> Program {
        let set = |name: &str, value: &str| ["--set".to_owned(), format!("gmail.{name}={value}")];
        let mut arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        for (name, value) in [
            ("service_account", "key.json"),
            ("admin", "admin@example.com"),
            ("api_base", &self.google.base()),
            ("google_pause", "20ms"),
            ("ca_file", "ca.pem"),
            ("played", "true"),
        ] {
            arguments.extend(set(name, value));
        }
        for entry in self.mail.resolve_overrides() {
            arguments.extend(set("resolve", &entry));
        }
        Program::new(arguments)
            .file("key.json", self.google.key_file())
            .file("ca.pem", self.mail.ca_pem())
            .file("users.csv", self.mail.csv())
    }
}

fn scene() -> GoogleScene {
    GoogleScene::shipped().unwrap()
}

/// One collection that all tests look at, and what is made of it.
struct Collected {
    report: Outcome,
    bundle: Bundle,
}

/// The collection of all rows.
const COLLECT: &str = "collect --provider gmail --csv users.csv --login all";

static RUN: LazyLock<Collected> = LazyLock::new(|| {
    let collected = Lab::new(scene())
        .program(COLLECT)
        .args(["-o", "facts.jsonl"])
        .run();
    collected.expect_code(0);
    let text = collected.written("facts.jsonl");
    let report = Program::line("run --facts facts.jsonl --format json")
        .file("facts.jsonl", &text)
        .run();
    report.expect_code(1);
    Collected {
        bundle: Bundle::parse(&text),
        report,
    }
});

/// What stops a mailbox.
fn blockers<'a>(report: &'a Report, id: &str) -> Vec<&'a str> {
    let of_row = |result: &&Value| {
        result["subject"]["id"] == id && result["outcome"] == "fail" && result["severity"] == "blocker"
    };
    report
        .results()
        .iter()
        .filter(of_row)
        .filter_map(|result| result["rule"].as_str())
        .collect()
}

#[test]
fn each_account_has_its_one_cause() {
    let report = RUN.report.report();
    assert!(report.complete());
    assert_eq!(report.errors(), Vec::<&Value>::new());
    for (user, cause) in [
        ("walter.wrongpass", "gmail.credentials-refused"),
        ("ian.imapoff", "gmail.imap-off"),
        ("susan.suspended", "gmail.user-suspended"),
        ("archie.archived", "gmail.user-archived"),
        ("nadia.nomailbox", "gmail.service-off"),
        ("paul.pending", "gmail.password-change-pending"),
        ("nina.neverin", "gmail.never-signed-in"),
        ("todd.twostep", "gmail.two-step-off"),
        ("oscar.ordinary", "gmail.password-not-app-refused"),
        ("anna.nopassword", "gmail.no-app-password"),
        ("olaf.ouoff", "gmail.imap-off-for-domain"),
        ("rita.restricted", "gmail.clients-restricted-refused"),
        ("gwen.ghost", "gmail.user-absent"),
        ("dora.deleted", "gmail.user-absent"),
        ("alan.alvarez", "gmail.user-name-is-alias"),
        ("ned.nokey", "csv.row.password-empty"),
    ] {
        assert_eq!(
            blockers(&report, &format!("{user}@example.com")),
            [cause],
            "{user}"
        );
    }
    for user in [
        "fiona.fine",
        "gina.group",
        "pia.personal",
        "laura.labels",
        "tulin.turkce",
        "theo.throttled",
    ] {
        assert_eq!(
            blockers(&report, &format!("{user}@example.com")),
            Vec::<&str>::new(),
            "{user}"
        );
    }
    let capped = blockers(&report, "cora.capped@example.com");
    assert!(capped.contains(&"gmail.folder-size-limit"), "{capped:?}");
}

#[test]
fn facts_of_the_layers_are_told_apart() {
    let bundle = &RUN.bundle;
    let fact = |user: &str, name: &str| match bundle.fact(
        "mailbox",
        &format!("{user}@example.com"),
        &format!("gmail.{name}"),
    ) {
        Some(Fact::Known(value)) => value.clone(),
        other => panic!("{name} of {user}: {other:?}"),
    };
    for (user, name, value) in [
        ("nadia.nomailbox", "service_enabled", Value::from(false)),
        ("nadia.nomailbox", "mailbox_access", "mail_service_off".into()),
        ("susan.suspended", "user_status", "suspended".into()),
        ("olaf.ouoff", "tenant_imap_enabled", false.into()),
        ("gina.group", "tenant_imap_enabled", true.into()),
        ("rita.restricted", "tenant_all_clients", false.into()),
        ("ian.imapoff", "imap_enabled", false.into()),
        ("todd.twostep", "two_step_enrolled", false.into()),
        ("anna.nopassword", "app_password_count", 0.into()),
        ("pia.personal", "account_kind", "consumer".into()),
        ("ned.nokey", "signs_in_with", "service_account".into()),
        ("tulin.turkce", "display_language", "tr".into()),
    ] {
        assert_eq!(fact(user, name), value, "{name} of {user}");
    }
    // The service account shows what a mailbox holds whose password nobody has.
    let held = bundle.value("mailbox", "ned.nokey@example.com", "mailbox.item_count");
    assert_eq!(held, &Value::from(30));
    assert_eq!(
        bundle.value("mailbox", "ned.nokey@example.com", "imap.token_login"),
        "ok"
    );
}

#[test]
fn neither_key_nor_token_nor_password_is_told() {
    let Collected {
        report: outcome,
        bundle,
        ..
    } = &*RUN;
    for secret in [
        "PRIVATE KEY",
        "demo-token-",
        "demo-imap-token-of-ned",
        "ribbontunnelsofa",
    ] {
        assert!(
            !outcome.stdout.contains(secret) && !outcome.stderr.contains(secret),
            "{secret}"
        );
        assert_eq!(bundle.mentions(secret), Vec::<String>::new(), "{secret}");
    }
}

#[test]
fn a_key_file_that_is_none_ends_the_run_before_it_begins() {
    let lab = Lab::new(scene());
    for (text, says) in [
        ("no JSON at all", "no JSON"),
        ("{\"installed\":{}}", "OAuth client"),
    ] {
        let outcome = lab
            .program("run --provider gmail --csv users.csv --login none")
            .file("key.json", text)
            .run();
        outcome.expect_code(2);
        outcome.expect_complaint(&["service_account", "key.json", says]);
    }
    assert!(lab.google.asked().is_empty());
}

#[test]
fn a_dry_run_names_the_hosts_and_asks_nobody() {
    let lab = Lab::new(scene());
    let outcome = lab
        .program("run --provider gmail --csv users.csv --dry-run")
        .run();
    outcome.expect_code(0);
    for part in [
        "key.json",
        "oauth2.googleapis.com:443",
        "gmail.googleapis.com:443",
        "cloudidentity.googleapis.com:443",
    ] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    assert!(lab.google.asked().is_empty());
}

#[test]
fn mistakes_in_the_setup_are_findings_of_their_own() {
    for (scene, rule) in [
        (scene().delegating(|_| false), "gmail.delegation-missing"),
        (
            scene().delegating(|scope| !scope.contains("cloud-identity")),
            "gmail.delegation-partial",
        ),
        (scene().without_api("admin.googleapis.com"), "gmail.apis-disabled"),
    ] {
        let lab = Lab::new(scene);
        let outcome = lab
            .program("run --provider gmail --csv users.csv --login none --format json")
            .run();
        assert!(outcome.report().fails(rule), "{rule}");
    }
    let lab = Lab::new(scene());
    let set = ["--set", "gmail.admin=helpdesk@example.com"];
    let line = "run --provider gmail --csv users.csv --login none --format json";
    assert!(
        lab.program(line)
            .args(set)
            .run()
            .report()
            .fails("gmail.admin-not-super")
    );
    let other = lab
        .program(line)
        .file("key.json", lab.google.other_key_file())
        .run();
    assert!(other.report().fails("gmail.key-refused"));
}

#[test]
fn a_storm_leaves_facts_unknown_and_the_run_whole() {
    let storm = Fault::always(
        "/admin/directory/",
        Kind::too_many(429, "rateLimitExceeded", None),
    );
    let lab = Lab::new(scene().with(storm));
    let set = ["--set", "gmail.google_tries=2", "--set", "gmail.google_wait=1s"];
    let outcome = lab
        .program("collect --provider gmail --csv users.csv --login none -o facts.jsonl")
        .args(set)
        .run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    assert_eq!(
        bundle.reason("mailbox", "fiona.fine@example.com", "gmail.user_status"),
        "budget"
    );
    assert_eq!(
        bundle.value("mailbox", "fiona.fine@example.com", "gmail.imap_enabled"),
        true
    );
}

#[test]
fn a_run_that_ended_before_the_mailboxes_is_resumed_with_them() {
    let lab = Lab::new(scene());
    let few: String = lab
        .mail
        .csv()
        .lines()
        .take(4)
        .map(|row| format!("{row}\r\n"))
        .collect();
    let whole = lab
        .program(COLLECT)
        .file("users.csv", &few)
        .args(["-o", "facts.jsonl"])
        .run()
        .written("facts.jsonl");
    // What the journal has when it stops after Google was asked: the header, and what is not from the mail server.
    let parsed = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let of_mail = |source: &Value| {
        let declared = whole
            .lines()
            .map(parsed)
            .find(|line| line["provider"].is_string() && line["source"] == *source);
        declared.is_some_and(|line| line["provider"] == "gmail")
    };
    let early = |line: &&str| {
        let line = parsed(line);
        line["bundle"].is_string()
            || line["provider"].is_string()
            || (line["facts"].is_object() && !of_mail(&line["source"]))
    };
    let journal: String = whole
        .lines()
        .filter(early)
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(journal.contains("gmail.user_status") && !journal.contains("\"imap.login\""));
    let resumed = lab
        .program(COLLECT)
        .file("users.csv", &few)
        .file("journal.jsonl", journal)
        .args(["--resume", "journal.jsonl"])
        .run();
    resumed.expect_code(0);
    let bundle = Bundle::read(&resumed.scratch.join("journal.jsonl"));
    assert_eq!(
        bundle.value("mailbox", "fiona.fine@example.com", "imap.login"),
        "ok"
    );
    assert_eq!(
        bundle.value("mailbox", "fiona.fine@example.com", "gmail.user_status"),
        "active"
    );
}
