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
use inquire::ui::{RenderConfig, Styled};
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
        let shown = show(&page, &picks(party, &page, &catalogue, true))?;
        if party.walk.ending() == Some(Ending::Solved) {
            return Ok(party.code(exit::OK));
        }
        loop {
            let picks = picks(party, &page, &catalogue, shown.form == Form::Whole);
            let picked = match ask(&page, picks, shown.room) {
                Ok(picked) => picked,
                Err(left) => return leave(party, left),
            };
            match act(party, &page, &catalogue, picked, shown.form)? {
                Next::Page => break,
                Next::Same => {}
                Next::Leave => return leave(party, Left::Wanted),
            }
        }
        // After every answer, so that nothing is lost whatever happens next.
        party.session.keep_anyway(&party.walk)?;
    }
}

/// How much of a page was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// All of it.
    Whole,
    /// What it is about and what was found; not the steps.
    Head,
    /// What was found alone.
    Brief,
}

/// What was printed of a page.
struct Shown {
    form: Form,
    /// Lines that are left for the list.
    room: usize,
}

/// Prints as much of the page as fits on the screen together with the list.
fn show(page: &Page, picks: &[Pick]) -> Result<Shown, Failure> {
    let height = terminal_size::terminal_size()
        .map_or(usize::MAX, |(_, height)| usize::from(height.0))
        .saturating_sub(AROUND);
    let (form, text) = fitting(page, picks, height);
    print(&text)?;
    Ok(Shown {
        form,
        room: height.saturating_sub(rows(&text)),
    })
}

/// The first form that fits. Where nothing does, what it is about comes before what would be cut off.
fn fitting(page: &Page, picks: &[Pick], height: usize) -> (Form, Vec<String>) {
    let whole = lines::page(page, width());
    if rows(&whole) + picks.len() <= height {
        return (Form::Whole, whole);
    }
    let least = folded(picks.to_vec(), 0).len();
    let head = lines::head(page, width());
    if page.findings.is_empty() || rows(&head) + least <= height {
        return (Form::Head, head);
    }
    let proven = lines::brief(page, width(), true);
    if rows(&proven) + least <= height {
        return (Form::Brief, proven);
    }
    (Form::Brief, lines::brief(page, width(), false))
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
    let escalates = party.walk.ending() == Some(Ending::Escalate);
    let package = when(escalates && party.package.is_none(), Pick::Package);
    let mut all: Vec<Pick> = package
        .into_iter()
        .chain(choices)
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
        .partition(|pick| matches!(pick, Pick::Choice { .. } | Pick::Package));
    // A list of one saves nothing.
    if answers.len() + besides.len() <= room || besides.len() < 2 {
        answers.extend(besides);
    } else {
        answers.push(Pick::More(besides));
    }
    answers
}

fn ask(page: &Page, picks: Vec<Pick>, room: usize) -> Result<Pick, Left> {
    let without = if page.ending.is_some() {
        "guide.what_now"
    } else {
        "guide.where_to"
    };
    let question = page.question.clone().unwrap_or_else(|| word(without).to_owned());
    let question = for_terminal(&question).into_owned();
    let back = picks.iter().find(|pick| matches!(pick, Pick::Back)).cloned();
    let list = folded(picks, room);
    let mut unfolded: Option<Vec<Pick>> = None;
    loop {
        match select(&question, unfolded.clone().unwrap_or_else(|| list.clone())) {
            Ok(Pick::More(besides)) => unfolded = Some(besides),
            Ok(picked) => return Ok(picked),
            // The first Esc closes the second list.
            Err(InquireError::OperationCanceled) if unfolded.take().is_some() => {}
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
        .with_render_config(looks())
        .prompt()
}

/// What was left with Esc is marked by the name of the key, which is the same in every language.
fn looks() -> RenderConfig<'static> {
    RenderConfig::default().with_canceled_prompt_indicator(Styled::new("(Esc)"))
}

fn act(
    party: &mut Party<'_>,
    page: &Page,
    catalogue: &ErrorCatalogue,
    picked: Pick,
    shown: Form,
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
        // Of a page that was shortened everything is shown now.
        Pick::Steps if shown == Form::Brief => print(&lines::page(page, width())).map(|()| Next::Same),
        Pick::Steps | Pick::Sources => print(&lines::steps(page, width())).map(|()| Next::Same),
        Pick::Why => print(&lines::why(page, width())).map(|()| Next::Same),
        Pick::Texts => {
            print(&lines::listed(&answers::examples(catalogue, page), width())).map(|()| Next::Same)
        }
        Pick::Copy => copied(page),
        Pick::Check => check(party, at),
        // The list unfolds what is besides.
        Pick::More(_) => Ok(Next::Same),
        Pick::Package => package::write(&PathBuf::from(PACKAGE), party).map(|()| Next::Leave),
        Pick::Quit => Ok(Next::Leave),
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
    let names = page.commands.iter().map(|command| short(&command.about));
    let picked = match page.commands.as_slice() {
        [_] => Ok(0),
        _ => Select::new(word("guide.which_one"), names.collect())
            .without_filtering()
            .with_help_message(word("guide.keys"))
            .with_render_config(looks())
            .raw_prompt()
            .map(|picked| picked.index),
    };
    let command = match picked {
        Ok(at) => page.commands.get(at),
        Err(InquireError::OperationCanceled) => None,
        Err(_) => return Ok(Next::Leave),
    };
    let Some(command) = command else {
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

/// A text of one row of a list, with room for the mark before it.
fn short(text: &str) -> String {
    let text = for_terminal(text);
    let room = width().saturating_sub(4);
    if text.chars().count() <= room {
        return text.into_owned();
    }
    let cut: String = text.chars().take(room.saturating_sub(3)).collect();
    format!("{}...", cut.trim_end())
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

/// Keeps the walk, in the current folder if nobody named a file, and says how to go on.
fn leave(party: &mut Party<'_>, left: Left) -> Result<u8, Failure> {
    // Of a walk that has ended there is nothing to go on with.
    if party.walk.ending().is_some() {
        return Ok(party.code(exit::OK));
    }
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
