//! `explain`: rules by their id, errors by their text in both languages, by their type, in reports.

use imaprules_tests::{Outcome, Program};
use serde_json::Value;

fn explain(what: &str) -> Outcome {
    Program::new(["explain", "--format", "json", what]).run()
}

#[track_caller]
fn first(outcome: &Outcome) -> Value {
    outcome.expect_code(0);
    let told: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    told["recognised"][0].clone()
}

#[test]
fn errors_are_recognised_in_both_languages() {
    for (text, id) in [
        (
            "A recipient wasn't found for ali@contoso.com on the target.",
            "E01",
        ),
        (
            "We had trouble signing in to this account. Confirm that you\u{2019}re using the correct user name and password.",
            "E02",
        ),
        (
            "Bu hesapta oturum açarken sorun yaşadık. Doğru Kullanıcı adını ve parolayı kullandığınızı doğrulayın.",
            "E02",
        ),
        ("BU HESAPTA OTURUM AÇARKEN SORUN YAŞADIK", "E02"),
    ] {
        assert_eq!(first(&explain(text))["id"], id, "{text}");
    }
}

#[test]
fn values_are_taken_out_of_the_text_and_rules_are_named() {
    let told = first(&explain(
        "Error: A recipient wasn't found for ali@contoso.com on the target, see the log.",
    ));
    assert_eq!(told["values"]["address"], "ali@contoso.com");
    assert!(
        told["rules"].as_array().is_some_and(|rules| !rules.is_empty()),
        "{told}"
    );
    assert!(
        told["cause"].as_str().is_some_and(|cause| !cause.is_empty()),
        "{told}"
    );
}

#[test]
fn the_type_of_an_exception_is_enough() {
    let told = first(&explain(
        "Microsoft.Exchange.Migration.MigrationRecipientNotFoundException: Bir şey oldu.",
    ));
    assert_eq!(
        (told["id"].as_str(), told["by"].as_str()),
        (Some("E01"), Some("type"))
    );
}

#[test]
fn what_is_unknown_is_said_to_be() {
    for text in ["good morning", "", "the weather is fine today"] {
        explain(text).expect_code(1);
    }
    let near = Program::line("explain csv.emty").run();
    near.expect_code(1);
    assert!(near.stdout.contains("csv.empty"), "{}", near.stdout);
}

#[test]
fn a_rule_is_explained_by_its_own_words() {
    let outcome = Program::line("explain csv.empty").run();
    outcome.expect_code(0);
    assert_eq!(outcome.stdout, Program::line("rules show csv.empty").run().stdout);
}

#[test]
fn reports_and_standard_input_are_read() {
    let report = "EmailAddress,ErrorMessage\na@x.com,We had trouble signing in to this account\nb@x.com,We had trouble signing in to this account\nc@x.com,A recipient wasn't found for c@x.com on the target\n";
    let outcome = Program::line("explain errors.csv --format json")
        .file("errors.csv", report)
        .run();
    let told = first(&outcome);
    assert_eq!(
        (told["id"].as_str(), told["times"].as_u64()),
        (Some("E02"), Some(2))
    );
    let piped = Program::line("explain")
        .input("We had trouble signing in to this account")
        .run();
    piped.expect_code(0);
    assert!(piped.stdout.contains("E02"), "{}", piped.stdout);
}

#[test]
fn an_error_of_a_megabyte_and_control_characters_do_no_harm() {
    let long = "We had trouble signing in to this account \u{1b}[31m ".to_owned() + &"x ".repeat(500_000);
    let outcome = Program::line("explain").input(long).run();
    outcome.expect_code(0);
    assert!(!outcome.stdout.contains('\u{1b}'), "raw control characters");
    assert!(outcome.took.as_secs() < 10, "{:?}", outcome.took);
}

/// What happened to texts on their way here, each with the error that it is.
#[test]
fn texts_are_recognised_whatever_happened_to_them_on_their_way() {
    for (text, id) in [
        (
            "On Tue, Ali wrote:\n> This mailbox is\n> full. Please free up\n> some space",
            "E06",
        ),
        ("<p>Upload file can&#39;t be empty</p>", "E12"),
        ("Geçiş toplu i\u{15f}lemi zaten var", "E22"),
        ("Gec\u{327}is\u{327} toplu is\u{327}lemi zaten var", "E22"),
        ("Gecis toplu islemi zaten var", "E22"),
        (
            "{\"error\":\"Kar\\u015f\\u0131ya y\\u00fckleme dosyas\\u0131 bo\\u015f olamaz\"}",
            "E12",
        ),
        ("In the report the column Items Synced stays at 120.", "T14"),
    ] {
        assert_eq!(first(&explain(text))["id"], id, "{text}");
    }
}

#[test]
fn other_words_for_the_same_are_recognised_with_a_confidence_and_small_talk_is_not() {
    let near = first(&explain(
        "Hello all,\n\nWe had some trouble while signing in to that account. Please confirm that you are using the right user \
         name and password.\n\nThanks, the migration team",
    ));
    assert_eq!(
        (near["id"].as_str(), near["by"].as_str()),
        (Some("E02"), Some("likeness"))
    );
    assert!(
        near["confidence"].as_u64().is_some_and(|sure| sure < 95),
        "{near}"
    );
    let talk =
        "Dear team, please confirm that you are using the correct version of the file before Monday. Thanks";
    explain(talk).expect_code(1);
}

#[test]
fn what_a_server_answered_is_explained_by_its_causes() {
    let told = first(&explain("BAD User is authenticated but not connected."));
    assert_eq!(told["by"], "answer");
    assert!(
        told["guide"].is_string() && told["rules"][0].is_string(),
        "{told}"
    );
}

#[test]
fn a_notification_is_found_in_a_long_text_and_utf_16_needs_no_mark() {
    let filler = "a line of a log about nothing in particular\n".repeat(30_000);
    let long = format!("{filler}Click here to download the error report\n{filler}");
    let text: Vec<u8> = "Bu posta kutusu dolu."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (octets, id) in [(long.into_bytes(), "E58"), (text, "E06")] {
        let outcome = Program::line("explain --format json seen.txt")
            .file("seen.txt", octets)
            .run();
        assert_eq!(first(&outcome)["id"], id);
    }
}

#[test]
fn a_file_that_is_not_there_is_no_error_text() {
    let outcome = explain("errors.csv");
    outcome.expect_code(2);
    assert!(
        outcome.stderr.contains("errors.csv: cannot be read"),
        "{}",
        outcome.stderr
    );
}
