//! What the host gives to scripts besides patterns: `unknown(why)` and `as_of()`.

use rhai::{EvalAltResult, FuncRegistration, ImmutableString, Module};

use crate::budget::{self, Stop};
use crate::limits;

/// Names that scripts may not give to functions of their own; they would silently replace the host's.
pub(crate) const RESERVED: [&str; 5] = ["unknown", "as_of", "matches", "captures", "replace_all"];

/// Registers the functions. They are volatile: the same call may have another answer next time.
pub(crate) fn register(module: &mut Module) {
    FuncRegistration::new("as_of")
        .with_volatility(true)
        .set_into_module(module, budget::as_of as fn() -> i64);
    FuncRegistration::new("unknown")
        .with_volatility(true)
        .set_into_module(module, |why: ImmutableString| -> Result<(), Box<EvalAltResult>> {
            Err(budget::halt(Stop::Unknown(shortened(&why))))
        });
}

/// A reason goes into reports, once for each mailbox.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(limits::REASON.size()).collect()
}
