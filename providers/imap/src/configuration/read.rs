//! Reads the imported files and sorts what they say by product.

use super::entities::{Directory, Entities};
use super::form::{self, Form, Parser};
use super::jails::{Client, Ini, Jails, Rank, dump};
use super::lines::{Line, Lines};
use super::product::{File, Product};
use super::settings::Settings;
use super::{blocks::Blocks, pairs, services::Services, table};
use imaprules_provider::{Host, Level, ProviderError};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Everything that was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) products: Vec<Product>,
    pub(super) directory: Directory,
    pub(super) jails: Jails,
    /// The files of fail2ban.
    pub(super) jail_files: Vec<File>,
    pub(super) jail_troubles: Vec<String>,
}

/// Lines between two looks at whether to stop.
const LOOK: u64 = 4096;

/// Reads all files. One that is of no form known here is some other provider's, and left out.
///
/// # Errors
/// When a file cannot be opened.
pub(super) fn read(paths: &[String], server: &str, now: i64, host: &dyn Host) -> Result<Read, ProviderError> {
    let mut read = Read::default();
    for name in paths {
        let path = Path::new(name);
        let Some(form) = form::recognise(path).map_err(|error| unreadable(name, &error))? else {
            host.log(
                Level::Debug,
                &format!("{name}: no configuration of a mail server that is known"),
            );
            continue;
        };
        let lines = Lines::open(path).map_err(|error| unreadable(name, &error))?;
        let at = std::fs::metadata(path).and_then(|about| about.modified()).ok();
        let at = at.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let at = at
            .and_then(|at| i64::try_from(at.as_millis()).ok())
            .unwrap_or(now)
            .min(now);
        let file = File {
            name: name.clone(),
            form: &form.id,
            title: &form.title,
            at,
        };
        match form.parser {
            Parser::Jails => read.jail_file(file, form, lines, host),
            _ => read.file(file, form, lines, host),
        }
        host.log(Level::Info, &format!("{name}: {}", form.title));
        if host.cancelled() {
            break;
        }
    }
    read.finish(server);
    Ok(read)
}

fn unreadable(name: &str, error: &io::Error) -> ProviderError {
    let (problem, remedy) = match error.kind() {
        ErrorKind::NotFound => ("there is no such file".to_owned(), "check the spelling"),
        ErrorKind::PermissionDenied => (
            "this may not be read".to_owned(),
            "give yourself the right to read it",
        ),
        _ => (
            format!("this cannot be read: {error}"),
            "copy it to this machine again and name the copy",
        ),
    };
    ProviderError::Input {
        path: name.to_owned(),
        problem,
        remedy: remedy.to_owned(),
    }
}

impl Read {
    fn file(&mut self, file: File, form: &'static Form, lines: Lines, host: &dyn Host) {
        let Some(number) = self.product(form) else {
            return;
        };
        let Some(product) = self.products.get_mut(number) else {
            return;
        };
        let settings = match form.parser {
            Parser::Entities => {
                let mut entities = Entities::new(&mut self.directory, product.table, product.files.len());
                let settings = each(lines, form, host, |line, out| entities.line(line, out)).0;
                let mut settings = settings;
                entities.end(&mut settings);
                settings
            }
            Parser::Blocks => {
                let mut blocks = Blocks::default();
                let (mut settings, last) = each(lines, form, host, |line, out| blocks.line(line, out));
                blocks.end(last, &mut settings);
                settings
            }
            Parser::Services => {
                let mut services = Services::default();
                let (mut settings, last) = each(lines, form, host, |line, out| services.line(line, out));
                services.end(last, &mut settings);
                settings
            }
            _ => each(lines, form, host, |line, out| pairs::line(form.parser, line, out)).0,
        };
        product.add(file, settings);
    }

    /// The product that the file belongs to, by its number: a second file of one form is another installation's.
    fn product(&mut self, form: &'static Form) -> Option<usize> {
        if let Some(number) = self.products.iter().position(|product| product.takes(form)) {
            return Some(number);
        }
        self.products.push(Product::new(table::of(&form.family)?));
        Some(self.products.len() - 1)
    }

    fn jail_file(&mut self, file: File, form: &'static Form, lines: Lines, host: &dyn Host) {
        let number = self.jail_files.len();
        let mut ini = Ini::default();
        let mut client = Client::new(number);
        let mut dumped = BTreeMap::new();
        let (settings, _) = each(lines, form, host, |line, out| match form.id.as_str() {
            "fail2ban-jail" => ini.line(line, out),
            "fail2ban-dump" => dump(line, number, &mut dumped),
            _ => client.line(line),
        });
        let (rank, jails) = match form.id.as_str() {
            "fail2ban-jail" if file.name.trim_end_matches(".gz").ends_with(".local") => {
                (Rank::Local, ini.end(number))
            }
            "fail2ban-jail" => (Rank::File, ini.end(number)),
            "fail2ban-dump" => (Rank::Dump, dumped),
            _ => (Rank::Running, client.end()),
        };
        self.jails.add(rank, number, jails);
        let name = |what: String| format!("{}, {what}", file.name);
        self.jail_troubles
            .extend(settings.told().chain(settings.partial.iter().cloned()).map(name));
        self.jail_files.push(file);
    }

    /// What can only be put together when all files are read.
    fn finish(&mut self, server: &str) {
        for product in &mut self.products {
            if !product.table.accounts.enabled.is_empty() {
                product.settings.all.extend(self.directory.settings(server));
            }
        }
    }
}

/// Hands every line to a parser; gives what was read and the number of the last line.
fn each(
    lines: Lines,
    form: &Form,
    host: &dyn Host,
    mut take: impl FnMut(&Line, &mut Settings),
) -> (Settings, u64) {
    let mut out = Settings::default();
    let mut last = 0;
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                out.lack(format!("line {}: the file cannot be read on: {error}", last + 1));
                break;
            }
        };
        last = line.number;
        if last % LOOK == 0 && host.cancelled() {
            out.lack(format!("line {last}: the run was interrupted"));
            break;
        }
        if out.version.is_none()
            && let Some(found) = form
                .version
                .as_ref()
                .and_then(|version| version.captures(&line.text))
        {
            out.version = found.get(1).map(|version| version.as_str().to_owned());
        }
        take(&line, &mut out);
    }
    (out, last)
}
