//! The structures and numbers of the header.

use std::ffi::{c_char, c_void};
use std::mem::{offset_of, size_of};

/// `IMR_MAGIC`: the octets `IMR1` on a little-endian machine.
pub const MAGIC: u32 = 0x3152_4D49;
/// `IMR_ABI_MAJOR`.
pub const MAJOR: u16 = 1;
/// `IMR_ABI_MINOR`.
pub const MINOR: u16 = 0;
/// The name of the one exported function, with the zero at its end.
pub const SYMBOL: &[u8] = b"imaprules_provider_v1\0";
/// `IMR_NO_DEADLINE`.
pub const NO_DEADLINE: u64 = u64::MAX;
/// `IMR_SECRETS`, with the zero at its end.
pub const SECRETS: &std::ffi::CStr = c"imr.secrets/1";
/// `IMR_TOUCHES`, with the zero at its end.
pub const TOUCHES: &std::ffi::CStr = c"imr.touches/1";
/// `IMR_TAKES`, with the zero at its end.
pub const TAKES: &std::ffi::CStr = c"imr.takes/1";

/// `imr_status`.
pub type Status = i32;
/// `IMR_OK`.
pub const OK: Status = 0;
/// `IMR_FAILED`.
pub const FAILED: Status = 1;
/// `IMR_CANCELLED`.
pub const CANCELLED: Status = 2;
/// `IMR_UNSUPPORTED`.
pub const UNSUPPORTED: Status = 3;
/// `IMR_PANIC`.
pub const PANIC: Status = 4;
/// `IMR_BAD_ARGUMENT`.
pub const BAD_ARGUMENT: Status = 5;
/// `IMR_LIMIT`.
pub const LIMIT: Status = 6;
/// `IMR_LATER`.
pub const LATER: Status = 7;

/// `imr_bytes`: borrowed for the time of a call.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Bytes {
    /// Where they begin; may be null when there are none.
    pub ptr: *const u8,
    /// How many they are.
    pub len: usize,
}

impl Bytes {
    /// Those of a slice.
    pub const fn of(bytes: &[u8]) -> Self {
        Bytes {
            ptr: bytes.as_ptr(),
            len: bytes.len(),
        }
    }

    /// The bytes.
    ///
    /// # Safety
    /// `ptr` is null or points to `len` octets that stay as they are for as long as the result is used.
    pub unsafe fn get<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() || self.len == 0 || isize::try_from(self.len).is_err() {
            return &[];
        }
        // SAFETY: not null, and the caller vouches for the rest.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

/// `imr_host`.
#[repr(C)]
#[derive(Debug)]
pub struct HostTable {
    /// Octets that the host filled in.
    pub struct_size: u32,
    /// Version of the host's side.
    pub abi_major: u16,
    /// Version of the host's side.
    pub abi_minor: u16,
    /// Passed to every function.
    pub ctx: *mut c_void,
    /// See the header, as for all that follow.
    pub emit: Option<unsafe extern "C" fn(*mut c_void, Bytes) -> Status>,
    /// A line for the log.
    pub log: Option<unsafe extern "C" fn(*mut c_void, u32, Bytes)>,
    /// How far it is.
    pub progress: Option<unsafe extern "C" fn(*mut c_void, u64, u64)>,
    /// Whether to stop.
    pub cancelled: Option<unsafe extern "C" fn(*mut c_void) -> u32>,
    /// Milliseconds left.
    pub deadline_ms: Option<unsafe extern "C" fn(*mut c_void) -> u64>,
    /// Asks for an attempt.
    pub budget: Option<unsafe extern "C" fn(*mut c_void, Bytes, u32, *mut Bytes) -> Status>,
    /// Tells how one ended.
    pub told: Option<unsafe extern "C" fn(*mut c_void, Bytes, u32)>,
    /// Looks for an extension.
    pub extension: Option<unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_void>,
}

/// `imr_provider`.
#[repr(C)]
#[derive(Debug)]
pub struct ProviderTable {
    /// [`MAGIC`].
    pub magic: u32,
    /// Octets of the table that the provider filled in.
    pub struct_size: u32,
    /// Version of the provider's side.
    pub abi_major: u16,
    /// Version of the provider's side.
    pub abi_minor: u16,
    /// Zero.
    pub reserved: u32,
    /// See the header, as for all that follow.
    pub describe: Option<unsafe extern "C" fn() -> Bytes>,
    /// Makes an instance.
    pub create: Option<unsafe extern "C" fn(*const HostTable, Bytes, *mut *mut c_void) -> Status>,
    /// Collects.
    pub collect: Option<unsafe extern "C" fn(*mut c_void, Bytes) -> Status>,
    /// Why the last call failed.
    pub last_error: Option<unsafe extern "C" fn(*mut c_void) -> Bytes>,
    /// Ends an instance.
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    /// Looks for an extension.
    pub extension: Option<unsafe extern "C" fn(*const c_char) -> *const c_void>,
}

/// Takes a secret, once.
pub type UseSecret = unsafe extern "C" fn(*mut c_void, Bytes);
/// Takes what would be touched.
pub type TakeTouch = unsafe extern "C" fn(*mut c_void, Bytes) -> Status;

/// `imr_secrets`.
#[repr(C)]
#[derive(Debug)]
pub struct SecretsTable {
    /// Octets of the table.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Looks for a secret.
    pub secret: Option<
        unsafe extern "C" fn(*mut c_void, Bytes, Bytes, Bytes, *mut c_void, Option<UseSecret>) -> Status,
    >,
    /// Keeps a secret.
    pub keep: Option<unsafe extern "C" fn(*mut c_void, Bytes, Bytes, Bytes, Bytes) -> Status>,
}

/// `imr_touches`.
#[repr(C)]
#[derive(Debug)]
pub struct TouchesTable {
    /// Octets of the table.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Tells what would be touched.
    pub touches: Option<unsafe extern "C" fn(*mut c_void, Bytes, *mut c_void, Option<TakeTouch>) -> Status>,
}

/// `imr_takes`.
#[repr(C)]
#[derive(Debug)]
pub struct TakesTable {
    /// Octets of the table.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Whether a file is one of the provider's.
    pub takes: Option<unsafe extern "C" fn(Bytes) -> u32>,
}

// SAFETY: the tables that are shared hold numbers and functions only.
unsafe impl Sync for ProviderTable {}

/// The octets that version 1.0 needs: later versions only append.
pub const PROVIDER_SIZE_1_0: u32 = 16 + 6 * POINTER as u32;
/// The octets that version 1.0 of the host's table has.
pub const HOST_SIZE_1_0: u32 = 8 + 9 * POINTER as u32;

const POINTER: usize = size_of::<*const u8>();

const _: () = {
    assert!(size_of::<Bytes>() == 2 * POINTER);
    assert!(offset_of!(HostTable, abi_major) == 4 && offset_of!(HostTable, abi_minor) == 6);
    assert!(offset_of!(HostTable, ctx) == 8 && offset_of!(HostTable, emit) == 8 + POINTER);
    assert!(offset_of!(HostTable, log) == 8 + 2 * POINTER);
    assert!(offset_of!(HostTable, progress) == 8 + 3 * POINTER);
    assert!(offset_of!(HostTable, cancelled) == 8 + 4 * POINTER);
    assert!(offset_of!(HostTable, deadline_ms) == 8 + 5 * POINTER);
    assert!(offset_of!(HostTable, budget) == 8 + 6 * POINTER);
    assert!(offset_of!(HostTable, told) == 8 + 7 * POINTER);
    assert!(offset_of!(HostTable, extension) == 8 + 8 * POINTER);
    assert!(size_of::<HostTable>() == HOST_SIZE_1_0 as usize);
    assert!(offset_of!(ProviderTable, struct_size) == 4 && offset_of!(ProviderTable, abi_major) == 8);
    assert!(offset_of!(ProviderTable, abi_minor) == 10 && offset_of!(ProviderTable, reserved) == 12);
    assert!(offset_of!(ProviderTable, describe) == 16);
    assert!(offset_of!(ProviderTable, create) == 16 + POINTER);
    assert!(offset_of!(ProviderTable, collect) == 16 + 2 * POINTER);
    assert!(offset_of!(ProviderTable, last_error) == 16 + 3 * POINTER);
    assert!(offset_of!(ProviderTable, destroy) == 16 + 4 * POINTER);
    assert!(offset_of!(ProviderTable, extension) == 16 + 5 * POINTER);
    assert!(size_of::<ProviderTable>() == PROVIDER_SIZE_1_0 as usize);
    assert!(size_of::<SecretsTable>() == 8 + 2 * POINTER);
    assert!(size_of::<TouchesTable>() == 8 + POINTER);
    assert!(size_of::<TakesTable>() == 8 + POINTER);
};

/// The number of an outcome, as `told` takes it.
pub fn outcome_number(outcome: crate::Outcome) -> u32 {
    match outcome {
        crate::Outcome::Done => 0,
        crate::Outcome::Refused => 1,
        crate::Outcome::LockOut => 2,
        crate::Outcome::Unanswered => 3,
        crate::Outcome::Failed => 4,
    }
}

/// The outcome of that number. One that nobody knows says nothing about credentials.
pub fn outcome_of(number: u32) -> crate::Outcome {
    match number {
        0 => crate::Outcome::Done,
        1 => crate::Outcome::Refused,
        2 => crate::Outcome::LockOut,
        3 => crate::Outcome::Unanswered,
        _ => crate::Outcome::Failed,
    }
}
