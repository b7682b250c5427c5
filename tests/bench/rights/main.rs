//! Rights on Exchange, measured: 5,000 mailboxes in 20 databases, an account in nested groups, from a directory's LDIF with binary
//! descriptors and from rows of cmdlets in CLIXML. Times the whole collection, and of it what comes after reading: the graph of
//! groups, the lists, the verdicts, the records. A run stops where verdicts are not those that were put in.

mod organisation;
mod rows;
mod watch;
mod written;

use anyhow::{Result, ensure};
use clap::Parser;
use imaprules_facts::{Record, SubjectRef, Value};
use imaprules_provider::{InputSubject, Provider, RecordsOnly, Request, SettingValue};
use std::io::{Write, stdout};
use std::path::Path;
use std::time::Instant;
use watch::Watching;

/// Measures verdicts on rights.
#[derive(Parser)]
struct Arguments {
    /// How many mailboxes.
    #[arg(long, default_value_t = 5_000)]
    mailboxes: usize,
    /// How many databases.
    #[arg(long, default_value_t = 20)]
    databases: usize,
    /// The form alone: `ldif` or `clixml`. Memory at most is that of the process, so it is told right for one form a run.
    #[arg(long)]
    form: Option<String>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let wanted = |form: &str| arguments.form.as_deref().is_none_or(|only| only == form);
    for (form, write) in [
        (
            "ldif",
            organisation::ldif as fn(&Path, usize, usize) -> Result<()>,
        ),
        ("clixml", rows::clixml),
    ] {
        if wanted(form) {
            let path = folder.path().join(form);
            write(&path, arguments.mailboxes, arguments.databases)?;
            measure(form, &path, arguments.mailboxes)?;
        }
    }
    Ok(())
}

/// One collection.
fn measure(form: &str, path: &Path, mailboxes: usize) -> Result<()> {
    let watching = Watching::default();
    let host = RecordsOnly(|record: Record| {
        watching.see(&record);
        Ok(())
    });
    let provider = imaprules_provider_exchange::provider();
    let request = request(path, mailboxes);
    let start = Instant::now();
    provider.collect(&request, &host)?;
    let all = start.elapsed();
    let (rights, seen) = watching.rights(start);
    let expected = organisation::expected(mailboxes);
    ensure!(seen == expected, "{form}: {seen:?} instead of {expected:?}");
    let size = std::fs::metadata(path)?.len() as f64 / 1e6;
    Ok(writeln!(
        stdout(),
        "{form}: {mailboxes} mailboxes, {size:.0} MB: {:.2} s in all, {:.3} s of it after reading; {} MiB at most",
        all.as_secs_f64(),
        rights.as_secs_f64(),
        watch::peak_mebibytes()
    )?)
}

/// The rows of a migration file that names one account for all.
fn request(path: &Path, mailboxes: usize) -> Request {
    let subject = |number: usize| {
        let address = organisation::address(number);
        let user = format!("contoso/mig/{}", organisation::alias(number));
        InputSubject {
            subject: SubjectRef::new("mailbox", address.clone()),
            facts: vec![
                ("mailbox.address".to_owned(), Value::Text(address)),
                ("csv.user_name".to_owned(), Value::Text(user)),
            ],
        }
    };
    let mut request = Request {
        subjects: (0..mailboxes).map(subject).collect(),
        ..Request::default()
    };
    let import = vec![path.display().to_string()];
    request.settings.insert("import", SettingValue::Texts(import));
    request
}
