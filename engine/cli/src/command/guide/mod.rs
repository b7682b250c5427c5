//! `guide`: the troubleshooter, step by step, in a terminal or without one.
//!
//! What a guide is and how one walks through it, `imaprules-guide` knows. Here stands where the evidence comes from, who is
//! asked, and what is written.

mod again;
mod answers;
mod copy;
mod lines;
mod package;
mod scene;
mod scrub;
mod seen;
mod session;
mod talk;

pub(super) use seen::{node_of, node_of_cause};

use crate::args::{Guide as Arguments, Picture, SourceOptions};
use crate::error::Failure;
use crate::guides::{self, Ready};
use crate::messages::Volume;
use crate::speech::{told, word};
use crate::{collect, config, language, output, packs};
use imaprules_guide::{Ending, Evidence, GraphFormat, Start, Walk, graph};
use imaprules_render::for_terminal;
use imaprules_report::exit;
use scene::Scene;
use seen::Seen;
use session::Session;
use std::io::IsTerminal;
use std::path::Path;

pub(crate) fn run(arguments: Arguments) -> Result<u8, Failure> {
    let volume = super::run::volume(&arguments.common);
    let file = config::read(arguments.common.config.as_deref(), volume)?;
    let rules = [file.judge.rules, arguments.rules.clone()].concat();
    let params = [file.judge.param, arguments.param.clone()].concat();
    let packs = packs::load_spoken(&rules, &params)?;
    let ready = guides::find(&arguments.guide, &rules, &packs, &language::spoken())?;
    if let Some(picture) = arguments.graph {
        return draw(&ready, picture);
    }
    if arguments.list {
        return list(&ready);
    }
    let mut source: SourceOptions = arguments.source.clone().or(file.source);
    if arguments.common.dry_run {
        return super::run::dry(&source, &packs, volume);
    }
    let journal = source.resume.take();
    check_places(&arguments)?;
    let session = Session::open(journal)?;
    let seen = match &session.saved {
        Some(saved) => Seen::before(&saved.text, saved.error.clone()),
        None => seen::look(&arguments, &ready)?,
    };
    let mut scene = Scene {
        packs: &packs,
        ready: &ready,
        source,
        facts: &arguments.facts,
        mailbox: arguments.mailbox.clone().or(seen.mailbox.clone()),
        insists: arguments.mailbox.is_some(),
        volume,
        gathered: None,
    };
    scene.gather()?;
    if !seen.text.is_empty() && session.saved.is_none() {
        volume.note(&told("guide.begun_with", &[("what", &seen.words)]));
    }
    // Somebody who brought data expects a word about it, also where it is in order.
    let found = |evidence: &Evidence| evidence.rules.values().any(|said| said.found > 0);
    if scene.gathered.is_some() && session.saved.is_none() && !found(&scene.evidence()) {
        volume.note(word("guide.nothing_found"));
    }
    let walk = begin(&arguments, &scene, &session, &seen)?;
    go(&arguments, scene, session, walk)
}

/// Refuses places that cannot be written to before anybody is asked anything.
fn check_places(arguments: &Arguments) -> Result<(), Failure> {
    arguments.export.as_deref().map_or(Ok(()), output::check)?;
    match arguments.package.as_deref() {
        Some(folder) if folder.is_file() => Err(Failure::usage(
            format!("{}: this is a file", folder.display()),
            "--package is the name of a folder, which is made if it is not there",
        )),
        _ => Ok(()),
    }
}

fn begin<'a>(
    arguments: &Arguments,
    scene: &Scene<'a>,
    session: &Session,
    seen: &Seen,
) -> Result<Walk<'a>, Failure> {
    let guide = &scene.ready.guide;
    let mut evidence = scene.evidence();
    evidence.error.clone_from(&seen.error);
    if let Some(saved) = &session.saved {
        let walk = Walk::resume(guide, evidence, saved.clone());
        return walk.map_err(|error| session.unfit(&error));
    }
    let (start, with) = match (&arguments.what, &seen.node) {
        (Some(word), _) => (Start::Node(named(scene.ready, word)?), format!("`{word}`")),
        (None, Some(node)) => (Start::Node(node.clone()), seen.words.clone()),
        (None, None) => (Start::Anywhere, seen.words.clone()),
    };
    let walk = Walk::begin(guide, evidence, &start, &with, collect::now());
    let mut walk = walk.map_err(|error| Failure::usage(error.to_string(), "guide --list shows the nodes"))?;
    walk.text.clone_from(&seen.text);
    Ok(walk)
}

/// A node by its id or number, or the one that a symptom or a finding's rule leads to.
fn named(ready: &Ready, word: &str) -> Result<String, Failure> {
    let guide = &ready.guide;
    let found = guide
        .find(word)
        .or_else(|| guide.of_symptom(word))
        .or_else(|| guide.of_rule(word));
    if let Some(node) = found {
        return Ok(node.id.clone());
    }
    let symptoms = guide.nodes.iter().flat_map(|node| &node.symptoms);
    let words: Vec<&str> = symptoms
        .chain(guide.nodes.iter().map(|node| &node.id))
        .map(String::as_str)
        .collect();
    let near = imaprules_rules::nearest(word, words.iter().copied());
    let remedy = match near {
        Some(near) => format!("did you mean `{near}`? guide --list shows all"),
        None => "guide --list shows all; for an error text use --text".to_owned(),
    };
    Err(Failure::usage(
        format!("the guide knows no symptom, page, node or finding `{word}`"),
        remedy,
    ))
}

fn go(arguments: &Arguments, scene: Scene<'_>, session: Session, walk: Walk<'_>) -> Result<u8, Failure> {
    let mut party = Party {
        scene,
        session,
        walk,
        package: arguments.package.clone(),
    };
    let code = match &arguments.answers {
        Some(file) => answers::run(&mut party, file)?,
        None if on_a_terminal() => talk::run(&mut party)?,
        None => shown(&party)?,
    };
    party.session.close(&party.walk)?;
    if let Some(file) = &arguments.export {
        write(file, &party.transcript())?;
    }
    if let Some(folder) = &party.package
        && (party.walk.ending().is_some() || arguments.answers.is_some())
    {
        package::write(folder, &party)?;
    }
    Ok(code)
}

/// Everything that a walk needs.
pub(crate) struct Party<'a> {
    scene: Scene<'a>,
    session: Session,
    walk: Walk<'a>,
    package: Option<std::path::PathBuf>,
}

impl Party<'_> {
    fn transcript(&self) -> String {
        imaprules_guide::transcript(&self.walk, language::speech(), &session::moment)
    }

    fn volume(&self) -> Volume {
        self.scene.volume
    }

    /// The exit code of a walk that came to this ending.
    fn code(&self, unfinished: u8) -> u8 {
        match self.walk.ending() {
            Some(Ending::Solved) => exit::OK,
            Some(Ending::Escalate) => exit::FINDINGS,
            None => unfinished,
        }
    }
}

fn on_a_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Without a terminal and without answers: the first page, and how to go on.
fn shown(party: &Party<'_>) -> Result<u8, Failure> {
    let Some(page) = party.walk.page(language::speech()) else {
        return Ok(exit::OK);
    };
    let mut text = lines::page(&page, lines::WIDTH).join("\n");
    text.push('\n');
    super::print(&text)?;
    if !page.choices.is_empty() {
        party.volume().note(word("guide.nobody"));
    }
    Ok(exit::OK)
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    output::whole(file, text.as_bytes()).map_err(|error| Failure::unwritable(file, &error))
}

fn draw(ready: &Ready, picture: Picture) -> Result<u8, Failure> {
    let format = match picture {
        Picture::Mermaid => GraphFormat::Mermaid,
        Picture::Dot => GraphFormat::Dot,
    };
    super::print(&graph(&ready.guide, format))?;
    Ok(exit::OK)
}

fn list(ready: &Ready) -> Result<u8, Failure> {
    let widest = ready
        .guide
        .nodes
        .iter()
        .map(|node| node.id.len())
        .max()
        .unwrap_or_default();
    let line = |node: &imaprules_guide::Node| {
        let number = node.number.as_deref().unwrap_or("");
        format!(
            "{number:<4} {:<widest$}  {}\n",
            node.id,
            for_terminal(&node.title)
        )
    };
    super::print(&ready.guide.nodes.iter().map(line).collect::<String>())?;
    Ok(exit::OK)
}
