//! What it costs that a plugin runs in a process of its own: the same provider called directly and through the child, in one run.
//!
//! Wall-clock time, since two processes work at the same time; rounds in which both take turns, and the best of each, which is
//! what is left when the machine does nothing else.

use anyhow::{Context, Result, bail};
use imaprules_bench_plugin::{Counter, FACTS};
use imaprules_facts::{FactStore, Record, Schema};
use imaprules_host::{Library, Limits, PluginProvider};
use imaprules_provider::{Provider, RecordsOnly, Request, SettingValue, Stop};
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// As `imaprules` does, this program starts itself once more to load the plugin.
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("provider-host") => Ok(imaprules_host::child::main(
            arguments
                .get(2)
                .and_then(|parent| parent.parse().ok())
                .unwrap_or_default(),
        )?),
        rounds => tell(rounds.and_then(|rounds| rounds.parse().ok()).unwrap_or(9)),
    }
}

/// The last row tells what a record costs, the first what a child costs.
fn tell(rounds: usize) -> Result<()> {
    let rows = measure(rounds)?;
    let mut out = stdout();
    for row in &rows {
        writeln!(
            out,
            "{:>7} records: direct {:.2?}, child {:.2?}, difference {:.2?}",
            row.records,
            row.direct,
            row.child,
            row.difference()
        )?;
    }
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        let fixed = first.difference();
        let each = last.difference().saturating_sub(fixed).as_secs_f64() * 1e6 / last.records as f64;
        writeln!(
            out,
            "fixed {fixed:.2?} (aim: 5 ms), {each:.2} us a record (aim: 1 us)"
        )?;
    }
    Ok(())
}

/// How many records each row of the table has.
const SIZES: [i64; 4] = [0, 1, 10_000, 100_000];

/// One row.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// How many records.
    records: i64,
    /// Called directly.
    direct: Duration,
    /// Through the child.
    child: Duration,
}

impl Row {
    /// What the way through the child costs.
    fn difference(&self) -> Duration {
        self.child.saturating_sub(self.direct)
    }
}

/// Measures all sizes. The program and the plugin are those of this build.
///
/// # Errors
/// When one of them was not built, or the two ways do not end with the same facts.
fn measure(rounds: usize) -> Result<Vec<Row>> {
    let program = std::env::current_exe()?;
    let library = Library::read(&library()?)?;
    let plugin = PluginProvider::load(Arc::new(library), &[], &program, &Limits::default())?;
    let schema = Arc::new(Schema::read([("facts.toml", FACTS)])?);
    let row = |records: i64| {
        let mut row = Row {
            records,
            direct: Duration::MAX,
            child: Duration::MAX,
        };
        for _ in 0..rounds {
            let (direct, one) = once(&Counter, records, &schema)?;
            let (child, other) = once(&plugin, records, &schema)?;
            if one != other {
                bail!("the two ways end with different facts");
            }
            (row.direct, row.child) = (row.direct.min(direct), row.child.min(child));
        }
        Ok(row)
    };
    SIZES.into_iter().map(row).collect()
}

/// One collection: how long it took, and what is in the store then.
fn once(provider: &dyn Provider, records: i64, schema: &Arc<Schema>) -> Result<(Duration, (usize, usize))> {
    let mut request = Request::default();
    request.settings.insert("records", SettingValue::Int(records));
    let store = Mutex::new(FactStore::new(Arc::clone(schema)));
    // Keeps facts as the program does.
    let host = RecordsOnly(|record: Record| {
        let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
        store.add(&record).map(drop).map_err(|_| Stop)
    });
    let began = Instant::now();
    provider.collect(&request, &host)?;
    let took = began.elapsed();
    let store = store.into_inner().unwrap_or_else(PoisonError::into_inner);
    let kind = schema.kind("mailbox").context("the kind")?;
    Ok((took, (store.subjects(kind).len(), store.bytes())))
}

/// The plugin beside this program.
fn library() -> Result<PathBuf> {
    let name = format!(
        "{}imaprules_bench_plugin{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    let path = std::env::current_exe()?.with_file_name(name);
    if !path.is_file() {
        bail!(
            "{} is not there: cargo build --release -p imaprules-bench-plugin",
            path.display()
        );
    }
    Ok(path)
}
