//! The rules in Rhai, in the quickest way it has to judge row by row: one script with all conditions, compiled to bytecode,
//! which asks for a fact when it meets its name, lists behind a handle and patterns compiled once.

use super::{REFUSED, THROTTLED, conditions};
use crate::facts::{Cell, FACTS, Mailbox, RUN};
use crate::finding::Finding;
use anyhow::{Context, Result, anyhow};
use regex::Regex;
use rhai::grain::{Compiler, Program, Vm};
use rhai::{Dynamic, Engine, Scope};
use std::cell::Cell as Place;
use std::collections::HashMap;

/// A list of a mailbox, as scripts see it.
#[derive(Debug, Clone, Copy)]
struct Items(&'static [String]);

thread_local! {
    /// The mailbox at hand.
    static AT_HAND: Place<Option<&'static Mailbox>> = const { Place::new(None) };
}

/// The rules as a compiled script.
#[derive(Debug)]
pub struct Script {
    engine: Engine,
    program: Program<'static>,
}

impl Script {
    /// Compiles the rules.
    ///
    /// # Errors
    /// When the script is none.
    pub fn new() -> Result<Self> {
        let engine = engine()?;
        let mut text = String::from("let found = 0;\n");
        let all = conditions(include_str!("conditions.rhai"), "//");
        for (rule, condition) in all.into_iter().enumerate() {
            text += &format!("if {condition} {{ found |= 1 << {rule}; }}\n");
        }
        text += "found\n";
        let script = engine.compile(text).context("conditions.rhai")?;
        Ok(Script {
            program: Compiler::new().compile(&script),
            engine,
        })
    }

    /// Judges all mailboxes.
    ///
    /// # Errors
    /// When the script fails.
    pub fn judge(&self, mailboxes: &'static [Mailbox], found: &mut Vec<Finding>) -> Result<()> {
        let mut scope = Scope::new();
        for fact in RUN {
            scope.push_constant(format!("run_{}", fact.name), dynamic(fact.value));
        }
        let start = scope.len();
        let mut machine = Vm::new(&self.engine);
        for (number, mailbox) in mailboxes.iter().enumerate() {
            AT_HAND.set(Some(mailbox));
            scope.rewind(start);
            let bits = machine
                .eval_with_scope(&mut scope, &self.program)
                .map_err(|error| anyhow!("{error}"))?;
            let mut bits = bits
                .as_int()
                .map_err(|other| anyhow!("bits are wanted, not {other}"))?;
            while bits != 0 {
                found.push(Finding::of(bits.trailing_zeros() as usize, number));
                bits &= bits - 1;
            }
        }
        Ok(())
    }
}

fn engine() -> Result<Engine> {
    let (refused, throttled) = (Regex::new(REFUSED)?, Regex::new(THROTTLED)?);
    let mut engine = Engine::new();
    engine.register_fn("refused", move |text: &str| refused.is_match(text));
    engine.register_fn("throttled", move |text: &str| throttled.is_match(text));
    engine.register_fn("any_starts_with", |items: Items, start: &str| {
        items.0.iter().any(|item| item.starts_with(start))
    });
    engine.register_fn("any_ends_with", |items: Items, end: &str| {
        items.0.iter().any(|item| item.ends_with(end))
    });
    engine.register_fn("!=", |_: Items, (): ()| true);
    let names: HashMap<&str, fn(&Mailbox) -> Cell<'_>> =
        FACTS.iter().map(|fact| (fact.field, fact.get)).collect();
    #[expect(
        deprecated,
        reason = "Rhai calls it volatile; there is no other way to resolve names on demand"
    )]
    engine.on_var(move |name, _, _| {
        let get = names.get(name);
        Ok(get.and_then(|get| AT_HAND.get().map(|mailbox| dynamic(get(mailbox)))))
    });
    Ok(engine)
}

fn dynamic(cell: Cell<'static>) -> Dynamic {
    match cell {
        Cell::Missing => Dynamic::UNIT,
        Cell::Flag(value) => value.into(),
        Cell::Whole(value) => value.into(),
        Cell::Broken(value) => value.into(),
        Cell::Text(text) => text.into(),
        Cell::List(items) => Dynamic::from(Items(items)),
    }
}
