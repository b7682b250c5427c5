//! A walk on a terminal: a page, a list of what can be chosen, and what can be done besides.

use super::{Party, again, answers, copy, lines, package};
use crate::collect;
use crate::error::Failure;
use crate::messages::say;
use crate::speech::{told, word};
use imaprules_guide::{Ending, Page};
use imaprules_provider_microsoft365::errors::ErrorCatalogue;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use inquire::{InquireError, Select};
use std::fmt;
use std::path::PathBuf;

/// Lines around the page and the list: empty ones, the question, the keys.
const AROUND: usize = 5;

/// The folder a support package is offered in.
const PACKAGE: &str = "imaprules-support";

/// Something that can be picked.
#[derive(Debug, Clone)]
enum Pick {
    Choice {
        id: String,
        text: String,
        likely: bool,
    },
    Steps,
    Sources,
    Copy,
    Check,
    Why,
    Texts,
    NoneOfThese,
    Ask {
        id: String,
        title: String,
    },
    Back,
    /// What can be done besides answering, where the screen has no room for all of it.
    More(Vec<Pick>),
    Package,
    Quit,
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pick::Choice {
                text, likely: true, ..
            } => f.write_str(&told("guide.points_here", &[("text", &for_terminal(text))])),
            Pick::Choice { text, .. } => f.write_str(&for_terminal(text)),
            Pick::Steps => f.write_str(word("guide.steps")),
            Pick::Sources => f.write_str(word("guide.read_on")),
            Pick::More(_) => f.write_str(word("guide.more")),
            Pick::Copy => f.write_str(word("guide.copy")),
            Pick::Check => f.write_str(word("guide.check")),
            Pick::Why => f.write_str(word("guide.why")),
            Pick::Texts => f.write_str(word("guide.texts")),
            Pick::NoneOfThese => f.write_str(word("guide.none_of_these")),
            Pick::Ask { title, .. } => {
                f.write_str(&told("guide.ask_myself", &[("title", &for_terminal(title))]))
            }
            Pick::Back => f.write_str(word("guide.back")),
            Pick::Package => f.write_str(word("guide.package")),
            Pick::Quit => f.write_str(word("guide.quit")),
        }
    }
}

/// What became of a pick.
enum Next {
    /// The page changed.
    Page,
    /// Another pick on the same page.
    Same,
    /// Enough.
    Leave,
}

/// Walks until the end, or until somebody has had enough.
pub(super) fn run(party: &mut Party<'_>) -> Result<u8, Failure> {
    let catalogue = ErrorCatalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    loop {
        let Some(page) = party.walk.page(crate::language::speech()) else {
            return Ok(exit::OK);
        };
        let shown = show(&page, picks(party, &page, &catalogue, true).len())?;
        loop {
            let picks = picks(party, &page, &catalogue, shown.whole);
            let picked = match ask(&page, picks, shown.room) {
                Ok(picked) => picked,
                Err(left) => return leave(party, left),
            };
            match act(party, &page, &catalogue, picked)? {
                Next::Page => break,
                Next::Same => {}
                Next::Leave => return leave(party, Left::Wanted),
            }
        }
        // After every answer, so that nothing is lost whatever happens next.
        party.session.keep(&party.walk)?;
        if party.walk.ending().is_some() {
            return end(party);
        }
    }
}

/// What was printed of a page.
struct Shown {
    /// Whether its steps are among it: they are where everything fits on the screen.
    whole: bool,
    /// Lines that are left for the list.
    room: usize,
}

/// Prints the page, without its steps where they and so many picks would not fit on the screen.
fn show(page: &Page, picks: usize) -> Result<Shown, Failure> {
    let height = terminal_size::terminal_size()
        .map_or(usize::MAX, |(_, height)| usize::from(height.0))
        .saturating_sub(AROUND);
    let mut text = lines::page(page, width());
    let whole = rows(&text) + picks <= height;
    if !whole {
        text = lines::head(page, width());
    }
    print(&text)?;
    Ok(Shown {
        whole,
        room: height.saturating_sub(rows(&text)),
    })
}

/// Rows that lines take on the screen: addresses and commands are not broken, and go on in the next row.
fn rows(lines: &[String]) -> usize {
    let columns = terminal_size::terminal_size().map_or(usize::MAX, |(width, _)| usize::from(width.0).max(1));
    lines
        .iter()
        .map(|line| line.chars().count().div_ceil(columns).max(1))
        .sum()
}

fn print(lines: &[String]) -> Result<(), Failure> {
    crate::command::print(&format!("\n{}\n\n", lines.join("\n")))
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(lines::WIDTH, |(width, _)| {
        usize::from(width.0).saturating_sub(1).min(lines::WIDTH)
    })
}

fn picks(party: &Party<'_>, page: &Page, catalogue: &ErrorCatalogue, shown: bool) -> Vec<Pick> {
    let choices = page.choices.iter().map(|choice| Pick::Choice {
        id: choice.id.clone(),
        text: choice.text.clone(),
        likely: choice.likely,
    });
    let skipped = page.skipped.iter().map(|node| Pick::Ask {
        id: node.id.clone(),
        title: node.title.clone(),
    });
    let when = |wanted: bool, pick: Pick| wanted.then_some(pick);
    let does = !(page.steps.is_empty() && page.commands.is_empty());
    let besides = [
        when(!shown && does, Pick::Steps),
        when(!shown && !does && !page.sources.is_empty(), Pick::Sources),
        when(!page.commands.is_empty(), Pick::Copy),
        when(party.scene.has_source() && page.standing.is_some(), Pick::Check),
        when(!page.why.is_empty() || !page.missing.is_empty(), Pick::Why),
        when(!answers::examples(catalogue, page).is_empty(), Pick::Texts),
        when(page.gathered, Pick::NoneOfThese),
    ];
    let back = when(party.walk.answers() > 0, Pick::Back);
    let mut all: Vec<Pick> = choices
        .chain(besides.into_iter().flatten())
        .chain(skipped)
        .chain(back)
        .collect();
    all.push(Pick::Quit);
    all
}

/// Why somebody left.
enum Left {
    /// He said so.
    Wanted,
    /// Ctrl-C, or the terminal is gone.
    Broken,
}

/// Folds what can be done besides answering into one pick, where there is no room for all.
fn folded(picks: Vec<Pick>, room: usize) -> Vec<Pick> {
    let (mut answers, besides): (Vec<Pick>, Vec<Pick>) = picks
        .into_iter()
        .partition(|pick| matches!(pick, Pick::Choice { .. }));
    // One line instead of two is not worth a second list.
    if answers.len() + besides.len() <= room || besides.len() < 3 {
        answers.extend(besides);
    } else {
        answers.push(Pick::More(besides));
    }
    answers
}

fn ask(page: &Page, picks: Vec<Pick>, room: usize) -> Result<Pick, Left> {
    let question = page
        .question
        .clone()
        .unwrap_or_else(|| word("guide.where_to").to_owned());
    let question = for_terminal(&question).into_owned();
    let back = picks.iter().find(|pick| matches!(pick, Pick::Back)).cloned();
    let mut list = folded(picks, room);
    loop {
        match select(&question, list.clone()) {
            Ok(Pick::More(besides)) => list = besides,
            Ok(picked) => return Ok(picked),
            Err(InquireError::OperationCanceled) => return Ok(back.unwrap_or(Pick::Quit)),
            Err(_) => return Err(Left::Broken),
        }
    }
}

fn select(question: &str, picks: Vec<Pick>) -> Result<Pick, InquireError> {
    let rows =
        terminal_size::terminal_size().map_or(10, |(_, height)| usize::from(height.0).saturating_sub(4));
    Select::new(question, picks)
        .with_page_size(rows.clamp(3, 15))
        .without_filtering()
        .with_help_message(word("guide.keys"))
        .prompt()
}

fn act(
    party: &mut Party<'_>,
    page: &Page,
    catalogue: &ErrorCatalogue,
    picked: Pick,
) -> Result<Next, Failure> {
    let at = collect::now();
    match picked {
        Pick::Choice { id, .. } => moved(party.walk.choose(&id, at)),
        Pick::Ask { id, .. } => moved(party.walk.visit(&id, at)),
        Pick::Back => moved(party.walk.back(at)),
        Pick::NoneOfThese => {
            party.walk.none_of_these(at);
            Ok(Next::Page)
        }
        Pick::Steps | Pick::Sources => print(&lines::steps(page, width())).map(|()| Next::Same),
        Pick::Why => print(&lines::why(page, width())).map(|()| Next::Same),
        Pick::Texts => print(&answers::examples(catalogue, page)).map(|()| Next::Same),
        Pick::Copy => copied(page),
        Pick::Check => check(party, at),
        // The list unfolds what is besides.
        Pick::More(_) => Ok(Next::Same),
        Pick::Package | Pick::Quit => Ok(Next::Leave),
    }
}

fn moved(done: Result<(), imaprules_guide::WalkError>) -> Result<Next, Failure> {
    match done {
        Ok(()) => Ok(Next::Page),
        Err(error) => {
            say(&error.to_string());
            Ok(Next::Same)
        }
    }
}

fn copied(page: &Page) -> Result<Next, Failure> {
    let Some(command) = (match page.commands.as_slice() {
        [one] => Some(one.clone()),
        commands => {
            let names: Vec<String> = commands
                .iter()
                .map(|command| for_terminal(&command.about).into_owned())
                .collect();
            let picked = Select::new(word("guide.which_one"), names.clone())
                .without_filtering()
                .prompt()
                .ok();
            let at = picked.and_then(|name| names.iter().position(|other| *other == name));
            at.and_then(|at| commands.get(at)).cloned()
        }
    }) else {
        return Ok(Next::Same);
    };
    copy::to_clipboard(&command.run)?;
    print(&[
        format!(
            "{} ({}):",
            for_terminal(&command.about),
            for_terminal(&command.shell)
        ),
        for_terminal(&command.run).into_owned(),
        word("guide.in_clipboard").to_owned(),
    ])?;
    Ok(Next::Same)
}

/// Looks again. What cannot be looked at is told, and the walk goes on.
fn check(party: &mut Party<'_>, at: i64) -> Result<Next, Failure> {
    match again::look(&mut party.scene, &mut party.walk, at) {
        Ok(again) => {
            let words = again.words;
            let first: String = words.chars().take(1).flat_map(char::to_uppercase).collect();
            print(&[format!("{first}{}", words.chars().skip(1).collect::<String>())])?;
        }
        Err(failure) => crate::messages::error(&failure),
    }
    Ok(Next::Page)
}

/// The last page, and what is left to do there.
fn end(party: &mut Party<'_>) -> Result<u8, Failure> {
    let Some(page) = party.walk.page(crate::language::speech()) else {
        return Ok(exit::OK);
    };
    show(&page, 2)?;
    let wants = party.walk.ending() == Some(Ending::Escalate) && party.package.is_none();
    if wants && matches!(ask_package(), Ok(Pick::Package)) {
        let folder = PathBuf::from(PACKAGE);
        package::write(&folder, party)?;
    }
    Ok(party.code(exit::OK))
}

fn ask_package() -> Result<Pick, InquireError> {
    Select::new(word("guide.what_now"), vec![Pick::Package, Pick::Quit])
        .without_filtering()
        .prompt()
}

/// Keeps the walk, in the current folder if nobody named a file, and says how to go on.
fn leave(party: &mut Party<'_>, left: Left) -> Result<u8, Failure> {
    let file = party.session.settle().to_owned();
    party.session.keep(&party.walk)?;
    say(&told(
        "guide.kept",
        &[("file", &for_terminal(&file.to_string_lossy()))],
    ));
    Ok(match left {
        Left::Wanted => exit::OK,
        Left::Broken => exit::INCOMPLETE,
    })
}
