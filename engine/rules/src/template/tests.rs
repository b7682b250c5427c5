use super::*;
use crate::diagnostic::Diagnostic;
use crate::read::{AuthorText, Sink};
use crate::text::SourceText;
use imaprules_conditions::{Functions, NoFunctions, Param, Scope};
use imaprules_facts::{FactStore, Record, Schema, Source, Subject};
use std::sync::Arc;

const FACTS: &str = r#"
[[kind]]
name = "migration"
about = "The whole."
[[kind]]
name = "mailbox"
parent = "migration"
about = "A mailbox."
[[fact]]
name = "csv.row_count"
for = "migration"
type = "int"
about = "Rows."
how = "Read the file."
[[fact]]
name = "mailbox.address"
for = "mailbox"
type = "text"
about = "Address."
how = "Read the file."
[[fact]]
name = "mailbox.size"
for = "mailbox"
type = "bytes"
about = "Size."
how = "Ask."
[[fact]]
name = "mailbox.labels"
for = "mailbox"
type = "list<text>"
about = "Labels."
how = "Ask."
"#;

struct World {
    schema: Arc<Schema>,
    functions: Arc<dyn Functions>,
    params: Vec<Param>,
}

impl World {
    fn new() -> Self {
        let max = Param {
            name: "max_size".into(),
            ty: FactType::Bytes,
            value: Value::Int(36_700_160),
        };
        let schema = Arc::new(Schema::read([("facts.toml", FACTS)]).unwrap());
        World {
            schema,
            functions: Arc::new(NoFunctions),
            params: vec![max],
        }
    }

    fn compile<T>(
        &self,
        text: &str,
        with: impl Fn(&AuthorText, &Scope, &Sink) -> Option<T>,
    ) -> Result<T, Vec<Diagnostic>> {
        let source = Arc::new(SourceText::new("a.toml", format!("'{text}'")));
        let text = AuthorText::new(text, &source, 0..text.len() + 2);
        let kind = self.schema.kind("mailbox").unwrap();
        let scope = Scope {
            schema: &self.schema,
            kind,
            params: &self.params,
            functions: &self.functions,
        };
        let sink = Sink::default();
        with(&text, &scope, &sink).ok_or_else(|| sink.into_all())
    }

    fn store(&self, address: &str) -> (FactStore, Subject) {
        let mut store = FactStore::new(Arc::clone(&self.schema));
        let source = Source {
            provider: "t".into(),
            name: "t".into(),
            live: true,
        };
        let mut record = Record::about("mailbox", "a", source.clone(), 0);
        let labels: Vec<String> = (0..22).map(|label| label.to_string()).collect();
        record
            .know("mailbox.address", address)
            .know("mailbox.labels", labels);
        let subject = store.add(&record).unwrap();
        let mut record = Record::about("migration", "migration", source, 0);
        record.know("csv.row_count", 7);
        store.add(&record).unwrap();
        (store, subject)
    }

    fn fill(&self, text: &str, address: &str) -> String {
        let (store, subject) = self.store(address);
        self.compile(text, compile).unwrap().fill(&store, subject)
    }

    fn command(&self, shell: Shell, text: &str, address: &str) -> String {
        let (store, subject) = self.store(address);
        let command = self.compile(text, |text, scope, sink| {
            compile_command(written(shell, text), scope, sink)
        });
        command
            .unwrap()
            .fill(&crate::english(), &store, subject, 0)
            .unwrap()
            .run
    }
}

/// A command that has nothing but `run`.
fn written(shell: Shell, run: &AuthorText) -> Written<'_> {
    Written {
        shell,
        run,
        given: None,
        session: None,
        about: None,
        record: None,
        undo: None,
        destroys: None,
        first: None,
    }
}

#[test]
fn placeholders_are_filled_from_subject_ancestor_and_parameters() {
    let world = World::new();
    assert_eq!(
        world.fill(
            "{mailbox.address} of {csv.row_count}, {param.max_size}: {mailbox.size} {{x}}",
            "a@b.c"
        ),
        "a@b.c of 7, 35 MB: ? {x}"
    );
    assert!(world.fill("{mailbox.labels}", "").ends_with("18, 19 and 2 more"));
}

#[test]
fn what_cannot_be_filled_is_told_with_its_place() {
    let world = World::new();
    let wrong = |text: &str| world.compile(text, compile).unwrap_err();
    let told = wrong("x {mailbox.adress} y {param.max_sise}");
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].place.as_ref().unwrap().span, 4..18);
    assert!(
        told[0].help.as_ref().unwrap().contains("mailbox.address"),
        "{told:?}"
    );
    assert!(
        told[1].help.as_ref().unwrap().contains("param.max_size"),
        "{told:?}"
    );
    assert!(
        wrong("open {mailbox")
            .iter()
            .all(|d| d.message.contains("never closed"))
    );
    assert!(wrong("a } b")[0].message.contains("closes nothing"));
    assert!(
        wrong("Where { $_.Name }")[0]
            .help
            .as_ref()
            .unwrap()
            .contains("{{")
    );
}

#[test]
fn arguments_are_quoted_for_their_shell() {
    let world = World::new();
    let nasty = "o'neil\u{2019}s \"$(x)\" %PATH%\nrm";
    let powershell = world.command(Shell::PowerShell, "Get-Mailbox {mailbox.address}", nasty);
    assert_eq!(
        powershell,
        "Get-Mailbox 'o''neil\u{2019}\u{2019}s \"$(x)\" %PATH%\u{fffd}rm'"
    );
    let bash = world.command(Shell::Bash, "doveadm -u {mailbox.address} {csv.row_count}", nasty);
    assert_eq!(
        bash,
        "doveadm -u 'o'\\''neil\u{2019}s \"$(x)\" %PATH%\u{fffd}rm' 7"
    );
    let cmd = world.command(Shell::Cmd, "x {mailbox.address}", nasty);
    assert_eq!(
        cmd,
        "x \"o'neil\u{2019}s \"\"$(x)\"\" \"^%\"PATH\"^%\"\u{fffd}rm\""
    );
    assert_eq!(
        world.command(Shell::Bash, "x {mailbox.size}", ""),
        "x '<mailbox.size>'"
    );
    assert_eq!(world.command(Shell::Bash, "x {mailbox.address}", ""), "x ''");
    assert!(
        world
            .command(Shell::PowerShell, "x {mailbox.labels}", "")
            .starts_with("x '0','1',")
    );
}

#[test]
fn nothing_that_hides_or_turns_text_round_is_left_to_paste() {
    let world = World::new();
    for shell in Shell::ALL {
        for hidden in [
            '\u{202e}',
            '\u{2066}',
            '\u{61c}',
            '\u{200b}',
            '\u{feff}',
            '\u{ad}',
            '\u{e0041}',
            '\u{85}',
            '\u{2028}',
            '\u{1b}',
        ] {
            let command = world.command(shell, "x {mailbox.address}", &format!("ann{hidden}@b.c"));
            let quote = if shell == Shell::Cmd { '"' } else { '\'' };
            assert_eq!(
                command,
                format!("x {quote}ann\u{fffd}@b.c{quote}"),
                "{shell} {hidden:?}"
            );
        }
    }
    // In lists as well.
    let list = Value::List(vec![Value::Text("a\u{202e}b".into())]);
    let ty = FactType::List(Box::new(FactType::Text));
    assert_eq!(Shell::Bash.argument(&list, &ty), "'a\u{fffd}b'");
}

#[test]
fn a_placeholder_between_quotes_is_refused() {
    let world = World::new();
    let told = |shell: Shell, text: &str| {
        let sink = std::cell::Cell::new(0);
        let _ = world.compile(text, |text, scope, problems| {
            let command = compile_command(written(shell, text), scope, problems);
            sink.set(problems.errors());
            command
        });
        sink.get()
    };
    assert_eq!(told(Shell::PowerShell, "x \"{mailbox.address}\""), 1);
    assert_eq!(
        told(Shell::Bash, "x \"a\" {mailbox.address} \"b {mailbox.size}\""),
        1
    );
    assert_eq!(told(Shell::Bash, "x \\\" {mailbox.address}"), 0);
    assert_eq!(told(Shell::Cmd, "it\u{27}s {mailbox.address}"), 0);
}
