//! Windows: a job object bounds the child and ends it with the program.
#![allow(
    unsafe_code,
    reason = "the system's functions are only to be had this way; each call says why it is sound"
)]

use crate::Limits;
use std::fs::File;
use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::process::{Child, Command, ExitStatus};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    JobObjectExtendedLimitInformation, SetInformationJobObject, TerminateJobObject,
};

/// Nothing to be done before the start: the job comes right after it.
pub(crate) fn apart(_: &mut Command) {}

/// A job that holds the child. The system ends all in it when this is closed.
#[derive(Debug)]
pub(crate) struct Group(OwnedHandle);

impl Group {
    /// Puts a child that was just started into a job.
    pub(crate) fn of(child: &Child, limits: &Limits) -> io::Result<Self> {
        // SAFETY: no attributes, no name; the result is looked at.
        let job = unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) };
        if job.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a fresh handle that nobody else owns.
        let group = Group(unsafe { OwnedHandle::from_raw_handle(job) });
        // SAFETY: a structure of numbers, for which zero means "no bound".
        let mut bounds: JOBOBJECT_EXTENDED_LIMIT_INFORMATION = unsafe { std::mem::zeroed() };
        let basic = &mut bounds.BasicLimitInformation;
        basic.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_PROCESS_TIME;
        // Hundreds of nanoseconds.
        basic.PerProcessUserTimeLimit =
            i64::try_from(limits.processor.saturating_mul(10_000_000)).unwrap_or(i64::MAX);
        if let Some(memory) = limits.memory {
            basic.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
            bounds.ProcessMemoryLimit = usize::try_from(memory).unwrap_or(usize::MAX);
        }
        let size = u32::try_from(size_of_val(&bounds)).unwrap_or_default();
        // SAFETY: the job is ours, the structure is of the class that is named and lives through the call.
        let set = unsafe {
            SetInformationJobObject(
                job,
                JobObjectExtendedLimitInformation,
                (&raw const bounds).cast(),
                size,
            )
        };
        // SAFETY: both handles are open.
        let assigned = unsafe { AssignProcessToJobObject(job, child.as_raw_handle()) };
        if set == 0 || assigned == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(group)
    }

    /// Ends the child and whatever it started.
    pub(crate) fn kill(&self) {
        // SAFETY: the job is ours. An error means that nobody is left in it.
        unsafe { TerminateJobObject(self.0.as_raw_handle(), 1) };
    }
}

/// Pipes are as wide as they are.
pub(crate) fn widen(_: &std::process::ChildStdout) {}

/// Variables that a child keeps: without the first two there are no sockets.
pub(crate) const KEPT_VARIABLES: [&str; 3] = ["SystemRoot", "windir", "LANG"];

/// The pipes to the program. A library that writes to the handle of standard output itself breaks the protocol, and is told so.
pub(crate) fn take_channel() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    let input = io::stdin().as_handle().try_clone_to_owned()?;
    let output = io::stdout().as_handle().try_clone_to_owned()?;
    Ok((File::from(input), File::from(output)))
}

/// The job bounds the process; nothing is left to be done in it.
pub(crate) fn limit(_: &Limits) {}

/// The job ends the process.
pub(crate) fn die_with_parent(_: u32) {}

/// Ends this process at once: no destructor of the library runs.
pub(crate) fn end() -> ! {
    std::process::abort()
}

/// How a process ended, in words.
pub(crate) fn words(status: ExitStatus) -> String {
    // Exceptions are exit codes: 0xC0000005 is an access violation.
    format!("exit code {:#x}", status.code().unwrap_or_default())
}

/// Not told.
pub(crate) fn held() -> Option<[u64; 3]> {
    None
}
