//! Phrases of packs: what a language says for sentences that come as values, and for words of a pack that are no words of its rules.
//!
//! Packs are where they stand, since a provider hands out its own: so a language for what a plugin says is a file of its pack.

use super::raw::{RawCommand, RawPack};
use crate::read::AuthorText;
use crate::template::same_placeholders;
use imaprules_words::Phrases;

/// The phrases of all packs in a language.
pub(super) fn of(packs: &[RawPack], language: &str) -> Phrases {
    let mut phrases = Phrases::default();
    let locales = packs.iter().flat_map(|pack| &pack.locales);
    for raw in locales
        .filter(|locale| locale.language == language)
        .flat_map(|locale| &locale.phrases)
    {
        phrases.add(&raw.of.value, &raw.say.value);
    }
    phrases
}

/// Puts phrases in the place of the pack's own words, wherever there are such and they show the same values.
pub(super) fn reword(pack: &mut RawPack, phrases: &Phrases) {
    for text in texts_mut(pack) {
        let said = phrases
            .has(&text.value)
            .then(|| phrases.say(&text.value).into_owned());
        if let Some(said) = said.filter(|said| same_placeholders(&text.value, said)) {
            text.value = said;
        }
    }
}

fn texts_mut(pack: &mut RawPack) -> impl Iterator<Item = &mut AuthorText> {
    let commands = pack
        .rules
        .iter_mut()
        .flat_map(|rule| &mut rule.commands)
        .flat_map(command);
    let derived = pack.derived.iter_mut().map(|fact| &mut fact.about);
    let manifest = &mut pack.manifest;
    let params = manifest.params.iter_mut().map(|param| &mut param.about);
    let facts = manifest
        .facts
        .iter_mut()
        .flat_map(|fact| fact.how.iter_mut().chain([&mut fact.about]));
    commands.chain(derived).chain(params).chain(facts)
}

/// The words of a command, and what only shows how to find or take back something: it can hold words in the place of a value.
fn command(command: &mut RawCommand) -> impl Iterator<Item = &mut AuthorText> {
    let RawCommand {
        about,
        first,
        destroys,
        record,
        undo,
        ..
    } = command;
    [about, first, destroys, record, undo].into_iter().flatten()
}

/// The pack's own words that have to be translated: those of its commands, parameters and facts.
pub(crate) fn words(pack: &RawPack) -> Vec<AuthorText> {
    let commands = pack.rules.iter().flat_map(|rule| &rule.commands);
    let commands = commands.flat_map(|command| [&command.about, &command.first, &command.destroys]);
    let hows = pack.manifest.facts.iter().map(|fact| &fact.how);
    let abouts = pack
        .derived
        .iter()
        .map(|fact| &fact.about)
        .chain(pack.manifest.params.iter().map(|param| &param.about))
        .chain(pack.manifest.facts.iter().map(|fact| &fact.about));
    let mut words: Vec<AuthorText> = commands.chain(hows).flatten().chain(abouts).cloned().collect();
    words.sort_by(|a, b| a.value.cmp(&b.value));
    words.dedup_by(|a, b| a.value == b.value);
    words
}

#[cfg(test)]
mod tests {
    use crate::testkit::{MANIFEST, mailbox, pack, reported, schema, store};
    use crate::{Languages, MESSAGES};
    use crate::{LintOptions, LoadOptions, Packs, ReportOptions, lint};
    use imaprules_facts::{Reason, Unknown, Value};
    use imaprules_words::Catalogue;

    const RULES: &str = r#"
[[derived]]
name = "demo.plan"
for = "mailbox"
type = "text"
about = "The plan."
value = '"row 7 waits"'
phrased = true

[[rule]]
id = "a.b"
for = "mailbox"
severity = "blocker"
given = 'imap.login == "ok"'
when = "imap.shared"
title = "Plan: {demo.plan}"
why = "Because."
fix = ["Do it."]
commands = [{ shell = "bash", run = "go", first = "ask {mailbox.address}", undo = "come back with {mailbox.address}, or not" }]
"#;

    const WORDS: &str = r#"
['a.b']
of = 'FINGERPRINT'
title = 'Plan şu: {demo.plan}'
why = 'Çünkü.'
fix = ['Yapın.']
"#;

    const PHRASES: &str = r#"
[[phrase]]
of = "row {row} waits"
say = "{row}. satır bekliyor"
[[phrase]]
of = "ask {mailbox.address}"
say = "{mailbox.address} adresine sorun"
[[phrase]]
of = "come back with {mailbox.address}, or not"
say = "come back with {mailbox.address} ya da hiç"
[[phrase]]
of = "Use --login all."
say = "--login all kullanın."
[[phrase]]
of = "told by {who}"
say = "söyleyen: {who}"
"#;

    fn packs(languages: Languages, phrases: &str) -> Packs {
        let load = |words: &str, languages: &Languages| {
            let files = [
                ("rules.toml", RULES),
                ("locale/tr.toml", words),
                ("locale/tr.values.toml", phrases),
            ];
            let options = LoadOptions {
                languages: languages.clone(),
                ..LoadOptions::default()
            };
            crate::load_with(schema(), &[pack(MANIFEST, &files)], &options).unwrap_or_else(|e| panic!("{e}"))
        };
        let fingerprint = load("", &Languages::None).all()[0].rules[0].fingerprint();
        load(&WORDS.replace("FINGERPRINT", &fingerprint), &languages)
    }

    #[test]
    fn values_notes_ways_and_words_of_commands_speak_the_language() {
        let packs = packs(Languages::One("tr".into()), PHRASES);
        let known = [
            ("imap.shared", Value::Bool(true)),
            ("imap.login", Value::Text("ok".into())),
        ];
        let mut unknown = mailbox("b@example.com", &[]);
        unknown.facts.push((
            "imap.login".into(),
            Err(Unknown::noted(Reason::Refused, "told by mail.example.com")),
        ));
        let mut store = store(&packs, &[mailbox("a@example.com", &known), unknown]);
        let words = Catalogue::read("tr", &[MESSAGES]).unwrap();
        let options = ReportOptions {
            words: words.with_phrases(packs.phrases()),
            ..ReportOptions::default()
        };
        let report = reported(&packs, &mut store, 1, &options);
        let found = &report.results[0];
        assert_eq!(found.title, "Plan şu: 7. satır bekliyor");
        let plan = found.facts.iter().find(|fact| fact.name == "demo.plan").unwrap();
        assert_eq!(plan.value, "row 7 waits");
        assert_eq!(plan.shown.as_deref(), Some("\"7. satır bekliyor\""));
        assert_eq!(
            found.commands[0].run,
            "# Önce: '?' adresine sorun\n# go\n# Geri alma: come back with '<mailbox.address>' ya da hiç"
                .replace("'?'", "?")
        );
        let gap = report.gaps.iter().find(|gap| gap.fact == "imap.login").unwrap();
        assert_eq!(gap.note.as_deref(), Some("söyleyen: mail.example.com"));
        assert_eq!(gap.how, "--login all kullanın.");
    }

    #[test]
    fn english_stays_english() {
        let packs = packs(Languages::None, PHRASES);
        assert!(packs.phrases().is_empty());
        let known = [
            ("imap.shared", Value::Bool(true)),
            ("imap.login", Value::Text("ok".into())),
        ];
        let mut store = store(&packs, &[mailbox("a@example.com", &known)]);
        let report = reported(&packs, &mut store, 1, &ReportOptions::default());
        assert_eq!(report.results[0].title, "Plan: row 7 waits");
        assert!(report.results[0].commands[0].run.starts_with("# First: ask ?\n"));
    }

    #[test]
    fn lint_asks_for_every_word_of_the_pack_and_looks_at_phrases() {
        let told = |phrases: &str| {
            let packs = packs(Languages::All, phrases);
            let codes = lint(&packs, &LintOptions::default());
            let codes = codes.iter().map(|one| one.code.as_str());
            let codes: Vec<_> = codes
                .filter(|code| code.starts_with("translation") || *code == "duplicate")
                .collect();
            codes.join(" ")
        };
        let whole = PHRASES.to_owned() + "[[phrase]]\nof = 'The plan.'\nsay = 'Plan.'\n";
        assert_eq!(told(&whole), "");
        assert_eq!(told(PHRASES), "translation-missing");
        assert_eq!(
            told(&whole.replace("söyleyen: {who}", "söyleyen")),
            "translation-shape"
        );
        assert_eq!(
            told(&whole.replace("say = \"söyleyen: {who}", "say = \"{who}dan")),
            "translation-suffix"
        );
        let twice = whole.clone() + "[[phrase]]\nof = 'The plan.'\nsay = 'Tasarı.'\n";
        assert_eq!(told(&twice), "duplicate");
    }
}
