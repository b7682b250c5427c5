//! A [`Provider`] behind the provider's table. No panic leaves it.

use super::abi::{self, Bytes, HostTable, ProviderTable, Status, TakeTouch, TakesTable, TouchesTable};
use super::handle::Handle;
use crate::wire::{read_config, read_request, write_description, write_failure, write_touch};
use crate::{Provider, ProviderError, Request, Settings};
use std::any::Any;
use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;

/// What [`export_provider!`](crate::export_provider) says about a provider.
pub trait Exported {
    /// Makes it.
    fn make() -> Box<dyn Provider>;
    /// Where its description is kept, which is the same for ever.
    fn described() -> &'static OnceLock<Vec<u8>>;
}

/// The table of a provider.
pub const fn table<E: Exported>() -> ProviderTable {
    ProviderTable {
        magic: abi::MAGIC,
        struct_size: abi::PROVIDER_SIZE_1_0,
        abi_major: abi::MAJOR,
        abi_minor: abi::MINOR,
        reserved: 0,
        describe: Some(describe::<E>),
        create: Some(create::<E>),
        collect: Some(collect),
        last_error: Some(last_error),
        destroy: Some(destroy),
        extension: Some(extension::<E>),
    }
}

/// What `create` hands out.
struct Instance {
    provider: Box<dyn Provider>,
    host: Handle,
    settings: Settings,
    error: Vec<u8>,
    /// After a panic nothing is known about the state of the provider.
    poisoned: bool,
}

thread_local! {
    /// Why the last `create` on this thread failed.
    static CREATE_ERROR: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

unsafe extern "C" fn describe<E: Exported>() -> Bytes {
    let make = || write_description(&E::make().describe());
    // A description that cannot be made is empty, which the host takes for what it is: none.
    let text = E::described().get_or_init(|| catch_unwind(make).unwrap_or_default());
    Bytes::of(text)
}

unsafe extern "C" fn create<E: Exported>(
    host: *const HostTable,
    config: Bytes,
    to: *mut *mut c_void,
) -> Status {
    let make = AssertUnwindSafe(|| {
        // SAFETY: by the contract these are a host's table, a text that lives through the call, and a place for the result.
        let (host, config, to) = unsafe { (Handle::new(host), config.get(), to.as_mut()) };
        let (Some(host), Some(to)) = (host, to) else {
            return Err((
                abi::UNSUPPORTED,
                "the host's table is of another version".to_owned(),
            ));
        };
        let settings = read_config(config).map_err(|error| (abi::BAD_ARGUMENT, error.0))?;
        let instance = Instance {
            provider: E::make(),
            host,
            settings,
            error: Vec::new(),
            poisoned: false,
        };
        *to = Box::into_raw(Box::new(instance)).cast();
        Ok(())
    });
    let (status, why) = match catch_unwind(make) {
        Ok(Ok(())) => return abi::OK,
        Ok(Err(failed)) => failed,
        Err(panic) => (abi::PANIC, panicked(&*panic)),
    };
    CREATE_ERROR.with_borrow_mut(|error| *error = write_failure(&ProviderError::Broken(why)));
    status
}

unsafe extern "C" fn collect(this: *mut c_void, request: Bytes) -> Status {
    // SAFETY: by the contract `this` comes from `create` and nobody else uses it; the request lives through the call.
    unsafe {
        call(this, request, |instance, request| {
            instance.provider.collect(request, &instance.host)
        })
    }
}

unsafe extern "C" fn touches(
    this: *mut c_void,
    request: Bytes,
    to: *mut c_void,
    touch: Option<TakeTouch>,
) -> Status {
    let tell = |instance: &Instance, request: &Request| {
        for found in instance.provider.touches(request)? {
            let text = write_touch(&found);
            // SAFETY: `touch` and `to` are the host's, and belong together; the text lives through the call.
            let status = touch.map_or(abi::OK, |touch| unsafe { touch(to, Bytes::of(&text)) });
            if status != abi::OK {
                break;
            }
        }
        Ok(())
    };
    // SAFETY: as in `collect`.
    unsafe { call(this, request, tell) }
}

/// Calls a method of an instance, and keeps why it failed.
///
/// # Safety
/// `this` is null or comes from `create`, nobody else uses it, and `request` lives through the call.
unsafe fn call(
    this: *mut c_void,
    request: Bytes,
    method: impl FnOnce(&Instance, &Request) -> Result<(), ProviderError>,
) -> Status {
    // SAFETY: the caller vouches for it.
    let (instance, request) = unsafe { (this.cast::<Instance>().as_mut(), request.get()) };
    let Some(instance) = instance else {
        return abi::BAD_ARGUMENT;
    };
    if instance.poisoned {
        return abi::PANIC;
    }
    let run = AssertUnwindSafe(|| {
        let subjects = read_request(request).map_err(|error| ProviderError::Broken(error.0))?;
        let request = Request {
            settings: instance.settings.clone(),
            subjects,
        };
        method(instance, &request)
    });
    let (status, error) = match catch_unwind(run) {
        Ok(Ok(())) => return abi::OK,
        Ok(Err(error @ ProviderError::Broken(_))) => (abi::FAILED, error),
        Ok(Err(error)) => (abi::BAD_ARGUMENT, error),
        Err(panic) => {
            instance.poisoned = true;
            (abi::PANIC, ProviderError::Broken(panicked(&*panic)))
        }
    };
    instance.error = write_failure(&error);
    status
}

/// What a panic says.
fn panicked(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("it panicked: {}", words.unwrap_or_default())
}

unsafe extern "C" fn last_error(this: *mut c_void) -> Bytes {
    // SAFETY: by the contract `this` is null or comes from `create`.
    match unsafe { this.cast::<Instance>().as_ref() } {
        Some(instance) => Bytes::of(&instance.error),
        // The thread's own text stays as it is until `create` is called again.
        None => CREATE_ERROR.with_borrow(|error| Bytes::of(error)),
    }
}

unsafe extern "C" fn destroy(this: *mut c_void) {
    if this.is_null() {
        return;
    }
    // SAFETY: by the contract it comes from `create` and is not used any more.
    let instance = unsafe { Box::from_raw(this.cast::<Instance>()) };
    // A provider that panics while it is dropped is gone all the same.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(instance)));
}

unsafe extern "C" fn takes<E: Exported>(path: Bytes) -> u32 {
    // SAFETY: by the contract the path lives through the call.
    let path = unsafe { path.get() };
    let look = || std::str::from_utf8(path).is_ok_and(|path| E::make().takes(Path::new(path)));
    u32::from(catch_unwind(look).unwrap_or(false))
}

static TOUCHES: TouchesTable = TouchesTable {
    struct_size: size_of::<TouchesTable>() as u32,
    reserved: 0,
    touches: Some(touches),
};

/// A place for a table that depends on the provider; constants of generic functions live for ever.
struct Takes<E>(std::marker::PhantomData<E>);

impl<E: Exported> Takes<E> {
    const TABLE: &'static TakesTable = &TakesTable {
        struct_size: size_of::<TakesTable>() as u32,
        reserved: 0,
        takes: Some(takes::<E>),
    };
}

unsafe extern "C" fn extension<E: Exported>(id: *const c_char) -> *const c_void {
    if id.is_null() {
        return std::ptr::null();
    }
    // SAFETY: by the contract it ends in a zero.
    let id = unsafe { CStr::from_ptr(id) };
    if id == abi::TOUCHES {
        (&raw const TOUCHES).cast()
    } else if id == abi::TAKES {
        std::ptr::from_ref(Takes::<E>::TABLE).cast()
    } else {
        std::ptr::null()
    }
}
