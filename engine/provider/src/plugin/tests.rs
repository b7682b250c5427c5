//! The table of a Rust provider, used as a host uses it: in this process, for once.

use super::abi::{self, Bytes, HostTable, ProviderTable};
use crate::{Description, Host, Provider, ProviderError, Request, Touch};
use imaprules_facts::{Record, Source};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::Mutex;

struct Trial;

impl Provider for Trial {
    fn describe(&self) -> Description {
        Description {
            id: "trial".into(),
            based_on: None,
            version: "1.0.0".into(),
            title: "Trial".into(),
            schemas: vec![],
            packs: vec![],
            settings: vec![],
            symptoms: vec![],
            capabilities: vec![],
            inputs: vec![],
        }
    }

    fn touches(&self, _: &Request) -> Result<Vec<Touch>, ProviderError> {
        Err(ProviderError::Setting {
            setting: "server".into(),
            problem: "missing".into(),
            remedy: "name one".into(),
        })
    }

    fn collect(&self, request: &Request, host: &dyn Host) -> Result<(), ProviderError> {
        assert!(request.settings.text("server") != Some("panic"), "as ordered");
        let source = Source {
            provider: "trial".into(),
            name: "h".into(),
            live: true,
        };
        for input in &request.subjects {
            let record = Record::about("mailbox", &input.subject.id, source.clone(), 1);
            if host.emit(record).is_err() {
                break;
            }
        }
        Ok(())
    }
}

crate::export_provider!(Trial);

static EMITTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

unsafe extern "C" fn emit(_: *mut c_void, line: Bytes) -> abi::Status {
    let line = unsafe { line.get() };
    EMITTED
        .lock()
        .unwrap()
        .push(String::from_utf8(line.to_vec()).unwrap());
    abi::OK
}

fn host() -> HostTable {
    HostTable {
        struct_size: abi::HOST_SIZE_1_0,
        abi_major: abi::MAJOR,
        abi_minor: 0,
        ctx: null_mut(),
        emit: Some(emit),
        log: None,
        progress: None,
        cancelled: None,
        deadline_ms: None,
        budget: None,
        told: None,
        extension: None,
    }
}

fn plugin() -> &'static ProviderTable {
    unsafe { &*imaprules_provider_v1() }
}

fn text(bytes: Bytes) -> String {
    String::from_utf8(unsafe { bytes.get() }.to_vec()).unwrap()
}

#[test]
fn a_provider_is_described_collects_and_fails_as_it_would_without_the_boundary() {
    let (plugin, host) = (plugin(), host());
    assert_eq!((plugin.magic, plugin.abi_major), (abi::MAGIC, 1));
    assert_eq!(&plugin.magic.to_le_bytes(), b"IMR1");
    let described = text(unsafe { plugin.describe.unwrap()() });
    assert!(described.contains("\"id\":\"trial\""), "{described}");
    let mut this = null_mut();
    let config = Bytes::of(br#"{"settings":{},"later":1}"#);
    assert_eq!(
        unsafe { plugin.create.unwrap()(&host, config, &mut this) },
        abi::OK
    );
    let request = Bytes::of(br#"{"subjects":[{"kind":"mailbox","id":"a"},{"kind":"mailbox","id":"b"}]}"#);
    assert_eq!(unsafe { plugin.collect.unwrap()(this, request) }, abi::OK);
    let emitted = std::mem::take(&mut *EMITTED.lock().unwrap());
    assert_eq!(emitted.len(), 3, "{emitted:?}");
    assert!(emitted[0].starts_with("{\"source\":0,"), "{emitted:?}");
    let touches = unsafe { plugin.extension.unwrap()(abi::TOUCHES.as_ptr()) };
    let touches = unsafe { &*touches.cast::<abi::TouchesTable>() };
    let status = unsafe { touches.touches.unwrap()(this, request, null_mut(), None) };
    assert_eq!(status, abi::BAD_ARGUMENT);
    let why = text(unsafe { plugin.last_error.unwrap()(this) });
    assert!(why.contains("\"setting\":\"server\""), "{why}");
    unsafe { plugin.destroy.unwrap()(this) };
    unsafe { plugin.destroy.unwrap()(null_mut()) };
    assert!(unsafe { plugin.extension.unwrap()(c"imr.none/9".as_ptr()) }.is_null());
}

#[test]
fn a_panic_is_a_status_and_the_instance_is_not_used_again() {
    let (plugin, host) = (plugin(), host());
    let mut this = null_mut();
    let config = Bytes::of(br#"{"settings":{"server":"panic"}}"#);
    assert_eq!(
        unsafe { plugin.create.unwrap()(&host, config, &mut this) },
        abi::OK
    );
    for _ in 0..2 {
        assert_eq!(
            unsafe { plugin.collect.unwrap()(this, Bytes::of(b"{}")) },
            abi::PANIC
        );
    }
    let why = text(unsafe { plugin.last_error.unwrap()(this) });
    assert!(why.contains("as ordered"), "{why}");
    unsafe { plugin.destroy.unwrap()(this) };
}

#[test]
fn hosts_of_other_versions_and_broken_settings_are_refused() {
    let plugin = plugin();
    let mut this = null_mut();
    let create = |host: &HostTable, config: &[u8], this: &mut *mut c_void| unsafe {
        plugin.create.unwrap()(host, Bytes::of(config), this)
    };
    let mut other = host();
    other.abi_major = 2;
    assert_eq!(create(&other, b"{}", &mut this), abi::UNSUPPORTED);
    let mut small = host();
    small.struct_size -= 1;
    assert_eq!(create(&small, b"{}", &mut this), abi::UNSUPPORTED);
    assert_eq!(create(&host(), b"\xFF", &mut this), abi::BAD_ARGUMENT);
    assert!(!text(unsafe { plugin.last_error.unwrap()(null_mut()) }).is_empty());
    // A newer host is taken as it is.
    let mut newer = host();
    (newer.abi_minor, newer.struct_size) = (9, newer.struct_size + 32);
    assert_eq!(create(&newer, b"{}", &mut this), abi::OK);
    unsafe { plugin.destroy.unwrap()(this) };
}
