//! What cannot be opened, what is too long, and what is interrupted.

use crate::host::{FakeHost, Read, read, read_into, read_with, reason, request};
use imaprules_facts::Reason;
use imaprules_provider::{Provider, ProviderError, Request};
use imaprules_provider_csv::CsvProvider;
use std::path::Path;
use std::time::{Duration, Instant};

fn rows(count: usize) -> String {
    let row = |n: usize| format!("user{n:06}@example.com,user{n:06},pw-{n:06}\r\n");
    "EmailAddress,UserName,Password\r\n".to_owned() + &(0..count).map(row).collect::<String>()
}

fn refused(path: &Path) -> (String, String, String) {
    let host = FakeHost::new();
    match CsvProvider::new().collect(&request(path, &[]), &host) {
        Err(ProviderError::Input {
            path,
            problem,
            remedy,
        }) => {
            assert!(Read::from(host).records.is_empty());
            (path, problem, remedy)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_opened_is_an_error_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.csv");
    for (path, words) in [(missing.as_path(), "no such file"), (folder.path(), "folder")] {
        let (named, problem, remedy) = refused(path);
        assert_eq!(named, path.display().to_string());
        assert!(problem.contains(words) && !remedy.is_empty(), "{problem}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    std::fs::write(&path, rows(1)).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if std::fs::File::open(&path).is_err() {
        assert!(refused(&path).1.contains("may not be read"));
    }
}

#[cfg(unix)]
#[test]
fn a_source_without_a_size_is_read_to_its_end() {
    let host = FakeHost::new();
    CsvProvider::new()
        .collect(&request(Path::new("/dev/null"), &[]), &host)
        .unwrap();
    let read = Read::from(host);
    assert_eq!((read.word("csv.content"), read.number("csv.bytes")), ("empty", 0));
}

#[test]
fn a_single_long_line_is_no_burden() {
    let text = "EmailAddress,UserName,Password\r\n".to_owned() + &",".repeat(3_000_000);
    let read = read(text);
    assert_eq!(read.of("#2", "csv.field_count"), "3000001");
    let header = ",".repeat(3_000_000) + "\r\na@example.com\r\n";
    let read = crate::host::read(header);
    assert_eq!(
        (read.number("csv.column_count"), read.flag("csv.header_present")),
        (3_000_001, false)
    );
}

#[test]
fn a_setting_that_cannot_be_used_is_an_error() {
    let host = FakeHost::new();
    for set in [("encoding", "cp857"), ("max_rows", "0"), ("max_megabytes", "-1")] {
        let error = read_into(&host, b"EmailAddress\r\n", &[set]).unwrap_err();
        assert!(matches!(error, ProviderError::Setting { setting, .. } if setting == set.0));
    }
    assert!(CsvProvider::new().collect(&Request::default(), &host).is_err());
}

#[test]
fn only_the_file_would_be_touched() {
    let touches = CsvProvider::new()
        .touches(&request(Path::new("a/users.csv"), &[]))
        .unwrap();
    assert_eq!(touches.len(), 1);
    assert_eq!(
        (touches[0].action.as_str(), touches[0].target.as_str()),
        ("read", "a/users.csv")
    );
    assert_eq!((touches[0].account.as_deref(), touches[0].times), (None, 1));
}

#[test]
fn rows_beyond_the_limit_make_unknown_what_depends_on_them() {
    let text = rows(10) + "user000003@example.com,c/admin/x,x\r\n";
    let read = read_with(&text, &[("max_rows", "9")]);
    assert_eq!(
        (
            read.flag("csv.whole"),
            read.number("csv.rows_read"),
            read.rows().count()
        ),
        (false, 9, 9)
    );
    for name in [
        "csv.row_count",
        "csv.blank_lines",
        "csv.unclosed_quotes",
        "csv.credentials",
        "csv.user_name_forms",
        "csv.duplicates.email_address",
        "csv.duplicates.user_name",
        "csv.encoding",
        "csv.line_end",
    ] {
        assert_eq!(reason(read.file(name)), Reason::NotCollected, "{name}");
    }
    assert_eq!(
        read.of("user000003@example.com", "csv.same_address_lines"),
        "unknown: not-collected"
    );
    assert_eq!(read.number("csv.bytes"), text.len() as i64);
    assert_eq!(read.list("csv.header.missing"), [""; 0]);
    let whole = read_with(&text, &[("max_rows", "11")]);
    assert_eq!(
        (whole.flag("csv.whole"), whole.number("csv.row_count")),
        (true, 11)
    );
}

#[test]
fn what_the_rows_that_were_read_decide_is_known() {
    let text = "EmailAddress,UserName,Password\r\na@example.com,a,x\r\na@example.com,c/admin/ş,x\nb@example.com,b,x\r\n";
    let read = read_with(text, &[("max_rows", "2")]);
    assert_eq!(read.word("csv.credentials"), "mixed");
    assert_eq!(
        (read.word("csv.line_end"), read.word("csv.encoding")),
        ("mixed", "utf8")
    );
    assert_eq!(read.of("a@example.com#3", "csv.same_address_lines"), "2");
}

#[test]
fn a_file_beyond_the_limit_is_never_half_read() {
    let text = rows(40_000);
    assert!(text.len() > 1 << 20);
    let read = read_with(&text, &[("max_megabytes", "1")]);
    let count = read.number("csv.rows_read");
    assert!((20_000..40_000).contains(&count), "{count}");
    assert_eq!(
        (read.flag("csv.whole"), read.number("csv.bytes")),
        (false, text.len() as i64)
    );
    assert_eq!(read.rows().count() as i64, count);
    let last = *read.ids().last().unwrap();
    assert_eq!(
        read.of(last, "csv.field_count"),
        "3",
        "the row that was cut is no row"
    );
    assert_eq!(last, format!("user{:06}@example.com", count - 1));
    let one_line = "x".repeat((1 << 20) + 1);
    let read = read_with(one_line, &[("max_megabytes", "1")]);
    assert_eq!(reason(read.file("csv.header_present")), Reason::NotCollected);
    let exact = rows(0) + &"\r\n".repeat(((1 << 20) - 32) / 2);
    assert_eq!(exact.len(), 1 << 20);
    assert!(read_with(exact, &[("max_megabytes", "1")]).flag("csv.whole"));
}

#[test]
fn an_interrupted_run_says_so_and_stops() {
    let text = rows(5000);
    for patience in 0..20 {
        let host = FakeHost::that_interrupts(patience, usize::MAX);
        read_into(&host, text.as_bytes(), &[]).unwrap();
        let read = Read::from(host);
        if !read.flag("csv.whole") {
            assert_eq!(reason(read.file("csv.row_count")), Reason::Cancelled);
            assert!(read.rows().count() < 5000);
        }
    }
    let host = FakeHost::that_interrupts(usize::MAX, 10);
    read_into(&host, text.as_bytes(), &[]).unwrap();
    assert_eq!(Read::from(host).records.len(), 10);
}

#[test]
fn sixty_thousand_rows_take_no_time() {
    let text = rows(60_000);
    let start = Instant::now();
    let read = read(&text);
    let took = start.elapsed();
    assert_eq!(
        (read.number("csv.row_count"), read.rows().count()),
        (60_000, 60_000)
    );
    assert_eq!(read.of("user059999@example.com", "csv.line"), "60001");
    assert_eq!(read.passwords.len(), 60_000);
    assert!(took < Duration::from_secs(30), "{took:?}");
}
