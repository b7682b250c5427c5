//! What the conformance kit tries inside the child: small things that must hold of every plugin, and what it leaves behind.

use super::host::ChildHost;
use super::instance::Instance;
use super::load::Loaded;
use crate::order::End;
use crate::platform;
use imaprules_provider::plugin::abi;
use std::ptr::null_mut;
use std::thread;

/// Settings that nobody writes, and that must not do harm.
const ODD_SETTINGS: [&str; 6] = [
    "",
    "{",
    "[]",
    "{\"settings\":[]}",
    "{\"settings\":{\"no_such_setting\":true}}",
    "{\"settings\":{},\"later\":{\"version\":9}}",
];

/// Tries what needs no collection.
pub(super) fn probe(plugin: &Loaded, host: &'static ChildHost, config: &str) -> Result<End, String> {
    let mut problems = Vec::new();
    let mut problem = |found: bool, what: &str| {
        if found {
            problems.push(what.to_owned());
        }
    };
    let first = plugin.describe()?;
    problem(
        plugin.describe()? != first,
        "`describe` says something else when it is called again",
    );
    let elsewhere = thread::scope(|scope| {
        let call = scope.spawn(|| plugin.describe().map(<[u8]>::to_vec));
        call.join().unwrap_or_else(|_| Err("panicked".to_owned()))
    });
    problem(
        elsewhere? != first,
        "`describe` says something else on another thread",
    );
    if let Some(extension) = plugin.table.extension {
        // SAFETY: any thread may call it, with an id that ends in a zero.
        let unknown = unsafe { extension(c"imr.kit.unheard-of/1".as_ptr()) };
        problem(
            !unknown.is_null(),
            "`extension` hands out a table for an id that nobody knows",
        );
    }
    problem(plugin.table.reserved != 0, "the reserved member is not zero");
    if let Some(destroy) = plugin.table.destroy {
        // SAFETY: the contract allows null.
        unsafe { destroy(null_mut()) };
    }
    for odd in ODD_SETTINGS {
        if let Ok(instance) = Instance::create(plugin, host, odd) {
            instance.destroy();
        }
    }
    // After all that it still works, twice at the same time.
    let (one, two) = (
        Instance::create(plugin, host, config),
        Instance::create(plugin, host, config),
    );
    problem(
        one.is_ok() != two.is_ok(),
        "a second instance beside the first cannot be made",
    );
    [one, two].into_iter().flatten().for_each(Instance::destroy);
    problem(
        plugin.describe()? != first,
        "`describe` says something else after instances were made",
    );
    Ok(End {
        problems,
        ..End::default()
    })
}

/// Makes, uses and ends instances while the run is cancelled, so that nothing is touched.
pub(super) fn cycle(
    plugin: &Loaded,
    host: &'static ChildHost,
    config: &str,
    request: &str,
    times: u32,
) -> Result<End, String> {
    host.cancel();
    let once = || {
        if let Ok(instance) = Instance::create(plugin, host, config) {
            // A cancelled collection may fail; that it returns is looked at elsewhere.
            let _: abi::Status = instance.collect(request, host);
            instance.destroy();
        }
    };
    // The first ones fill caches that are meant to stay.
    (0..times / 4).for_each(|_| once());
    let before = platform::held();
    (0..times).for_each(|_| once());
    let after = platform::held();
    Ok(End {
        held: before.zip(after).map(|(before, after)| [before, after]),
        ..End::default()
    })
}
