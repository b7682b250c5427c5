//! The statements of the troubleshooter, which rules name in `covers`. Libraries below know nothing of them.

/// Statements are numbered S001 to this.
const LAST: u16 = 160;

/// Ids of all statements, in order.
pub(crate) fn all() -> impl Iterator<Item = String> {
    (1..=LAST).map(|number| format!("S{number:03}"))
}
