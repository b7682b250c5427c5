//! Bounds the size of values that scripts build.
//!
//! Rhai checks sizes when a function returns a value, but not when `list[i] = x` or `map[k] = x` stores one, and
//! never how deep values are nested: `a = [a]` in a loop makes a value whose mere destruction overflows the stack
//! and aborts the process. Growing a value needs the variable that holds it, so each access to a variable is
//! checked here first. `this` would be a way around and is not available in scripts.

use rhai::{Dynamic, EvalAltResult, EvalContext, FnPtr, Position};

use crate::budget::{self, Stop};
use crate::limits::{self, Limit};

/// Items that are measured for the price of one step: a script that touches a long list again and again is stopped
/// by its steps, which are the same everywhere, and not by the clock, which is not.
const ITEMS_PER_STEP: u64 = 16;

/// Bytes of text that are touched for the price of one step: what touches a text copies or walks it.
const BYTES_PER_STEP: u64 = 256;

/// Rhai's callback for each access to a variable; it leaves the search for the value to Rhai.
pub(crate) fn on_variable(
    name: &str,
    _: usize,
    context: EvalContext<'_, '_, '_, '_, '_, '_>,
) -> Result<Option<Dynamic>, Box<EvalAltResult>> {
    let Some(value) = context.scope().get(name) else {
        return Ok(None);
    };
    let mut size = Size::default();
    let outcome = size.add(value, 0);
    budget::charge(size.items as u64 / ITEMS_PER_STEP + size.text as u64 / BYTES_PER_STEP)?;
    match outcome {
        Ok(()) => Ok(None),
        Err(Excess::Over(limit)) => Err(budget::halt(Stop::Limit(limit))),
        Err(Excess::Locked) => Err(EvalAltResult::ErrorDataRace(name.to_owned(), Position::NONE).into()),
    }
}

enum Excess {
    Over(&'static Limit),
    /// A closure touches the value that the list function calling it holds.
    Locked,
}

#[derive(Default)]
struct Size {
    text: usize,
    items: usize,
}

impl Size {
    fn add(&mut self, value: &Dynamic, depth: usize) -> Result<(), Excess> {
        if value.is_shared() {
            let inner = value.read_lock::<Dynamic>().ok_or(Excess::Locked)?;
            return self.add_owned(&inner, depth);
        }
        self.add_owned(value, depth)
    }

    fn add_owned(&mut self, value: &Dynamic, depth: usize) -> Result<(), Excess> {
        if value.is_string() {
            self.text += value.as_immutable_string_ref().map_or(0, |text| text.len());
        } else if value.is_array() {
            let items = value.as_array_ref().map_err(|_| Excess::Locked)?;
            self.add_all(items.len(), items.iter(), depth)?;
        } else if value.is_map() {
            let map = value.as_map_ref().map_err(|_| Excess::Locked)?;
            self.text += map.keys().map(|key| key.len()).sum::<usize>();
            self.add_all(map.len(), map.values(), depth)?;
        } else if value.is_fnptr() {
            let closure = value.read_lock::<FnPtr>().ok_or(Excess::Locked)?;
            self.add_all(closure.curry().len(), closure.curry().iter(), depth)?;
        }
        self.check()
    }

    fn add_all<'a>(
        &mut self,
        count: usize,
        items: impl Iterator<Item = &'a Dynamic>,
        depth: usize,
    ) -> Result<(), Excess> {
        if depth >= limits::NESTING.size() {
            return Err(Excess::Over(&limits::NESTING));
        }
        self.items += count;
        self.check()?;
        for item in items {
            self.add(item, depth + 1)?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Excess> {
        if self.items > limits::ITEMS.size() {
            return Err(Excess::Over(&limits::ITEMS));
        }
        if self.text > limits::TEXT.size() {
            return Err(Excess::Over(&limits::TEXT));
        }
        Ok(())
    }
}
