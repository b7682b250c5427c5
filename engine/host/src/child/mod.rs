//! The child's side: loads one library, carries out one order, and hands on what the library says.
//!
//! Everything of the library runs here: static constructors, faults and all. Its words go to the program as they come; each
//! record is in the pipe before `emit` returns, so that a crash loses none. The process ends with the program, and without running
//! any of the library's destructors.
#![allow(
    unsafe_code,
    reason = "libraries are called here; each block says why it is sound"
)]

mod host;
mod instance;
mod kit;
mod load;

use crate::frame::{self, kind};
use crate::order::{End, Hello, Order, Unusable};
use crate::platform;
use host::ChildHost;
use imaprules_provider::plugin::abi;
use instance::Instance;
use load::Loaded;
use std::fs::File;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

/// How often signs of life are sent.
const HEARTBEAT: Duration = Duration::from_millis(250);

/// Runs the hidden command. Returns only when somebody else than the program started it.
///
/// # Errors
/// When nobody speaks the protocol at the other end.
pub fn main(parent: u32) -> io::Result<()> {
    let (mut input, output) = platform::take_channel()?;
    let Some((kind::HELLO, hello)) = frame::read(&mut input)? else {
        return Err(io::Error::other("no program speaks at the other end"));
    };
    let hello: Hello = serde_json::from_slice(&hello)?;
    if hello.protocol != frame::PROTOCOL {
        return Err(io::Error::other("the program is of another version"));
    }
    let Some((kind::ORDER, order)) = frame::read(&mut input)? else {
        return Err(io::Error::other("no order came"));
    };
    let order: Order = serde_json::from_slice(&order)?;
    platform::die_with_parent(parent);
    platform::limit(&hello.limits);
    let host = ChildHost::leaked(output, &hello);
    thread::Builder::new().spawn(move || listen(host, input))?;
    thread::Builder::new().spawn(move || beat(host))?;
    host.send(kind::HELLO, &[]);
    match run(host, &hello, order) {
        Ok(end) => host.send_json(kind::END, &end),
        Err(why) => host.send_json(kind::UNUSABLE, &Unusable { why }),
    }
    // The program ends this process as soon as it has read that.
    loop {
        thread::sleep(Duration::from_secs(1));
    }
}

/// Hears the program. The end of its pipe is the end of the program, and of this process.
fn listen(host: &ChildHost, mut input: File) {
    while let Ok(Some((kind, payload))) = frame::read(&mut input) {
        host.hear(kind, payload);
    }
    platform::end()
}

/// Tells the program that the library asked or said something.
fn beat(host: &ChildHost) {
    let mut before = 0;
    loop {
        thread::sleep(HEARTBEAT);
        let now = host.calls();
        if now != before {
            before = now;
            host.send(kind::ALIVE, &[]);
        }
    }
}

fn run(host: &'static ChildHost, hello: &Hello, order: Order) -> Result<End, String> {
    let plugin = load::load(&hello.library)?;
    let description = plugin.describe()?;
    host.send(kind::DESCRIPTION, &[description]);
    match order {
        Order::Describe => Ok(End::default()),
        Order::Takes { path } => Ok(End {
            takes: plugin.takes(&path)?,
            ..End::default()
        }),
        Order::Touches { config, request } => Ok(with_instance(&plugin, host, hello, &config, |instance| {
            instance.touches(&request, host)
        })),
        Order::Collect {
            config,
            request,
            deadline,
        } => {
            host.set_deadline(deadline.map(|millis| Instant::now() + Duration::from_millis(millis)));
            Ok(with_instance(&plugin, host, hello, &config, |instance| {
                instance.collect(&request, host)
            }))
        }
        Order::Probe { config } => kit::probe(&plugin, host, &config),
        Order::Cycle {
            config,
            request,
            times,
        } => kit::cycle(&plugin, host, &config, &request, times),
    }
}

/// Makes an instance, does something with it, and ends it.
fn with_instance(
    plugin: &Loaded,
    host: &'static ChildHost,
    hello: &Hello,
    config: &str,
    act: impl FnOnce(&Instance<'_>) -> i32,
) -> End {
    let instance = match Instance::create(plugin, host, config) {
        Ok(instance) => instance,
        Err(end) => return end,
    };
    let status = act(&instance);
    let error = (status != abi::OK).then(|| instance.last_error());
    thread::sleep(Duration::from_millis(hello.settle));
    instance.destroy();
    End {
        status,
        error,
        late: host.late(),
        ..End::default()
    }
}
