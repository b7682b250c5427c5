//! How fast the program signs in and looks through many mailboxes, beside a plain script that does the same work; see
//! the README. Needs Dovecot, which other systems than Unix do not have.

#[cfg(unix)]
mod comparison;

#[cfg(unix)]
fn main() -> anyhow::Result<()> {
    comparison::run()
}

#[cfg(not(unix))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("there is no server for this system")
}
