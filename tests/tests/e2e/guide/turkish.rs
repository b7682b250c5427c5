//! The guide in Turkish: every page of it, on a terminal, in what is handed on, and where a translation is outdated.

use std::collections::BTreeMap;
use std::time::Duration;

use imaprules_tests::{Program, Terminal};
use serde_json::{Value, json};

use super::{all_nodes, guide, node, pages};
use crate::scene::SOON;

/// Names that are the same in both languages.
const NAMES: [&str; 2] = ["Google (Gmail, Google Workspace)", "Exchange Server"];

/// Every page, with the steps of all source systems.
fn everything(flags: &str) -> BTreeMap<String, Value> {
    let visits = all_nodes().into_iter().map(|node| json!({ "visit": node }));
    let first = guide(flags, &[json!({ "visit": "source-system" })]).run();
    let mut answers = vec![json!({ "visit": "mailbox-full" }), json!("unsure")];
    answers.extend(visits);
    let outcome = guide(flags, &answers).run();
    let all = pages(&first).into_iter().chain(pages(&outcome));
    all.map(|page| (node(&page).to_owned(), page["page"].clone()))
        .collect()
}

/// What an author wrote on a page.
fn texts(page: &Value) -> Vec<String> {
    let list = |key: &str| page[key].as_array().cloned().unwrap_or_default();
    let inner = |key: &str, of: &str| -> Vec<Value> { list(key).iter().map(|one| one[of].clone()).collect() };
    let lines = [page["title"].clone(), page["question"].clone()];
    let all = lines
        .into_iter()
        .chain(["text", "why", "steps"].into_iter().flat_map(list))
        .chain(inner("choices", "text"))
        .chain(inner("commands", "about"));
    all.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

#[test]
fn every_page_is_turkish_and_shows_the_same_things() {
    let (english, turkish) = (everything(""), everything("--lang tr"));
    assert_eq!(turkish.len(), all_nodes().len());
    for (id, page) in &turkish {
        let from = &english[id];
        let (from_texts, into_texts) = (texts(from), texts(page));
        assert_eq!(from_texts.len(), into_texts.len(), "{id}");
        for (from, into) in from_texts.iter().zip(&into_texts) {
            assert!(
                from != into || NAMES.contains(&into.as_str()),
                "{id} shows English: {into}"
            );
        }
        let choices = page["choices"].as_array().expect("choices").iter();
        for choice in choices {
            let text = choice["text"].as_str().unwrap_or_default();
            assert!(
                text.chars().count() <= 72,
                "{id}: too long for a narrow terminal: {text}"
            );
        }
        for same in ["number", "kind", "sources", "errors", "ending"] {
            assert_eq!(page[same], from[same], "{id}: {same}");
        }
        let run = |page: &Value| -> Vec<Value> {
            let commands = page["commands"].as_array().cloned().unwrap_or_default();
            commands
                .iter()
                .map(|command| json!([command["run"], command["destroys"]]))
                .collect()
        };
        assert_eq!(run(page), run(from), "{id}");
    }
}

/// What translations of this guide got wrong before, and what harm it did.
#[test]
fn mistakes_that_do_harm_are_not_made_again() {
    let turkish = everything("--lang tr");
    let all: String = turkish.values().flat_map(texts).collect::<Vec<_>>().join("\n");
    for never in [
        "dışlayamaz",
        "farklı al",
        "EpostaAdresi",
        "Emaadresi",
        "Kullanıcı adı, parola",
        "KIMLIKLER",
        "göç",
    ] {
        assert!(!all.to_lowercase().contains(&never.to_lowercase()), "{never}");
    }
    let says = |id: &str, words: &str| {
        let texts = texts(&turkish[id]);
        assert!(
            texts.iter().any(|text| text.contains(words)),
            "{id}: {words}\n{texts:#?}"
        );
    };
    says("slow-folders", "Hariç tutulmayan ortak klasörler");
    says("slow-folders", "Ortak klasörleri her zaman hariç tutun");
    says("file-column-missing", "EmailAddress, UserName ve Password");
    says("recipient-value", "user@contoso.com,contoso\\terry.adams,1091990");
    says("server-name", "ya da genel DNS'te");
    says("super-user-rights", "Receive As");
    says("slow-limits", "IDS");
    says("slow-concurrency", "çalışıyorsa durdurun");
    says("slow-waiting", "Syncing (Eşitleniyor)");
    says("slow-waiting", "örneğin 8 saat");
    says(
        "which-error",
        "E-mail migration batch ... has finished - with errors",
    );
    says("admin-role", "Organization Management");
    says("duplicates-labels", "Hepsini asla kaldırmayın");
    says("which-error", "Hedefte bir alıcı bulunamadı");
    says("which-file-error", "Karşıya yükleme dosyası boş olamaz");
}

#[test]
fn programs_read_english_unless_they_ask() {
    let title = |program: Program| {
        let outcome = program.env("LANG", "tr_TR.UTF-8").run();
        pages(&outcome)[0]["page"]["title"].clone()
    };
    assert_eq!(title(guide("N28", &[])), "The name of the batch is taken");
    assert_eq!(
        title(guide("N28 --lang tr", &[])),
        "Toplu işlemin adı kullanılıyor"
    );
    let picture = Program::line("guide --graph mermaid")
        .env("LANG", "tr_TR.UTF-8")
        .run();
    assert!(
        picture.stdout.contains("Etiketler kopya oluşturur"),
        "{}",
        picture.stdout
    );
    let picture = Program::line("guide --graph dot --lang en")
        .env("LANG", "tr_TR.UTF-8")
        .run();
    assert!(
        picture.stdout.contains("Labels make copies"),
        "{}",
        picture.stdout
    );
}

#[test]
fn a_transcript_is_in_the_language_of_its_walk_and_a_walk_goes_on_in_another() {
    let answers = [json!("troubleshoot"), json!("failing")];
    let outcome = guide("--lang tr --export walk.md --resume walk.json", &answers).run();
    let told = outcome.written("walk.md");
    for part in [
        "# Microsoft 365'e IMAP geçişinde sorun giderme",
        "yanıt: **Çalışmayan bir geçişi onarmak**",
        "Sonuç: bitmedi.",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let kept = outcome.written("walk.json");
    let english = guide("--export walk.md --resume walk.json", &[json!("yes")])
        .file("walk.json", kept)
        .run();
    let told = english.written("walk.md");
    assert!(told.contains("**Mend a migration that does not work**"), "{told}");
}

#[test]
fn a_narrow_terminal_shows_turkish_whole() {
    let program = Program::line("guide").env("LANG", "tr_TR.UTF-8");
    let mut terminal = Terminal::sized(program, 80, 24);
    let pick = |terminal: &mut Terminal, steps: usize| {
        terminal.wait_for("ok tuşları ve Enter", SOON);
        std::thread::sleep(Duration::from_millis(150));
        terminal.clear();
        terminal.keys(&format!("{}\r", "\x1b[B".repeat(steps)));
    };
    terminal.wait_for("Ne yapmak istiyorsunuz?", SOON);
    terminal.wait_for("Projeyi bir sonraki adıma taşımak: plandan teslime", SOON);
    pick(&mut terminal, 0);
    terminal.wait_for(
        "Bir şey başarısız mı oluyor, yoksa yalnızca uzun mu sürüyor?",
        SOON,
    );
    pick(&mut terminal, 0);
    terminal.wait_for("Toplu işlemi oluşturup başlatabildiniz mi?", SOON);
    pick(&mut terminal, 1);
    terminal.wait_for("Geçiş toplu işlemi zaten var", SOON);
    pick(&mut terminal, 3);
    terminal.wait_for("Toplu işlemin adı kullanılıyor", SOON);
    terminal.wait_for("ok tuşları ve Enter", SOON);
    let shown = terminal.shown();
    assert!(!shown.contains('\u{fffd}'), "a letter was cut: {shown}");
    pick(&mut terminal, 0);
    terminal.wait_for("== Çözüldü", SOON);
    assert_eq!(terminal.finish(SOON), Some(0));
}

const OURS: &str = r#"
[guide]
id = "ours"
version = "1"
title = "Our own way"
start = "first"
ask = "Better?"
yes = "Yes, better"
no = "Not better"
solved = "good"

[[node]]
id = "first"
kind = "cause"
title = "The proxy keeps the mailbox away"
text = ["They all have one."]
rules = ["csv.empty"]
steps = ["Call them."]
next = "bad"

[[node]]
id = "good"
kind = "end"
ending = "solved"
title = "Good"

[[node]]
id = "bad"
kind = "end"
ending = "escalate"
title = "Call us"
"#;

const TURKISH: &str = r#"
[ours]
of = "<guide>"
title = "Kendi yolumuz"
ask = "Daha iyi mi?"
yes = "Evet, daha iyi"
no = "Hayır, değil"

[ours.nodes.first]
of = "<first>"
title = "Ara sunucu posta kutusuna ulaştırmıyor"
text = ["Hepsinde bir tane vardır."]
steps = ["Onları arayın."]

[ours.nodes.good]
of = "<good>"
title = "İyi"

[ours.nodes.bad]
of = "<bad>"
title = "Bizi arayın"
"#;

fn ours(program: Program, guide: &str, words: &str) -> Program {
    program
        .file(
            "mine/pack.toml",
            "[pack]\nid = \"mine\"\nversion = \"1\"\ntitle = \"Mine\"\n",
        )
        .file("mine/guides/ours.toml", guide)
        .file("mine/guides/locale/tr.toml", words)
}

/// The translation with the fingerprints that lint names where words are missing.
fn with_fingerprints() -> String {
    let lint = ours(Program::line("rules lint mine"), OURS, "").run();
    let mut words = TURKISH.to_owned();
    for line in lint.stdout.lines() {
        let Some((before, after)) = line.split_once("with of = \"") else {
            continue;
        };
        let table = before
            .rsplit_once('[')
            .map_or("", |(_, table)| table.trim_end_matches(['`', ']', ' ']));
        let name = table.strip_prefix("ours.nodes.").unwrap_or("guide");
        let print = after.split('"').next().unwrap_or_default();
        words = words.replace(&format!("<{name}>"), print);
    }
    assert!(!words.contains('<'), "{words}\n{}", lint.stdout);
    words
}

#[test]
fn consultants_translate_their_guides_and_old_words_are_not_shown_for_new_advice() {
    let words = with_fingerprints();
    let walk = |guide_text: &str| {
        let program = guide("--rules mine --guide ours --lang tr", &[json!("next")]);
        let outcome = ours(program, guide_text, &words).run();
        let pages = pages(&outcome);
        let title = |at: usize| pages[at]["page"]["title"].as_str().unwrap_or_default().to_owned();
        let choice = pages[0]["page"]["choices"][0]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (title(0), choice, title(1))
    };
    let lint = |guide_text: &str, words: &str| {
        let outcome = ours(Program::line("rules lint mine"), guide_text, words).run();
        // What is to be looked at in a pack of one's own is a warning.
        outcome.expect_code(0);
        outcome.stdout
    };
    let all = (
        "Ara sunucu posta kutusuna ulaştırmıyor".to_owned(),
        "Evet, daha iyi".to_owned(),
        "Bizi arayın".to_owned(),
    );
    assert_eq!(walk(OURS), all);
    let told = lint(OURS, &words);
    assert!(!told.contains("translation-"), "{told}");
    let changed = OURS.replace("Call them.", "Call them at noon.");
    assert_eq!(
        walk(&changed),
        ("The proxy keeps the mailbox away".to_owned(), all.1, all.2)
    );
    for (guide_text, from, to, wanted) in [
        (
            changed.as_str(),
            "",
            "",
            "warning[translation-outdated]: `first` has changed",
        ),
        (
            OURS,
            "steps = [\"Onları arayın.\"]\n",
            "",
            "warning[translation-shape]: `first` is not translated: steps.1",
        ),
        (
            OURS,
            "Bizi arayın",
            "Bizi {mailbox.address}'a arayın",
            "warning[translation-suffix]",
        ),
        (
            OURS,
            "posta kutusuna",
            "mail kutusuna",
            "warning[translation-term]",
        ),
        (
            OURS,
            "[ours.nodes.bad]",
            "[ours.nodes.bed]",
            "warning[translation-missing]: `bad` has no words",
        ),
        (
            OURS,
            "[ours.nodes.bad]",
            "[ours.nodes.bed]",
            "warning[unknown-node]",
        ),
        (
            OURS,
            "\n[ours]\n",
            "\n[theirs]\nof = \"1\"\n[ours]\n",
            "there is no guide `theirs`",
        ),
    ] {
        let told = lint(guide_text, &words.replace(from, to));
        assert!(told.contains(wanted), "{wanted}\n{told}");
        assert!(told.contains("mine/guides/locale/tr.toml:"), "{told}");
    }
}

#[test]
fn a_translation_that_cannot_be_read_is_told_with_its_place() {
    let words = "[ours.nodes.first]\nof = \"1\"\ntitel = \"Ara sunucu\"\n";
    let outcome = ours(guide("--rules mine --guide ours --lang tr", &[]), OURS, words).run();
    outcome
        .expect_code(2)
        .expect_complaint(&["mine/guides/locale/tr.toml:3", "did you mean `title`?"]);
    let english = ours(guide("--rules mine --guide ours", &[]), OURS, words).run();
    assert_eq!(
        node(&pages(&english)[0]),
        "first",
        "who does not speak it is not kept"
    );
}

#[test]
fn what_a_walk_begins_with_is_said_in_turkish() {
    let outcome = guide("--lang tr", &[])
        .args(["--text", "We had trouble signing in to this account."])
        .run();
    assert!(
        outcome.stderr.contains("Kaynak, oturum açmayı reddetti"),
        "{}",
        outcome.stderr
    );
    assert!(
        !outcome.stderr.contains("The sign-in at the source"),
        "{}",
        outcome.stderr
    );
}
