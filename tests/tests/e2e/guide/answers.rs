//! Answers, texts and kept walks, good and bad: nothing is lost, and what is wrong is told.

use imaprules_tests::Program;
use serde_json::{Value, json};

use super::{guide, node, nodes, pages};

#[test]
fn answers_come_one_by_one_over_standard_input_too() {
    let answers = "\"troubleshoot\"\n\n{\"node\":\"N02\",\"choice\":\"failing\"}\n\"nonsense\"\n{\"action\":\"back\"}\n{\"action\":\"quit\"}\n\"slow\"\n";
    let outcome = Program::line("guide --answers -").input(answers).run();
    outcome.expect_code(0);
    let pages = pages(&outcome);
    assert_eq!(pages.len(), 5);
    let error = pages[3]["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("no choice `nonsense`") && error.contains("yes, no"),
        "{error}"
    );
    assert_eq!(node(&pages[4]), "which-trouble", "a wrong answer changes nothing");
}

#[test]
fn a_wrong_answer_in_a_file_is_named_and_nothing_before_it_is_lost() {
    for (answer, complaint) in [
        (
            json!({ "node": "which-nonsense", "choice": "yes" }),
            "no node `which-nonsense`",
        ),
        (
            json!({ "node": "N12", "choice": "yes" }),
            "the answer is for `mailbox-full`, and the walk is at `which-trouble`",
        ),
        (json!("nonsense"), "no choice `nonsense`; it has failing, slow"),
        (json!({ "visit": "N99" }), "no node `N99`"),
        (json!({ "action": "dance" }), "no action `dance`"),
        (json!(7), "the id of a choice in quotes"),
        (json!({ "action": "check" }), "no source to look at"),
    ] {
        let outcome = guide("--resume walk.json", &[json!("troubleshoot"), answer]).run();
        outcome
            .expect_code(2)
            .expect_complaint(&["answers.jsonl, line 2", complaint]);
        assert_eq!(nodes(&outcome), ["welcome", "which-trouble"]);
        let kept: Value = serde_json::from_str(&outcome.written("walk.json")).expect("JSON");
        assert_eq!(kept["state"]["node"], "which-trouble");
    }
}

#[test]
fn what_is_no_walk_is_refused_and_left_as_it_is() {
    let garbage = "this is a letter to grandmother";
    let outcome = guide("--resume letter.txt", &[])
        .file("letter.txt", garbage)
        .run();
    outcome
        .expect_code(2)
        .expect_complaint(&["letter.txt", "no walk", "left as it is"]);
    assert_eq!(outcome.written("letter.txt"), garbage);
    let first = guide("--resume walk.json", &[]).run();
    let other = first
        .written("walk.json")
        .replace("\"imap-migration\"", "\"another\"");
    let outcome = guide("--resume walk.json", &[]).file("walk.json", &other).run();
    outcome.expect_code(2).expect_complaint(&["the guide `another`"]);
}

#[test]
fn words_that_the_guide_does_not_know_are_told_with_the_nearest() {
    Program::line("guide sign-in-faild")
        .run()
        .expect_code(2)
        .expect_complaint(&["sign-in-faild", "did you mean `sign-in-failed`?"]);
    Program::line("guide --guide nothing")
        .run()
        .expect_code(2)
        .expect_complaint(&["no guide `nothing`", "imap-migration"]);
    let flags = "guide --csv users.csv --mailbox b@x.com";
    let outcome = Program::line(flags)
        .file(
            "users.csv",
            "EmailAddress,UserName,Password\na@x.com,a,pencil-7\n",
        )
        .run();
    outcome
        .expect_code(2)
        .expect_complaint(&["--mailbox b@x.com", "did you mean a@x.com?"]);
    Program::line("guide --demo")
        .run()
        .expect_code(2)
        .expect_complaint(&["--provider"]);
}

#[test]
fn large_texts_and_mixed_encodings_do_no_harm() {
    let mut text = b"We had trouble signing in to this account \x1b[31m \xff\xfe\x00 gr\xfc\xdfe ".to_vec();
    text.extend("ğü ".repeat(400_000).into_bytes());
    let outcome = guide("--text - --export t.md", &[]).input(text).run();
    assert_eq!(nodes(&outcome), ["source-system"]);
    assert!(!outcome.stdout.contains('\u{1b}'));
    let transcript = outcome.written("t.md");
    assert!(
        !transcript.contains('\u{1b}') && transcript.len() < 40_000,
        "{}",
        transcript.len()
    );
    assert!(transcript.contains("cut here"), "what is left out is said");
    assert!(outcome.took.as_secs() < 20, "{:?}", outcome.took);
    let long = "x".repeat(2 << 20);
    let outcome = Program::line("guide --answers -").input(long).run();
    outcome.expect_code(2).expect_complaint(&["longer than"]);
}

#[test]
fn a_walk_is_kept_and_taken_up_again() {
    let first = guide("N18 --resume walk.json", &[json!("exists")]).run();
    first.expect_code(3);
    let kept = first.written("walk.json");
    let second = guide("--resume walk.json", &[json!("solved")])
        .file("walk.json", &kept)
        .run();
    second.expect_code(0);
    assert_eq!(nodes(&second), ["batch-exists", "solved"]);
    let third = guide("--resume walk.json", &[])
        .file("walk.json", second.written("walk.json"))
        .run();
    assert_eq!(nodes(&third), ["solved"]);
}

#[test]
fn secrets_in_a_pasted_text_do_not_reach_what_is_kept() {
    let text = "C: a1 LOGIN terry@contoso.com Geheim-12345\nS: a1 NO [AUTHENTICATIONFAILED] Invalid credentials\nterry@contoso.com,terry,Geheim-12345\n";
    let outcome = guide("--text - --resume walk.json --export t.md --package support", &[])
        .input(text)
        .run();
    assert!(outcome.written("t.md").contains("Invalid credentials"));
    outcome.expect_no_secret(&["Geheim-12345"], &[]);
}

#[test]
fn a_text_in_the_encoding_of_windows_is_read() {
    let text = "Bu posta kutusu dolu. E-postanın indirileceği bir miktar alan boşaltın.";
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let outcome = guide("--text - --export t.md", &[json!("other")])
        .input(utf16)
        .run();
    assert_eq!(nodes(&outcome), ["source-system", "mailbox-full"]);
    assert!(outcome.written("t.md").contains("boşaltın"));
}
