//! A small guide and what is needed to walk it.

use crate::{Evidence, Guide, GuideFile, Locale};
use imaprules_words::Catalogue;
use std::collections::BTreeMap;

pub(crate) const GUIDE: &str = r#"
[guide]
id = "door"
version = "1"
title = "A door that stays shut"
start = "door"
variants = "made-of"
ask = "Did that help?"
yes = "Yes"
no = "No"
solved = "done"
literal = ["door.sign"]

[[node]]
id = "door"
number = "D1"
kind = "question"
title = "What about the door?"
question = "What is it?"
why = "Keys and hinges differ."
symptoms = ["door-stuck"]
[[node.choice]]
id = "locked"
text = "It is locked"
to = "wrong-key"
when = 'door.locked'
errors = ["E1"]
[[node.choice]]
id = "hangs"
text = "It hangs"
to = "help"
when = 'not door.locked'

[[node]]
id = "wrong-key"
number = "D2"
kind = "cause"
title = "The key is another one's"
text = ["Keys look alike."]
steps = ["Take the other key."]
rules = ["door.key"]
settles = true
next = "rusty-lock"
covers = ["T1"]
errors = ["E2"]

[[node]]
id = "rusty-lock"
number = "D3"
kind = "cause"
title = "The lock is rusty"
text = ["Rain."]
rules = ["door.rust"]
next = "frozen"
[[node.step]]
text = "Oil it."
for = ["iron"]
[[node.step]]
text = "Sand it."
for = ["wood"]

[[node]]
id = "frozen"
kind = "cause"
title = "The lock is frozen"
text = ["Winter."]
steps = ["Warm it."]
next = "help"

[[node]]
id = "made-of"
kind = "question"
title = "The door"
question = "What is it made of?"
why = "Steps differ."
[[node.choice]]
id = "iron"
text = "Iron"
variant = "iron"
when = 'door.iron'
[[node.choice]]
id = "wood"
text = "Wood"
variant = "wood"
[[node.choice]]
id = "unsure"
text = "I do not know"
variant = "any"

[[node]]
id = "done"
kind = "end"
ending = "solved"
title = "Open"

[[node]]
id = "help"
kind = "end"
ending = "escalate"
title = "Call somebody"
"#;

pub(crate) fn read(text: &str) -> Result<Guide, String> {
    let file = GuideFile {
        name: "door.toml".into(),
        text: text.into(),
    };
    Guide::read(&[file]).map_err(|problems| problems.to_string())
}

pub(crate) fn guide(text: &str) -> Guide {
    read(text).unwrap_or_else(|problems| panic!("{problems}"))
}

pub(crate) fn problems(text: &str) -> String {
    read(text)
        .map(|guide| format!("{guide:?}"))
        .expect_err("a faulty guide")
}

/// What was found, what is clear, and which choices hold.
pub(crate) fn evidence(found: &[&str], clear: &[&str], holds: &[(&str, &str)]) -> Evidence {
    let mut rules = BTreeMap::new();
    for id in found {
        rules.insert((*id).to_owned(), crate::RuleEvidence::finding(1));
    }
    for id in clear {
        rules.insert((*id).to_owned(), crate::RuleEvidence::clear(1));
    }
    let holds = holds
        .iter()
        .map(|(node, choice)| (((*node).into(), (*choice).into()), Some(true)));
    Evidence {
        rules,
        holds: holds.collect(),
        error: None,
    }
}

/// What pages say themselves.
pub(crate) fn words(language: &str) -> Catalogue {
    Catalogue::read(language, &[crate::MESSAGES]).unwrap_or_else(|error| panic!("{error}"))
}

/// The guide in Turkish, with the fingerprints it has.
pub(crate) fn turkish(guide: &Guide) -> String {
    let mut text = TURKISH.to_owned();
    for (name, print) in guide.fingerprints() {
        text = text.replace(&format!("<{name}>"), &print);
    }
    text
}

pub(crate) fn locale(guide: &Guide, text: &str) -> Locale {
    let file = GuideFile {
        name: "locale/tr.toml".into(),
        text: text.into(),
    };
    Locale::read("tr", &file, guide).unwrap_or_else(|problems| panic!("{problems}"))
}

const TURKISH: &str = r#"
[door]
of = "<guide>"
title = "Açılmayan kapı"
ask = "İşe yaradı mı?"
yes = "Evet"
no = "Hayır"

[door.nodes.door]
of = "<door>"
title = "Kapıda ne var?"
question = "Nedir?"
why = "Anahtarlar ve menteşeler farklıdır."
choice.locked = "Kilitli"
choice.hangs = "Sarkıyor"

[door.nodes.wrong-key]
of = "<wrong-key>"
title = "Anahtar başka bir kapının"
text = ["Anahtarlar birbirine benzer."]
steps = ["Öbür anahtarı alın."]

[door.nodes.rusty-lock]
of = "<rusty-lock>"
title = "Kilit paslı"
text = ["Yağmur."]
steps = ["Yağlayın.", "Zımparalayın."]

[door.nodes.frozen]
of = "<frozen>"
title = "Kilit donmuş"
text = ["Kış."]
steps = ["Isıtın."]

[door.nodes.made-of]
of = "<made-of>"
title = "Kapı"
question = "Neyden yapılmış?"
why = "Adımlar farklıdır."
choice.iron = "Demir"
choice.wood = "Ahşap"
choice.unsure = "Bilmiyorum"

[door.nodes.done]
of = "<done>"
title = "Açık"

[door.nodes.help]
of = "<help>"
title = "Birini çağırın"
"#;
