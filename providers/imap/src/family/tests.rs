use super::*;

fn signs_of(table: &str) -> usize {
    table.lines().filter(|line| line.trim() == "[[sign]]").count()
}

#[test]
fn every_sign_of_the_table_is_used() {
    check().unwrap();
    assert_eq!(table().signs.len(), signs_of(TABLE));
    for entry in &table().signs {
        assert!(
            (1..=99).contains(&entry.sign.confidence),
            "{}",
            entry.sign.pattern
        );
    }
}

#[test]
fn every_sign_is_shown_a_text_and_wins_with_it() {
    for entry in &table().signs {
        let sign = &entry.sign;
        let texts = || sign.texts.iter().chain(&sign.made);
        assert!(texts().next().is_some(), "{}: no text", sign.pattern);
        for text in texts() {
            let (won, _) = first(sign.evidence, text).unwrap_or_else(|| panic!("{text}: not recognised"));
            assert_eq!(won.family, sign.family, "{text}");
            assert!(
                entry.pattern.is_match(text),
                "{text}: another sign of {} took it",
                won.family
            );
        }
    }
}

#[test]
fn a_product_that_marks_mail_as_read_is_not_opened_and_says_who_says_so() {
    assert!(!opens("exchange"));
    for family in ["dovecot", "gmail", "other", ""] {
        assert!(opens(family), "{family}");
    }
    for (name, implied) in &table().implied {
        let source = implied.opens_source.as_deref().unwrap_or_default();
        assert_eq!(source.starts_with("https://"), !implied.opens, "{name}");
    }
}

#[test]
fn every_family_of_the_schema_is_recognised_by_something() {
    let facts = include_str!("../../facts.toml");
    let about = facts
        .lines()
        .find(|line| line.contains("Product family in lower case:"))
        .unwrap();
    let (_, list) = about.split_once("case: ").unwrap();
    let (list, _) = list.split_once(';').unwrap();
    let declared: Vec<&str> = list.split(", ").collect();
    for name in &declared {
        assert!(
            table().signs.iter().any(|entry| entry.sign.family == *name),
            "{name}: no sign"
        );
    }
    for name in table().implied.keys() {
        assert!(declared.contains(&name.as_str()), "{name}: no family");
    }
    for entry in &table().signs {
        assert!(
            declared.contains(&entry.sign.family.as_str()),
            "{}: not declared",
            entry.sign.family
        );
    }
}

#[test]
fn versions_come_from_whatever_sign_has_one() {
    for (id, greeting, name, version) in [
        (
            vec!["name=Cyrus IMAPD", "version=3.10.2-Debian-3.10.2-1+deb13u2"],
            "",
            "cyrus",
            Some("3.10.2-Debian-3.10.2-1+deb13u2"),
        ),
        (
            vec!["name=Cyrus IMAPD"],
            "mail Cyrus IMAP 3.8.1 server ready",
            "cyrus",
            Some("3.8.1"),
        ),
        (vec!["name=Dovecot"], "Dovecot ready.", "dovecot", None),
        (
            vec![],
            "Domino IMAP4 Server Release 9.0.1FP9 ready Thu",
            "domino",
            Some("9.0.1FP9"),
        ),
        (
            vec![],
            "[::1] IMAP4rev1 2007e.404 at Mon, 2 Mar 2026",
            "uw",
            Some("2007e.404"),
        ),
        (
            vec!["name=Microsoft.Exchange.Imap4.Imap4Server", "version=15.0"],
            "",
            "exchange",
            Some("15.0"),
        ),
        (
            vec![],
            "Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (x) ready.",
            "exchange",
            Some("6.5.7638.1"),
        ),
        (
            vec![],
            "mail IMAP4 service (Sun Java(tm) System Messaging Server 6.3-6.03 (built Mar 14 2008))",
            "oracle",
            Some("6.3-6.03"),
        ),
        (
            vec!["NAME=Zimbra", "VERSION=8.8.15_GA_4059"],
            "",
            "zimbra",
            Some("8.8.15_GA_4059"),
        ),
    ] {
        let id: Vec<String> = id.into_iter().map(str::to_owned).collect();
        let family = recognise(&Signs {
            id: &id,
            greeting,
            ..Signs::default()
        })
        .unwrap();
        assert_eq!((family.name.as_str(), family.version.as_deref()), (name, version));
    }
}

#[test]
fn what_the_server_says_itself_counts_more_than_its_name() {
    let signs = Signs {
        greeting: "Dovecot ready.",
        host: "imap.gmail.com",
        ..Signs::default()
    };
    let family = recognise(&signs).unwrap();
    assert_eq!(
        (family.name.as_str(), family.evidence),
        ("dovecot", Evidence::Greeting)
    );
    let family = recognise(&Signs {
        host: "IMAP.Gmail.com.",
        ..Signs::default()
    })
    .unwrap();
    assert_eq!((family.name.as_str(), family.evidence), ("gmail", Evidence::Host));
}

#[test]
fn what_nothing_fits_is_not_guessed() {
    for greeting in [
        "",
        "IMAP4rev1 ready",
        "mail.example.com IMAP server",
        "Seznam IMAP server ready",
        "dovecotta ready.",
    ] {
        assert_eq!(
            recognise(&Signs {
                greeting,
                host: "mail.example.com",
                ..Signs::default()
            }),
            None,
            "{greeting}"
        );
    }
}

/// The demo's servers say what the real ones say.
#[test]
fn the_servers_of_the_demo_are_recognised_by_each_sign() {
    for (scene, name, by_capabilities) in [
        (include_str!("../../../demo/scenes/imap.toml"), "dovecot", false),
        (include_str!("../../../demo/scenes/gmail.toml"), "gmail", true),
        (
            include_str!("../../../demo/scenes/exchange.toml"),
            "exchange",
            true,
        ),
    ] {
        let scene: toml::Table = toml::from_str(scene).unwrap();
        let word = |table: &str, key: &str| scene[table][key].as_str().unwrap().to_owned();
        let greeting = word("wording", "greeting").replace("{capabilities}", "IMAP4rev1");
        let greeting = crate::wire::Condition::read(greeting.as_bytes()).unwrap().text;
        let by_greeting = recognise(&Signs {
            greeting: &greeting,
            ..Signs::default()
        })
        .unwrap();
        assert_eq!(
            (by_greeting.name.as_str(), by_greeting.evidence),
            (name, Evidence::Greeting)
        );
        let id = word("wording", "id");
        let fields: Vec<&str> = id
            .trim_matches(['(', ')'])
            .split('"')
            .skip(1)
            .step_by(2)
            .collect();
        let id: Vec<String> = fields.chunks(2).map(|pair| pair.join("=")).collect();
        let by_id = recognise(&Signs {
            id: &id,
            ..Signs::default()
        })
        .unwrap();
        assert_eq!((by_id.name.as_str(), by_id.evidence), (name, Evidence::Id));
        let listed = word("capabilities", "before").to_uppercase();
        let capabilities: Vec<String> = listed.split(' ').map(str::to_owned).collect();
        let by_list = recognise(&Signs {
            capabilities: &capabilities,
            ..Signs::default()
        });
        assert_eq!(
            by_list.map(|family| family.name),
            by_capabilities.then(|| name.to_owned())
        );
    }
}

#[test]
fn signs_that_agree_make_surer_and_others_less_sure() {
    let id = ["name=Dovecot".to_owned()];
    let confidence = |id: &[String], greeting: &str| {
        let family = recognise(&Signs {
            id,
            greeting,
            ..Signs::default()
        })
        .unwrap();
        assert_eq!(family.name, "dovecot");
        family.confidence
    };
    let alone = confidence(&id, "");
    assert!(confidence(&id, "Dovecot ready.") > alone);
    assert!(confidence(&id, "Cyrus IMAP 3.6.1 server ready") < alone);
    assert!(confidence(&[], "Dovecot ready.") < alone);
    for (one, other, both, against) in [
        (95, 85, 99, 53),
        (60, 60, 84, 30),
        (1, 99, 99, 1),
        (99, 99, 99, 50),
    ] {
        assert_eq!(
            (surer(one, other), less_sure(one, other)),
            (both, against),
            "{one}, {other}"
        );
    }
}

#[test]
fn what_a_product_implies() {
    for (name, one) in &table().implied {
        assert!(one.enablement.is_some() || one.penalty.is_some(), "{name}");
        for entry in &one.unverified {
            assert!(
                ["enablement", "penalty"].contains(&entry.as_str()),
                "{name}: {entry}"
            );
        }
    }
    let implied = |name: &str| table().implied.get(name).unwrap();
    assert!(
        implied("exchange")
            .enablement
            .as_deref()
            .unwrap()
            .contains("Set-CASMailbox")
    );
    assert!(
        implied("hmailserver")
            .penalty
            .as_deref()
            .unwrap()
            .contains("60 minutes")
    );
    assert_eq!(implied("workmail").unverified, ["enablement"]);
}
