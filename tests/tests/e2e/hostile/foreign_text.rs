//! Texts of a server that a terminal, a browser or a spreadsheet would obey.

use std::time::Duration;

use imaprules_tests::{Program, Step};

use super::{judged, meet, until};

const SOON: Duration = Duration::from_secs(15);

/// Colour, the title of the window, a bell, a line of its own, the other direction of writing, eight-bit controls.
const TRICKS: &str = "\x1b[31mred\x1b]0;title\x07\r\nPASS all is well\u{202e}\u{9b}31m\u{85}\u{2028}\x08\x7f";

/// A name as a literal, which may hold anything but NUL.
fn listed(name: &[u8]) -> Vec<u8> {
    let head = format!("* LIST () \".\" {{{}}}\r\n", name.len());
    [head.as_bytes(), name, b"\r\n"].concat()
}

/// Whether a text has nothing in it that anybody would obey. Lines end in a line feed alone.
#[track_caller]
fn expect_harmless(what: &str, text: &str) {
    let obeyed = |c: &char| (c.is_control() && *c != '\n') || "\u{202e}\u{2028}\u{2029}\u{feff}".contains(*c);
    let found: Vec<char> = text.chars().filter(obeyed).collect();
    assert!(found.is_empty(), "{found:?} in {what}:\n{text:?}");
    assert!(
        !text.lines().any(|line| line.starts_with("PASS all is well")),
        "a line of the server's making in {what}:\n{text}"
    );
}

#[test]
fn names_of_folders_reach_no_terminal_as_they_are() {
    // A slash makes the name a finding, and so does what is no modified UTF-7.
    let slash = format!("a/{TRICKS}");
    let mut folders = listed(slash.as_bytes());
    folders.extend(listed(b"=cmd|' /C calc'!A0/<script>alert(1)</script>"));
    folders.extend(listed(b"raw\xff\xfe/\x1b[2J&bad"));
    folders.extend(b"* LIST () \".\" \"nul\0 and \x1b[1m/bold\"\r\n");
    let server = until(
        " LIST ",
        [Step::Octets(folders), Step::Send("{tag} OK done\r\n".to_owned())],
    );
    let met = meet(server.address(), SOON);
    assert_eq!(met.login(), "ok");
    assert!(
        met.bundle.ids("folder").len() >= 3,
        "{:?}",
        met.bundle.ids("folder")
    );
    let text = judged(&met.outcome);
    assert!(text.contains("red") && text.contains("script"), "{text}");
    expect_harmless("the text report", &text);
    for format in ["markdown", "csv", "html"] {
        let program = Program::line("run --facts facts.jsonl --format").arg(format);
        let report = program
            .file("facts.jsonl", met.outcome.written("facts.jsonl"))
            .run();
        report.expect_code(0);
        // A table may begin with the mark that tells spreadsheets its encoding, and ends its lines in its own way.
        let shown = report.stdout.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        match format {
            "html" => assert!(!shown.contains("<script"), "{shown}"),
            _ => expect_harmless(format, &shown),
        }
    }
    expect_harmless("standard error", &met.outcome.stderr);
}

#[test]
fn answers_to_a_sign_in_reach_no_terminal_as_they_are() {
    let answer = TRICKS.replace("\r\n", "\r").replace('\n', "");
    let refused = format!("{{tag}} NO [ALERT] \0{answer}\r\n");
    let server = until(" LOGIN ", [Step::Send(refused)]);
    let met = meet(server.address(), SOON);
    let text = judged(&met.outcome);
    assert!(text.contains("red"), "{text}");
    expect_harmless("the text report", &text);
    expect_harmless("standard error", &met.outcome.stderr);
}
