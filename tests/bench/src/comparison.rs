//! One run over everything: peers at each size, then what stands around judging, then the goals.

use crate::finding::RULES;
use crate::goals::{Goal, Measured, goals};
use crate::measure::clock::{median, time};
use crate::measure::rounds::{self, Figures};
use crate::measure::{command, instructions, memory, whole};
use crate::peers::engine;
use crate::stage::{COLUMNS, ENGINE, PEERS, RHAI, ROWS, Stage, TIDY_ROWS, TRUE_ONLY};
use crate::world;
use anyhow::{Context, Result};
use std::fmt::Write;

/// At this size the goals are looked at.
const MEASURE: usize = 50_000;
/// At this size instructions are counted.
const COUNTED: usize = 1_000;

/// Measures and tells; `say` is given each part as soon as it is known.
///
/// # Errors
/// When peers disagree, or something cannot be measured that should.
pub fn run(sizes: &[usize], rounds: usize, say: &mut dyn FnMut(&str)) -> Result<()> {
    let mut measured = Measured::default();
    for size in sizes {
        say(&at_size(*size, rounds, &mut measured)?);
    }
    say(&around(rounds, &mut measured)?);
    say(&told(&goals(&measured)));
    Ok(())
}

fn at_size(size: usize, rounds: usize, measured: &mut Measured) -> Result<String> {
    let stage = Stage::new(size)?;
    let peers = PEERS.iter().map(|name| stage.peer(name));
    let mut peers = peers.collect::<Result<Vec<_>>>()?;
    let findings = stage.agree(&mut peers)?;
    let figures = rounds::run(&mut peers, rounds, size)?;
    drop(peers);
    let of = |name| figures.iter().find(|figures| figures.name == name).context("a peer is missing");
    let (engine, rows, columns) = (of(ENGINE)?, of(ROWS)?, of(COLUMNS)?);
    let mut text = format!(
        "{size} mailboxes, {RULES} rules, {findings} findings; all peers and SQLite find the same, and leave the same \
         undecided\n\n{:<20}{:>16}{:>10}{:>13}\n",
        "", "ns/evaluation", "x rows", "x columns"
    );
    for peer in &figures {
        let beside = (peer.beside(rows), peer.beside(columns));
        writeln!(text, "{:<20}{:>16.2}{:>10.2}{:>13.2}", peer.name, peer.median(), beside.0, beside.1)?;
    }
    let memory = memory::measure(&stage.bundle, &stage.packs, size)?;
    let steps = whole::measure(&stage.bundle, &stage.packs, size, rounds.min(5))?;
    writeln!(text, "\nbytes a mailbox: {:.0} in the store, {:.0} at most while it is read", memory.held, memory.peak)?;
    writeln!(
        text,
        "us a mailbox: read {:.2}, judge {:.2}, report {:.2}, write JSON Lines {:.2}; all {:.2}",
        steps.read,
        steps.judge,
        steps.report,
        steps.write,
        steps.all()
    )?;
    if size == MEASURE {
        measured.rows = Some(engine.beside(rows));
        measured.columns = Some(engine.beside(columns));
        measured.rhai = Some(of(RHAI)?.beside(engine));
        measured.true_only = Some(engine.beside(of(TRUE_ONLY)?));
        measured.evaluation = Some(engine.median());
        measured.memory = Some(memory.held);
        measured.judged = Some(steps.read + steps.judge);
        measured.whole = Some(steps.all());
        measured.share = Some(100.0 * steps.judge / steps.all());
    }
    let _: &Figures = of(TIDY_ROWS)?;
    Ok(text)
}

/// What does not depend on the number of mailboxes.
fn around(rounds: usize, measured: &mut Measured) -> Result<String> {
    let many = rounds * 10;
    let mut text = String::new();
    measured.load = Some(median((0..many).map(|_| time(world::packs).1.as_secs_f64() * 1e3).collect()));
    measured.one = Some(one(many)?);
    if instructions::available() {
        write!(text, "instructions an evaluation, {COUNTED} mailboxes:")?;
        for name in [ENGINE, TRUE_ONLY, ROWS, COLUMNS] {
            let count = instructions::measure(name, COUNTED)?;
            write!(text, " {name} {count:.1};")?;
            if name == ENGINE {
                measured.instructions = Some(count);
            }
        }
        text.push('\n');
    } else {
        text.push_str("instructions are not counted: valgrind is not installed\n");
    }
    match command::program() {
        Some(program) => measured.start = command::measure(&program, &["rules", "list"], many),
        None => text.push_str("the cold start is not measured: build the program with `cargo build --release` first\n"),
    }
    Ok(text)
}

/// Microseconds to judge one mailbox.
fn one(rounds: usize) -> Result<f64> {
    let stage = Stage::new(1)?;
    let mut store = world::read_bundle(&stage.bundle, &stage.packs)?;
    let mut found = Vec::new();
    let mut judge = || (0..100).for_each(|_| engine::failing(&stage.packs, &mut store, &mut found));
    let took = (0..rounds).map(|_| time(&mut judge).1.as_secs_f64() * 1e4);
    Ok(median(took.collect()))
}

fn told(goals: &[Goal]) -> String {
    let mut text = format!("{:<46}{:>10}{:>10}\n", "goal", "measured", "wanted");
    for goal in goals {
        let measured = goal.measured.map_or("-".to_owned(), |measured| format!("{measured:.2}"));
        let wanted = format!("{}{}", if goal.more { ">= " } else { "<= " }, goal.wanted);
        let reached = match goal.reached() {
            Some(true) => "reached",
            Some(false) => "NOT REACHED",
            None => "not measured",
        };
        text += &format!("{:<46}{measured:>10}{wanted:>10} {:<14}{reached}\n", goal.what, goal.unit);
    }
    text
}
