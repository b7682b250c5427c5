//! Settings and subjects that nobody means, and that come all the same.

use imaprules_facts::{SubjectRef, Value};
use imaprules_provider::{Description, InputSubject, SettingValue, Settings};

/// Most tries of settings, each of which is a process.
const MOST: usize = 120;

/// Each setting with odd values, and all of them left out.
pub(super) fn settings(about: &Description, usual: &Settings) -> Vec<(String, Settings)> {
    let mut tries = vec![("no settings".to_owned(), Settings::default())];
    for setting in &about.settings {
        for (what, value) in values() {
            let mut settings = usual.clone();
            settings.insert(&setting.name, value);
            tries.push((format!("`{}` is {what}", setting.name), settings));
        }
    }
    // Where there are many settings, each still gets some of the values.
    let step = tries.len().div_ceil(MOST).max(1);
    tries.into_iter().step_by(step).collect()
}

fn values() -> Vec<(&'static str, SettingValue)> {
    let text = |text: &str| SettingValue::Text(text.to_owned());
    vec![
        ("empty", text("")),
        ("a megabyte", SettingValue::Text("x".repeat(1 << 20))),
        (
            "full of control characters",
            text("\u{0}\u{1}\u{1b}[31m\n\r\t\"\\\u{202e}"),
        ),
        ("a path that is not there", text("/no/such/file")),
        ("negative", SettingValue::Int(i64::MIN)),
        ("huge", SettingValue::Int(i64::MAX)),
        ("true", SettingValue::Bool(true)),
        ("an empty list", SettingValue::Texts(vec![])),
        (
            "a list of odd texts",
            SettingValue::Texts(vec![
                String::new(),
                "/no/such/file".into(),
                "\u{0}".into(),
                "x".repeat(70_000),
            ]),
        ),
    ]
}

/// Lists of subjects with odd ids, kinds and facts.
pub(super) fn subjects(usual: &[InputSubject]) -> Vec<(&'static str, Vec<InputSubject>)> {
    let subject = |kind: &str, id: &str, facts: Vec<(String, Value)>| InputSubject {
        subject: SubjectRef::new(kind, id),
        facts,
    };
    let named = |id: &str| {
        vec![subject(
            "mailbox",
            id,
            vec![("mailbox.address".to_owned(), id.into())],
        )]
    };
    let wrong = |value: Value| {
        let facts = usual.iter().flat_map(|input| &input.facts);
        let facts = facts.map(|(name, _)| (name.clone(), value.clone())).collect();
        vec![subject("mailbox", "a@example.com", facts)]
    };
    let many = (0..2000).map(|number| subject("mailbox", &format!("user{number}@example.com"), vec![]));
    vec![
        ("no subjects", vec![]),
        ("an empty id", named("")),
        ("an id of 10,000 characters", named(&"x".repeat(10_000))),
        (
            "an id with control characters",
            named("\u{0}\u{1b}]0;x\u{7}\"\\\n"),
        ),
        ("an id in many alphabets", named("üñîçødé-用户-🙂@example.com")),
        (
            "a kind that nobody knows",
            vec![subject("kit.thing", "x", vec![])],
        ),
        ("facts that are lists", wrong(vec!["a", ""].into())),
        ("facts that are numbers", wrong(i64::MIN.into())),
        ("two thousand subjects without facts", many.collect()),
    ]
}
