//! One instance of a provider.

use super::host::ChildHost;
use super::load::Loaded;
use crate::frame::kind;
use crate::order::End;
use imaprules_provider::plugin::abi::{self, Bytes, Status};
use std::ffi::c_void;
use std::ptr::null_mut;

/// An instance, made by the library and ended by it.
pub(super) struct Instance<'a> {
    plugin: &'a Loaded,
    this: *mut c_void,
}

impl<'a> Instance<'a> {
    /// Makes one; how that ended, where it failed.
    pub(super) fn create(plugin: &'a Loaded, host: &'static ChildHost, config: &str) -> Result<Self, End> {
        let mut this = null_mut();
        let create = plugin.table.create;
        let status = create.map_or(abi::UNSUPPORTED, |create| {
            host.enter();
            // SAFETY: the table and its context live for ever, the settings through the call, and the place is ours.
            let status = unsafe { create(host.table(), Bytes::of(config.as_bytes()), &mut this) };
            host.leave();
            status
        });
        let instance = Instance { plugin, this };
        match status {
            abi::OK => Ok(instance),
            _ => Err(End {
                status,
                error: Some(instance.last_error()),
                ..End::default()
            }),
        }
    }

    /// Collects.
    pub(super) fn collect(&self, request: &str, host: &ChildHost) -> Status {
        let Some(collect) = self.plugin.table.collect else {
            return abi::UNSUPPORTED;
        };
        host.enter();
        // SAFETY: the instance is the library's own and used by this thread only; the request lives through the call.
        let status = unsafe { collect(self.this, Bytes::of(request.as_bytes())) };
        host.leave();
        status
    }

    /// What it would touch, told to the program. A provider that does not say is no fault.
    pub(super) fn touches(&self, request: &str, host: &ChildHost) -> Status {
        let Some(touches) = self.plugin.touches().and_then(|table| table.touches) else {
            return abi::UNSUPPORTED;
        };
        let to = std::ptr::from_ref(host).cast_mut().cast::<c_void>();
        // SAFETY: as in `collect`; `touch` gets the context that is named here.
        unsafe { touches(self.this, Bytes::of(request.as_bytes()), to, Some(touch)) }
    }

    /// Why the last call failed.
    pub(super) fn last_error(&self) -> Vec<u8> {
        let Some(last_error) = self.plugin.table.last_error else {
            return Vec::new();
        };
        // SAFETY: the instance is the library's own, or null after a `create` that failed; the bytes live until the next call.
        unsafe { last_error(self.this).get() }.to_vec()
    }

    /// Ends it.
    pub(super) fn destroy(self) {
        if let Some(destroy) = self.plugin.table.destroy {
            // SAFETY: it is not used after this.
            unsafe { destroy(self.this) };
        }
    }
}

/// Hands on what would be touched.
unsafe extern "C" fn touch(to: *mut c_void, text: Bytes) -> Status {
    // SAFETY: `to` is the host that was named in `touches`, and the text lives through the call.
    let (host, text) = unsafe { (&*to.cast::<ChildHost>(), text.get()) };
    host.send(kind::TOUCH, &[text]);
    abi::OK
}
