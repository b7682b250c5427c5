//! Exports that are spoilt, cut, foreign, huge.

use crate::kit::with_rows;
use imaprules_kit::Setup;
use imaprules_provider::{Provider as _, ProviderError, Request, SettingValue};
use imaprules_provider_microsoft365::{Microsoft365Provider, recognise};

fn error(setup: Setup) -> String {
    match setup.try_run() {
        Err(error @ ProviderError::Input { .. }) => error.to_string(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn values_that_powershell_replaced_are_not_believed() {
    let csv = "PrimarySmtpAddress,EmailAddresses,RecipientTypeDetails,ProhibitSendReceiveQuota\r\n\
        t@contoso.com,Microsoft.Exchange.Data.ProxyAddressCollection,UserMailbox,50 GB\r\n";
    let judged = with_rows(&["a@contoso.com"]).file("m.csv", csv).run();
    assert_eq!(judged.said("target.missing", "a@contoso.com"), "unknown");
    assert_eq!(
        judged.known("migration", "migration", "target.recipients_complete"),
        "false"
    );
    let file = judged
        .report
        .results
        .iter()
        .find(|one| one.rule == "export.spoilt")
        .unwrap();
    assert!(
        file.why.contains("EmailAddresses") && file.why.contains("Export-Clixml"),
        "{}",
        file.why
    );
    let json = r#"[{"Identity":"Pilot","Status":7,"MigrationType":"IMAP","TotalCount":1,"ExcludeFolders":"System.String[]"}]"#;
    let judged = with_rows(&[]).file("b.json", json).run();
    assert_eq!(
        judged.reason("migration.batch", "Pilot", "batch.status"),
        "malformed"
    );
    assert_eq!(
        judged.reason("migration.batch", "Pilot", "batch.excluded"),
        "malformed"
    );
    assert_eq!(judged.said("batch.stopped", "Pilot"), "unknown");
}

#[test]
fn a_cut_file_keeps_what_was_read_and_says_so() {
    let one = |n: usize| {
        format!(
            r#"<Obj RefId="{n}"><Props><S N="Identity">u{n}@contoso.com</S><S N="Status">Synced</S><S N="BatchId">Pilot</S></Props></Obj>"#
        )
    };
    let whole = format!(
        r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{}</Objs>"#,
        (0..50).map(one).collect::<String>()
    );
    let judged = with_rows(&["nobatch@contoso.com"])
        .file("u.xml", &whole[..whole.len() - 100])
        .run();
    assert_eq!(
        judged.known("migration.user", "u3@contoso.com", "user.status"),
        "synced"
    );
    assert_eq!(
        judged.reason("mailbox", "nobatch@contoso.com", "job.status"),
        "not-collected"
    );
    let file = judged
        .report
        .results
        .iter()
        .find(|one| one.rule == "export.spoilt")
        .unwrap();
    assert_eq!(file.outcome, imaprules_report::Outcome::Fail);
    assert!(file.why.contains("ends in the middle"), "{}", file.why);
    assert!(
        judged
            .log
            .iter()
            .any(|line| line.contains("u.xml") && line.contains("ends in the middle")),
        "{:?}",
        judged.log
    );
    let judged = with_rows(&["nobatch@contoso.com"]).file("u.xml", &whole).run();
    assert_eq!(
        judged.known("mailbox", "nobatch@contoso.com", "job.status"),
        "none"
    );
}

#[test]
fn files_that_are_none_of_ours_are_refused() {
    let other = r#"[{"id":1,"name":"x"}]"#;
    let told = error(with_rows(&[]).file("other.json", other));
    assert!(told.contains("other.json") && told.contains("help:"), "{told}");
    let told = error(with_rows(&[]).file(
        "readme.txt",
        "Dear colleague, please find attached nothing at all.",
    ));
    assert!(told.contains("readme.txt"), "{told}");
    let told = error(with_rows(&[]).file(
        "list.txt",
        "Identity   Status\r\n--------   ------\r\na@x.com    Synced\r\n",
    ));
    assert!(told.contains("Format-"), "{told}");
    let told = error(with_rows(&[]).file("empty.json", ""));
    assert!(told.contains("empty"), "{told}");
}

#[test]
fn a_path_that_is_not_there_or_no_file_is_named_with_its_remedy() {
    let setup = with_rows(&[]);
    for (path, problem) in [
        (setup.path().join("nowhere.json"), "there is no such file"),
        (setup.path().to_owned(), "this is a folder"),
    ] {
        let path = path.display().to_string();
        let mut request = Request::default();
        request
            .settings
            .insert("import", SettingValue::Texts(vec![path.clone()]));
        let error = Microsoft365Provider::new()
            .touches(&request)
            .unwrap_err()
            .to_string();
        assert!(error.contains(&path) && error.contains(problem), "{error}");
    }
}

#[test]
fn files_are_recognised_by_content() {
    let setup = with_rows(&[])
        .lay(
            "a.txt",
            r#"[{"Identity":"Pilot","Status":"Synced","TotalCount":1}]"#,
        )
        .lay("b.txt", r#"[{"x":1}]"#);
    assert_eq!(
        recognise(&setup.path().join("a.txt")).unwrap(),
        ["Get-MigrationBatch"]
    );
    assert!(recognise(&setup.path().join("b.txt")).unwrap().is_empty());
    assert!(recognise(&setup.path().join("c.txt")).is_err());
    let takes = |name: &str| Microsoft365Provider::new().takes(&setup.path().join(name));
    assert_eq!(["a.txt", "b.txt", "c.txt"].map(takes), [true, false, false]);
}

#[test]
fn names_that_stand_twice_and_odd_records_do_no_harm() {
    let json = r#"[{"Identity":"Pilot","Identity":"Other","Status":"Synced","TotalCount":1},{"Identity":null,"Status":"Synced","TotalCount":1},
      {"Identity":"Pilot","Status":"Stopped","TotalCount":2},{"unheard":"of"}]"#;
    let judged = with_rows(&[]).file("b.json", json).run();
    assert!(
        judged
            .report
            .results
            .iter()
            .any(|one| one.rule == "export.spoilt" && one.outcome == imaprules_report::Outcome::Fail)
    );
    assert_eq!(judged.known("migration.batch", "Pilot", "batch.total"), "2");
    assert_eq!(judged.known("migration", "migration", "job.batch_count"), "1");
}
