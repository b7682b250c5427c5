//! A guide's words in other languages: `locale/LANGUAGE.toml` in the folder of guides, a table for each node.
//!
//! A translation names the fingerprint of what it translates. Where that has changed since, the node keeps its own words:
//! old words for new advice would be wrong advice. Whether the words are good is looked at in [`faults`](crate::faults).

use crate::guide::Guide;
use crate::read::GuideFile;
use crate::texts::fingerprint;
use imaprules_rules::read::{AuthorText, Data, Entry, Fields, Node as Tree, Sink, parse};
use imaprules_rules::{Code, Diagnostic, Place, Problems, SourceText};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The words of a guide itself stand under this name among those of its nodes.
pub(crate) const GUIDE: &str = "guide";

const OWN: [&str; 6] = ["of", "title", "ask", "yes", "no", "nodes"];
const NODE: [&str; 8] = [
    "of", "title", "text", "question", "why", "choice", "steps", "command",
];

/// The words of a guide in another language.
#[derive(Debug, Clone)]
pub struct Locale {
    /// The language, as its file is named: `tr`.
    pub language: String,
    /// The guides that the file has words for; this one is one of them.
    pub guides: Vec<AuthorText>,
    /// Where the file begins.
    pub place: Place,
    pub(crate) words: Vec<Words>,
}

/// The words of one node, or of the guide itself.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// Id of the node.
    pub(crate) name: AuthorText,
    /// The fingerprint of the words that were translated.
    pub(crate) of: AuthorText,
    /// The words, by the keys of what they translate.
    pub(crate) texts: BTreeMap<String, AuthorText>,
}

impl Locale {
    /// Reads the words of a guide out of a translation file. A file without any has none, and that is no mistake: it
    /// serves all guides of its folder.
    ///
    /// # Errors
    /// Everything that is miswritten in it.
    pub fn read(language: &str, file: &GuideFile, guide: &Guide) -> Result<Locale, Problems> {
        let sink = Sink::default();
        let source = Arc::new(SourceText::new(&file.name, &file.text));
        let root = parse(&source).map_err(Problems::sorted)?;
        let mut locale = Locale {
            language: language.to_owned(),
            guides: Vec::new(),
            place: Place::new(&source, 0..0),
            words: Vec::new(),
        };
        for entry in entries(&root) {
            locale
                .guides
                .push(AuthorText::new(&entry.key, &source, entry.span.clone()));
            if entry.key == guide.id {
                locale.words = of_guide(&source, entry, &sink);
            }
        }
        let problems = sink.into_all();
        if problems.iter().any(Diagnostic::is_error) {
            return Err(Problems::sorted(problems));
        }
        Ok(locale)
    }
}

impl Guide {
    /// The guide in another language, wherever that translates what stands there today.
    #[must_use]
    pub fn spoken(&self, locale: &Locale) -> Guide {
        let today = self.fingerprints();
        let fresh = locale
            .words
            .iter()
            .filter(|words| today.get(words.name.value.as_str()) == Some(&words.of.value));
        let texts = fresh.flat_map(|words| &words.texts);
        let texts = texts.map(|(key, text)| (key.clone(), text.value.clone()));
        self.with_texts(&texts.collect())
    }

    /// The fingerprints of its nodes, by their ids, and of its own words, under `guide`: of every text with its key.
    pub fn fingerprints(&self) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for text in self.texts() {
            let whole = all.entry(owner(&text.key).to_owned()).or_default();
            for part in [&text.key, &text.text] {
                whole.push_str(part);
                whole.push('\0');
            }
        }
        for whole in all.values_mut() {
            *whole = fingerprint(whole);
        }
        all
    }
}

/// The node that a text belongs to. Ids have no dots.
pub(crate) fn owner(key: &str) -> &str {
    key.split_once('.').map_or(key, |(owner, _)| owner)
}

fn entries(tree: &Tree) -> &[Entry] {
    match &tree.data {
        Data::Table(entries) => entries,
        _ => &[],
    }
}

/// `[ID]` with the guide's own words, and below it `[ID.nodes.NODE]`.
fn of_guide(source: &Arc<SourceText>, entry: &Entry, sink: &Sink) -> Vec<Words> {
    let Some(fields) = Fields::open(source, sink, &entry.node, "the translated guide", &OWN) else {
        return Vec::new();
    };
    let nodes = fields.entries("nodes").iter();
    let mut all: Vec<Words> = nodes.filter_map(|entry| of_node(source, entry, sink)).collect();
    let lines = ["title", "ask", "yes", "no"];
    // Whoever translates the nodes first has no words for the guide itself yet.
    if fields.get("of").is_some() || lines.iter().any(|line| fields.get(line).is_some()) {
        let name = AuthorText::new(GUIDE, source, entry.span.clone());
        all.extend(collect(&fields, name, &lines, &[], sink));
    }
    all
}

fn of_node(source: &Arc<SourceText>, entry: &Entry, sink: &Sink) -> Option<Words> {
    let fields = Fields::open(source, sink, &entry.node, "the translated node", &NODE)?;
    let name = AuthorText::new(&entry.key, source, entry.span.clone());
    let mut words = collect(
        &fields,
        name,
        &["title", "question", "why"],
        &["text", "steps", "command"],
        sink,
    )?;
    for choice in fields.entries("choice") {
        let key = format!("{}.choice.{}", entry.key, choice.key);
        match &choice.node.data {
            Data::Text(text) => {
                let text = AuthorText::new(text, source, choice.node.span.clone());
                words.texts.insert(key, text);
            }
            _ => {
                let message = format!("the words of the choice `{}` must be a string", choice.key);
                sink.push(Diagnostic::error(Code::WrongValue, message).at(source, choice.node.span.clone()));
            }
        }
    }
    Some(words)
}

/// The words of single lines, and of lists, which are counted from one.
fn collect(
    fields: &Fields<'_>,
    name: AuthorText,
    lines: &[&str],
    lists: &[&str],
    sink: &Sink,
) -> Option<Words> {
    let of = fields.required("of");
    let mut texts = BTreeMap::new();
    for line in lines {
        if let Some(text) = fields.text(line) {
            texts.insert(format!("{}.{line}", name.value), text);
        }
    }
    for list in lists {
        for (at, text) in fields.texts(list).into_iter().enumerate() {
            texts.insert(format!("{}.{list}.{}", name.value, at + 1), text);
        }
    }
    for text in texts.values().filter(|text| text.value.trim().is_empty()) {
        sink.push(text.error(Code::WrongValue, "a translation must say something"));
    }
    Some(Words { name, of: of?, texts })
}

#[cfg(test)]
mod tests {
    use super::Locale;
    use crate::testkit::{GUIDE, guide, locale, turkish, words};
    use crate::{Evidence, GuideFile, Start, Walk};

    #[test]
    fn a_guide_speaks_where_its_words_are_those_that_were_translated() {
        let guide = guide(GUIDE);
        let spoken = guide.spoken(&locale(&guide, &turkish(&guide)));
        assert_eq!(spoken.ask, "İşe yaradı mı?");
        let door = spoken.node("door").unwrap();
        assert_eq!(
            (door.title.as_str(), door.choices[0].text.as_str()),
            ("Kapıda ne var?", "Kilitli")
        );
        let cause = spoken.node("rusty-lock").unwrap();
        assert_eq!(cause.steps[1].text, "Zımparalayın.");
        assert_eq!(cause.choice("next").unwrap().text, "Hayır");
        let start = Start::Node("rusty-lock".into());
        let walk = Walk::begin(&spoken, Evidence::default(), &start, "", 0).unwrap();
        assert_eq!(walk.page(&words("en")).unwrap().title, "Kapı");
    }

    #[test]
    fn old_words_for_new_advice_are_not_shown() {
        let before = guide(GUIDE);
        let file = turkish(&before);
        let now = guide(&GUIDE.replace("Oil it.", "Oil it well."));
        let spoken = now.spoken(&locale(&now, &file));
        assert_eq!(spoken.node("rusty-lock").unwrap().title, "The lock is rusty");
        assert_eq!(spoken.node("rusty-lock").unwrap().steps[0].text, "Oil it well.");
        assert_eq!(spoken.node("door").unwrap().title, "Kapıda ne var?");
    }

    #[test]
    fn what_is_miswritten_is_told_with_its_place() {
        let guide = guide(GUIDE);
        let told = |text: &str| {
            let file = GuideFile {
                name: "locale/tr.toml".into(),
                text: text.into(),
            };
            Locale::read("tr", &file, &guide).unwrap_err().to_string()
        };
        assert!(told("[door.nodes.door]\ntitle = \"Kapı\"").contains("needs `of`"));
        assert!(told("[door.nodes.door]\nof = \"1\"\ntitel = \"Kapı\"").contains("did you mean `title`?"));
        assert!(told("[door.nodes.door]\nof = \"1\"\nchoice.hangs = 1").contains("must be a string"));
        assert!(told("[door.nodes.door]\nof = \"1\"\ntitle = \" \"").contains("must say something"));
        assert!(told("[door").contains("syntax"));
    }

    #[test]
    fn a_file_may_be_about_other_guides_of_its_folder() {
        let guide = guide(GUIDE);
        let locale = locale(&guide, "[window]\nof = \"1\"\ntitle = \"Pencere\"");
        assert_eq!(guide.spoken(&locale).title, guide.title);
        assert_eq!(locale.guides[0].value, "window");
    }
}
