//! A walk on a terminal: a page, a list of what can be chosen, and what can be done besides.

use super::{Party, again, answers, copy, lines, package};
use crate::collect;
use crate::error::Failure;
use crate::messages::say;
use crate::speech::{told, word};
use imaprules_guide::{Ending, Page};
use imaprules_provider_microsoft365::errors::Catalogue;
use imaprules_render::for_terminal;
use imaprules_report::exit;
use inquire::{InquireError, Select};
use std::fmt;
use std::path::PathBuf;

/// Lines that the list and its help need at least, beside the page.
const LIST: usize = 8;

/// The folder a support package is offered in.
const PACKAGE: &str = "imaprules-support";

/// Something that can be picked.
#[derive(Debug, Clone)]
enum Pick {
    Choice { id: String, text: String, likely: bool },
    Steps,
    Copy,
    Check,
    Why,
    Texts,
    NoneOfThese,
    Ask { id: String, title: String },
    Back,
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
    let catalogue = Catalogue::shipped().map_err(|error| Failure::Internal(error.to_string()))?;
    loop {
        let Some(page) = party.walk.page(crate::language::speech()) else {
            return Ok(exit::OK);
        };
        let shown = show(&page)?;
        loop {
            let picks = picks(party, &page, &catalogue, shown);
            let picked = match ask(&page, picks) {
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

/// Prints the page, and whether its steps are among what was printed: they are where everything fits on the screen.
fn show(page: &Page) -> Result<bool, Failure> {
    let (width, height) =
        terminal_size::terminal_size().map_or((lines::WIDTH, usize::MAX), |(width, height)| {
            (
                usize::from(width.0).saturating_sub(1).min(lines::WIDTH),
                usize::from(height.0),
            )
        });
    let whole = lines::page(page, width);
    let fits = whole.len() + LIST + page.choices.len() <= height || page.choices.is_empty();
    let text = if fits { whole } else { lines::head(page, width) };
    print(&text)?;
    Ok(fits)
}

fn print(lines: &[String]) -> Result<(), Failure> {
    crate::command::print(&format!("\n{}\n\n", lines.join("\n")))
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(lines::WIDTH, |(width, _)| {
        usize::from(width.0).saturating_sub(1).min(lines::WIDTH)
    })
}

fn picks(party: &Party<'_>, page: &Page, catalogue: &Catalogue, shown: bool) -> Vec<Pick> {
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
    let besides = [
        when(
            !(shown || (page.steps.is_empty() && page.commands.is_empty())),
            Pick::Steps,
        ),
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

fn ask(page: &Page, picks: Vec<Pick>) -> Result<Pick, Left> {
    let question = page
        .question
        .clone()
        .unwrap_or_else(|| word("guide.where_to").to_owned());
    let question = for_terminal(&question).into_owned();
    let rows =
        terminal_size::terminal_size().map_or(10, |(_, height)| usize::from(height.0).saturating_sub(4));
    let asked = Select::new(&question, picks.clone())
        .with_page_size(rows.clamp(3, 15))
        .without_filtering()
        .with_help_message(word("guide.keys"))
        .prompt();
    match asked {
        Ok(picked) => Ok(picked),
        Err(InquireError::OperationCanceled) => {
            let back = picks.into_iter().find(|pick| matches!(pick, Pick::Back));
            Ok(back.unwrap_or(Pick::Quit))
        }
        Err(_) => Err(Left::Broken),
    }
}

fn act(party: &mut Party<'_>, page: &Page, catalogue: &Catalogue, picked: Pick) -> Result<Next, Failure> {
    let at = collect::now();
    match picked {
        Pick::Choice { id, .. } => moved(party.walk.choose(&id, at)),
        Pick::Ask { id, .. } => moved(party.walk.visit(&id, at)),
        Pick::Back => moved(party.walk.back(at)),
        Pick::NoneOfThese => {
            party.walk.none_of_these(at);
            Ok(Next::Page)
        }
        Pick::Steps => print(&lines::steps(page, width())).map(|()| Next::Same),
        Pick::Why => print(&lines::why(page, width())).map(|()| Next::Same),
        Pick::Texts => print(&answers::examples(catalogue, page)).map(|()| Next::Same),
        Pick::Copy => copied(page),
        Pick::Check => check(party, at),
        Pick::Package => Ok(Next::Leave),
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
    show(&page)?;
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
