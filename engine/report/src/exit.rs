//! Exit codes of the program. They are promises to scripts.

/// Nothing at or above `--fail-on`; for checks of files and packs: clean.
pub const OK: u8 = 0;
/// Findings at or above `--fail-on`; for checks of files and packs: problems.
pub const FINDINGS: u8 = 1;
/// The command, the configuration, a pack or an input could not be used.
pub const UNUSABLE: u8 = 2;
/// The run is incomplete: interrupted, or a provider broke. What was collected is reported. Beats [`FINDINGS`].
pub const INCOMPLETE: u8 = 3;
