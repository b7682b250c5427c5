//! The tests' own ground: servers greet, accounts are as ordered, mailboxes hold what was put into them.

#[cfg(unix)]
mod courier;
#[cfg(unix)]
mod cyrus;
#[cfg(unix)]
mod dovecot;
#[cfg(unix)]
mod old_tls;
mod program;
mod scripted;
