//! The threads that judge and report.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::Arc;

/// Threads of our own, or those that everybody shares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pool(Option<Arc<ThreadPool>>);

impl Pool {
    /// So many threads; 0 is one a core, shared. Where the system gives none, the shared ones do the work.
    pub(crate) fn of(threads: usize) -> Self {
        let own = (threads > 0).then(|| ThreadPoolBuilder::new().num_threads(threads).build());
        Pool(own.and_then(Result::ok).map(Arc::new))
    }

    /// Runs something whose parallel parts use these threads.
    pub(crate) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}
