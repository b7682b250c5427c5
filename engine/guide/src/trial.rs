//! Walks as test data: what is known, what is answered, and the way that this must take.

use crate::evidence::{Evidence, RuleEvidence};
use crate::guide::{Ending, Guide};
use crate::read::GuideFile;
use crate::walk::{Deed, Start, Walk};
use imaprules_rules::read::{AuthorText, Fields, Node as Tree, Sink, parse};
use imaprules_rules::{Code, Diagnostic, Place, Problems, SourceText};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A walk to be tried.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Id of the guide.
    pub guide: String,
    /// What it shows.
    pub name: String,
    /// The node to begin at; anywhere, if none is given.
    pub start: Option<String>,
    /// The error somebody saw.
    pub error: Option<String>,
    /// Rules that found something.
    pub found: Vec<String>,
    /// Rules that found nothing.
    pub clear: Vec<String>,
    /// Choices whose condition holds, as `node/choice`.
    pub holds: Vec<String>,
    /// Nodes whose condition does not hold.
    pub lacks: Vec<String>,
    /// What is chosen.
    pub answers: Vec<String>,
    /// The nodes that are shown, in order.
    pub path: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// What became of a trial.
#[derive(Debug, Clone)]
pub struct TrialResult {
    /// Id of the guide.
    pub guide: String,
    /// What it shows.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// What went wrong; nothing when it went as expected.
    pub problem: Option<String>,
    /// The nodes that were shown.
    pub visited: BTreeSet<String>,
    /// How it ended.
    pub ending: Option<Ending>,
}

const TRIAL: [&str; 10] = [
    "guide", "name", "start", "error", "found", "clear", "holds", "lacks", "answers", "path",
];

/// Reads files of `[[walk]]`.
///
/// # Errors
/// Everything that is miswritten in them.
pub fn read_trials(files: &[GuideFile]) -> Result<Vec<Trial>, Problems> {
    let sink = Sink::default();
    let mut trials = Vec::new();
    for file in files {
        let source = Arc::new(SourceText::new(&file.name, &file.text));
        match parse(&source) {
            Ok(root) => {
                let fields = Fields::open(&source, &sink, &root, "a file of walks", &["walk"]);
                let nodes = fields.iter().flat_map(|fields| fields.tables("walk"));
                trials.extend(nodes.filter_map(|node| read_trial(&source, &sink, node)));
            }
            Err(problems) => sink.extend(problems),
        }
    }
    let problems = sink.into_all();
    if problems.iter().any(Diagnostic::is_error) {
        return Err(Problems::sorted(problems));
    }
    Ok(trials)
}

fn read_trial(source: &Arc<SourceText>, sink: &Sink, tree: &Tree) -> Option<Trial> {
    let fields = Fields::open(source, sink, tree, "the walk", &TRIAL)?;
    let plain = |key: &str| {
        fields
            .texts(key)
            .into_iter()
            .map(|text| text.value)
            .collect::<Vec<_>>()
    };
    let (guide, name) = (fields.required("guide"), fields.required("name"));
    let path = plain("path");
    if path.is_empty() {
        fields.missing("path");
    }
    let text = |found: Option<AuthorText>| found.map(|text| text.value);
    let name = name?;
    let holds = fields.texts("holds");
    for wrong in holds.iter().filter(|holds| !holds.value.contains('/')) {
        let message = format!("`{}` names no choice of a node", wrong.value);
        sink.push(wrong.error(Code::WrongValue, message).help("write NODE/CHOICE"));
    }
    Some(Trial {
        guide: guide?.value,
        start: text(fields.text("start")),
        error: text(fields.text("error")),
        found: plain("found"),
        clear: plain("clear"),
        holds: holds.into_iter().map(|holds| holds.value).collect(),
        lacks: plain("lacks"),
        answers: plain("answers"),
        path,
        place: name.place.clone(),
        name: name.value,
    })
}

/// Tries the walks of a guide.
pub fn run_trials(guide: &Guide, trials: &[Trial]) -> Vec<TrialResult> {
    trials
        .iter()
        .filter(|trial| trial.guide == guide.id)
        .map(|trial| run(guide, trial))
        .collect()
}

fn run(guide: &Guide, trial: &Trial) -> TrialResult {
    let mut result = TrialResult {
        guide: guide.id.clone(),
        name: trial.name.clone(),
        place: trial.place.clone(),
        problem: None,
        visited: BTreeSet::new(),
        ending: None,
    };
    let problem = match walked(guide, trial) {
        Ok((path, ending)) => {
            let differs = path != trial.path;
            let told =
                differs.then(|| format!("expected {}, went {}", trial.path.join(" > "), path.join(" > ")));
            result.ending = ending;
            result.visited = path.into_iter().collect();
            told
        }
        Err(problem) => Some(problem),
    };
    result.problem = problem;
    result
}

/// The nodes that were shown, and the ending.
fn walked(guide: &Guide, trial: &Trial) -> Result<(Vec<String>, Option<Ending>), String> {
    let start = match &trial.start {
        Some(word) => Start::Node(word.clone()),
        None => Start::Anywhere,
    };
    let evidence = evidence(guide, trial)?;
    let mut walk = Walk::begin(guide, evidence, &start, "a trial", 0).map_err(|error| error.to_string())?;
    for answer in &trial.answers {
        let taken = match answer.as_str() {
            "back" => walk.back(0),
            "none-of-these" => {
                walk.none_of_these(0);
                Ok(())
            }
            choice => walk.choose(choice, 0),
        };
        taken.map_err(|error| error.to_string())?;
    }
    let shown = walk.events().iter().filter_map(|event| match &event.deed {
        Deed::Came { node } | Deed::WentBack { node } => Some(node.clone()),
        _ => None,
    });
    Ok((shown.collect(), walk.ending()))
}

/// The evidence that a trial describes. A rule that no node names proves nothing here.
fn evidence(guide: &Guide, trial: &Trial) -> Result<Evidence, String> {
    let mut evidence = Evidence {
        error: trial.error.clone(),
        ..Evidence::default()
    };
    let named = |rule: &String| {
        let choices = guide.nodes.iter().flat_map(|node| &node.choices);
        let of_choices = choices.flat_map(|choice| &choice.rules);
        guide
            .nodes
            .iter()
            .flat_map(|node| &node.rules)
            .chain(of_choices)
            .any(|one| one == rule)
    };
    for rule in trial.found.iter().chain(&trial.clear) {
        if !named(rule) {
            return Err(format!("no node of the guide names the rule `{rule}`"));
        }
        let found = trial.found.contains(rule);
        let said = if found {
            RuleEvidence::finding(1)
        } else {
            RuleEvidence::clear(1)
        };
        evidence.rules.insert(rule.clone(), said);
    }
    for holds in &trial.holds {
        let (node, choice) = holds.split_once('/').unwrap_or((holds, ""));
        if guide.node(node).and_then(|node| node.choice(choice)).is_none() {
            return Err(format!("the guide has no choice `{holds}`"));
        }
        evidence
            .holds
            .insert((node.to_owned(), choice.to_owned()), Some(true));
    }
    for lacks in &trial.lacks {
        if guide.node(lacks).is_none_or(|node| node.when.is_none()) {
            return Err(format!("`{lacks}` has no condition"));
        }
        evidence.holds.insert((lacks.clone(), String::new()), Some(false));
    }
    Ok(evidence)
}

#[cfg(test)]
mod tests {
    use super::{read_trials, run_trials};
    use crate::GuideFile;
    use crate::testkit::{GUIDE, guide};

    fn tried(text: &str) -> Vec<Option<String>> {
        let file = GuideFile {
            name: "walks.toml".into(),
            text: text.into(),
        };
        let trials = read_trials(&[file]).unwrap();
        run_trials(&guide(GUIDE), &trials)
            .into_iter()
            .map(|result| result.problem)
            .collect()
    }

    #[test]
    fn a_walk_must_take_the_way_that_is_written() {
        let good = "[[walk]]\nguide = \"door\"\nname = \"a\"\nfound = [\"door.rust\"]\nholds = [\"made-of/iron\"]\n\
                    answers = [\"next\", \"next\", \"solved\"]\npath = [\"rusty-lock\", \"frozen\", \"help\"]\n";
        // An end has no choices.
        assert!(
            tried(good)[0]
                .as_ref()
                .unwrap()
                .contains("has no choice `solved`")
        );
        let good = good.replace("\"next\", \"next\", \"solved\"", "\"next\", \"next\"");
        assert_eq!(tried(&good), [None]);
        let bad = good.replace("\"rusty-lock\", \"frozen\",", "\"wrong-key\", \"frozen\",");
        assert!(
            tried(&bad)[0]
                .as_ref()
                .unwrap()
                .contains("went rusty-lock > frozen")
        );
    }

    #[test]
    fn names_that_mean_nothing_are_told() {
        let walk = |rest: &str| {
            let text = format!("[[walk]]\nguide = \"door\"\nname = \"a\"\npath = [\"door\"]\n{rest}");
            tried(&text)[0].clone().unwrap_or_default()
        };
        assert!(walk("found = [\"door.kee\"]").contains("names the rule"));
        assert!(walk("holds = [\"door/none\"]").contains("no choice `door/none`"));
        assert!(walk("start = \"dor\"").contains("did you mean `door`?"));
        let file = GuideFile {
            name: "w.toml".into(),
            text: "[[walk]]\nname = \"a\"\nholds = [\"x\"]\n".into(),
        };
        let problems = read_trials(&[file]).unwrap_err().to_string();
        assert!(
            problems.contains("needs `guide`")
                && problems.contains("needs `path`")
                && problems.contains("NODE/CHOICE")
        );
    }
}
