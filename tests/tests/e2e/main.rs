//! End-to-end tests: the program, and the servers it meets, as users have them. One test binary, one module for each topic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; the helpers around them are tests too"
)]

mod authors;
mod bad_input;
mod bad_packs;
mod bad_servers;
#[cfg(unix)]
mod collect_then_run;
mod collector_script;
mod command_line;
mod commands;
mod csv_tools;
mod demo;
mod dry_run;
#[cfg(unix)]
mod exchange_directory;
mod exchange_exports;
mod exchange_rights;
mod explain;
mod exports;
mod gmail_google;
mod gmail_labels;
#[cfg(unix)]
mod good_and_bad_rows;
mod guide;
#[cfg(unix)]
mod guide_terminal;
mod harness;
mod hostile;
mod huge_input;
#[cfg(unix)]
mod interrupt;
mod language;
mod language_values;
#[cfg(unix)]
mod limits;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod old_tls;
mod plan;
#[cfg(target_os = "linux")]
mod plugins;
mod reports;
mod scene;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod three_servers;
#[cfg(unix)]
mod tls;
mod workshop;
