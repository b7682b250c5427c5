//! Processor time, which a busy machine disturbs less than the clock on the wall. Where the system does not tell it, the
//! wall clock has to do.

use std::time::{Duration, Instant};

/// Processor time that this process has used.
#[cfg(unix)]
pub fn used() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map_or_else(|_| wall(), Duration::from)
}

/// Time that has passed.
#[cfg(not(unix))]
pub fn used() -> Duration {
    wall()
}

fn wall() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

/// How long something takes.
pub fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = used();
    let done = work();
    (done, used().saturating_sub(start))
}

/// The middle one of some figures; 0 when there are none.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(0.0)
}
