//! `collect --script`: the PowerShell that administrators run where this program cannot. There is no PowerShell here, so the
//! scripts are read with a grammar of the language: that they are well-formed, and that nothing in them changes anything.

use std::collections::BTreeSet;
use std::path::Path;

use imaprules_tests::{Outcome, Program};
use tree_sitter::{Node, Parser, Tree};

const SCRIPTS: [&str; 2] = ["microsoft365", "exchange"];

/// Verbs of commands that only read, or write to the one file that was asked for.
const VERBS: [&str; 8] = [
    "Get",
    "Select",
    "ConvertTo",
    "Export",
    "Import",
    "Where",
    "ForEach",
    "Sort",
];

/// Commands with other verbs that change nothing: questions to DNS, and the bar that shows how far it is.
const OTHERS: [&str; 2] = ["Resolve-DnsName", "Write-Progress"];

/// Types whose members are used: values, texts, lists, objects of the directory, and the writer of the one file.
const TYPES: [&str; 16] = [
    "adsi",
    "BitConverter",
    "bool",
    "Collections.ArrayList",
    "Collections.IEnumerable",
    "CmdletBinding",
    "DateTime",
    "DateTimeKind",
    "Globalization.CultureInfo",
    "IO.StreamWriter",
    "ordered",
    "string",
    "switch",
    "Text.UTF8Encoding",
    "ValueType",
    "void",
];

fn print(id: &str) -> Outcome {
    let outcome = Program::new(["collect", "--script", id]).run();
    outcome.expect_code(0);
    assert_eq!(outcome.stderr, "");
    outcome
}

struct Script {
    text: String,
    tree: Tree,
}

impl Script {
    fn printed(id: &str) -> Self {
        let text = print(id).stdout;
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_powershell::LANGUAGE.into())
            .expect("a grammar of this version");
        let tree = parser.parse(&text, None).expect("a tree");
        Script { text, tree }
    }

    fn nodes(&self) -> Vec<Node<'_>> {
        let mut all = vec![self.tree.root_node()];
        let mut next = 0;
        while let Some(node) = all.get(next).copied() {
            let mut cursor = node.walk();
            all.extend(node.children(&mut cursor));
            next += 1;
        }
        all
    }

    fn of_kind(&self, kind: &str) -> Vec<&str> {
        let nodes = self.nodes().into_iter().filter(|node| node.kind() == kind);
        nodes.map(|node| &self.text[node.byte_range()]).collect()
    }

    /// Functions that the script declares itself.
    fn own(&self) -> BTreeSet<&str> {
        self.of_kind("function_name").into_iter().collect()
    }

    /// Commands that it runs, by name.
    fn commands(&self) -> BTreeSet<&str> {
        self.of_kind("command_name").into_iter().collect()
    }

    /// Names of cmdlets that it writes beside records, as texts.
    fn named(&self) -> BTreeSet<&str> {
        let quoted = self.of_kind("verbatim_string_characters");
        let bare = quoted.into_iter().map(|text| text.trim_matches('\''));
        bare.filter(|text| text.starts_with("Get-") || text.starts_with("Resolve-"))
            .collect()
    }
}

#[test]
fn the_scripts_are_well_formed() {
    for id in SCRIPTS {
        let script = Script::printed(id);
        let odd = script
            .nodes()
            .into_iter()
            .find(|node| node.is_error() || node.is_missing());
        assert_eq!(
            odd.map(|node| (node.start_position(), &script.text[node.byte_range()])),
            None,
            "{id}"
        );
        assert!(script.commands().len() > 10, "{id}: {:?}", script.commands());
    }
}

/// Otherwise the test above would hold of anything.
#[test]
fn the_grammar_sees_what_is_broken() {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .expect("a grammar of this version");
    let whole = print("microsoft365").stdout;
    for broken in [
        whole.replacen("function Get-Moment {", "function Get-Moment", 1),
        whole.replacen("foreach ($name in $Names) {", "foreach ($name $Names) {", 1),
        whole.replacen("finally { $Writer.Dispose() }", "finally { $Writer.Dispose( }", 1),
    ] {
        assert_ne!(broken, whole);
        let tree = parser.parse(&broken, None).expect("a tree");
        assert!(tree.root_node().has_error());
    }
}

#[test]
fn they_only_read() {
    for id in SCRIPTS {
        let script = Script::printed(id);
        let own = script.own();
        for command in script.commands() {
            let verb = command.split('-').next().unwrap_or_default();
            assert!(
                VERBS.contains(&verb) || OTHERS.contains(&command),
                "{id}: {command}"
            );
            assert!(
                own.contains(command) || command.contains('-'),
                "{id}: {command} is a program or an alias"
            );
        }
        // Blocks of the script itself are the only thing that is called without a name.
        for call in script.of_kind("command_name_expr") {
            assert_eq!(call, "$Ask", "{id}");
        }
        for used in script.of_kind("type_literal") {
            let name = used.trim_matches(['[', ']']);
            assert!(TYPES.contains(&name), "{id}: {used}");
        }
        let lower = script.text.to_lowercase();
        for word in [
            "invoke-",
            "credential",
            "read-host",
            "securestring",
            "connect-exchangeonline -",
        ] {
            assert!(!lower.contains(word), "{id}: {word}");
        }
    }
}

#[test]
fn no_password_is_looked_at() {
    for id in SCRIPTS {
        let script = Script::printed(id);
        let members = script.of_kind("member_name").into_iter();
        let texts = script.of_kind("verbatim_string_characters").into_iter();
        let words = script.of_kind("generic_token").into_iter();
        let mut all = members.chain(texts).chain(words);
        assert!(
            all.clone().any(|word| word.contains("EmailAddress")),
            "{id}: the nodes that hold names"
        );
        assert_eq!(
            all.find(|word| word.to_lowercase().contains("password")),
            None,
            "{id}"
        );
    }
}

/// Every cmdlet that the provider reads and whose name says that it only gets is asked for, and no other.
#[test]
fn what_is_asked_for_is_what_the_provider_reads() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../providers/microsoft365/cmdlets.toml");
    let table: toml::Table = std::fs::read_to_string(table)
        .expect("the table")
        .parse()
        .expect("TOML");
    let entries: Vec<Vec<&str>> = table["cmdlet"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| {
            let names = entry["names"].as_array().expect("names").iter();
            names.filter_map(toml::Value::as_str).collect()
        })
        .collect();
    let script = Script::printed("microsoft365");
    let named = script.named();
    for name in &named {
        assert!(
            entries.iter().any(|entry| entry.contains(name)),
            "{name} is read by nobody"
        );
    }
    // Role groups as a whole: their members are asked for one by one.
    for entry in entries
        .iter()
        .filter(|entry| entry[0].starts_with("Get-") && entry[0] != "Get-RoleGroup")
    {
        assert!(
            entry.iter().any(|name| named.contains(name)),
            "{entry:?} is not asked for"
        );
    }
    let commands = script.commands();
    let unsaid = named.iter().find(|name| !commands.contains(*name));
    assert_eq!(unsaid, None, "named beside records and never run");
}

#[test]
fn the_one_for_exchange_keeps_to_what_old_shells_know() {
    let (script, newer_script) = (Script::printed("exchange"), Script::printed("microsoft365"));
    for (kind, newer) in [
        ("type_literal", &["[ordered]", "[pscustomobject]"][..]),
        ("comparison_operator", &["-notin", "-in"][..]),
        ("command_name", &["ConvertTo-Json", "Get-CimInstance"][..]),
    ] {
        // The other script may use them, which shows that they are found where they stand.
        assert!(newer_script.of_kind(kind).contains(&newer[0]), "{kind}");
        for found in script.of_kind(kind) {
            assert!(
                !newer.iter().any(|word| word.eq_ignore_ascii_case(found)),
                "{found} came after PowerShell 2.0"
            );
        }
    }
    assert!(!script.text.contains("::new("), "constructors came with 5.0");
    assert!(
        !script.text.contains("-LiteralPath"),
        "Import-Csv has it since 3.0"
    );
    assert!(script.text.contains("#Requires -Version 2.0"));
}

#[test]
fn they_survive_whatever_redirects_them() {
    for id in SCRIPTS {
        let text = print(id).stdout;
        // The redirection of Windows PowerShell guesses encodings.
        assert!(text.is_ascii(), "{id}");
        assert!(
            text.ends_with('\n') && !text.contains('\t') && !text.contains('\r'),
            "{id}"
        );
    }
}

#[test]
fn a_script_can_be_written_to_a_file() {
    let outcome = Program::line("collect --script Microsoft365 -o collect.ps1").run();
    outcome.expect_code(0);
    assert_eq!(outcome.stdout, "");
    assert_eq!(outcome.written("collect.ps1"), print("microsoft365").stdout);
}

#[test]
fn what_cannot_be_printed_is_said() {
    Program::line("collect --script gmail")
        .run()
        .expect_code(2)
        .expect_complaint(&["gmail", "microsoft365", "exchange"]);
    Program::line("collect --script exchange -o missing/collect.ps1")
        .run()
        .expect_code(2)
        .expect_complaint(&["missing"]);
    Program::line("collect --script exchange --import exports")
        .run()
        .expect_code(2)
        .expect_complaint(&["--script", "--import"]);
}

#[test]
fn what_stands_in_the_environment_is_no_contradiction() {
    let outcome = Program::line("collect --script exchange")
        .env("IMAPRULES_PROVIDER", "imap")
        .env("IMAPRULES_CSV", "users.csv")
        .run();
    outcome.expect_code(0);
}
