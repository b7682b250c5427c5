//! The same forty rules in other ways: by hand over structures and over columns, in Rhai, in SQL. All of them have to find
//! what the engine finds.

pub mod columns;
pub mod database;
pub mod engine;
pub mod rows;
pub mod script;

/// The pattern of `bench.sign-in-refused`.
pub(crate) const REFUSED: &str = "(?i)authenticationfailed|invalid credentials|login failed";
/// The pattern of `bench.throttled`.
pub(crate) const THROTTLED: &str =
    "(?i)too many (simultaneous )?connections|over ?quota|exceeded.*(bandwidth|limit)";

/// The lines of a file of conditions, without its comments.
fn conditions(text: &'static str, comment: &str) -> Vec<&'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with(comment))
        .collect()
}
