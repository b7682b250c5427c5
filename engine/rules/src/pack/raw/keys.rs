//! The keys of every table that authors write: what readers take, and what schemas for editors offer.

pub(crate) const MANIFEST: [&str; 6] = ["pack", "params", "functions", "fact", "import", "needs"];
pub(crate) const PACK: [&str; 6] = ["id", "version", "title", "providers", "license", "engine"];
pub(crate) const PARAM: [&str; 4] = ["type", "default", "about", "source"];
pub(crate) const FACT: [&str; 6] = ["name", "for", "type", "about", "how", "phrased"];
pub(crate) const IMPORT: [&str; 4] = ["files", "for", "key", "columns"];
pub(crate) const RULE_FILE: [&str; 3] = ["rule", "derived", "override"];
pub(crate) const RULE: [&str; 15] = [
    "id",
    "for",
    "severity",
    "given",
    "when",
    "title",
    "why",
    "fix",
    "commands",
    "instead_of",
    "explains",
    "covers",
    "aka",
    "sources",
    "since",
];
pub(crate) const COMMAND: [&str; 9] = [
    "shell", "given", "session", "about", "record", "run", "undo", "destroys", "first",
];
pub(crate) const DERIVED: [&str; 6] = ["name", "for", "type", "about", "value", "phrased"];
pub(crate) const CHANGE: [&str; 5] = ["rule", "severity", "title", "why", "fix"];
pub(crate) const CASE_FILE: [&str; 2] = ["case", "fixture"];
pub(crate) const FIXTURE: [&str; 5] = ["name", "facts", "unknown", "conflicts", "params"];
pub(crate) const CASE: [&str; 13] = [
    "rule",
    "name",
    "expect",
    "facts",
    "unknown",
    "conflicts",
    "params",
    "now",
    "title",
    "reasons",
    "child",
    "use",
    "snapshot",
];
pub(crate) const CHILD: [&str; 3] = ["kind", "facts", "unknown"];
