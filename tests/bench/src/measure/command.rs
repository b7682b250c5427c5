//! The cold start of a whole command: processor time of a process from its beginning to its end.

use super::clock::median;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program beside this one: built into the same folder.
pub fn program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let program = own.with_file_name(format!("imaprules{}", std::env::consts::EXE_SUFFIX));
    program.is_file().then_some(program)
}

/// Milliseconds of processor time of a command: the median of so many. Nothing where it cannot be run or the system does
/// not tell.
pub fn measure(program: &Path, args: &[&str], rounds: usize) -> Option<f64> {
    let mut took = Vec::new();
    for _ in 0..rounds {
        let before = children()?;
        let status = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok()?;
        // 0 and 1 are findings or none; anything else did not do its work.
        if !matches!(status.code(), Some(0 | 1)) {
            return None;
        }
        took.push(children()? - before);
    }
    Some(median(took))
}

/// Milliseconds of processor time that all children used so far.
#[cfg(unix)]
fn children() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some(micros as f64 / 1e3)
}

#[cfg(not(unix))]
fn children() -> Option<f64> {
    None
}
