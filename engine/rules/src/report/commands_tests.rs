use crate::ReportOptions;
use crate::testkit::{mailbox, reported, rule, rules, store};
use imaprules_facts::Value;
use imaprules_report::Command;

/// The commands of a rule on a mailbox with an apostrophe in its address, of which no more is known than how many folders it has.
fn commands(of_the_rule: &str) -> Vec<Command> {
    let text = rule("a.b", "mailbox", "imap.folder_count > 1", of_the_rule);
    let packs = rules(&text).unwrap();
    let facts = [
        ("mailbox.address", "o'neil@x".into()),
        ("imap.folder_count", Value::Int(7)),
    ];
    let mut store = store(&packs, &[mailbox("o'neil@x", &facts)]);
    let mut report = reported(&packs, &mut store, 1, &ReportOptions::default());
    report.results.remove(0).commands
}

#[test]
fn a_command_of_one_part_is_that_alone() {
    let commands = commands("commands = [{ shell = 'bash', run = 'doveadm who {mailbox.address}' }]");
    let run = "doveadm who 'o'\\''neil@x'".to_owned();
    assert_eq!(
        commands,
        [Command {
            shell: "bash".into(),
            run,
            ..Command::default()
        }]
    );
}

#[test]
fn a_change_comes_with_its_record_and_its_undo() {
    let commands = commands(
        "commands = [{ shell = 'powershell', session = 's', about = 'For\\n{mailbox.address}', record = 'Get-X {mailbox.address}', \
         run = 'Set-X {mailbox.address}', undo = \"Set-X {mailbox.address} -Old 1\\nGet-X\" }]"
            .replace("'For\\n{mailbox.address}'", "\"For\\n{mailbox.address}\"")
            .as_str(),
    );
    let command = &commands[0];
    assert_eq!(
        command.run,
        "# For o'neil@x\n# Note the old value:\nGet-X 'o''neil@x'\nSet-X 'o''neil@x'\n# Undo: Set-X 'o''neil@x' -Old 1\n# Undo: Get-X"
    );
    assert_eq!(command.does.as_deref(), Some("Set-X 'o''neil@x'"));
    assert_eq!(command.record.as_deref(), Some("Get-X 'o''neil@x'"));
    assert_eq!(command.undo.as_deref(), Some("Set-X 'o''neil@x' -Old 1\nGet-X"));
    assert_eq!(command.session.as_deref(), Some("s"));
}

#[test]
fn what_destroys_or_needs_something_first_is_commented_out() {
    let commands = commands(
        "commands = [{ shell = 'powershell', run = \"Remove-X a\\nRemove-X b\", destroys = 'all of it' },\n\
         { shell = 'cmd', run = 'del x', first = 'copy it' }]",
    );
    assert_eq!(
        commands[0].run,
        "# It destroys: all of it\n# Remove-X a\n# Remove-X b"
    );
    assert_eq!(commands[1].run, "rem First: copy it\nrem del x");
}

#[test]
fn facts_that_are_not_known_are_named() {
    let commands = commands(
        "commands = [{ shell = 'bash', run = 'x {mailbox.largest_message} {mailbox.address} {mailbox.largest_message}' }]",
    );
    assert_eq!(commands[0].missing, ["mailbox.largest_message"]);
    assert!(commands[0].run.contains("'<mailbox.largest_message>'"));
}

#[test]
fn a_command_for_other_versions_is_left_out_and_one_that_cannot_be_decided_says_so() {
    let of = |given: &str| {
        commands(&format!(
            "commands = [{{ shell = 'bash', given = '{given}', run = 'x' }}]"
        ))
    };
    assert_eq!(of("imap.folder_count < 5"), []);
    assert_eq!(of("imap.folder_count > 5")[0].run, "x");
    let open = of("mailbox.largest_message > 1MB");
    assert_eq!(open[0].only_if.as_deref(), Some("mailbox.largest_message > 1MB"));
    assert_eq!(open[0].run, "# Only if mailbox.largest_message > 1MB\n# x");
}

#[test]
fn conditions_and_texts_of_commands_are_checked_when_the_pack_loads() {
    for wrong in [
        "given = 'imap.folder_count > \"x\"', run = 'x'",
        "run = 'x', undo = 'y \"{mailbox.address}\"'",
        "run = 'x', record = '{mailbox.adress}'",
        "run = 'x', redo = 'y'",
    ] {
        let text = rule(
            "a.b",
            "mailbox",
            "imap.folder_count > 1",
            &format!("commands = [{{ shell = 'bash', {wrong} }}]"),
        );
        assert_eq!(rules(&text).unwrap_err().0.len(), 1, "{wrong}");
    }
}
