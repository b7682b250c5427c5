//! `csv`: the migration file and its tools.

use super::{JudgeOptions, Pairs, Plain};
use clap::{ArgGroup, Args, Subcommand};
use imaprules_conditions::parse_size;
use imaprules_provider_csv::By;
use imaprules_report::FailOn;
use std::path::PathBuf;
use std::str::FromStr;
use thiserror::Error;

/// `csv`.
#[derive(Debug, Args)]
pub(crate) struct Csv {
    #[command(subcommand)]
    pub(crate) command: CsvCommand,
}

/// What to do with a migration file.
#[derive(Debug, Subcommand)]
pub(crate) enum CsvCommand {
    /// Everything that is wrong with it, with line and column
    Check(CsvCheck),
    /// Write a corrected copy and list every change; passwords are never touched
    Fix(CsvFix),
    /// Write its rows to several files, by number, size or what they have in common
    Split(Box<CsvSplit>),
    /// Print a file to begin with: the header and example rows for a source system
    Template(CsvTemplate),
}

/// What all of them take that read a file.
#[derive(Debug, Clone, Args)]
pub(crate) struct CsvOptions {
    /// A folder with rule packs of your own; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Vec<PathBuf>,
    /// Another value for a parameter of a pack; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) param: Vec<Pairs>,
    /// A setting, as csv.encoding=windows-1254; may be repeated
    #[arg(long, value_name = "PROVIDER.SETTING=VALUE")]
    pub(crate) set: Vec<Pairs>,
    /// The configuration file; `imaprules.toml` in the current folder by default
    #[arg(long, value_name = "FILE", env = "IMAPRULES_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// How to print what is found or done
    #[arg(long, default_value = "text")]
    pub(crate) format: Plain,
    /// No progress and no notes
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) spoken: super::Spoken,
}

impl CsvOptions {
    /// How the file is judged, as the command line says it.
    pub(crate) fn judge(&self, fail_on: Option<FailOn>) -> JudgeOptions {
        JudgeOptions {
            rules: self.rules.clone(),
            param: self.param.clone(),
            fail_on,
            ..JudgeOptions::default()
        }
    }
}

/// `csv check`.
#[derive(Debug, Args)]
pub(crate) struct CsvCheck {
    /// The migration file
    pub(crate) file: PathBuf,
    /// From which finding on the exit code is 1: blocker, warning, advice, unknown, never
    #[arg(long, value_name = "WORD", env = "IMAPRULES_FAIL_ON")]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) options: CsvOptions,
}

/// `csv fix`.
#[derive(Debug, Args)]
pub(crate) struct CsvFix {
    /// The migration file; it stays as it is
    pub(crate) file: PathBuf,
    /// The corrected copy
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Replace the file of -o if there is one
    #[arg(long)]
    pub(crate) force: bool,
    /// From which finding in the copy on the exit code is 1: blocker, warning, advice, unknown, never
    #[arg(long, value_name = "WORD", env = "IMAPRULES_FAIL_ON")]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) options: CsvOptions,
}

/// `csv split`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("how").required(true).multiple(true).args(["rows", "size", "by", "failed"])))]
pub(crate) struct CsvSplit {
    /// The migration file; it stays as it is
    pub(crate) file: PathBuf,
    /// Rows of a part at most
    #[arg(long, value_name = "N", value_parser = number)]
    pub(crate) rows: Option<usize>,
    /// Size of a part at most, as 5MB or 800KB
    #[arg(long, value_name = "SIZE")]
    pub(crate) size: Option<Size>,
    /// Rows with the same go together: domain (of EmailAddress), user-root (the folder above UserRoot), alphabet (first
    /// letter of EmailAddress), or the name of a column
    #[arg(long, value_name = "WORD|COLUMN", value_parser = by)]
    pub(crate) by: Option<By>,
    /// Only the rows that failed, one file for each cause, with what to do about it: an export of Get-MigrationUser or
    /// Get-MigrationUserStatistics, or an error report; may be repeated
    #[arg(long, value_name = "EXPORT", conflicts_with = "by")]
    pub(crate) failed: Vec<PathBuf>,
    /// The folder for the parts; it is made if it is not there
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Replace files that have the names of parts
    #[arg(long)]
    pub(crate) force: bool,
    /// Parts at most, so that a slip does not make thousands of files
    #[arg(long, value_name = "N", default_value = "1000", value_parser = number)]
    pub(crate) max_parts: usize,
    #[command(flatten)]
    pub(crate) options: CsvOptions,
}

/// `csv template`.
#[derive(Debug, Args)]
pub(crate) struct CsvTemplate {
    /// The source system: gmail, exchange, imap
    #[arg(long, value_name = "ID", env = "IMAPRULES_PROVIDER")]
    pub(crate) provider: String,
    /// The product behind IMAP: dovecot, courier, cyrus, ...
    #[arg(long, value_name = "NAME")]
    pub(crate) family: Option<String>,
    /// How accounts are named: user for each user's own credentials, admin for an administrator's where the system has that
    #[arg(long, value_name = "NAME")]
    pub(crate) form: Option<String>,
    /// Write it to this file
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the file of -o if there is one
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// No notes
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// A size in octets: `5MB`, `800KB`, `1000000B`, with the units of the condition language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

/// What is no size.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no size; write 5MB, 800KB or 1000000B")]
pub(crate) struct NoSize(String);

impl FromStr for Size {
    type Err = NoSize;

    fn from_str(text: &str) -> Result<Size, NoSize> {
        let size = parse_size(text).filter(|size| *size > 0);
        size.map(Size).ok_or_else(|| NoSize(text.to_owned()))
    }
}

/// Any word is something to split by; which columns there are is seen in the file.
fn by(word: &str) -> Result<By, std::convert::Infallible> {
    word.parse()
}

/// A number from 1 on, as `2500` or `2_500`.
fn number(text: &str) -> Result<usize, String> {
    match text.replace('_', "").parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("write a whole number from 1 on".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_a_size_with_its_unit() {
        for (text, size) in [
            ("5MB", Some(5 << 20)),
            ("800 kb", Some(800 << 10)),
            ("5.5MB", Some(11 << 19)),
            ("5", None),
            ("0", None),
            ("0MB", None),
            ("-1MB", None),
        ] {
            assert_eq!(text.parse::<Size>().ok(), size.map(Size), "{text}");
        }
    }
}
