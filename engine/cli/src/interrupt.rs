//! Ctrl-C: the first one asks the run to stop and report what it has, the second one ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program ended by SIGINT, as shells report it.
const ENDED: i32 = 130;

/// Set once somebody wants the run to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Watches for signals from now on. Without a way to watch, the system's own handling stays.
    pub(crate) fn watch() -> Self {
        let interrupt = Interrupt::default();
        let flag = Arc::clone(&interrupt.0);
        let watcher = std::thread::Builder::new().name("interrupt".to_owned());
        // A thread that cannot be had leaves the system's handling in place, which ends the program.
        drop(watcher.spawn(move || watch(&flag)));
        interrupt
    }

    /// Whether to stop.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

fn watch(flag: &AtomicBool) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        while asked().await {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(ENDED);
            }
            crate::messages::say(crate::speech::word("say.stopping"));
        }
    });
}

/// Waits for Ctrl-C or, on Unix, a request to terminate.
#[cfg(unix)]
async fn asked() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return tokio::signal::ctrl_c().await.is_ok();
    };
    tokio::select! {
        asked = tokio::signal::ctrl_c() => asked.is_ok(),
        asked = terminate.recv() => asked.is_some(),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn asked() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
