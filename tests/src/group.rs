//! A child process that is gone, with all it started, when its owner is: dropped, failed or killed.

use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// A child in a process group of its own (Unix). Elsewhere only the child itself is ended.
#[derive(Debug)]
pub(crate) struct Group {
    /// The child, for its pipes.
    pub(crate) child: Child,
    /// The most memory that the child has been seen to hold, in octets; where the system tells it.
    pub(crate) peak: Option<u64>,
    /// The processor time that it has been seen to use; where the system tells it.
    pub(crate) processor: Option<Duration>,
    #[cfg(unix)]
    watcher: Child,
}

impl Group {
    /// Starts the command.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let what = format!("{:?}", command.get_program());
        let child = command
            .spawn()
            .unwrap_or_else(|e| panic!("{what} does not start: {e}"));
        #[cfg(unix)]
        return Self {
            watcher: watcher(child.id()),
            peak: None,
            processor: None,
            child,
        };
        #[cfg(not(unix))]
        Self {
            child,
            peak: None,
            processor: None,
        }
    }

    /// Its exit status, once it ended by itself; `None` when the time was up first.
    pub(crate) fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            self.peak = self.peak.max(peak_memory(self.child.id()));
            self.processor = self.processor.max(processor_time(self.child.id()));
            match self.child.try_wait().expect("a child that can be waited for") {
                Some(status) => return Some(status),
                None if Instant::now() >= end => return None,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// What Ctrl-C does on a terminal: an interrupt for the whole group.
    #[cfg(unix)]
    pub(crate) fn interrupt(&self) {
        self.signal(rustix::process::Signal::INT);
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        let id = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        // An error means that nobody is left in the group, which is what the caller wants.
        let _ = rustix::process::kill_process_group(id.expect("a process id"), signal);
    }

    /// Ends the whole group at once.
    pub(crate) fn kill(&mut self) {
        #[cfg(unix)]
        self.signal(rustix::process::Signal::KILL);
        // Fails only when it already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // First the watcher: once the child is reaped its number may be given to somebody else.
        #[cfg(unix)]
        {
            let _ = self.watcher.kill();
            let _ = self.watcher.wait();
        }
        self.kill();
    }
}

/// The most memory that a process held so far, in octets: `VmHWM` of Linux (proc_pid_status(5)). The kernel keeps it, so
/// looking now and then misses only what was taken since the last look.
fn peak_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// The processor time of a process so far, its own and the kernel's for it: fields 14 and 15 of proc_pid_stat(5). They
/// count hundredths of a second, whatever the kernel's own clock (USER_HZ, time(7)).
fn processor_time(id: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the name in brackets, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_ascii_whitespace().skip(11).take(2);
    let ticks: Vec<u64> = ticks.map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
}

/// A shell that waits for the end of its input, which comes when this process is gone, however it went (a test
/// runner kills a test that takes too long), and then ends the group.
#[cfg(unix)]
fn watcher(group: u32) -> Child {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("read -r _; kill -9 -{group}")])
        .stdin(std::process::Stdio::piped());
    command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().expect("sh starts")
}
