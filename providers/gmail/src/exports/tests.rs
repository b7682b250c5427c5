//! From files to facts of rows: forms, damage, duplicates, dates, what is not in them.

use imaprules_facts::SubjectRef;
use imaprules_kit::{CSV, Judged, Memory, Setup};
use imaprules_provider::{
    Description, Host, Provider, ProviderError, Request, SchemaSource, SettingValue, Touch,
};
use imaprules_rules::Packs;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

/// The exports alone, as a provider without rules.
struct Exports;

impl Provider for Exports {
    fn describe(&self) -> Description {
        let schema = |(name, text): (&str, &str)| SchemaSource {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        Description {
            id: "gmail".to_owned(),
            based_on: None,
            version: "0.0.0".to_owned(),
            title: "Exports".to_owned(),
            schemas: super::FACTS.map(schema).to_vec(),
            packs: Vec::new(),
            settings: Vec::new(),
            symptoms: Vec::new(),
            capabilities: Vec::new(),
            inputs: Vec::new(),
        }
    }

    fn touches(&self, _: &Request) -> Result<Vec<Touch>, ProviderError> {
        Ok(Vec::new())
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        super::collect("gmail", request, host)
    }
}

/// A run over files, with these rows: addresses and user names.
fn rows(rows: &[(&str, &str)]) -> Setup {
    static PACKS: LazyLock<Packs> = LazyLock::new(|| imaprules_kit::packs(&Exports, &[CSV], &[]));
    let setup = Setup::new(Exports, &PACKS, &["gmail"]);
    rows.iter().fold(setup, |setup, (address, user)| {
        setup.row(address, &[("csv.user_name", user)])
    })
}

/// Questions about facts of mailboxes, by their names after `gmail.`.
trait OfMailbox {
    /// A fact as text; the reason where it is not known.
    fn told(&self, id: &str, fact: &str) -> String;
    fn note(&self, id: &str, fact: &str) -> String;
    /// A fact where mailbox and fact are known.
    fn known_of(&self, id: &str, fact: &str) -> Option<String>;
    /// How many exports were read.
    fn exports(&self) -> usize;
}

impl OfMailbox for Judged {
    fn told(&self, id: &str, fact: &str) -> String {
        let known = self.get("mailbox", id, &format!("gmail.{fact}"));
        known.map_or_else(|why| why.reason.to_string(), |value| value.to_string())
    }

    fn note(&self, id: &str, fact: &str) -> String {
        let known = self.get("mailbox", id, &format!("gmail.{fact}"));
        known.unwrap_err().note.unwrap_or_default()
    }

    fn known_of(&self, id: &str, fact: &str) -> Option<String> {
        self.store.find(&SubjectRef::new("mailbox", id))?;
        let known = self.get("mailbox", id, &format!("gmail.{fact}"));
        known.ok().map(|value| value.to_string())
    }

    fn exports(&self) -> usize {
        let kind = self.store.schema().kind("gmail.export").unwrap();
        self.store.subjects(kind).len()
    }
}

const USERS: &str =
    "primaryEmail,aliases,aliases.0,archived,isEnrolledIn2Sv,isMailboxSetup,orgUnitPath,suspended
ann@x.org,1,ann.old@x.org,False,True,True,/Staff,False
ben@x.org,,,False,False,True,/Staff/Sales,True
";

#[test]
fn rows_find_their_accounts() {
    let judged = rows(&[
        ("ann@new.org", "Ann@X.org"),
        ("ann2@new.org", "ann.old@x.org"),
        ("ben@x.org", "ben"),
        ("gone@x.org", "gone@x.org"),
        ("z@other.org", "z@other.org"),
    ])
    .file("u.csv", USERS)
    .run();
    assert_eq!(judged.told("ann@new.org", "user_name_is_primary"), "true");
    assert_eq!(judged.told("ann2@new.org", "user_name_is_primary"), "false");
    assert_eq!(judged.told("ann2@new.org", "primary_address"), "ann@x.org");
    assert_eq!(judged.told("ann2@new.org", "two_step_enrolled"), "true");
    assert_eq!(judged.told("ben@x.org", "user_status"), "suspended");
    assert_eq!(judged.told("gone@x.org", "user_status"), "absent");
    // Nothing is known of other domains.
    assert_eq!(judged.told("z@other.org", "user_status"), "not-collected");
    assert!(
        judged
            .note("z@other.org", "user_status")
            .contains("has no row for z@other.org")
    );
    let units = judged
        .get("migration", "migration", "gmail.org_unit_count")
        .unwrap();
    assert_eq!(units.as_int(), Some(2));
    let mailboxes = judged
        .get("gmail.org_unit", "/Staff", "gmail.unit_mailboxes")
        .unwrap();
    assert_eq!(mailboxes.as_int(), Some(2));
}

#[test]
fn a_list_that_may_lack_somebody_says_nobody_absent() {
    let cut = format!("{USERS}\"cut@x.org");
    let no_aliases = USERS
        .replace("aliases,aliases.0,", "")
        .replace(",1,ann.old@x.org", "")
        .replace(",,,", ",");
    for (what, text) in [("cut", cut.as_str()), ("aliases", no_aliases.as_str())] {
        let judged = rows(&[("gone@x.org", ""), ("ben@x.org", "")])
            .file("u.csv", text)
            .run();
        assert_eq!(
            judged.told("gone@x.org", "user_status"),
            "not-collected",
            "{what}"
        );
        assert_eq!(judged.told("ben@x.org", "user_status"), "suspended", "{what}");
    }
}

#[test]
fn encodings_packing_and_separators_do_not_matter() {
    let semicolons = USERS.replace(',', ";");
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(USERS.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(format!("\u{feff}{USERS}").as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    for (name, octets) in [
        ("semicolons", semicolons.into_bytes()),
        ("tabs.txt", USERS.replace(',', "\t").into_bytes()),
        ("wide.log", wide),
        ("packed", packed),
        ("crlf", USERS.replace('\n', "\r\n").into_bytes()),
    ] {
        let judged = rows(&[("ann@x.org", "")]).file(name, octets).run();
        assert_eq!(judged.told("ann@x.org", "user_status"), "active", "{name}");
        assert_eq!(judged.told("ann@x.org", "two_step_enrolled"), "true", "{name}");
    }
}

#[test]
fn answers_of_interfaces_say_the_same() {
    let users = r#"{"kind":"admin#directory#users","users":[{"id":"7","primaryEmail":"ann@x.org","suspended":false,"archived":false,"aliases":["ann.old@x.org"],"orgUnitPath":"/Staff","isEnrolledIn2Sv":true}]}"#;
    let passwords = r#"{"kind":"admin#directory#aspList","items":[{"kind":"admin#directory#asp","codeId":1,"name":"m","creationTime":"1763000000","lastTimeUsed":"0","userKey":"7"}]}"#;
    let usage = r#"{"kind":"admin#reports#usageReports","usageReports":[{"date":"2026-11-18","entity":{"type":"USER","userEmail":"ann@x.org"},"parameters":[{"name":"accounts:gmail_used_quota_in_mb","intValue":"8123"},{"name":"gmail:timestamp_last_imap","datetimeValue":"2026-11-17T02:10:00.000Z"}]}]}"#;
    let judged = rows(&[("ann@x.org", "ann.old@x.org")])
        .file("p.json", passwords)
        .file("r.json", usage)
        .file("u.json", users)
        .run();
    assert_eq!(judged.told("ann@x.org", "user_status"), "active");
    assert_eq!(judged.told("ann@x.org", "app_password_count"), "1");
    assert_eq!(judged.told("ann@x.org", "app_password_never_used"), "true");
    assert_eq!(judged.told("ann@x.org", "used"), (8123_i64 << 20).to_string());
    assert_eq!(judged.exports(), 3);
    let day = judged.get("migration", "migration", "gmail.report_date").unwrap();
    assert_eq!(day.as_int(), Some(1_794_960_000_000));
    assert_eq!(judged.told("ann@x.org", "used_date"), "1794960000000");
    let json_cell = format!(
        "primaryEmail,JSON\nann@x.org,\"{}\"\n",
        users[41..users.len() - 2].replace('"', "\"\"")
    );
    let judged = rows(&[("ann@x.org", "")]).file("u.csv", json_cell).run();
    assert_eq!(judged.told("ann@x.org", "org_unit"), "/Staff");
}

#[test]
fn app_passwords_by_user() {
    let together = "User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed\nann@x.org,1,3,2026-11-13T02:13:20Z,2026-11-20T00:00:00Z\nben@x.org,0,,,\n";
    let people = [("ann@x.org", ""), ("ben@x.org", ""), ("cem@x.org", "")];
    let judged = rows(&people).file("a.csv", together).run();
    assert_eq!(judged.told("ann@x.org", "app_password_count"), "1");
    assert_eq!(judged.told("ann@x.org", "app_password_never_used"), "false");
    assert_eq!(
        judged.told("ann@x.org", "app_password_last_used"),
        "1795132800000"
    );
    assert_eq!(judged.told("ben@x.org", "app_password_count"), "0");
    assert_eq!(judged.told("ben@x.org", "app_password_never_used"), "false");
    assert_eq!(judged.told("ben@x.org", "app_password_newest"), "not-collected");
    // Whoever is not in the list may have none, or may not have been asked about.
    assert_eq!(judged.told("cem@x.org", "app_password_count"), "not-collected");
    assert!(
        judged
            .note("cem@x.org", "app_password_count")
            .contains("oneitemperrow")
    );
    let one_a_row = "User,asp.codeId,asp.creationTime,asp.lastTimeUsed,asp.name\nann@x.org,1,2026-11-13T02:13:20Z,Never,m\nann@x.org,2,2026-11-14T02:13:20Z,Never,n\n";
    let judged = rows(&people).file("a.csv", one_a_row).run();
    assert_eq!(judged.told("ann@x.org", "app_password_count"), "2");
    assert_eq!(judged.told("ann@x.org", "app_password_never_used"), "true");
}

#[test]
fn an_app_password_that_is_gone_is_seen_from_two_exports() {
    let before = "User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed\nann@x.org,1,3,2026-11-13T02:13:20Z,Never\n";
    let after = "User,asps\nann@x.org,0\n";
    let judged = rows(&[("ann@x.org", "")])
        .file("after.csv", after)
        .old_file("before.csv", before, 5)
        .run();
    assert_eq!(judged.told("ann@x.org", "app_password_count"), "0");
    assert!(
        judged
            .get("mailbox", "ann@x.org", "gmail.app_password_missing_since")
            .is_ok()
    );
    // The other way round one was made.
    let judged = rows(&[("ann@x.org", "")])
        .file("after.csv", before)
        .old_file("before.csv", after, 5)
        .run();
    assert_eq!(
        judged.told("ann@x.org", "app_password_missing_since"),
        "not-collected"
    );
    assert_eq!(judged.told("ann@x.org", "app_password_count"), "1");
}

#[test]
fn damage_is_told_and_never_read_as_a_value() {
    let damaged = "primaryEmail,suspended,archived,isMailboxSetup\nann@x.org,False,False\nben@x.org,True,False,True\nben@x.org,False,False,True\ncem@x.org,maybe,False,True\n";
    let people = [("ann@x.org", ""), ("ben@x.org", ""), ("cem@x.org", "")];
    let judged = rows(&people).file("u.csv", damaged).run();
    assert_eq!(judged.told("ann@x.org", "user_status"), "malformed");
    assert!(judged.note("ann@x.org", "user_status").contains("line 2"));
    assert_eq!(judged.told("ben@x.org", "user_status"), "malformed");
    assert!(
        judged
            .note("ben@x.org", "user_status")
            .contains("in line 3 and in line 4")
    );
    assert_eq!(judged.told("ben@x.org", "mailbox_setup"), "true");
    assert_eq!(judged.told("cem@x.org", "user_status"), "malformed");
    assert!(judged.log.join("\n").contains("fewer or more cells"));
    let half = rows(&people)
        .file(
            "u.csv",
            "primaryEmail,suspended,archived\nben@x.org,True,False\n\"ann@x.org,Fal",
        )
        .run();
    assert_eq!(half.told("ben@x.org", "user_status"), "suspended");
    assert!(
        half.note("ann@x.org", "user_status")
            .contains("was not read to its end")
    );
}

#[test]
fn newer_days_count_in_reports_and_dates_come_from_the_file() {
    let usage = "email,date,accounts:gmail_used_quota_in_mb\nann@x.org,2026-11-17,100\nann@x.org,2026-11-18,200\nann@x.org,2026-11-16,50\n";
    let judged = rows(&[("ann@x.org", "")]).file("r.csv", usage).run();
    assert_eq!(judged.told("ann@x.org", "used"), (200_i64 << 20).to_string());
    let console = "User,Gmail storage used (MB) [2026-11-18 GMT],Gmail (IMAP) - last used time [2026-11-18 GMT]\nann@x.org,300,2026-11-17\n";
    let judged = rows(&[("ann@x.org", "")]).file("c.csv", console).run();
    assert_eq!(judged.told("ann@x.org", "used"), (300_i64 << 20).to_string());
    assert_eq!(judged.told("ann@x.org", "used_date"), "1794960000000");
}

#[test]
fn policies_are_resolved_by_unit() {
    let policies = "name,policyQuery.orgUnit,policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.allowAllMailClients,setting.value.allowEnrollment
policies/1,orgUnits/1,/,1,settings/gmail.imap_access,True,True,
policies/2,orgUnits/2,/Staff/Sales,2,settings/gmail.imap_access,False,,
policies/3,orgUnits/1,/,1,settings/security.two_step_verification_enrollment,,,False
";
    let people = [("ann@x.org", ""), ("ben@x.org", ""), ("gone@x.org", "")];
    let judged = rows(&people).file("p.csv", policies).file("u.csv", USERS).run();
    assert_eq!(judged.told("ann@x.org", "tenant_imap_enabled"), "true");
    assert_eq!(judged.told("ann@x.org", "tenant_all_clients"), "true");
    assert_eq!(judged.told("ann@x.org", "two_step_allowed"), "false");
    assert_eq!(judged.told("ben@x.org", "tenant_imap_enabled"), "false");
    assert_eq!(
        judged.told("ben@x.org", "policy_from"),
        "organisational unit /Staff/Sales"
    );
    assert_eq!(judged.told("gone@x.org", "tenant_imap_enabled"), "not-collected");
    assert!(
        judged
            .note("gone@x.org", "tenant_imap_enabled")
            .contains("in which one the user is")
    );
    let unit = judged
        .get("gmail.org_unit", "/Staff/Sales", "gmail.unit_imap_enabled")
        .unwrap();
    assert_eq!(unit.as_bool(), Some(false));
}

#[test]
fn labels_and_languages_by_user() {
    let labels = "User,type,name,id,labelListVisibility\nann@x.org,system,INBOX,INBOX,\nann@x.org,user,İşler/Acme,Label_7,labelShow\nann@x.org,user,[Gmail]/x,Label_8,labelShow\n";
    let judged = rows(&[("ann@x.org", ""), ("ben@x.org", "")])
        .file("l.csv", labels)
        .file("g.csv", "User,displayLanguage\nann@x.org,tr\n")
        .run();
    assert_eq!(judged.told("ann@x.org", "api_labels"), "İşler/Acme, [Gmail]/x");
    assert_eq!(judged.told("ann@x.org", "display_language"), "tr");
    assert_eq!(judged.told("ben@x.org", "api_labels"), "not-collected");
}

#[test]
fn what_is_not_googles_is_left_alone() {
    let judged = rows(&[("ann@x.org", "")])
        .file(
            "m.csv",
            "EmailAddress,UserName,Password\nann@x.org,ann@x.org,secret\n",
        )
        .file("r.json", r#"[{"Identity":"a","Status":"Synced","BatchId":"b"}]"#)
        .file("w.csv", "User,enabled,contactsOnly\nann@x.org,True,False\n")
        .file("d.conf", "auth_mechanisms = plain login\n")
        .run();
    assert_eq!(judged.exports(), 0);
    assert!(!super::takes(Path::new("/nowhere")));
}

#[test]
fn screens_of_old_gam_are_read() {
    let shown = "User: ann@x.org, IMAP Enabled: False, autoExpunge: True, expungeBehavior: archive, maxFolderSize: 2000 (1/1)\n";
    let judged = rows(&[("ann@x.org", "")]).file("s.txt", shown).run();
    assert_eq!(judged.told("ann@x.org", "imap_enabled"), "false");
    assert_eq!(judged.told("ann@x.org", "imap_max_folder_size"), "2000");
}

/// What is known of three rows from a part of two files; the last columns are those that a cut would only shorten.
fn known_of(users: &str, passwords: &str) -> Vec<(String, String)> {
    let people = [("ann@x.org", ""), ("ben@x.org", "")];
    let judged = rows(&people).file("u.csv", users).file("p.csv", passwords).run();
    let mut known = Vec::new();
    for (row, _) in people {
        for fact in [
            "user_status",
            "org_unit",
            "two_step_enrolled",
            "app_password_count",
            "app_password_newest",
        ] {
            if let Some(value) = judged.known_of(row, fact) {
                known.push((format!("{row} {fact}"), value));
            }
        }
    }
    known
}

#[test]
fn wherever_a_file_is_cut_nothing_wrong_is_known() {
    let users = "primaryEmail,suspended,archived,isEnrolledIn2Sv,orgUnitPath\nann@x.org,False,False,True,/Staff\nben@x.org,True,False,False,/Staff/Sales\n";
    let passwords =
        "User,asps,asps.0.codeId,asps.0.creationTime\nann@x.org,1,3,2026-11-13\nben@x.org,11,4,2026-11-14\n";
    let whole = known_of(users, passwords);
    assert_eq!(whole.len(), 10);
    for at in (0..users.len()).step_by(3) {
        let known = known_of(&users[..at], &passwords[..at.min(passwords.len())]);
        let wrong: Vec<_> = known.iter().filter(|one| !whole.contains(one)).collect();
        assert!(wrong.is_empty(), "cut at {at}: {wrong:?}");
    }
}

#[test]
fn exports_are_no_live_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("u.csv");
    std::fs::write(&path, USERS).unwrap();
    let mut request = Request::default();
    let file = SettingValue::Texts(vec![path.display().to_string()]);
    request.settings.insert("import", file);
    let host = Memory::refusing("nothing is touched here");
    super::collect("gmail", &request, &host).unwrap();
    let records = host.records.lock().unwrap();
    assert!(!records.is_empty() && records.iter().all(|record| !record.source.live));
}
