//! Linux, macOS and the like.

use crate::Limits;
use rustix::process::{Pid, Resource, Rlimit, Signal};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};

/// A file in memory that can neither be changed nor sealed otherwise. It is not closed when a child is started, and holds
/// nothing that a child may not see.
#[cfg(target_os = "linux")]
pub(super) fn sealed(bytes: &[u8]) -> io::Result<OwnedFd> {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    use std::io::Write;
    let mut file = File::from(memfd_create("imaprules-plugin", MemfdFlags::ALLOW_SEALING)?);
    file.write_all(bytes)?;
    fcntl_add_seals(
        &file,
        SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL,
    )?;
    Ok(file.into())
}

/// Starts the child in a process group of its own: what it forks can be ended with it, and Ctrl-C is for the program to handle.
pub(crate) fn apart(command: &mut Command) {
    command.process_group(0);
}

/// Keeps hold of a child's process group.
#[derive(Debug)]
pub(crate) struct Group(Option<Pid>);

impl Group {
    /// That of a child that was just started.
    pub(crate) fn of(child: &Child, _limits: &Limits) -> io::Result<Self> {
        Ok(Group(i32::try_from(child.id()).ok().and_then(Pid::from_raw)))
    }

    /// Ends the child and whatever it started.
    pub(crate) fn kill(&self) {
        if let Some(group) = self.0 {
            // An error means that nobody is left.
            let _ = rustix::process::kill_process_group(group, Signal::KILL);
        }
    }
}

/// Makes the pipe of a child as wide as anybody may have it, so that it can go on while the program looks elsewhere.
#[cfg(target_os = "linux")]
pub(crate) fn widen(pipe: &std::process::ChildStdout) {
    // A narrower one works as well, only slower.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, 1 << 20);
}

/// Pipes are as wide as they are.
#[cfg(not(target_os = "linux"))]
pub(crate) fn widen(_: &std::process::ChildStdout) {}

/// Variables that a child keeps.
pub(crate) const KEPT_VARIABLES: [&str; 3] = ["LANG", "LC_ALL", "TZ"];

/// Takes the pipes to the program out of the plugin's way: what it writes to standard output goes to standard error.
pub(crate) fn take_channel() -> io::Result<(File, File)> {
    use rustix::io::fcntl_dupfd_cloexec;
    let input = fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
    let output = fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok((File::from(input), File::from(output)))
}

/// Bounds this process. A bound that the system already sets lower stays.
pub(crate) fn limit(limits: &Limits) {
    let bound = |resource: Resource, current: u64, maximum: u64| {
        let (current, maximum) = (Some(current), Some(maximum));
        // A bound that cannot be had is one protection less, and no reason not to collect.
        let _ = rustix::process::setrlimit(resource, Rlimit { current, maximum });
    };
    bound(Resource::Core, 0, 0);
    // At the first bound the signal says what happened, at the second the process is killed.
    bound(
        Resource::Cpu,
        limits.processor,
        limits.processor.saturating_add(5),
    );
    if let Some(memory) = limits.memory {
        bound(Resource::As, memory, memory);
    }
}

/// Ends this process when the program is gone.
pub(crate) fn die_with_parent(parent: u32) {
    #[cfg(target_os = "linux")]
    {
        // Without it the end of the pipe does the same, a little later.
        let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
        let now = rustix::process::getppid().map(Pid::as_raw_nonzero);
        if now.is_none_or(|now| u32::try_from(now.get()).ok() != Some(parent)) {
            end();
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = parent;
}

/// Ends this process with all that it started, at once: no destructor of the library runs.
pub(crate) fn end() -> ! {
    let _ = rustix::process::kill_current_process_group(Signal::KILL);
    std::process::abort()
}

/// How a process ended, in words.
pub(crate) fn words(status: ExitStatus) -> String {
    let Some(signal) = status.signal() else {
        return format!(
            "it ended itself with exit code {}",
            status.code().unwrap_or_default()
        );
    };
    let name = match Signal::from_named_raw(signal) {
        Some(Signal::SEGV) => "segmentation fault",
        Some(Signal::ABORT) => "abort",
        Some(Signal::BUS) => "bus error",
        Some(Signal::ILL) => "illegal instruction",
        Some(Signal::FPE) => "arithmetic fault",
        Some(Signal::KILL) => "killed by the system, which may be out of memory",
        Some(Signal::XCPU) => "its processor time was used up",
        _ => "ended by a signal",
    };
    format!("{name} (signal {signal})")
}

/// Resident octets, open files and threads of this process; where the system tells them.
pub(crate) fn held() -> Option<[u64; 3]> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let number = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_ascii_whitespace().next()?.parse::<u64>().ok()
    };
    let files = std::fs::read_dir("/proc/self/fd").ok()?.count() as u64;
    Some([number("VmRSS:")? << 10, files, number("Threads:")?])
}
