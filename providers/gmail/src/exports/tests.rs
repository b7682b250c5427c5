//! From files to facts of rows: forms, damage, duplicates, dates, what is not in them.

use imaprules_facts::{FactStore, Known, Schema, SubjectRef};
use imaprules_kit::{Memory, row};
use imaprules_provider::{Request, SettingValue};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A run over files in a folder of its own.
struct Bench {
    folder: TempDir,
    request: Request,
    files: Vec<String>,
}

impl Bench {
    fn new(rows: &[(&str, &str)]) -> Bench {
        Bench {
            folder: TempDir::new().unwrap(),
            request: Request {
                subjects: rows.iter().map(|(address, name)| row(address, name)).collect(),
                ..Request::default()
            },
            files: Vec::new(),
        }
    }

    fn file(mut self, name: &str, content: impl AsRef<[u8]>) -> Bench {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        self.files.push(path.display().to_string());
        self
    }

    /// A file as if so many days ago.
    fn old_file(self, name: &str, content: &str, days: u64) -> Bench {
        let bench = self.file(name, content);
        let path = bench.folder.path().join(name);
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(days * 86_400))
            .unwrap();
        bench
    }

    fn run(mut self) -> Given {
        self.request
            .settings
            .insert("import", SettingValue::Texts(self.files.clone()));
        let host = Memory::refusing("nothing is touched here");
        super::collect("gmail", &self.request, &host).unwrap();
        let schema = Schema::read(super::FACTS).unwrap();
        let mut store = FactStore::new(Arc::new(schema));
        for record in host.records.lock().unwrap().iter() {
            assert!(!record.source.live);
            store
                .add(record)
                .unwrap_or_else(|error| panic!("{error}: {record:?}"));
        }
        let log = host.log.lock().unwrap().join("\n");
        Given {
            store,
            log,
            _folder: self.folder,
        }
    }
}

struct Given {
    store: FactStore,
    log: String,
    _folder: TempDir,
}

impl Given {
    fn get(&self, kind: &str, id: &str, fact: &str) -> Known {
        let subject = self
            .store
            .find(&SubjectRef::new(kind, id))
            .unwrap_or_else(|| panic!("no {kind} {id}"));
        let fact = self
            .store
            .schema()
            .fact(fact)
            .unwrap_or_else(|| panic!("no fact {fact}"));
        self.store.get(fact, subject.row)
    }

    /// A fact of a mailbox, as text; the reason where it is not known.
    fn of(&self, id: &str, fact: &str) -> String {
        let known = self.get("mailbox", id, &format!("gmail.{fact}"));
        known.map_or_else(|why| why.reason.to_string(), |value| value.to_string())
    }

    fn note(&self, id: &str, fact: &str) -> String {
        let known = self.get("mailbox", id, &format!("gmail.{fact}"));
        known.unwrap_err().note.unwrap_or_default()
    }

    /// A fact of a mailbox where both are known.
    fn try_get(&self, id: &str, fact: &str) -> Result<String, ()> {
        let subject = self.store.find(&SubjectRef::new("mailbox", id)).ok_or(())?;
        let fact = self.store.schema().fact(&format!("gmail.{fact}")).unwrap();
        self.store
            .get(fact, subject.row)
            .map(|value| value.to_string())
            .map_err(drop)
    }

    fn exports(&self) -> usize {
        self.store
            .subjects(self.store.schema().kind("gmail.export").unwrap())
            .len()
    }
}

const USERS: &str =
    "primaryEmail,aliases,aliases.0,archived,isEnrolledIn2Sv,isMailboxSetup,orgUnitPath,suspended
ann@x.org,1,ann.old@x.org,False,True,True,/Staff,False
ben@x.org,,,False,False,True,/Staff/Sales,True
";

#[test]
fn rows_find_their_accounts() {
    let given = Bench::new(&[
        ("ann@new.org", "Ann@X.org"),
        ("ann2@new.org", "ann.old@x.org"),
        ("ben@x.org", "ben"),
        ("gone@x.org", "gone@x.org"),
        ("z@other.org", "z@other.org"),
    ])
    .file("u.csv", USERS)
    .run();
    assert_eq!(given.of("ann@new.org", "user_name_is_primary"), "true");
    assert_eq!(given.of("ann2@new.org", "user_name_is_primary"), "false");
    assert_eq!(given.of("ann2@new.org", "primary_address"), "ann@x.org");
    assert_eq!(given.of("ann2@new.org", "two_step_enrolled"), "true");
    assert_eq!(given.of("ben@x.org", "user_status"), "suspended");
    assert_eq!(given.of("gone@x.org", "user_status"), "absent");
    // Nothing is known of other domains.
    assert_eq!(given.of("z@other.org", "user_status"), "not-collected");
    assert!(
        given
            .note("z@other.org", "user_status")
            .contains("has no row for z@other.org")
    );
    let units = given
        .get("migration", "migration", "gmail.org_unit_count")
        .unwrap();
    assert_eq!(units.as_int(), Some(2));
    let mailboxes = given
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
        let given = Bench::new(&[("gone@x.org", ""), ("ben@x.org", "")])
            .file("u.csv", text)
            .run();
        assert_eq!(given.of("gone@x.org", "user_status"), "not-collected", "{what}");
        assert_eq!(given.of("ben@x.org", "user_status"), "suspended", "{what}");
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
        let given = Bench::new(&[("ann@x.org", "")]).file(name, octets).run();
        assert_eq!(given.of("ann@x.org", "user_status"), "active", "{name}");
        assert_eq!(given.of("ann@x.org", "two_step_enrolled"), "true", "{name}");
    }
}

#[test]
fn answers_of_interfaces_say_the_same() {
    let users = r#"{"kind":"admin#directory#users","users":[{"id":"7","primaryEmail":"ann@x.org","suspended":false,"archived":false,"aliases":["ann.old@x.org"],"orgUnitPath":"/Staff","isEnrolledIn2Sv":true}]}"#;
    let passwords = r#"{"kind":"admin#directory#aspList","items":[{"kind":"admin#directory#asp","codeId":1,"name":"m","creationTime":"1763000000","lastTimeUsed":"0","userKey":"7"}]}"#;
    let usage = r#"{"kind":"admin#reports#usageReports","usageReports":[{"date":"2026-11-18","entity":{"type":"USER","userEmail":"ann@x.org"},"parameters":[{"name":"accounts:gmail_used_quota_in_mb","intValue":"8123"},{"name":"gmail:timestamp_last_imap","datetimeValue":"2026-11-17T02:10:00.000Z"}]}]}"#;
    let given = Bench::new(&[("ann@x.org", "ann.old@x.org")])
        .file("p.json", passwords)
        .file("r.json", usage)
        .file("u.json", users)
        .run();
    assert_eq!(given.of("ann@x.org", "user_status"), "active");
    assert_eq!(given.of("ann@x.org", "app_password_count"), "1");
    assert_eq!(given.of("ann@x.org", "app_password_never_used"), "true");
    assert_eq!(given.of("ann@x.org", "used"), (8123_i64 << 20).to_string());
    assert_eq!(given.exports(), 3);
    let day = given.get("migration", "migration", "gmail.report_date").unwrap();
    assert_eq!(day.as_int(), Some(1_794_960_000_000));
    assert_eq!(given.of("ann@x.org", "used_date"), "1794960000000");
    let json_cell = format!(
        "primaryEmail,JSON\nann@x.org,\"{}\"\n",
        users[41..users.len() - 2].replace('"', "\"\"")
    );
    let given = Bench::new(&[("ann@x.org", "")]).file("u.csv", json_cell).run();
    assert_eq!(given.of("ann@x.org", "org_unit"), "/Staff");
}

#[test]
fn app_passwords_by_user() {
    let together = "User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed\nann@x.org,1,3,2026-11-13T02:13:20Z,2026-11-20T00:00:00Z\nben@x.org,0,,,\n";
    let rows = [("ann@x.org", ""), ("ben@x.org", ""), ("cem@x.org", "")];
    let given = Bench::new(&rows).file("a.csv", together).run();
    assert_eq!(given.of("ann@x.org", "app_password_count"), "1");
    assert_eq!(given.of("ann@x.org", "app_password_never_used"), "false");
    assert_eq!(given.of("ann@x.org", "app_password_last_used"), "1795132800000");
    assert_eq!(given.of("ben@x.org", "app_password_count"), "0");
    assert_eq!(given.of("ben@x.org", "app_password_never_used"), "false");
    assert_eq!(given.of("ben@x.org", "app_password_newest"), "not-collected");
    // Whoever is not in the list may have none, or may not have been asked about.
    assert_eq!(given.of("cem@x.org", "app_password_count"), "not-collected");
    assert!(
        given
            .note("cem@x.org", "app_password_count")
            .contains("oneitemperrow")
    );
    let one_a_row = "User,asp.codeId,asp.creationTime,asp.lastTimeUsed,asp.name\nann@x.org,1,2026-11-13T02:13:20Z,Never,m\nann@x.org,2,2026-11-14T02:13:20Z,Never,n\n";
    let given = Bench::new(&rows).file("a.csv", one_a_row).run();
    assert_eq!(given.of("ann@x.org", "app_password_count"), "2");
    assert_eq!(given.of("ann@x.org", "app_password_never_used"), "true");
}

#[test]
fn an_app_password_that_is_gone_is_seen_from_two_exports() {
    let before = "User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed\nann@x.org,1,3,2026-11-13T02:13:20Z,Never\n";
    let after = "User,asps\nann@x.org,0\n";
    let given = Bench::new(&[("ann@x.org", "")])
        .file("after.csv", after)
        .old_file("before.csv", before, 5)
        .run();
    assert_eq!(given.of("ann@x.org", "app_password_count"), "0");
    assert!(
        given
            .get("mailbox", "ann@x.org", "gmail.app_password_missing_since")
            .is_ok()
    );
    // The other way round one was made.
    let given = Bench::new(&[("ann@x.org", "")])
        .file("after.csv", before)
        .old_file("before.csv", after, 5)
        .run();
    assert_eq!(
        given.of("ann@x.org", "app_password_missing_since"),
        "not-collected"
    );
    assert_eq!(given.of("ann@x.org", "app_password_count"), "1");
}

#[test]
fn damage_is_told_and_never_read_as_a_value() {
    let damaged = "primaryEmail,suspended,archived,isMailboxSetup\nann@x.org,False,False\nben@x.org,True,False,True\nben@x.org,False,False,True\ncem@x.org,maybe,False,True\n";
    let rows = [("ann@x.org", ""), ("ben@x.org", ""), ("cem@x.org", "")];
    let given = Bench::new(&rows).file("u.csv", damaged).run();
    assert_eq!(given.of("ann@x.org", "user_status"), "malformed");
    assert!(given.note("ann@x.org", "user_status").contains("line 2"));
    assert_eq!(given.of("ben@x.org", "user_status"), "malformed");
    assert!(
        given
            .note("ben@x.org", "user_status")
            .contains("in line 3 and in line 4")
    );
    assert_eq!(given.of("ben@x.org", "mailbox_setup"), "true");
    assert_eq!(given.of("cem@x.org", "user_status"), "malformed");
    assert!(given.log.contains("fewer or more cells"));
    let half = Bench::new(&rows)
        .file(
            "u.csv",
            "primaryEmail,suspended,archived\nben@x.org,True,False\n\"ann@x.org,Fal",
        )
        .run();
    assert_eq!(half.of("ben@x.org", "user_status"), "suspended");
    assert!(
        half.note("ann@x.org", "user_status")
            .contains("was not read to its end")
    );
}

#[test]
fn newer_days_count_in_reports_and_dates_come_from_the_file() {
    let usage = "email,date,accounts:gmail_used_quota_in_mb\nann@x.org,2026-11-17,100\nann@x.org,2026-11-18,200\nann@x.org,2026-11-16,50\n";
    let given = Bench::new(&[("ann@x.org", "")]).file("r.csv", usage).run();
    assert_eq!(given.of("ann@x.org", "used"), (200_i64 << 20).to_string());
    let console = "User,Gmail storage used (MB) [2026-11-18 GMT],Gmail (IMAP) - last used time [2026-11-18 GMT]\nann@x.org,300,2026-11-17\n";
    let given = Bench::new(&[("ann@x.org", "")]).file("c.csv", console).run();
    assert_eq!(given.of("ann@x.org", "used"), (300_i64 << 20).to_string());
    assert_eq!(given.of("ann@x.org", "used_date"), "1794960000000");
}

#[test]
fn policies_are_resolved_by_unit() {
    let policies = "name,policyQuery.orgUnit,policyQuery.orgUnitPath,policyQuery.sortOrder,setting.type,setting.value.enableImapAccess,setting.value.imapAccessRestriction.allowAllMailClients,setting.value.allowEnrollment
policies/1,orgUnits/1,/,1,settings/gmail.imap_access,True,True,
policies/2,orgUnits/2,/Staff/Sales,2,settings/gmail.imap_access,False,,
policies/3,orgUnits/1,/,1,settings/security.two_step_verification_enrollment,,,False
";
    let rows = [("ann@x.org", ""), ("ben@x.org", ""), ("gone@x.org", "")];
    let given = Bench::new(&rows)
        .file("p.csv", policies)
        .file("u.csv", USERS)
        .run();
    assert_eq!(given.of("ann@x.org", "tenant_imap_enabled"), "true");
    assert_eq!(given.of("ann@x.org", "tenant_all_clients"), "true");
    assert_eq!(given.of("ann@x.org", "two_step_allowed"), "false");
    assert_eq!(given.of("ben@x.org", "tenant_imap_enabled"), "false");
    assert_eq!(
        given.of("ben@x.org", "policy_from"),
        "organisational unit /Staff/Sales"
    );
    assert_eq!(given.of("gone@x.org", "tenant_imap_enabled"), "not-collected");
    assert!(
        given
            .note("gone@x.org", "tenant_imap_enabled")
            .contains("in which one the user is")
    );
    let unit = given
        .get("gmail.org_unit", "/Staff/Sales", "gmail.unit_imap_enabled")
        .unwrap();
    assert_eq!(unit.as_bool(), Some(false));
}

#[test]
fn labels_and_languages_by_user() {
    let labels = "User,type,name,id,labelListVisibility\nann@x.org,system,INBOX,INBOX,\nann@x.org,user,İşler/Acme,Label_7,labelShow\nann@x.org,user,[Gmail]/x,Label_8,labelShow\n";
    let given = Bench::new(&[("ann@x.org", ""), ("ben@x.org", "")])
        .file("l.csv", labels)
        .file("g.csv", "User,displayLanguage\nann@x.org,tr\n")
        .run();
    assert_eq!(given.of("ann@x.org", "api_labels"), "İşler/Acme, [Gmail]/x");
    assert_eq!(given.of("ann@x.org", "display_language"), "tr");
    assert_eq!(given.of("ben@x.org", "api_labels"), "not-collected");
}

#[test]
fn what_is_not_googles_is_left_alone() {
    let given = Bench::new(&[("ann@x.org", "")])
        .file(
            "m.csv",
            "EmailAddress,UserName,Password\nann@x.org,ann@x.org,secret\n",
        )
        .file("r.json", r#"[{"Identity":"a","Status":"Synced","BatchId":"b"}]"#)
        .file("w.csv", "User,enabled,contactsOnly\nann@x.org,True,False\n")
        .file("d.conf", "auth_mechanisms = plain login\n")
        .run();
    assert_eq!(given.exports(), 0);
    assert!(!super::takes(Path::new("/nowhere")));
}

#[test]
fn screens_of_old_gam_are_read() {
    let shown = "User: ann@x.org, IMAP Enabled: False, autoExpunge: True, expungeBehavior: archive, maxFolderSize: 2000 (1/1)\n";
    let given = Bench::new(&[("ann@x.org", "")]).file("s.txt", shown).run();
    assert_eq!(given.of("ann@x.org", "imap_enabled"), "false");
    assert_eq!(given.of("ann@x.org", "imap_max_folder_size"), "2000");
}

/// What is known of three rows from a part of two files; the last columns are those that a cut would only shorten.
fn known_of(users: &str, passwords: &str) -> Vec<(String, String)> {
    let rows = [("ann@x.org", ""), ("ben@x.org", "")];
    let given = Bench::new(&rows)
        .file("u.csv", users)
        .file("p.csv", passwords)
        .run();
    let mut known = Vec::new();
    for (row, _) in rows {
        for fact in [
            "user_status",
            "org_unit",
            "two_step_enrolled",
            "app_password_count",
            "app_password_newest",
        ] {
            if let Ok(value) = given.try_get(row, fact) {
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
