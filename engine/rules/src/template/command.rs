//! Commands of a rule: what they do, what they note before, and what takes them back, filled for one subject.
//!
//! One text to paste is made of the parts, in which what is held back stands commented out: destructive commands, those for
//! which something has to be done or known first, and those with a fact that is not known. The parts are handed out as
//! well, for scripts.

use super::compile::{compile, quoted};
use super::{Shell, Template};
use crate::read::{AuthorText, Sink};
use imaprules_conditions::{Answer, Expression, Scope, answer};
use imaprules_facts::{FactStore, FactType, Subject, Value};
use imaprules_report::{Command as Shown, is_hidden};
use imaprules_words::Catalogue;
use std::cell::RefCell;

/// A command to paste.
#[derive(Debug, Clone)]
pub struct Command {
    /// The shell it is for.
    pub shell: Shell,
    /// When it is the right one, as between versions; always, where there is none.
    pub given: Option<Expression>,
    /// The session it needs, by its word.
    pub session: Option<String>,
    /// What it does, in one line.
    pub about: Option<Template>,
    /// Prints what will be changed, to be kept.
    pub record: Option<Template>,
    /// The command; what its placeholders give is quoted for the shell.
    pub run: Template,
    /// Takes it back.
    pub undo: Option<Template>,
    /// What it destroys.
    pub destroys: Option<Template>,
    /// What has to be done, decided or known before it may run.
    pub first: Option<Template>,
}

/// A command as its author wrote it.
pub(crate) struct Written<'a> {
    pub(crate) shell: Shell,
    pub(crate) given: Option<Expression>,
    pub(crate) session: Option<&'a AuthorText>,
    pub(crate) about: Option<&'a AuthorText>,
    pub(crate) record: Option<&'a AuthorText>,
    pub(crate) run: &'a AuthorText,
    pub(crate) undo: Option<&'a AuthorText>,
    pub(crate) destroys: Option<&'a AuthorText>,
    pub(crate) first: Option<&'a AuthorText>,
}

/// Checks a command. A placeholder between quotes would be quoted twice, so that is refused.
pub(crate) fn compile_command(written: Written, scope: &Scope, sink: &Sink) -> Option<Command> {
    let shell = written.shell;
    let words = |text: Option<&AuthorText>| text.map(|text| compile(text, scope, sink));
    let code = |text: &AuthorText| {
        quoted(shell, text, sink);
        compile(text, scope, sink)
    };
    let run = code(written.run);
    let (record, undo) = (written.record.map(code), written.undo.map(code));
    let (about, first) = (words(written.about), words(written.first));
    let destroys = words(written.destroys);
    Some(Command {
        shell,
        given: written.given,
        session: written.session.map(|word| word.value.clone()),
        about: whole(about)?,
        record: whole(record)?,
        run: run?,
        undo: whole(undo)?,
        destroys: whole(destroys)?,
        first: whole(first)?,
    })
}

/// Nothing where a text is there and broken.
fn whole(compiled: Option<Option<Template>>) -> Option<Option<Template>> {
    match compiled {
        Some(None) => None,
        Some(some) => Some(some),
        None => Some(None),
    }
}

impl Command {
    /// Its templates.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let words = [&self.about, &self.destroys, &self.first];
        let code = [&self.record, &self.undo];
        words.into_iter().chain(code).flatten().chain([&self.run])
    }

    /// The command as its author wrote it, to paste: with placeholders.
    pub fn text(&self, words: &Catalogue) -> String {
        let plain = |text: &Option<Template>| text.as_ref().map(|text| text.text().to_owned());
        let shown = Shown {
            shell: self.shell.to_string(),
            about: plain(&self.about),
            record: plain(&self.record),
            does: Some(self.run.text().to_owned()),
            undo: plain(&self.undo),
            destroys: plain(&self.destroys),
            first: plain(&self.first),
            only_if: self.given.as_ref().map(|given| given.text().trim().to_owned()),
            ..Shown::default()
        };
        paste(&shown, self.shell, words)
    }

    /// The command for a subject; nothing where it is not the right one. What is not known stands there as `<its.name>`, to be filled in
    /// by hand: a `?` would be taken for a pattern.
    pub fn fill(&self, said: &Catalogue, store: &FactStore, subject: Subject, now: i64) -> Option<Shown> {
        let right = self
            .given
            .as_ref()
            .map(|given| (given, answer(store, given, subject.row, now)));
        let only_if = match right {
            Some((_, Answer::Known(Value::Bool(false)))) => return None,
            None | Some((_, Answer::Known(_))) => None,
            Some((given, _)) => Some(one_line(given.text())),
        };
        let missing = RefCell::new(Vec::new());
        let code = |text: &Template| self.code(text, store, subject, &missing);
        let words = |text: &Option<Template>| {
            let filled = text
                .as_ref()
                .map(|text| text.fill_in(said.form(), store, subject));
            filled.map(|text| one_line(&text))
        };
        let does = code(&self.run);
        let mut shown = Shown {
            shell: self.shell.to_string(),
            session: self.session.clone(),
            about: words(&self.about),
            record: self.record.as_ref().map(code),
            undo: self.undo.as_ref().map(code),
            destroys: words(&self.destroys),
            first: words(&self.first),
            only_if,
            does: Some(does),
            ..Shown::default()
        };
        shown.missing = missing.into_inner();
        shown.run = paste(&shown, self.shell, said);
        shown.does = shown.does.take().filter(|does| *does != shown.run);
        Some(shown)
    }

    fn code(
        &self,
        text: &Template,
        store: &FactStore,
        subject: Subject,
        missing: &RefCell<Vec<String>>,
    ) -> String {
        let shell = self.shell;
        let print = |out: &mut String, value: &Value, ty: &FactType| out.push_str(&shell.argument(value, ty));
        let unknown = |out: &mut String, name: &str| {
            let mut missing = missing.borrow_mut();
            if !missing.iter().any(|one| one == name) {
                missing.push(name.to_owned());
            }
            out.push_str(&shell.quote(&format!("<{name}>")));
        };
        text.filled(store, subject, print, unknown)
    }
}

/// Words of a comment: on one line, with nothing that acts.
fn one_line(text: &str) -> String {
    let seen = text.chars().map(|c| match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    let text: String = seen.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One text of all parts. What is held back, and what takes it back, is commented out.
fn paste(shown: &Shown, shell: Shell, words: &Catalogue) -> String {
    let does = shown.does.as_deref().unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    let say = |key: &str, name: &str, value: &str| shell.comment(&words.told(key, &[(name, &value)]));
    lines.extend(shown.about.iter().map(|about| shell.comment(about)));
    if let Some(condition) = &shown.only_if {
        lines.push(say("command.only_if", "condition", &one_line(condition)));
    }
    if let Some(record) = &shown.record {
        lines.push(shell.comment(words.word("command.record")));
        lines.extend(record.lines().map(str::to_owned));
    }
    lines.extend(
        shown
            .first
            .iter()
            .map(|first| say("command.first", "what", first)),
    );
    lines.extend(
        shown
            .destroys
            .iter()
            .map(|what| say("command.destroys", "what", what)),
    );
    let held = shown.first.is_some() || shown.destroys.is_some() || shown.only_if.is_some();
    lines.extend(does.lines().map(|line| match held {
        true => shell.comment(line),
        false => line.to_owned(),
    }));
    let undo = shown.undo.iter().flat_map(|undo| undo.lines());
    lines.extend(undo.map(|line| say("command.undo", "command", shell.uncommented(line))));
    lines.join("\n")
}
