//! `commands`: what findings say to run, as scripts. Here nothing is run: PowerShell is read with a grammar of the language, Bash
//! reads its own with `-n`.

use super::exchange_exports::{program, with_exports};
use imaprules_tests::{Outcome, Program};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use tree_sitter::{Node, Parser, Tree};

/// A script as PowerShell has it: without the mark at the beginning of the file.
fn parsed(script: &str) -> Tree {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .expect("a grammar of this version");
    parser.parse(script, None).expect("a tree")
}

fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut all = vec![tree.root_node()];
    let mut next = 0;
    while let Some(node) = all.get(next).copied() {
        let mut cursor = node.walk();
        all.extend(node.children(&mut cursor));
        next += 1;
    }
    all
}

fn well_formed(script: &str) -> &str {
    let script = script
        .strip_prefix('\u{feff}')
        .expect("Windows PowerShell needs the mark");
    let tree = parsed(script);
    let odd = nodes(&tree)
        .into_iter()
        .find(|node| node.is_error() || node.is_missing());
    assert_eq!(odd.map(|node| &script[node.byte_range()]), None, "{script}");
    script
}

/// The commands that a script would run, by name.
fn runs(script: &str) -> Vec<&str> {
    let tree = parsed(script);
    let names = nodes(&tree)
        .into_iter()
        .filter(|node| node.kind() == "command_name");
    names.map(|node| &script[node.byte_range()]).collect()
}

/// What is wrong with a Bash script; nothing where there is no Bash.
fn bash_says(script: &str) -> Option<String> {
    let mut child = Command::new("bash")
        .arg("-n")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    std::io::Write::write_all(&mut input, script.as_bytes()).ok()?;
    drop(input);
    let said = child.wait_with_output().ok()?;
    (!said.status.success()).then(|| String::from_utf8_lossy(&said.stderr).into_owned())
}

/// Lines that run, without what is commented out.
fn live<'a>(script: &'a str, word: &str) -> Vec<&'a str> {
    let lines = script.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.filter(|line| line.contains(word)).collect()
}

fn exchange(words: &str) -> Outcome {
    with_exports(program(words)).run()
}

#[test]
fn exports_of_exchange_become_a_script_and_what_takes_it_back() {
    let outcome = exchange("commands -o fix.ps1");
    outcome.expect_code(0);
    outcome.expect_complaint(&["fix.ps1", "fix.undo.ps1"]);
    let written = outcome.written("fix.ps1");
    let script = well_formed(&written);
    for head in [
        "Made by imaprules commands",
        "Nothing of this was run",
        "fix.undo.ps1",
        "fix.before.",
    ] {
        assert!(script.contains(head), "{head}");
    }
    assert!(script.contains("$ErrorActionPreference = 'Stop'\n"));
    assert!(script.contains("# ======== Exchange Management Shell of the source\n"));
    assert!(script.contains("# -------- blocker: exchange.imap.disabled-for-mailbox\n"));
    assert!(script.contains("# For mailbox kim@contoso.com\n"));
    let [set] = live(script, "-ImapEnabled")[..] else {
        panic!("{:?}", live(script, "-ImapEnabled"));
    };
    assert_eq!(
        set,
        "Set-CASMailbox -Identity 'CN=Kim,DC=contoso,DC=com' -ImapEnabled $true"
    );
    // The old value is kept before the change.
    let kept = script
        .find("Save-OldValue 'exchange.imap.disabled-for-mailbox' 'kim@contoso.com' {")
        .unwrap();
    assert!(kept < script.find(set).unwrap());
    // A setting of the server, with a number of the run; restarting its service waits for somebody.
    assert_eq!(live(script, "-MaxConnectionsPerUser").len(), 1);
    assert_eq!(live(script, "Restart-Service"), [""; 0]);
    assert_eq!(
        script
            .matches("# Get-Service -ComputerName 'EX1' -Name 'MSExchangeIMAP4*' | Restart-Service")
            .count(),
        1
    );
    assert!(script.contains("# The same command stands above, under"));
    // The server is Exchange 2010, which has the service under this name.
    assert!(runs(script).contains(&"Start-Service") && !script.contains("IMAP4Svc"));

    let written = outcome.written("fix.undo.ps1");
    let undo = well_formed(&written);
    assert_eq!(
        live(undo, "-ImapEnabled"),
        ["Set-CASMailbox -Identity 'CN=Kim,DC=contoso,DC=com' -ImapEnabled $false"]
    );
    assert!(undo.contains("-MaxConnectionsPerUser 16\n"), "{undo}");
    assert_eq!(live(undo, "Save-OldValue"), [""; 0]);
    // From the last to the first.
    let at = |text: &str, word: &str| text.find(word).unwrap_or_else(|| panic!("{word}"));
    let (first, second) = ("-StartupType", "-SuppressReadReceipt");
    assert!(at(script, first) < at(script, second));
    assert!(at(undo, second) < at(undo, first));
}

#[test]
fn rules_and_subjects_are_chosen_and_mistyped_rules_refused() {
    let kim =
        exchange("commands -o fix.ps1 --subject KIM@contoso.com --rule exchange.imap.disabled-for-mailbox");
    let script = kim.expect_code(0).written("fix.ps1");
    let script = well_formed(&script);
    assert_eq!(script.matches("# -------- ").count(), 1);
    assert!(
        script.contains("1 command, 0 of them commented out. 1 finding with commands: 1 blocker,"),
        "{script}"
    );

    let none = exchange("commands --subject stranger@contoso.com");
    none.expect_code(0);
    assert!(none.stdout.starts_with("no commands"), "{}", none.stdout);
    none.expect_complaint(&["nothing was found about stranger@contoso.com"]);

    let mistyped = exchange("commands --rule exchange.imap.disabled-for-mailbx");
    mistyped.expect_code(2);
    mistyped.expect_complaint(&["did you mean `exchange.imap.disabled-for-mailbox`?"]);
    let ending = exchange("commands -o fix.txt");
    ending.expect_code(2);
    ending.expect_complaint(&["fix.txt", ".ps1"]);
}

#[test]
fn accepted_risks_have_no_commands() {
    let waivers = "[[waiver]]\nrule = 'exchange.imap.disabled-for-mailbox'\nreason = 'no'\nowner = 'me'\nuntil_event = 'the end'\n";
    let outcome = with_exports(program("commands -o fix.ps1 --waivers accepted.toml"))
        .file("accepted.toml", waivers)
        .run();
    let script = outcome.expect_code(0).written("fix.ps1");
    assert!(!script.contains("disabled-for-mailbox") && script.contains("exchange.service.stopped"));
}

#[test]
fn a_file_that_nobody_named_is_written_over_only_where_it_is_our_own() {
    let outcome = with_exports(program("commands -o fix.ps1"))
        .file("fix.undo.ps1", "Get-Something\n")
        .run();
    outcome.expect_code(2);
    outcome.expect_complaint(&["fix.undo.ps1", "not made by this program"]);
    assert_eq!(outcome.written("fix.undo.ps1"), "Get-Something\n");
    assert!(!outcome.files().contains(&"fix.ps1".to_owned()));
}

#[test]
fn the_demo_gives_scripts_of_two_shells() {
    let outcome = Program::line("commands --demo --provider gmail -o out.sh").run();
    outcome.expect_code(0);
    outcome.expect_complaint(&["out.sh", "out.ps1", "out.undo.ps1"]);
    let bash = outcome.written("out.sh");
    assert!(bash.starts_with("#!/usr/bin/env bash\n"));
    assert!(bash.contains("# Commands of other shells: out.ps1\n"));
    assert_eq!(bash_says(&bash), None, "{bash}");
    assert!(
        bash.contains("\ngam user 'ian.imapoff@example.com' imap on\n"),
        "{bash}"
    );
    let powershell = outcome.written("out.ps1");
    let powershell = well_formed(&powershell);
    assert!(powershell.contains("# ======== Exchange Online PowerShell of the target"));
    assert!(powershell.contains("'[Gmail]/Tüm Postalar'"));
    well_formed(&outcome.written("out.undo.ps1"));
}

/// A report of one finding, with these commands.
fn report(commands: Value, title: &str, subject: &str) -> String {
    let severities = json!({ "blocker": 1, "warning": 0, "advice": 0 });
    json!({
        "format": "imaprules-report/1", "tool": { "name": "imaprules", "version": "0.1.0" },
        "run": { "providers": [], "started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:00:01Z", "complete": true },
        "subjects": {}, "summary": { "fail": severities, "pass": 0, "unknown": 0, "not-applicable": 0, "error": 0 },
        "results": [{ "rule": "mine.rule", "pack": "mine", "subject": { "kind": "mailbox", "id": subject }, "outcome": "fail",
            "severity": "blocker", "title": title, "why": "Because.", "fix": [], "facts": [], "unknown": [], "commands": commands }],
        "undecided": [], "gaps": [],
    })
    .to_string()
}

#[test]
fn a_finished_report_gives_the_same_script() {
    let run = exchange("run -o report.json");
    let report = run.expect_code(1).written("report.json");
    let from_file = Program::line("commands report.json -o fix.ps1")
        .file("report.json", &report)
        .run();
    let here = exchange("commands -o fix.ps1");
    let body = |outcome: &Outcome| {
        let script = outcome.expect_code(0).written("fix.ps1");
        script
            .split_once("$ErrorActionPreference")
            .map(|(_, body)| body.to_owned())
    };
    assert_eq!(body(&from_file), body(&here));
    assert!(from_file.written("fix.ps1").contains("(report.json)"));
    let both = Program::line("commands report.json --demo")
        .file("report.json", report)
        .run();
    both.expect_code(2);
}

#[test]
fn what_must_not_run_as_it_stands_is_commented_out_with_the_reason() {
    let commands = json!([
        { "shell": "bash", "run": "-", "does": "remove\nremove2", "destroys": "all\nrm -rf /", "undo": "restore" },
        { "shell": "bash", "run": "-", "does": "later", "first": "look" },
        { "shell": "bash", "run": "-", "does": "version", "only_if": "a == 1" },
        { "shell": "bash", "run": "-", "does": "open '<a.b>'", "missing": ["a.b"] },
        { "shell": "bash", "run": "-", "does": "hidden 'a\u{fffd}'" },
        { "shell": "bash", "run": "old # as reports of before have it" },
    ]);
    let json = Program::line("commands report.json --format json")
        .file("report.json", report(commands.clone(), "A title", "a@x"))
        .run();
    let json: Value = serde_json::from_str(&json.expect_code(0).stdout).unwrap();
    assert_eq!(json["format"], "imaprules-commands/1");
    let held: Vec<usize> = json["commands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["held"].as_array().unwrap().len())
        .collect();
    assert_eq!(held, [1, 1, 1, 1, 1, 0]);

    let outcome = Program::line("commands report.json -o fix.sh")
        .file("report.json", report(commands, "A title", "a@x"))
        .run();
    let script = outcome.expect_code(0).written("fix.sh");
    assert_eq!(bash_says(&script), None);
    let lines: Vec<&str> = script
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert_eq!(lines, ["set -euo pipefail", "old # as reports of before have it"]);
    for reason in [
        "# It destroys: all rm -rf /",
        "# First: look",
        "# Only if: a == 1",
        "by hand: a.b",
        "not seen",
    ] {
        assert!(script.contains(reason), "{reason}: {script}");
    }
    let undo = outcome.written("fix.undo.sh");
    assert!(undo.contains("\n# restore\n"), "{undo}");
}

/// Titles, ids and values with everything that shells act on: nothing of them runs, in any script.
#[test]
fn nothing_of_foreign_texts_runs() {
    let nasty = "a\nInvoke-Evil\r\n'; Invoke-Evil; ' \" & Invoke-Evil & \" $(Invoke-Evil) `Invoke-Evil` %PATH% #> \u{2019}; Invoke-Evil \\";
    let quoted = "Get-Fine 'it''s; Invoke-Evil'";
    let commands = json!([
        { "shell": "powershell", "run": "-", "does": quoted, "record": quoted, "about": nasty, "first": nasty, "session": "exchange" },
        { "shell": "powershell", "run": "-", "does": quoted, "record": quoted, "undo": quoted, "session": nasty },
        { "shell": "bash", "run": "-", "does": "fine 'it'\\''s; Invoke-Evil'", "record": "fine", "undo": "fine", "about": nasty },
        { "shell": "cmd", "run": "-", "does": "fine \"50\"^%\"\"", "record": "fine", "undo": "fine", "about": nasty, "destroys": nasty },
    ]);
    let outcome = Program::line("commands report.json -o fix.ps1")
        .file("report.json", report(commands, nasty, nasty))
        .run();
    outcome.expect_code(0);
    for name in ["fix.ps1", "fix.undo.ps1"] {
        let written = outcome.written(name);
        let script = well_formed(&written);
        assert!(!runs(script).iter().any(|name| name.contains("Evil")), "{script}");
        assert!(runs(script).contains(&"Get-Fine"));
    }
    for name in ["fix.sh", "fix.undo.sh"] {
        let script = outcome.written(name);
        assert_eq!(bash_says(&script), None, "{script}");
        assert!(script.lines().all(|line| !line.starts_with("Invoke-Evil")));
    }
    #[cfg(unix)]
    ran_by_bash(&outcome.written("fix.sh"));
    let cmd = outcome.written("fix.cmd");
    assert!(cmd.contains("rem fine \"50\"%%\"\"\r\n"), "{cmd}");
    // What the prompt would expand stands nowhere, but for the two lines that are this program's own.
    let foreign = cmd
        .replace("%%", "")
        .replace("%before%", "")
        .replace("%stamp%", "")
        .replace("%~dp0", "");
    assert!(!foreign.contains('%'), "{foreign}");
}

/// The script in a folder of its own, with commands that write down their names.
#[cfg(unix)]
fn ran_by_bash(script: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fix.sh");
    let prelude = "fine() { printf '%s|' fine \"$@\"; echo; }\nInvoke-Evil() { echo EVIL; }\n";
    std::fs::write(
        &path,
        script.replacen("set -euo pipefail\n", &format!("set -euo pipefail\n{prelude}"), 1),
    )
    .unwrap();
    let Ok(outcome) = Command::new("bash").arg(&path).output() else {
        return;
    };
    let said = String::from_utf8_lossy(&outcome.stdout);
    assert!(
        outcome.status.success(),
        "{}",
        String::from_utf8_lossy(&outcome.stderr)
    );
    assert_eq!(said, "fine|it's; Invoke-Evil|\n");
    let before = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("fix.before."));
    let kept = std::fs::read_to_string(before.expect("old values")).unwrap();
    assert!(
        kept.contains("mine.rule\n") && kept.ends_with("fine|\n"),
        "{kept}"
    );
    assert!(!kept.contains("EVIL"));
}

/// Every command of the shipped packs, with nasty values in its placeholders, is code that its shell can read.
#[test]
fn every_command_of_the_shipped_packs_is_well_formed() {
    let rules = Program::line("rules list --format json").run();
    let rules: Value = serde_json::from_str(&rules.expect_code(0).stdout).unwrap();
    assert!(rules.as_array().is_some_and(|rules| rules.len() > 100));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    let mut seen = 0;
    for pack in ["csv", "imap", "gmail", "exchange", "microsoft365"] {
        for entry in std::fs::read_dir(root.join(pack)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let file: toml::Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let rules = file
                .get("rule")
                .and_then(|rules| rules.as_array())
                .into_iter()
                .flatten();
            for command in rules
                .filter_map(|rule| rule.get("commands")?.as_array())
                .flatten()
            {
                let shell = command["shell"].as_str().unwrap();
                for part in ["record", "run", "undo"] {
                    if let Some(code) = command.get(part).and_then(|code| code.as_str()) {
                        readable(shell, &filled(shell, code));
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

/// The template with one value in all its placeholders.
fn filled(shell: &str, code: &str) -> String {
    let value = if shell == "bash" {
        r"'it'\''s $(x) `y` ; z'"
    } else {
        "'it''s $(x) `y` \"; z'"
    };
    let code = code.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut text = String::new();
    let mut rest = code.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}').expect("a placeholder ends");
        text.push_str(before);
        text.push_str(value);
        rest = after;
    }
    text.push_str(rest);
    text.replace('\u{1}', "{").replace('\u{2}', "}")
}

fn readable(shell: &str, code: &str) {
    match shell {
        "powershell" => {
            // The grammar takes no script of comments alone.
            let code = &format!("Get-Something\n{code}\n");
            let tree = parsed(code);
            let odd = nodes(&tree)
                .into_iter()
                .find(|node| node.is_error() || node.is_missing());
            assert_eq!(odd.map(|node| &code[node.byte_range()]), None, "{code}");
        }
        "bash" => assert_eq!(bash_says(code), None, "{code}"),
        _ => {}
    }
}
