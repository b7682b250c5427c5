//! The limits of one script, in one table: what the engine enforces, what the manual prints and what an error
//! names are the same constants. The functions that enforce them stand where the work is done.

use std::fmt;

/// One limit: what it is called, how high it is and what it protects.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limit {
    /// Its name, as errors and the manual say it.
    pub name: &'static str,
    /// Its value, in [`unit`](Limit::unit).
    pub value: u64,
    /// What the value counts.
    pub unit: &'static str,
    /// What is counted, when, and why it is bounded.
    pub meaning: &'static str,
}

impl Limit {
    /// The value as a size in memory. All limits are far below what fits into 32 bits.
    pub(crate) const fn size(&self) -> usize {
        self.value as usize
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name, self.value, self.unit)
    }
}

/// Steps of one call. Counted by this crate: Rhai's own count starts anew in every callback of a list function.
pub const OPERATIONS: Limit = Limit {
    name: "operations",
    value: 200_000,
    unit: "steps",
    meaning: "steps of one call, callbacks included; scanning text with a pattern and touching long texts and lists \
              cost steps too",
};

/// Time of one call. What ends a call must not depend on how busy the machine is, so this is many times what
/// [`OPERATIONS`] take, and there for what they do not count.
pub const WALL_CLOCK: Limit = Limit {
    name: "wall clock",
    value: 5_000,
    unit: "ms",
    meaning: "time of one call, as a last resort: its steps are used up long before",
};

/// How often the clock is looked at.
pub const CLOCK_INTERVAL: Limit = Limit {
    name: "clock interval",
    value: 256,
    unit: "steps",
    meaning: "steps between two looks at the clock; a call with fewer steps never runs out of time",
};

/// Depth of calls. Together with [`EXPRESSION_DEPTH`] it bounds the stack, whose end no program survives: the worst
/// script found needs less than 1 MiB of an optimised build and 3 MiB of one that is not.
pub const CALL_LEVELS: Limit = Limit {
    name: "call levels",
    value: 16,
    unit: "calls",
    meaning: "functions and callbacks that are active inside each other",
};

/// Depth of expressions and statements.
pub const EXPRESSION_DEPTH: Limit = Limit {
    name: "expression depth",
    value: 32,
    unit: "levels",
    meaning: "expressions and blocks inside each other in the text of a script",
};

/// Variables of one function.
pub const VARIABLES: Limit = Limit {
    name: "variables",
    value: 64,
    unit: "variables",
    meaning: "variables and parameters that one function holds at a time",
};

/// Functions of one pack.
pub const FUNCTIONS: Limit = Limit {
    name: "functions",
    value: 32,
    unit: "functions",
    meaning: "functions of all scripts of a pack, and functions and closures of one file",
};

/// Text in one value.
pub const TEXT: Limit = Limit {
    name: "text",
    value: 256 * 1024,
    unit: "bytes",
    meaning: "UTF-8 bytes of one text, and of all texts in one list or map together, as argument or made by a script",
};

/// Items in one value.
pub const ITEMS: Limit = Limit {
    name: "items",
    value: 10_000,
    unit: "items",
    meaning: "items of one list or map with the lists and maps in it, as argument or made by a script",
};

/// Depth of one value.
pub const NESTING: Limit = Limit {
    name: "nesting",
    value: 8,
    unit: "levels",
    meaning: "lists, maps and closures inside each other in one value",
};

/// Length of one script file.
pub const SOURCE: Limit = Limit {
    name: "script file",
    value: 64 * 1024,
    unit: "bytes",
    meaning: "length of one script file",
};

/// Length of a pattern.
pub const PATTERN: Limit = Limit {
    name: "pattern",
    value: 1_000,
    unit: "bytes",
    meaning: "length of the text of a pattern",
};

/// Size of a compiled pattern.
pub const PATTERN_PROGRAM: Limit = Limit {
    name: "pattern program",
    value: 256 * 1024,
    unit: "bytes",
    meaning: "memory of one compiled pattern",
};

/// Compiled patterns that are kept.
pub const PATTERNS_KEPT: Limit = Limit {
    name: "patterns kept",
    value: 64,
    unit: "patterns",
    meaning: "compiled patterns that a thread keeps for the next call",
};

/// Length of the reason of an unknown.
pub const REASON: Limit = Limit {
    name: "reason",
    value: 500,
    unit: "characters",
    meaning: "length of the text given to unknown() or throw; the rest is cut off",
};

/// Every limit, in the order of the manual.
pub const ALL: [&Limit; 15] = [
    &OPERATIONS,
    &WALL_CLOCK,
    &CLOCK_INTERVAL,
    &CALL_LEVELS,
    &EXPRESSION_DEPTH,
    &VARIABLES,
    &FUNCTIONS,
    &TEXT,
    &ITEMS,
    &NESTING,
    &SOURCE,
    &PATTERN,
    &PATTERN_PROGRAM,
    &PATTERNS_KEPT,
    &REASON,
];
