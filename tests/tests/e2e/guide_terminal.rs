//! `guide` on a real terminal, narrow and wide: choices, back, why, steps, commands, checks, leaving and coming back.

use std::time::Duration;

use imaprules_tests::{Program, Terminal};

use crate::scene::SOON;

const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";

/// The narrowest terminal that people have, and a wide one.
const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];

/// Waits until the list is there, then picks the entry so far down; above the first is the last.
fn pick(terminal: &mut Terminal, steps: i32) {
    terminal.wait_for("arrows and Enter", SOON);
    // The list takes keys once it has drawn itself.
    std::thread::sleep(Duration::from_millis(150));
    terminal.clear();
    let key = if steps < 0 { UP } else { DOWN };
    terminal.keys(&format!("{}\r", key.repeat(steps.unsigned_abs() as usize)));
}

#[test]
fn it_asks_goes_back_explains_and_ends_at_both_sizes() {
    for (columns, lines) in SIZES {
        let mut terminal = Terminal::sized(Program::line("guide"), columns, lines);
        terminal.wait_for("What do you want to do?", SOON);
        pick(&mut terminal, 0);
        terminal.wait_for("Does something fail", SOON);
        // Of the two choices, why, back and leaving, the second from below is back.
        pick(&mut terminal, -2);
        terminal.wait_for("What do you want to do?", SOON);
        pick(&mut terminal, 0);
        terminal.wait_for("Does something fail", SOON);
        pick(&mut terminal, 2);
        terminal.wait_for("What fails has an error and a cause", SOON);
        pick(&mut terminal, 0);
        terminal.wait_for("Could you create the batch", SOON);
        pick(&mut terminal, 1);
        terminal.wait_for("What does the error say?", SOON);
        pick(&mut terminal, 3);
        terminal.wait_for("The name of the batch is taken", SOON);
        pick(&mut terminal, 0);
        terminal.wait_for("== Solved", SOON);
        assert_eq!(terminal.finish(SOON), Some(0), "{columns}x{lines}");
    }
}

#[test]
fn steps_that_do_not_fit_are_shown_on_request_and_commands_are_copied() {
    let mut terminal = Terminal::sized(Program::line("guide recipient-missing"), 80, 24);
    terminal.wait_for("show the steps", SOON);
    assert!(
        !terminal.shown().contains(" 1. Create the mailbox"),
        "{}",
        terminal.shown()
    );
    pick(&mut terminal, 2);
    terminal.wait_for(" 1. Create the mailbox", SOON);
    pick(&mut terminal, 3);
    terminal.wait_for("Which one?", SOON);
    std::thread::sleep(Duration::from_millis(150));
    terminal.keys("\r");
    terminal.wait_for("\x1b]52;c;", SOON);
    terminal.wait_for("Get-Recipient", SOON);
    pick(&mut terminal, 0);
    assert_eq!(terminal.finish(SOON), Some(0));
    let wide = Terminal::sized(Program::line("guide recipient-missing"), 160, 50);
    wide.wait_for(" 1. Create the mailbox", SOON);
    wide.wait_for("arrows and Enter", SOON);
    assert!(!wide.shown().contains("show the steps"), "{}", wide.shown());
}

#[test]
fn a_fix_is_checked_again_and_said_to_have_helped() {
    let program = Program::line("guide --csv users.csv")
        .file("users.csv", "Emaadresi,UserName,Password\na@x.com,a,pencil-7\n");
    let mut terminal = Terminal::start(program);
    terminal.wait_for("A required column is missing", SOON);
    let mended = "EmailAddress,UserName,Password\na@x.com,a,pencil-7\n";
    std::fs::write(terminal.directory().join("users.csv"), mended).unwrap();
    terminal.wait_for("arrows and Enter", SOON);
    // The choices yes and no, the steps or not, copying, then the check.
    let shown = terminal.shown();
    let steps = if shown.contains("show the steps") { 4 } else { 3 };
    pick(&mut terminal, steps);
    terminal.wait_for("none now: this is solved", SOON);
    pick(&mut terminal, 0);
    terminal.wait_for("== Solved", SOON);
    assert_eq!(terminal.finish(SOON), Some(0));
}

#[test]
fn leaving_keeps_the_walk_and_it_is_taken_up_again() {
    let mut terminal = Terminal::start(Program::line("guide N18"));
    pick(&mut terminal, 3);
    terminal.wait_for("The name of the batch is taken", SOON);
    pick(&mut terminal, -1);
    terminal.wait_for("imaprules guide --resume imaprules-guide.json", SOON);
    assert_eq!(terminal.finish(SOON), Some(0));
    let kept = std::fs::read(terminal.directory().join("imaprules-guide.json")).unwrap();
    let program = Program::line("guide --resume imaprules-guide.json").file("imaprules-guide.json", kept);
    let mut again = Terminal::start(program);
    again.wait_for("The name of the batch is taken", SOON);
    pick(&mut again, 0);
    assert_eq!(again.finish(SOON), Some(0));
}

#[test]
fn an_interrupt_loses_nothing_and_a_dragged_window_no_page() {
    let mut terminal = Terminal::sized(Program::line("guide N18"), 100, 40);
    pick(&mut terminal, 0);
    terminal.wait_for("Which system do the mailboxes come from?", SOON);
    terminal.resize(80, 24);
    pick(&mut terminal, 2);
    terminal.wait_for("A firewall keeps Exchange Online away", SOON);
    terminal.wait_for("arrows and Enter", SOON);
    std::thread::sleep(Duration::from_millis(150));
    terminal.keys("\x03");
    terminal.wait_for("The walk is kept in imaprules-guide.json", SOON);
    assert_eq!(terminal.finish(SOON), Some(3));
    let kept = std::fs::read_to_string(terminal.directory().join("imaprules-guide.json")).unwrap();
    assert!(kept.contains("\"node\": \"timed-out-firewall\""), "{kept}");
}

#[test]
fn the_support_package_is_offered_at_the_end() {
    let mut terminal = Terminal::start(Program::line("guide batch-exists"));
    pick(&mut terminal, 1);
    terminal.wait_for("What now?", SOON);
    std::thread::sleep(Duration::from_millis(150));
    terminal.keys("\r");
    terminal.wait_for("the support package is in imaprules-support", SOON);
    assert_eq!(terminal.finish(SOON), Some(1));
    let transcript =
        std::fs::read_to_string(terminal.directory().join("imaprules-support/transcript.md")).unwrap();
    assert!(transcript.contains("**No**"), "{transcript}");
}

#[test]
fn a_walk_is_kept_after_every_answer_until_it_ends() {
    let mut terminal = Terminal::start(Program::line("guide N18"));
    pick(&mut terminal, 3);
    terminal.wait_for("The name of the batch is taken", SOON);
    terminal.wait_for("arrows and Enter", SOON);
    let file = terminal.directory().join("imaprules-guide.json");
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains("\"node\": \"batch-exists\""), "{kept}");
    pick(&mut terminal, 0);
    assert_eq!(terminal.finish(SOON), Some(0));
    assert!(!file.exists(), "a walk that has ended needs no file");
}

#[test]
fn esc_closes_the_second_list_and_leaves_the_last_page_too() {
    let mut terminal = Terminal::sized(Program::line("guide N04"), 80, 24);
    pick(&mut terminal, -1);
    terminal.wait_for("why am I asked this?", SOON);
    std::thread::sleep(Duration::from_millis(150));
    terminal.clear();
    terminal.keys("\x1b");
    terminal.wait_for("This mailbox is full", SOON);
    assert!(
        !terminal.shown().contains("The walk is kept"),
        "{}",
        terminal.shown()
    );
    pick(&mut terminal, 0);
    // No twice, to the last page; then back to the cause before it.
    pick(&mut terminal, 1);
    pick(&mut terminal, 1);
    terminal.wait_for("What now?", SOON);
    std::thread::sleep(Duration::from_millis(150));
    terminal.clear();
    terminal.keys("\x1b");
    terminal.wait_for("EmailAddress names something else", SOON);
    pick(&mut terminal, 0);
    assert_eq!(terminal.finish(SOON), Some(0));
}

#[test]
fn what_was_found_fits_on_a_narrow_screen_and_the_rest_is_shown_on_request() {
    let mut terminal = Terminal::sized(
        Program::line("guide --provider gmail --demo --mailbox otto.oversize@example.com"),
        80,
        24,
    );
    terminal.wait_for("Labels make copies", SOON);
    terminal.wait_for("show the steps", SOON);
    let shown = terminal.shown();
    assert!(shown.contains("would get up to"), "{shown}");
    assert!(!shown.contains("Over IMAP a Gmail label is a folder"), "{shown}");
    pick(&mut terminal, 2);
    terminal.wait_for("Over IMAP a Gmail label is a folder", SOON);
    terminal.wait_for(" 1. Give archived mail a label", SOON);
    pick(&mut terminal, 0);
    assert_eq!(terminal.finish(SOON), Some(0));
}

#[test]
fn in_turkish_every_list_says_its_keys_in_turkish_and_computed_values_prove_nothing() {
    let mut terminal = Terminal::sized(Program::line("guide super-user-rights --lang tr"), 80, 24);
    let next = |terminal: &mut Terminal, steps: usize| {
        terminal.wait_for("ok tuşları ve Enter", SOON);
        std::thread::sleep(Duration::from_millis(150));
        terminal.clear();
        terminal.keys(&format!("{}\r", DOWN.repeat(steps)));
    };
    next(&mut terminal, 1);
    terminal.wait_for("bir komut kopyala", SOON);
    next(&mut terminal, 3);
    terminal.wait_for("Hangisi?", SOON);
    terminal.wait_for("ok tuşları ve Enter", SOON);
    assert!(!terminal.shown().contains("to move"), "{}", terminal.shown());
    std::thread::sleep(Duration::from_millis(150));
    terminal.keys("\x1b");
    std::thread::sleep(Duration::from_millis(150));
    terminal.keys("\x03");
    assert_eq!(terminal.finish(SOON), Some(3));
    let page =
        Program::line("guide --provider gmail --demo --mailbox laura.labels@example.com --lang tr").run();
    page.expect_code(0);
    assert!(
        page.stdout.contains("Bulundu") && page.stdout.contains("kaynak: imap.gmail.com"),
        "{}",
        page.stdout
    );
    assert!(!page.stdout.contains("hesaplandı"), "{}", page.stdout);
}
