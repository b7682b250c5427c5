//! Every way of going wrong: facts that came before stay, the run is partial, and nothing but the diagnosis is different.

use super::{approve, flagged, notes, others, play, run, stage};
use imaprules_tests::{Outcome, Program};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static GOOD: LazyLock<Outcome> = LazyLock::new(|| play("good", &[], ""));

/// Runs a variant that breaks after three records, and looks at all that must hold.
#[track_caller]
fn breaks(variant: &str, bounds: &str, words: &str) -> Outcome {
    let outcome = play(variant, &[], bounds);
    outcome.expect_code(3);
    let report = outcome.report();
    assert!(!report.complete(), "{variant}");
    let notes = notes(&outcome);
    assert!(notes.contains("provider `bad` broke"), "{variant}: {notes}");
    assert!(notes.contains(words), "{variant}: {notes}");
    for mailbox in ["m0", "m1", "m2"] {
        let id = format!("{mailbox}@example.com");
        assert!(
            flagged(&outcome).contains(&id),
            "{variant}: {:?}",
            flagged(&outcome)
        );
    }
    assert_eq!(others(&outcome), others(&GOOD), "{variant}");
    outcome
}

#[test]
fn a_good_one_is_complete() {
    let outcome = &*GOOD;
    outcome.expect_code(0);
    assert!(outcome.report().complete());
    assert_eq!(flagged(outcome).len(), 5, "{:?}", flagged(outcome));
    assert_eq!(notes(outcome), "null");
}

#[test]
fn a_null_dereference_is_a_crash_and_the_mailboxes_it_did_not_reach_say_so() {
    let outcome = breaks("null", "", "it crashed: segmentation fault (signal 11)");
    assert_eq!(flagged(&outcome).len(), 3);
    assert_eq!(outcome.report().undecided("bad.flagged"), ["cancelled"]);
    let gaps = outcome.report().0["gaps"].to_string();
    assert!(gaps.contains("ended before: crashed"), "{gaps}");
}

#[test]
fn an_abort_is_told_with_its_last_words() {
    breaks(
        "aborts",
        "",
        "it crashed: abort (signal 6); its last words: assertion failed: the sky is green",
    );
}

#[test]
fn a_stack_overflow_is_a_crash() {
    breaks("stack", "", "stack overflow");
}

#[test]
fn ending_the_process_is_a_crash_too() {
    breaks("exits", "", "it ended itself with exit code 0");
}

#[test]
fn an_endless_loop_is_a_hang() {
    let outcome = breaks(
        "loops",
        "silence = \"1s\"\ngrace = \"300ms\"",
        "it hung: no sign of life for 1 s",
    );
    assert!(outcome.took < Duration::from_secs(20), "{:?}", outcome.took);
}

#[test]
fn processor_time_is_bounded() {
    breaks("loops", "processor = \"1s\"", "its processor time was used up");
}

#[test]
fn memory_is_bounded() {
    let outcome = breaks("hungry", "memory = \"512MB\"", "it crashed: abort");
    assert!(
        outcome.peak.is_none_or(|peak| peak < 1 << 30),
        "{:?}",
        outcome.peak
    );
}

#[test]
fn who_does_not_stop_when_his_time_is_over_is_ended() {
    breaks(
        "deaf",
        "collect = \"500ms\"\ngrace = \"500ms\"",
        "it did not stop within 0.5 s after its time was over",
    );
}

#[test]
fn who_does_not_stop_when_he_is_asked_to_is_ended() {
    let scratch = stage("deaf", &[]);
    scratch.file("imaprules.toml", "[plugins]\ngrace = \"500ms\"\n");
    let running = Program::line("run --provider bad --csv users.csv --format json -v")
        .within(approve(scratch))
        .start();
    std::thread::sleep(Duration::from_millis(1500));
    running.interrupt();
    let outcome = running.finish();
    outcome.expect_code(3);
    let notes = notes(&outcome);
    assert!(
        notes.contains("did not stop within 0.5 s after it was asked to stop"),
        "{notes}"
    );
    assert!(notes.contains("The run was interrupted"), "{notes}");
    assert_eq!(flagged(&outcome).len(), 3);
}

#[test]
fn a_flood_of_records_is_cut_off() {
    breaks(
        "floods",
        "records = 1000",
        "it flooded the program: more than 1000 records",
    );
    breaks("floods", "octets = \"64kB\"", "more than 65536 octets of records");
}

#[test]
fn a_flood_of_log_lines_is_shortened() {
    let outcome = play("log_flood", &[], "");
    outcome.expect_code(0);
    assert!(
        outcome.stderr.lines().count() < 11_000,
        "{}",
        outcome.stderr.lines().count()
    );
    outcome.expect_complaint(&["the rest is left out"]);
}

#[test]
fn bad_records_are_left_out_and_the_rest_stays() {
    for (variant, words) in [
        ("utf8", "invalid unicode code point"),
        ("undeclared", "`bad.other` is no declared fact"),
        (
            "wrong_type",
            "`bad.flag` is declared as bool, and the text `yes` is not",
        ),
        ("gross", "octets, and 1048576 are the most"),
    ] {
        let outcome = breaks(variant, "", "1 of its records were left out");
        assert!(notes(&outcome).contains(words), "{variant}: {}", notes(&outcome));
        assert_eq!(flagged(&outcome).len(), 4, "{variant}: m4 came after the bad one");
    }
}

#[test]
fn a_panic_and_failures_are_told_in_its_own_words() {
    breaks("panics", "", "it panicked: index 7 out of range");
    breaks("failing", "", "the gateway is closed (open it)");
    breaks("garbled", "", "no error in JSON");
    breaks("silent_fail", "", "it says nothing about why");
}

#[test]
fn frames_that_are_none_break_the_protocol() {
    breaks("scribbles", "", "it broke the protocol");
}

#[test]
fn what_it_forks_ends_with_it_and_holds_nobody_up() {
    for (variant, code) in [("forks", 0), ("fork_crash", 3)] {
        let began = Instant::now();
        let outcome = play(variant, &[], "");
        outcome.expect_code(code);
        assert!(
            outcome.took < Duration::from_secs(10),
            "{variant}: {:?}",
            outcome.took
        );
        assert_eq!(left_over(&outcome), 0, "{variant} after {:?}", began.elapsed());
    }
}

/// Processes that run in the directory of a run, or did before it was removed.
fn left_over(outcome: &Outcome) -> usize {
    std::thread::sleep(Duration::from_millis(100));
    let program = outcome.scratch.path().to_string_lossy().into_owned();
    children().filter(|(_, line)| line.contains(&program)).count()
}

/// All children that load plugins: number and command line.
fn children() -> impl Iterator<Item = (u32, String)> {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    entries.filter_map(|entry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let line = std::fs::read_to_string(entry.path().join("cmdline")).ok()?;
        line.contains("provider-host").then_some((id, line))
    })
}

/// Children of that process.
fn children_of(parent: u32) -> Vec<u32> {
    let argument = format!("\0{parent}\0");
    children()
        .filter(|(_, line)| line.ends_with(&argument))
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn standard_output_is_not_the_way_to_the_program() {
    let outcome = play("prints", &[], "");
    outcome.expect_code(0);
    assert!(outcome.report().complete());
    assert_eq!(flagged(&outcome).len(), 4);
}

#[test]
fn calls_after_the_end_change_nothing() {
    let outcome = play("late", &[], "");
    outcome.expect_code(0);
    assert!(outcome.report().complete(), "{}", notes(&outcome));
}

#[test]
fn a_killed_program_takes_its_children_along() {
    let scratch = stage("loops", &[]);
    let running = Program::line("run --provider bad --csv users.csv --format json")
        .within(approve(scratch))
        .start();
    let (parent, began) = (running.id(), Instant::now());
    // The children that only describe are gone in a moment; the one that collects stays.
    let mut before = Vec::new();
    loop {
        assert!(began.elapsed() < Duration::from_secs(30), "no child stays");
        std::thread::sleep(Duration::from_millis(500));
        let now = children_of(parent);
        if !now.is_empty() && now == before {
            break;
        }
        before = now;
    }
    drop(running.kill());
    let began = Instant::now();
    while !children_of(parent).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(5), "the child goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_broken_collection_resumes_with_what_is_missing() {
    let scratch = stage("null", &[]);
    let collect = |scratch| {
        Program::line("collect --provider bad --csv users.csv -o facts.jsonl --resume journal.jsonl")
            .within(scratch)
            .run()
    };
    let first = collect(approve(scratch));
    first.expect_code(3);
    super::compile(&first.scratch.join("libbad.so"), "good", &[]);
    std::fs::rename(
        first.scratch.join("facts.jsonl"),
        first.scratch.join("journal.jsonl"),
    )
    .expect("the journal");
    let second = collect(approve(first.scratch));
    second.expect_code(0);
    let judged = Program::line("run --facts facts.jsonl --format json")
        .within(second.scratch)
        .run();
    assert_eq!(flagged(&judged).len(), 5);
    assert!(judged.report().complete());
}

#[test]
fn an_unrelated_run_is_not_touched_by_a_plugin_that_is_refused() {
    let scratch = approve(stage("good", &[]));
    std::fs::write(scratch.join("libbad.so"), "something else").expect("the library");
    let outcome = Program::line("run --csv users.csv --format json")
        .within(scratch)
        .run();
    outcome
        .expect_code(0)
        .expect_complaint(&["`bad` is left out", "not the one that was approved"]);
    let refused = run(outcome.scratch);
    refused
        .expect_code(2)
        .expect_complaint(&["not the one that was approved", "providers add"]);
}
