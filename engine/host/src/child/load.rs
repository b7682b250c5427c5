//! Loading: the one symbol, the table, and whether this program understands it.

use imaprules_provider::plugin::abi::{self, ProviderTable, TakesTable, TouchesTable};
use std::ffi::CStr;
use std::path::Path;

/// A library that was loaded. It is never unloaded: thread-local destructors would point into nothing. The process ends instead.
pub(super) struct Loaded {
    pub(super) table: &'static ProviderTable,
}

/// Loads a library by its full path.
pub(super) fn load(path: &str) -> Result<Loaded, String> {
    // SAFETY: whatever its constructors do, they do in this process, which is there for that.
    let library = unsafe { open(Path::new(path)) }.map_err(|error| told(&error))?;
    type Entry = unsafe extern "C" fn() -> *const ProviderTable;
    // SAFETY: the contract gives the function of this name this type.
    let entry = unsafe { library.get::<Entry>(abi::SYMBOL) }
        .map(|symbol| *symbol)
        .map_err(|_| "it exports no function `imaprules_provider_v1`".to_owned())?;
    std::mem::forget(library);
    // SAFETY: as above.
    let table = unsafe { entry() };
    // SAFETY: by the contract null or a table that lives for ever; only what every version has is looked at before the size is
    // known.
    let table =
        unsafe { table.as_ref() }.ok_or_else(|| "`imaprules_provider_v1` returned no table".to_owned())?;
    check(table)?;
    Ok(Loaded { table })
}

#[cfg(unix)]
unsafe fn open(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: the caller's.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
unsafe fn open(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller's.
    unsafe { libloading::Library::new(path) }
}

/// The system's words, without the name of the copy, which says nothing to anybody.
fn told(error: &libloading::Error) -> String {
    use std::error::Error;
    let words = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    let words = words
        .split_once(": ")
        .filter(|(name, _)| name.starts_with("/proc/"));
    words.map_or_else(|| error.to_string(), |(_, words)| words.to_owned())
}

fn check(table: &ProviderTable) -> Result<(), String> {
    if table.magic != abi::MAGIC {
        return Err(format!(
            "its table begins with {:#010x} and not with the magic number {:#010x}",
            table.magic,
            abi::MAGIC
        ));
    }
    if table.struct_size < abi::PROVIDER_SIZE_1_0 {
        return Err(format!(
            "its table has {} octets, and version 1.0 has {}",
            table.struct_size,
            abi::PROVIDER_SIZE_1_0
        ));
    }
    if table.abi_major != abi::MAJOR {
        return Err(format!(
            "it follows version {}.{} of the contract, and this program {}.{}",
            table.abi_major,
            table.abi_minor,
            abi::MAJOR,
            abi::MINOR
        ));
    }
    let missing = [
        ("describe", table.describe.is_none()),
        ("create", table.create.is_none()),
        ("collect", table.collect.is_none()),
        ("last_error", table.last_error.is_none()),
        ("destroy", table.destroy.is_none()),
        ("extension", table.extension.is_none()),
    ];
    match missing.iter().find(|(_, missing)| *missing) {
        Some((name, _)) => Err(format!("its table has no function `{name}`")),
        None => Ok(()),
    }
}

impl Loaded {
    /// What it says about itself.
    pub(super) fn describe(&self) -> Result<&'static [u8], String> {
        let describe = self.table.describe.ok_or("no `describe`")?;
        // SAFETY: any thread may call it; the bytes live for ever.
        let text = unsafe { describe().get() };
        if text.is_empty() {
            return Err("`describe` returned nothing".to_owned());
        }
        if text.len() >= crate::frame::LONGEST {
            return Err(format!("`describe` returned {} octets", text.len()));
        }
        Ok(text)
    }

    /// An extension of the provider.
    fn extension<T>(&self, id: &CStr) -> Option<&'static T> {
        let extension = self.table.extension?;
        // SAFETY: any thread may call it; null or a table that lives for ever, which begins with its size.
        let table = unsafe { extension(id.as_ptr()) };
        // SAFETY: as above.
        let size = unsafe { table.cast::<u32>().as_ref() }?;
        if (*size as usize) < size_of::<T>() {
            return None;
        }
        // SAFETY: as above, and it is as large as it has to be.
        unsafe { table.cast::<T>().as_ref() }
    }

    pub(super) fn touches(&self) -> Option<&'static TouchesTable> {
        self.extension(abi::TOUCHES)
    }

    /// Whether it reads the file of this path.
    pub(super) fn takes(&self, path: &str) -> Result<bool, String> {
        let Some(takes) = self
            .extension::<TakesTable>(abi::TAKES)
            .and_then(|table| table.takes)
        else {
            return Ok(false);
        };
        // SAFETY: any thread may call it; the path lives through the call.
        Ok(unsafe { takes(abi::Bytes::of(path.as_bytes())) } != 0)
    }
}
