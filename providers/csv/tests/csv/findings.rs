//! From octets to findings: every rule of the pack is brought about by a file.

use crate::host::{Read, read_with};
use imaprules_kit::Judged;
use imaprules_provider::Provider;
use imaprules_provider_csv::CsvProvider;
use imaprules_report::Finding;
use imaprules_rules::Packs;
use std::collections::BTreeSet;

fn packs() -> Packs {
    imaprules_kit::packs(&CsvProvider::new(), &[], &[])
}

fn judged(packs: &Packs, read: &Read) -> Judged {
    let judged = Judged::of(packs, &read.records, &["csv"], Vec::new());
    assert_eq!(judged.report.summary.error, 0);
    judged
}

/// `rule subject` of everything that fails.
fn failures(packs: &Packs, octets: &[u8], set: &[(&str, &str)]) -> Vec<String> {
    let judged = judged(packs, &read_with(octets, set));
    let of = |result: &Finding| {
        assert!(
            !result.title.contains('?') || result.rule == "csv.row.email",
            "{}",
            result.title
        );
        let subject = if result.subject.kind == "migration" {
            ""
        } else {
            &result.subject.id
        };
        format!("{} {subject}", result.rule).trim_end().to_owned()
    };
    let mut found: Vec<String> = judged.all_failed().map(of).collect();
    found.sort();
    found
}

const HEADER: &str = "EmailAddress,UserName,Password\r\n";

fn table(rows: &str) -> Vec<u8> {
    format!("{HEADER}{rows}").into_bytes()
}

struct Case {
    octets: Vec<u8>,
    set: &'static [(&'static str, &'static str)],
    found: &'static [&'static str],
}

fn case(octets: impl Into<Vec<u8>>, found: &'static [&'static str]) -> Case {
    Case {
        octets: octets.into(),
        set: &[],
        found,
    }
}

fn cases_of_files() -> Vec<Case> {
    let good = "a@example.com,a,Qx7-m\r\nb@example.com,b,Qx7-n\r\n";
    let utf16: Vec<u8> = format!("{HEADER}{good}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let large = format!(
        "UserName,Password,EmailAddress\r\na,{},a@example.com\r\n",
        "x".repeat(10_000_000)
    );
    let some: String = (0..2_501)
        .map(|n| format!("u{n}@example.com,u{n},Qx7-m\r\n"))
        .collect();
    let many: String = (0..50_001)
        .map(|n| format!("u{n}@example.com,u{n},Qx7-m\r\n"))
        .collect();
    vec![
        case(table(good), &[]),
        case("", &["csv.empty"]),
        case(" \r\n\u{feff}\r\n", &["csv.empty"]),
        case("PK\x03\x04...", &["csv.workbook"]),
        case([0; 500], &["csv.binary"]),
        case(large, &["csv.too-large"]),
        Case {
            octets: table(good),
            set: &[("max_rows", "1")],
            found: &["csv.read-in-part"],
        },
        case(
            b"EmailAddress,UserName,Password\r\na@ornek.com.tr,G\xf6n\xfcl I\xfe\xfdk,x\r\n".to_vec(),
            &["csv.encoding"],
        ),
        case(utf16, &["csv.encoding.no-mark"]),
        case(format!("{HEADER}{good}").replace("\r\n", "\r"), &["csv.line-end"]),
        case(format!("{HEADER}{good}").replace(',', ";"), &["csv.delimiter"]),
        case(HEADER, &["csv.no-rows"]),
        case(table(&many), &["csv.too-many-rows"]),
        case(table(&some), &["csv.batch-size"]),
        case(table(&format!("{good}\r\n\r\n")), &["csv.blank-lines"]),
        case(
            table("a@example.com,a,\"x\r\nb@example.com,b,y\r\n"),
            &["csv.row.password-risk a@example.com", "csv.unclosed-quotes"],
        ),
        case(
            table("a@example.com,c/adm/a,x\r\nb@example.com,b,y\r\n"),
            &["csv.mixed-credentials"],
        ),
        case(
            table("a@example.com,a,x\r\nb@example.com,a,y\r\nc@example.com,c,z\r\n"),
            &["csv.duplicate-user"],
        ),
    ]
}

fn cases_of_headers() -> Vec<Case> {
    let rows = "a@example.com,a,Qx7-m\r\nb@example.com,b,Qx7-n\r\n";
    let with = |header: &str| format!("{header}\r\n{rows}");
    vec![
        case(rows, &["csv.header.absent"]),
        case("EmailAddress\r\na@example.com\r\n", &["csv.header.required"]),
        case(
            with("E-posta,Kullanıcı Adı,Parola"),
            &["csv.header.localized", "csv.header.required"],
        ),
        case(
            with("EMAİLADDRESS,UserName,Password"),
            &["csv.header.required", "csv.header.turkish-i"],
        ),
        case(
            with("EmailAdress,UserName,Password"),
            &["csv.header.misspelled", "csv.header.required"],
        ),
        case(with("EmailAddress,Username,Password"), &["csv.header.inexact"]),
        case(
            "EmailAddress,UserName,Password,Office\r\na@example.com,a,x,y\r\n",
            &["csv.header.unknown"],
        ),
        case(
            "EmailAddress,UserName,Password,Password\r\na@example.com,a,x,y\r\n",
            &["csv.header.duplicate"],
        ),
        case(
            with("sep=,\r\nEmailAddress,UserName,Password"),
            &["csv.header.not-first"],
        ),
        case(
            "\"EmailAddress,UserName,Password\"\r\n\"a@example.com,a,x\"\r\n",
            &[
                "csv.header.quoted-line",
                "csv.header.required",
                "csv.header.unknown",
            ],
        ),
    ]
}

fn cases_of_rows() -> Vec<Case> {
    vec![
        case(
            table("a@example.com,a,x,y\r\nb@example.com,b,x\r\n"),
            &["csv.row.columns a@example.com"],
        ),
        case(table("Terry,terry,x\r\n"), &["csv.row.email Terry"]),
        case(table(",terry,x\r\n"), &["csv.row.email #2"]),
        case(
            table("ayşe@example.com,a,x\r\n"),
            &["csv.row.email-non-ascii ayşe@example.com"],
        ),
        case(
            table("a@example.com,,x\r\n"),
            &["csv.row.user-name-empty a@example.com"],
        ),
        case(
            table("a@example.com, a, x\r\n"),
            &[
                "csv.row.password-risk a@example.com",
                "csv.row.user-name-space a@example.com",
            ],
        ),
        case(
            table("a@example.com\u{a0},a,x\r\n"),
            &["csv.row.blank-ends a@example.com"],
        ),
        case(
            table("a@example.com,a,\r\n"),
            &["csv.row.password-empty a@example.com"],
        ),
        case(
            table("a@example.com,a,\"x,y\"\r\n"),
            &["csv.row.password-risk a@example.com"],
        ),
        case(
            table("a@example.com,a,Şifre\r\n"),
            &["csv.row.password-non-ascii a@example.com"],
        ),
        case(
            table("a@example.com,a,1.23E+15\r\n"),
            &["csv.row.password-number a@example.com"],
        ),
        case(
            table("a@example.com,a,1091990\r\n"),
            &["csv.row.password-digits a@example.com"],
        ),
        case(
            table("a@example.com,adm,x\r\nb@example.com,adm,x\r\n"),
            &[
                "csv.row.mailbox-unnamed a@example.com",
                "csv.row.mailbox-unnamed b@example.com",
            ],
        ),
        case(
            table("a@example.com,a,x\r\nA@example.com,b,y\r\n"),
            &[
                "csv.duplicate-target A@example.com#3",
                "csv.duplicate-target a@example.com#2",
            ],
        ),
        case(
            table("a@example.com,\"a\r\nb\",x\r\n"),
            &["csv.row.line-break a@example.com"],
        ),
        case(
            table("a@example.com,MÃ¼ller,x\r\n"),
            &["csv.row.text-damage a@example.com"],
        ),
        case(
            table("a@example.com,M?ller,x\r\n"),
            &["csv.row.question-mark a@example.com"],
        ),
    ]
}

#[test]
fn files_bring_about_their_findings_and_no_others() {
    let packs = packs();
    let mut shown = BTreeSet::from(["csv.extension".to_owned()]);
    for case in cases_of_files()
        .into_iter()
        .chain(cases_of_headers())
        .chain(cases_of_rows())
    {
        let found = failures(&packs, &case.octets, case.set);
        let text = String::from_utf8_lossy(&case.octets);
        assert_eq!(found, case.found, "{:.200}", text);
        shown.extend(found.iter().map(|one| one.split(' ').next().unwrap().to_owned()));
    }
    let all: BTreeSet<String> = packs.rules().map(|(_, rule)| rule.id.clone()).collect();
    assert_eq!(shown, all, "each rule is shown by a file");
}

#[test]
fn a_name_without_the_right_ending_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.xlsx");
    std::fs::write(&path, table("a@example.com,a,x\r\n")).unwrap();
    let host = crate::host::FakeHost::new();
    CsvProvider::new()
        .collect(&crate::host::request(&path, &[]), &host)
        .unwrap();
    let judged = judged(&packs(), &Read::from(host));
    let rules: Vec<&str> = judged.all_failed().map(|result| result.rule.as_str()).collect();
    assert_eq!(rules, ["csv.extension"]);
}

#[test]
fn what_was_not_read_is_unknown_and_no_pass() {
    let packs = packs();
    let rows: String = (0..10)
        .map(|n| format!("u{n}@example.com,u{n},Qx7-m\r\n"))
        .collect();
    let report = judged(&packs, &read_with(table(&rows), &[("max_rows", "5")])).report;
    let undecided: BTreeSet<&str> = report.undecided.iter().map(|one| one.rule.as_str()).collect();
    for rule in [
        "csv.too-many-rows",
        "csv.blank-lines",
        "csv.mixed-credentials",
        "csv.duplicate-target",
        "csv.encoding",
    ] {
        assert!(undecided.contains(rule), "{rule} is not among {undecided:?}");
    }
}

#[test]
fn symptoms_that_rules_explain_are_listed() {
    let about = CsvProvider::new().describe();
    let listed: BTreeSet<&str> = about.symptoms.iter().map(|symptom| symptom.id.as_str()).collect();
    let explained: BTreeSet<String> = packs()
        .rules()
        .flat_map(|(_, rule)| rule.explains.clone())
        .collect();
    assert_eq!(listed, explained.iter().map(String::as_str).collect());
}
