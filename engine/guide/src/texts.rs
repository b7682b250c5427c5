//! Every text of a guide under a key, so that a translation can name what it translates and say which wording it knew.

use crate::guide::Guide;
use std::collections::BTreeMap;

/// A text that can be translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it stands: `mailbox-full.title`, `mailbox-full.steps.2`, `guide.ask`.
    pub key: String,
    /// What it says.
    pub text: String,
}

/// A short print of a text, to tell whether it has changed since it was translated: FNV-1a of 64 bits, in hexadecimal
/// (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>). Stable over versions and machines, which is all it is for.
pub fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

impl Guide {
    /// Every text, in the order of the guide.
    pub fn texts(&self) -> Vec<Text> {
        let mut all = Vec::new();
        let mut copy = self.clone();
        copy.each_text(&mut |key, text| {
            all.push(Text {
                key: key.to_owned(),
                text: text.clone(),
            });
        });
        all
    }

    /// The guide with other words for some of its texts, by their keys.
    #[must_use]
    pub fn with_texts(&self, words: &BTreeMap<String, String>) -> Guide {
        let mut copy = self.clone();
        copy.each_text(&mut |key, text| {
            if let Some(other) = words.get(key) {
                text.clone_from(other);
            }
        });
        copy
    }

    fn each_text(&mut self, visit: &mut dyn FnMut(&str, &mut String)) {
        visit("guide.title", &mut self.title);
        visit("guide.ask", &mut self.ask);
        let (yes, no) = (self.yes.clone(), self.no.clone());
        visit("guide.yes", &mut self.yes);
        visit("guide.no", &mut self.no);
        for node in &mut self.nodes {
            let id = node.id.clone();
            visit(&format!("{id}.title"), &mut node.title);
            for (at, text) in node.text.iter_mut().enumerate() {
                visit(&format!("{id}.text.{}", at + 1), text);
            }
            if let Some(question) = &mut node.question {
                visit(&format!("{id}.question"), question);
            }
            if let Some(why) = &mut node.why {
                visit(&format!("{id}.why"), why);
            }
            for choice in &mut node.choices {
                // The answers after every cause are the guide's own, once for all.
                match &choice.text {
                    text if *text == yes && choice.target.is_none() => choice.text.clone_from(&self.yes),
                    text if *text == no && choice.id == crate::read::NEXT => choice.text.clone_from(&self.no),
                    _ => visit(&format!("{id}.choice.{}", choice.id), &mut choice.text),
                }
            }
            for (at, step) in node.steps.iter_mut().enumerate() {
                visit(&format!("{id}.steps.{}", at + 1), &mut step.text);
            }
            for (at, command) in node.commands.iter_mut().enumerate() {
                visit(&format!("{id}.command.{}", at + 1), &mut command.about);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use crate::testkit::{GUIDE, guide};
    use std::collections::{BTreeMap, HashSet};

    #[test]
    fn every_text_has_a_key_of_its_own() {
        let texts = guide(GUIDE).texts();
        let keys: HashSet<&str> = texts.iter().map(|text| text.key.as_str()).collect();
        assert_eq!(keys.len(), texts.len());
        for key in [
            "guide.ask",
            "door.question",
            "door.why",
            "wrong-key.steps.1",
            "door.choice.hangs",
        ] {
            assert!(keys.contains(key), "{key} is not among {keys:?}");
        }
        assert!(
            !keys.contains("wrong-key.choice.next"),
            "the answers of causes are the guide's"
        );
    }

    #[test]
    fn other_words_take_the_place_of_those_they_translate() {
        let words = [
            ("guide.no", "Hayır"),
            ("wrong-key.title", "Anahtar başka bir kapının"),
        ];
        let words: BTreeMap<String, String> = words
            .iter()
            .map(|(key, text)| ((*key).into(), (*text).into()))
            .collect();
        let turkish = guide(GUIDE).with_texts(&words);
        let node = turkish.node("wrong-key").unwrap();
        assert_eq!(node.title, "Anahtar başka bir kapının");
        assert_eq!(node.choice("next").unwrap().text, "Hayır");
        assert_eq!(node.choice("solved").unwrap().text, "Yes");
    }

    #[test]
    fn a_changed_text_has_another_print() {
        assert_eq!(fingerprint(""), "cbf29ce484222325");
        assert_eq!(fingerprint("a"), "af63dc4c8601ec8c");
        assert_ne!(fingerprint("Take it."), fingerprint("Take it!"));
    }
}
