//! One run over everything: peers at each size, then what stands around judging, then the goals.

use crate::finding::RULES;
use crate::goals::{Goal, Measured, goals};
use crate::measure::clock::{median, time};
use crate::measure::rounds::{self, Figures};
use crate::measure::whole::Steps;
use crate::measure::{command, instructions, whole};
use crate::peers::engine;
use crate::stage::{COLUMNS, ENGINE, PEERS, RHAI, ROWS, Stage, TRUE_ONLY};
use crate::world;
use anyhow::{Context, Result};
use std::fmt::Write;

/// At this size the goals are looked at.
const MEASURE: usize = 50_000;
/// At this size instructions are counted.
const COUNTED: usize = 1_000;
/// Rounds of whole runs, which take long.
const WHOLE_ROUNDS: usize = 5;

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
    let [findings, _] = stage.agree(&mut peers)?;
    let findings: usize = findings.iter().map(|tally| tally.count).sum();
    let figures = rounds::run(&mut peers, rounds, size)?;
    drop(peers);
    let steps = whole::measure(&stage.bundle, &stage.packs, size, rounds.min(WHOLE_ROUNDS))?;
    let memory = memory(&stage, size)?;
    if size == MEASURE {
        note(measured, &figures, &steps)?;
        measured.memory = Some(memory);
    }
    Ok(format!(
        "{size} mailboxes, {RULES} rules, {findings} findings; all peers and SQLite find the same, and leave the same \
         undecided\n\n{}\n{memory:.0} bytes a mailbox in the store\n{}",
        table(&figures)?,
        around_judging(&steps)
    ))
}

/// Octets a mailbox that the store holds when it is ready to be judged. A test compares what it says of itself with what
/// the allocator says.
fn memory(stage: &Stage, size: usize) -> Result<f64> {
    let mut store = world::read_bundle(&stage.bundle, &stage.packs)?;
    store.seal();
    Ok(store.bytes() as f64 / size as f64)
}

fn of<'a>(figures: &'a [Figures], name: &str) -> Result<&'a Figures> {
    let found = figures.iter().find(|figures| figures.name == name);
    found.context("a peer is missing")
}

fn note(measured: &mut Measured, figures: &[Figures], steps: &Steps) -> Result<()> {
    let engine = of(figures, ENGINE)?;
    measured.rows = Some(engine.beside(of(figures, ROWS)?));
    measured.columns = Some(engine.beside(of(figures, COLUMNS)?));
    measured.rhai = Some(of(figures, RHAI)?.beside(engine));
    measured.true_only = Some(engine.beside(of(figures, TRUE_ONLY)?));
    measured.evaluation = Some(engine.median());
    measured.judged = Some(steps.read + steps.judge);
    measured.whole = Some(steps.all());
    measured.share = Some(100.0 * steps.judge / steps.all());
    Ok(())
}

fn table(figures: &[Figures]) -> Result<String> {
    let (rows, columns) = (of(figures, ROWS)?, of(figures, COLUMNS)?);
    let head = ["", "ns/evaluation", "x rows", "x columns"];
    let mut text = format!("{:<20}{:>16}{:>10}{:>13}\n", head[0], head[1], head[2], head[3]);
    for peer in figures {
        let (median, rows, columns) = (peer.median(), peer.beside(rows), peer.beside(columns));
        writeln!(text, "{:<20}{median:>16.2}{rows:>10.2}{columns:>13.2}", peer.name)?;
    }
    Ok(text)
}

fn around_judging(steps: &Steps) -> String {
    let Steps {
        read,
        judge,
        report,
        write,
    } = steps;
    let all = steps.all();
    format!(
        "us a mailbox: read {read:.2}, judge {judge:.2}, report {report:.2}, write JSON Lines {write:.2}; all {all:.2}\n"
    )
}

/// What does not depend on the number of mailboxes.
fn around(rounds: usize, measured: &mut Measured) -> Result<String> {
    let many = rounds * 10;
    let load = (0..many).map(|_| time(world::packs).1.as_secs_f64() * 1e3);
    measured.load = Some(median(load.collect()));
    measured.one = Some(one(many)?);
    let mut text = counted(measured)?;
    match command::program() {
        Some(program) => measured.start = command::measure(&program, &["rules", "list"], many),
        None => text += "no cold start: build the program with `cargo build --release` first\n",
    }
    Ok(text)
}

fn counted(measured: &mut Measured) -> Result<String> {
    if !instructions::available() {
        return Ok("no instructions: valgrind is not installed\n".to_owned());
    }
    let mut text = format!("instructions an evaluation, {COUNTED} mailboxes:\n");
    for name in [ENGINE, TRUE_ONLY, ROWS, COLUMNS] {
        let count = instructions::measure(name, COUNTED)?;
        writeln!(text, "{name:<20}{count:>16.1}")?;
        if name == ENGINE {
            measured.instructions = Some(count);
        }
    }
    Ok(text)
}

/// Microseconds to judge one mailbox.
fn one(rounds: usize) -> Result<f64> {
    const TIMES: u32 = 100;
    let stage = Stage::new(1)?;
    let mut store = world::read_bundle(&stage.bundle, &stage.packs)?;
    let mut found = Vec::new();
    let mut judge = || (0..TIMES).for_each(|_| engine::failing(&stage.packs, &mut store, &mut found));
    let took = (0..rounds).map(|_| time(&mut judge).1.as_secs_f64() * 1e6 / f64::from(TIMES));
    Ok(median(took.collect()))
}

fn told(goals: &[Goal]) -> String {
    let mut text = format!("{:<46}{:>10}{:>10}\n", "goal", "measured", "wanted");
    for goal in goals {
        let measured = goal
            .measured
            .map_or("-".to_owned(), |measured| format!("{measured:.2}"));
        let wanted = format!("{}{}", if goal.more { ">= " } else { "<= " }, goal.wanted);
        let reached = match goal.reached() {
            Some(true) => "reached",
            Some(false) => "NOT REACHED",
            None => "not measured",
        };
        text += &format!(
            "{:<46}{measured:>10}{wanted:>10} {:<14}{reached}\n",
            goal.what, goal.unit
        );
    }
    text
}
