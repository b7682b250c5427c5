//! The one Rhai engine of the process: which of the language scripts may use. It is raw, so that nothing is
//! available but what is registered here; it has no module resolver, no clock and no output.

use std::sync::LazyLock;

use rhai::packages::{
    BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicStringPackage, MoreStringPackage, Package,
};
use rhai::{Engine, Module, OptimizationLevel};

use crate::{budget, compare, host, limits, lists, numbers, patterns, size};

/// Symbols that the parser refuses, each with what to write instead.
pub(crate) const REFUSED: [(&str, &str); 13] = [
    ("eval", "write the code itself"),
    (
        "import",
        "put the function into another *.rhai file of the pack; all files see each other's functions",
    ),
    (
        "export",
        "leave it out; all files of a pack see each other's functions",
    ),
    ("print", "return the value"),
    ("debug", "return the value"),
    (
        "Fn",
        "name the function, as in list.map(my_function), or write a closure",
    ),
    ("call", "call the function by its name"),
    ("curry", "write a closure that uses the variable"),
    ("loop", "use `for i in 0..100`"),
    ("while", "use `for i in 0..100` with `break`"),
    ("do", "use `for i in 0..100` with `break`"),
    (
        "try",
        "ask before you use the value; an error must not become an answer",
    ),
    ("this", "use a parameter, as in |item| item > 1"),
];

static ENGINE: LazyLock<Engine> = LazyLock::new(build);

/// The engine. It has no state that a call could change.
pub(crate) fn engine() -> &'static Engine {
    &ENGINE
}

fn build() -> Engine {
    let mut engine = Engine::new_raw();
    // One module, because each look-up of an operator asks every module in turn.
    let mut vocabulary = Module::new();
    fill(&mut vocabulary);
    vocabulary.build_index();
    engine.register_global_module(vocabulary.into());
    for (symbol, _) in REFUSED {
        engine.disable_symbol(symbol);
    }
    set_options(&mut engine);
    set_limits(&mut engine);
    engine.on_progress(|_| budget::step());
    #[expect(
        deprecated,
        reason = "Rhai marks the hook as subject to change; the exact version is locked"
    )]
    engine.on_var(size::on_variable);
    engine
}

/// The order matters: what comes later replaces functions of the packages.
fn fill(module: &mut Module) {
    BasicStringPackage::init(module);
    MoreStringPackage::init(module);
    BasicArrayPackage::init(module);
    BasicMapPackage::init(module);
    BasicIteratorPackage::init(module);
    // Rhai looks functions of packages up on demand, by hashing one after the other at each miss.
    module.register_lazy_functions();
    numbers::register(module);
    compare::register(module);
    lists::register(module);
    patterns::register(module);
    host::register(module);
}

fn set_options(engine: &mut Engine) {
    engine.set_allow_shadowing(false);
    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    // With fast operators Rhai would not ask for our comparisons.
    engine.set_fast_operators(false);
    // The optimizer folds operators without asking for ours, too.
    engine.set_optimization_level(OptimizationLevel::None);
    // The interner is one lock for all threads.
    engine.set_max_strings_interned(0);
}

fn set_limits(engine: &mut Engine) {
    let depth = limits::EXPRESSION_DEPTH.size();
    engine.set_max_operations(limits::OPERATIONS.value);
    engine.set_max_call_levels(limits::CALL_LEVELS.size());
    engine.set_max_expr_depths(depth, depth);
    engine.set_max_variables(limits::VARIABLES.size());
    engine.set_max_functions(limits::FUNCTIONS.size());
    engine.set_max_modules(0);
    engine.set_max_string_size(limits::TEXT.size());
    engine.set_max_array_size(limits::ITEMS.size());
    engine.set_max_map_size(limits::ITEMS.size());
}
