//! Exports that are none, damaged, of another tenant, or huge.

use std::time::Duration;

use imaprules_tests::{Outcome, Program};

use super::{clixml, gz, recipients, roomy, run, users};

fn named(name: &str, content: impl AsRef<[u8]>) -> Outcome {
    let outcome = run(&["terry@contoso.com"], &[name]).file(name, content).run();
    assert_eq!(outcome.stdout, "", "{name}");
    outcome
}

#[test]
fn a_file_that_is_no_export_is_refused_with_the_reason() {
    let format_table = "Identity   Status\r\n--------   ------\r\na@x.com    Synced\r\n";
    let format_objects = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Deserialized.Microsoft.PowerShell.Commands.Internal.Format.FormatStartData</T></TN><Props><S N="ClassId2e4f51ef21dd47e99d3c952918aff9cd">033ecb2bc07a4d43b5ef94ed5a35d280</S></Props></Obj></Objs>"#;
    let xml = clixml(&[roomy("terry@contoso.com")]);
    for (name, content, reason) in [
        ("other.json", r#"[{"x":1}]"#.as_bytes(), "other.json"),
        (
            "letter.txt",
            b"Dear colleague, please find nothing attached.\n",
            "letter.txt",
        ),
        ("table.txt", format_table.as_bytes(), "format-"),
        ("objects.xml", format_objects.as_bytes(), "format-"),
        ("empty.json", b"", "empty"),
        ("book.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "workbook"),
        ("start.xml", &xml.as_bytes()[..300], "ends in the middle"),
    ] {
        let outcome = named(name, content);
        outcome.expect_code(2).expect_complaint(&[name, reason, "help:"]);
    }
    run(&["terry@contoso.com"], &["missing.xml"])
        .run()
        .expect_code(2)
        .expect_complaint(&["missing.xml"]);
    let wrong = named("packed.xml.gz", &gz(&xml)[..40]);
    wrong.expect_code(2).expect_complaint(&["packed.xml.gz"]);
}

#[test]
fn in_a_folder_it_is_skipped_with_a_note() {
    let outcome = run(&["terry@contoso.com"], &["exports"])
        .file("exports/m.xml", clixml(&[roomy("terry@contoso.com")]))
        .file(
            "exports/letter.txt",
            "Dear colleague, please find nothing attached.\n",
        )
        .file("exports/empty.json", "")
        .file("exports/book.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00")
        .run();
    outcome.expect_code(0).expect_complaint(&[
        "letter.txt",
        "empty.json",
        "book.xlsx",
        "workbook",
        "skipped",
    ]);
    assert!(outcome.report().complete());
    assert_eq!(outcome.report().subjects("target.export"), 1);
}

#[test]
fn a_folder_without_exports_leaves_the_target_open() {
    let outcome = run(&["terry@contoso.com"], &["exports"])
        .file(
            "exports/letter.txt",
            "Dear colleague, please find nothing attached.\n",
        )
        .run();
    outcome.expect_code(0);
    let providers = outcome.report().0["run"]["providers"].to_string();
    assert!(!providers.contains("microsoft365"), "{providers}");
}

#[test]
fn a_cut_file_is_judged_as_far_as_it_goes_and_never_taken_for_whole() {
    let mailboxes: Vec<String> = (0..40).map(|n| format!("u{n}@contoso.com")).collect();
    let whole = clixml(&mailboxes.iter().map(|address| roomy(address)).collect::<Vec<_>>());
    let addresses = ["u0@contoso.com", "nobody@contoso.com"];
    let cut = run(&addresses, &["m.xml"])
        .file("m.xml", &whole[..whole.len() - 200])
        .run();
    cut.expect_code(0)
        .expect_complaint(&["m.xml", "ends in the middle"]);
    let report = cut.report();
    assert!(report.fails("export.spoilt") && report.fails("target.recipients-incomplete"));
    assert!(
        !report.fails("target.missing"),
        "it may stand in the missing part"
    );
    assert_eq!(report.undecided("target.missing"), ["not-collected"]);
    let report = run(&addresses, &["m.xml"]).file("m.xml", &whole).run().report();
    assert!(report.fails("target.missing") && !report.fails("export.spoilt"));
}

#[test]
fn an_export_of_another_tenant_is_one_finding_and_not_one_for_each_row() {
    let outcome = run(&["a@fabrikam.com", "b@fabrikam.com"], &["m.xml"])
        .file("m.xml", clixml(&[roomy("terry@contoso.com")]))
        .run();
    outcome.expect_code(1);
    let report = outcome.report();
    assert!(report.fails("target.foreign-tenant") && !report.fails("target.missing"));
    assert_eq!(report.undecided("target.missing"), ["not-collected"]);
}

#[test]
fn a_formula_in_a_cell_stays_a_text() {
    let report = "RowIndex,EmailAddress,ErrorMessage\r\n1,terry@contoso.com,\"=HYPERLINK(\"\"http://x\"\") This mailbox is full.\"\r\n";
    let outcome = Program::line("run --csv users.csv --import report.csv --format csv")
        .file("users.csv", super::csv(&["terry@contoso.com"]))
        .file("report.csv", report)
        .run();
    outcome.expect_code(1);
    assert!(outcome.stdout.contains("terry@contoso.com"));
    assert!(
        !outcome.stdout.contains(",=") && !outcome.stdout.contains("\"="),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_name_that_stands_twice_in_a_record_is_told() {
    let json = r#"[{"Identity":"Pilot","Identity":"Other","Status":"Synced","TotalCount":1}]"#;
    let outcome = run(&["terry@contoso.com"], &["b.json"])
        .file("b.json", json)
        .run();
    let report = outcome.report();
    let spoilt = report
        .results()
        .iter()
        .find(|r| r["rule"] == "export.spoilt")
        .expect("told");
    assert!(
        spoilt["why"].as_str().is_some_and(|why| why.contains("Identity")),
        "{spoilt}"
    );
}

fn array(many: usize) {
    let mut json = String::from("[");
    for n in 0..many {
        let sign = if n == 0 { "" } else { "," };
        json.push_str(&format!(
            r#"{sign}{{"PrimarySmtpAddress":"u{n}@contoso.com","EmailAddresses":["SMTP:u{n}@contoso.com"],"RecipientTypeDetails":"UserMailbox"}}"#
        ));
    }
    json.push(']');
    let last = format!("u{}@contoso.com", many - 1);
    let outcome = run(&[&last, "nobody.at.all@contoso.com"], &["r.json"])
        .file("r.json", json)
        .limit(Duration::from_secs(600))
        .run();
    outcome.expect_code(1);
    let report = outcome.report();
    assert_eq!(report.failing("nobody.at.all@contoso.com"), ["target.missing"]);
    assert!(!report.failing(&last).contains(&"target.missing"));
    if let Some(peak) = outcome.peak {
        // The packs and the program take some; of a recipient an address and a number are kept, not its record.
        assert!(peak < (150 << 20) + many as u64 * 120, "{peak} octets");
    }
}

#[test]
fn a_long_array_is_read_in_bounded_memory() {
    array(50_000);
}

/// Takes most of a minute without optimisation.
#[test]
#[ignore = "takes long; run with --ignored"]
fn an_array_of_a_million_is_read_in_bounded_memory() {
    array(1_000_000);
}

#[test]
fn exports_of_nobody_in_particular_do_no_harm() {
    let odd = r#"[null,1,"x",[],{},{"Identity":null,"BatchId":"b","Status":null}]"#;
    let outcome = run(&["terry@contoso.com"], &["odd"])
        .file("odd/odd.json", odd)
        .file("odd/users.json", users(&[("terry@contoso.com", "Unheard", "")]))
        .file("odd/recipients.csv", recipients(&[]))
        .run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{}", outcome.stderr);
    assert!(outcome.report().errors().is_empty());
}
