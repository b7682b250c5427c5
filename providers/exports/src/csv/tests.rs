//! Tables as PowerShell, consoles, GAM, csvde and spreadsheets write them.

use crate::testing::{read, read_within, refused, text};
use crate::{Code, Format, Limits, Omitted, Value};

#[test]
fn export_csv_of_windows_powershell() {
    let outcome = read(
        b"#TYPE Selected.Microsoft.Exchange.Data.Directory.Management.CASMailbox\r\n\
          \"Name\",\"ImapEnabled\",\"Note\",\"Empty\"\r\n\
          \"a \"\"b\"\"\r\nc\",\"True\",,\"\"\r\n",
    );
    assert_eq!(outcome.export.format(), Format::Csv);
    let record = &outcome.records[0];
    assert_eq!(record.object.types().short(), Some("CASMailbox"));
    assert!(record.object.types().is_selected());
    assert_eq!(outcome.get(0, "name"), &text("a \"b\"\r\nc"));
    assert_eq!(outcome.get(0, "IMAPENABLED").bool(), Some(true));
    assert_eq!(outcome.get(0, "Note"), &Value::Null);
    assert_eq!(outcome.get(0, "Empty"), &text(""));
    assert_eq!((record.place.line, record.place.record), (3, 1));
    assert!(outcome.export.is_complete());
    assert_eq!(outcome.troubles(), []);
}

#[test]
fn separators_of_cultures() {
    for octets in [
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "a|b\n1|2\n",
        "sep=;\r\na;b\r\n1;2\r\n",
        "\"sep=;\"\na;b\n1;2\n",
        "a,b\r1,2\r",
    ] {
        let outcome = read(octets.as_bytes());
        assert_eq!(outcome.get(0, "b"), &text("2"), "{octets:?}");
        assert_eq!(outcome.records.len(), 1, "{octets:?}");
    }
    let decimals = read(b"Name;Size\nx;1,5\ny;2,5\n");
    assert_eq!(decimals.get(1, "Size"), &text("2,5"));
}

#[test]
fn google_console_and_gam() {
    let console = read(
        b"First Name [Required],Email Address [Required],Password [Required],Status [READ ONLY],Last Sign In [READ ONLY]\n\
          A,a@x.org,****,Active,2016/04/04 00:24:13\n",
    );
    assert_eq!(console.get(0, "Email Address"), &text("a@x.org"));
    assert_eq!(console.get(0, "Password"), &Value::Omitted(Omitted::Secret));
    assert!(console.get(0, "last sign in").time().is_some());
    let gam = read(b"primaryEmail,aliases.0,aliases.1,suspended\na@x.org,b@x.org,c@x.org,False\n");
    let aliases = gam.records[0].object.numbered("aliases", "");
    assert_eq!(aliases, [&text("b@x.org"), &text("c@x.org")]);
}

#[test]
fn wmic_and_blank_lines() {
    let outcome = read(b"\r\r\nNode,Name,StartMode\r\r\nEX1,MSExchangeIMAP4,Manual\r\r\n\r\r\n");
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(outcome.get(0, "StartMode"), &text("Manual"));
}

#[test]
fn one_column() {
    let outcome = read(b"\"PrimarySmtpAddress\"\r\n\"a@x.org\"\r\n\"b@x.org\"\r\n");
    assert_eq!(outcome.records.len(), 2);
    assert_eq!(outcome.get(1, "PrimarySmtpAddress"), &text("b@x.org"));
}

#[test]
fn joined_files_are_read_through() {
    let outcome = read(b"#TYPE A.One\n\"x\",\"y\"\n\"1\",\"2\"\n#TYPE A.Two\n\"y\",\"x\"\n\"3\",\"4\"\n\"y\",\"x\"\n\"5\",\"6\"\n");
    assert_eq!(outcome.records.len(), 3);
    assert_eq!(outcome.get(1, "x"), &text("4"));
    assert_eq!(outcome.records[2].object.types().short(), Some("Two"));
    assert_eq!(outcome.troubles(), [(Code::HeaderRepeated, "")]);
}

#[test]
fn rows_that_do_not_fit() {
    let outcome = read(b"a,b,c\n1,2\n1,2,3,4\n1,2,3\n");
    assert_eq!(outcome.get(0, "c"), &Value::Null);
    assert_eq!(outcome.records[1].object.properties().len(), 3);
    let trouble = &outcome.export.troubles()[0];
    assert_eq!(
        (trouble.code, trouble.times, trouble.place.line),
        (Code::RowRagged, 2, 2)
    );
    assert_eq!(trouble.seen, "2 cells in place of 3");
}

#[test]
fn headers_that_stand_twice_or_are_missing() {
    let outcome = read(b"a,A,,b\n1,2,3,4\n");
    assert_eq!(outcome.get(0, "a"), &text("1"));
    assert_eq!(outcome.get(0, "column 3"), &text("3"));
    assert_eq!(outcome.troubles(), [(Code::NameRepeated, "A")]);
}

#[test]
fn a_quote_that_is_never_closed_is_a_cut_file() {
    let outcome = read(b"a,b\n\"1\",\"2\"\n\"3\",\"4\n\"\"5\"\",6\n");
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(
        outcome.what(),
        "line 3, record 2: the file ends in the middle of a cell in quotes, which begins in this row"
    );
    assert!(!outcome.export.is_complete());
}

#[test]
fn a_row_without_end_is_stopped() {
    let limits = Limits {
        record: 1000,
        ..Limits::default()
    };
    let octets = format!("a,b\n1,2\n\"{}", "x\n".repeat(10_000));
    let outcome = read_within(octets.as_bytes(), &limits);
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(
        outcome.what(),
        "line 3, record 2: a record is larger than the limit of 1000"
    );
}

#[test]
fn wrong_things_exported() {
    for octets in [
        "#TYPE System.String\n\"Length\"\n\"7\"\n",
        "\"Length\"\n\"7\"\n\"9\"\n",
        "#TYPE System.Object[]\n\"Count\",\"Length\",\"LongLength\",\"Rank\",\"SyncRoot\"\n\"2\",\"2\",\"2\",\"1\",\"System.Object[]\"\n",
        "\"IsReadOnly\",\"IsFixedSize\",\"IsSynchronized\",\"Keys\",\"Values\",\"SyncRoot\",\"Count\"\n\"False\",\"False\",\"False\",\"k\",\"v\",\"s\",\"2\"\n",
    ] {
        let outcome = read(octets.as_bytes());
        assert_eq!(
            outcome.troubles().first(),
            Some(&(Code::WrongObject, "")),
            "{octets}"
        );
    }
    assert!(read(b"Name,Count\na,1\n").troubles().is_empty());
}

#[test]
fn screens_are_refused() {
    let outcome = read(
        b"\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\",\"pageHeaderEntry\",\"shapeInfo\"\n\"033ecb2bc07a4d43b5ef94ed5a35d280\",,\n",
    );
    assert!(
        outcome.what().contains("what a Format cmdlet made"),
        "{}",
        outcome.what()
    );
    let table = refused(b"\r\nName   ImapEnabled\r\n----   -----------\r\nGul    True\r\n");
    assert!(table.to_string().contains("Format-Table") && table.remedy().contains("Export-Clixml"));
    let column = refused(b"Name\n----\na\nb\n");
    assert!(column.what().contains("Format-Table"));
}

#[test]
fn spoilt_values_are_told_with_their_columns() {
    let outcome = read(
        b"Name,Rights,Addresses,Owner\nM?ller,System.String[],a@x.org b@x.org,Microsoft.Exchange.Data.Directory.ADObjectId\n\
          B?rger,System.String[],a@x.org,x\n",
    );
    assert_eq!(
        outcome.troubles(),
        [
            (Code::LettersLost, "Name"),
            (Code::ListFlattened, "Rights"),
            (Code::ListJoined, "Addresses"),
            (Code::TypeName, "Owner"),
        ]
    );
    assert_eq!(outcome.export.troubles()[0].times, 2);
    assert_eq!(
        outcome.export.troubles()[1].to_string(),
        "line 2, record 1: the name of a list's type stands where its items should, property Rights: System.String[] (2 times)"
    );
}

#[test]
fn headers_in_another_language_are_told() {
    let outcome = read("Görünen ad,Durum\na,b\n".as_bytes());
    assert_eq!(outcome.troubles(), [(Code::HeaderLocalised, "")]);
}
