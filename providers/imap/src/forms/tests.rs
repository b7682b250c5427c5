//! The table is used whole, and forms are turned into one another.

use super::*;

#[test]
fn every_form_takes_its_texts_apart() {
    check().unwrap();
    assert_eq!(table().forms.len(), table().raw());
    assert!(table().families.len() > 5);
    let ids: Vec<&str> = table().forms.iter().map(|form| form.id.as_str()).collect();
    for form in &table().forms {
        assert!(!form.texts.is_empty(), "{}", form.id);
        let at = table()
            .families
            .iter()
            .find(|family| family.takes.contains(&form.id))
            .map(|family| family.names[0].as_str());
        let separator = (!form.is_pattern()).then_some('+');
        for text in &form.texts {
            let found = parts(text, at, separator).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.form, found.user.starts_with("terry")),
                (form.id.as_str(), true),
                "{text}"
            );
        }
    }
    for family in &table().families {
        assert!(
            family.takes.iter().all(|form| ids.contains(&form.as_str())),
            "{family:?}"
        );
        assert!(family.takes.is_empty() || !family.write.is_empty(), "{family:?}");
    }
}

#[test]
fn the_forms_are_the_words_of_the_fact() {
    let facts = include_str!("../../facts.toml");
    let of = facts.split("name = \"imap.user_name_form\"\n").nth(1).unwrap();
    let words = of.split("enum(").nth(1).unwrap().split(')').next().unwrap();
    let mut ids: Vec<&str> = table().forms.iter().map(|form| form.id.as_str()).collect();
    ids.insert(0, "own");
    ids.insert(1, "shared");
    assert_eq!(words.split(", ").collect::<Vec<_>>(), ids);
}

#[test]
fn names_of_users_are_left_whole() {
    for name in [
        "terry",
        "terry@contoso.com",
        "contoso\\terry",
        "contoso/terry",
        "*",
        "terry*",
        "*admin",
        "##",
        "a/b/c/d",
        "/terry",
        "contoso//terry",
        "a*b*c",
        "terry%admin",
    ] {
        assert_eq!(parts(name, None, None), None, "{name}");
    }
    assert_eq!(parts("terry%contoso.com", Some("stalwart"), None), None);
    assert_eq!(parts("terry%admin", Some("dovecot"), None), None);
    assert_eq!(
        parts("terry%admin", Some("stalwart"), None).unwrap().account,
        "admin"
    );
    assert_eq!(
        parts("terry+x+admin", Some("dovecot"), Some('+')).unwrap().user,
        "terry+x"
    );
}

#[test]
fn the_right_form_is_written_for_the_server() {
    let suggested = |name: &str, shared: bool, at: &str| {
        suggest(name, "terry@contoso.com", shared, at, None).map(|found| (found.user_name, found.root))
    };
    let some = |name: &str, root: &str| Some((Some(name.to_owned()), root.to_owned()));
    for (name, shared, at, expected) in [
        ("contoso/admin/terry", false, "dovecot", some("terry*admin", "")),
        ("terry*admin", false, "dovecot", some("terry*admin", "")),
        ("terry*admin", false, "exchange", some("DOMAIN/admin/terry", "")),
        (
            "terry*admin@contoso.com",
            false,
            "exchange",
            some("admin@contoso.com/terry", ""),
        ),
        (
            "contoso\\admin\\terry",
            false,
            "exchange",
            some("contoso/admin/terry", ""),
        ),
        ("terry*admin", false, "mirapoint", some("#terry#admin#", "")),
        ("terry*admin", false, "stalwart", some("terry%admin", "")),
        ("terry*cyrus", false, "cyrus", some("cyrus", "user/terry")),
        ("admin", true, "oracle", some("admin", "/users/terry")),
        ("admin", true, "dovecot", some("terry*admin", "")),
        (
            "admin@contoso.com",
            true,
            "dovecot",
            some("terry@contoso.com*admin@contoso.com", ""),
        ),
        (
            "contoso\\admin",
            true,
            "exchange",
            some("contoso/admin/terry", ""),
        ),
        ("terry", false, "exchange", some("terry", "")),
        ("terry*admin", false, "zimbra", Some((None, String::new()))),
        ("terry*admin", false, "other", None),
    ] {
        assert_eq!(suggested(name, shared, at), expected, "{name} at {at}");
    }
    let plus = suggest("terry*admin", "terry@contoso.com", false, "dovecot", Some('+')).unwrap();
    assert_eq!(plus.user_name.as_deref(), Some("terry+admin"));
}

#[test]
fn what_nobody_knows_is_not_said() {
    assert_eq!(fits("user_star_admin", "dovecot"), Some(true));
    assert_eq!(fits("user_star_admin", "exchange"), Some(false));
    assert_eq!(fits("user_star_admin", "mdaemon"), None);
    assert!(family("courier").is_some_and(|takes| !takes.authorization));
}
