//! Options that may also stand in `imaprules.toml`, under the names of their long flags. A flag beats the environment,
//! which beats the file.

use super::{Deadline, Import, Login, Pairs, Security, Server, Shard};
use clap::Args;
use imaprules_render::Format;
use imaprules_report::FailOn;
use imaprules_rules::Waiver;

use std::path::{Path, PathBuf};

/// Where facts come from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Source")]
pub(crate) struct SourceOptions {
    /// The source system, such as imap, gmail or exchange
    #[arg(long, value_name = "ID", env = "IMAPRULES_PROVIDER")]
    pub(crate) provider: Option<String>,
    /// Look at the built-in demo source instead of a real one; implies --login all
    #[arg(long, conflicts_with_all = ["server", "csv"])]
    pub(crate) demo: bool,
    /// The migration file: EmailAddress, UserName, Password
    #[arg(long, value_name = "FILE", env = "IMAPRULES_CSV")]
    pub(crate) csv: Option<PathBuf>,
    /// Exports of either end: a file, or a folder of them; recognised by content. May be repeated. `source:FILE` or `target:FILE` where
    /// both ends run the same product
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) import: Vec<Import>,
    /// The server; port 993 with implicit TLS unless said otherwise
    #[arg(long, value_name = "HOST[:PORT]", env = "IMAPRULES_SERVER")]
    pub(crate) server: Option<Server>,
    /// tls (implicit, port 993), starttls (port 143) or none (needs --allow-plaintext)
    #[arg(long, value_name = "WORD", env = "IMAPRULES_SECURITY")]
    pub(crate) security: Option<Security>,
    /// Send passwords over connections without encryption
    #[arg(long, env = "IMAPRULES_ALLOW_PLAINTEXT")]
    pub(crate) allow_plaintext: bool,
    /// Which accounts to sign in to: all, sample:N, none. Without it you are asked on a terminal, and nobody is signed in elsewhere
    #[arg(long, value_name = "WORD", env = "IMAPRULES_LOGIN")]
    pub(crate) login: Option<Login>,
    /// Measure how many connections the server takes at the same time, from this address and of one account that works. It may be
    /// crowded for a moment: not in working hours
    #[arg(long, env = "IMAPRULES_MEASURE_LIMITS")]
    pub(crate) measure_limits: bool,
    /// Measure how fast one mailbox can be read: a few megabytes of its messages are fetched and forgotten
    #[arg(long, env = "IMAPRULES_MEASURE_THROUGHPUT")]
    pub(crate) measure_throughput: bool,
    /// Only one part of the accounts, as 1/3, 2/3, 3/3 on three machines; `run --facts A --facts B --facts C` judges them together
    #[arg(long, value_name = "I/N", env = "IMAPRULES_SHARD")]
    pub(crate) shard: Option<Shard>,
    /// Stop collecting after so long, as 90m or 8h, and judge what is there: the run counts as incomplete
    #[arg(long, value_name = "DURATION", env = "IMAPRULES_DEADLINE")]
    pub(crate) deadline: Option<Deadline>,
    /// Keep what is collected in this journal, and continue it when it exists
    #[arg(long, value_name = "JOURNAL")]
    pub(crate) resume: Option<PathBuf>,
    /// A setting of a provider; may be repeated
    #[arg(long, value_name = "PROVIDER.SETTING=VALUE")]
    pub(crate) set: Vec<Pairs>,
    /// Only these subjects of the file: for looking again at what was mended. No flag of anybody
    #[arg(skip)]
    pub(crate) only: Vec<String>,
}

/// How facts are judged and reported.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct JudgeOptions {
    /// A folder with rule packs of your own, or a pack in one file; may be repeated
    #[arg(long, value_name = "DIR|FILE.pack")]
    pub(crate) rules: Vec<PathBuf>,
    /// Another value for a parameter of a pack; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) param: Vec<Pairs>,
    /// text, json, jsonl, sarif, junit, markdown, html, csv
    #[arg(long, value_name = "WORD", env = "IMAPRULES_FORMAT")]
    pub(crate) format: Option<Format>,
    /// From which finding on the exit code is 1: blocker, warning, advice, unknown, never
    #[arg(long, value_name = "WORD", env = "IMAPRULES_FAIL_ON")]
    pub(crate) fail_on: Option<FailOn>,
    /// List these outcomes one by one too: unknown, pass; may be repeated
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) show: Vec<Shown>,
    /// Name every subject, not just a few of each rule
    #[arg(long, env = "IMAPRULES_ALL")]
    pub(crate) all: bool,
    /// The moment that counts as now, as 2026-11-24T10:00:00Z; the end of collection by default
    #[arg(long, value_name = "TIME", env = "IMAPRULES_AS_OF")]
    pub(crate) as_of: Option<String>,
    /// Another severity for a rule: blocker, warning or advice; may be repeated
    #[arg(long, value_name = "RULE=WORD")]
    pub(crate) severity: Vec<Pairs>,
    /// A file of accepted risks, [[waiver]] tables as in imaprules.toml; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Vec<PathBuf>,
    /// Something that has happened, for accepted risks that last until then; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) event: Vec<String>,
    /// The language of findings, once it is decided on; before that what `imaprules.toml` says.
    #[arg(skip)]
    pub(crate) lang: Option<String>,
    /// Accepted risks of imaprules.toml.
    #[arg(skip)]
    pub(crate) waiver: Vec<Waiver>,
    /// How many blockers one of them may cover without naming a subject, as imaprules.toml says.
    #[arg(skip)]
    pub(crate) waiver_blockers: Option<usize>,
}

/// An outcome that is listed only when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shown {
    /// What could not be decided
    Unknown,
    /// What is in order
    Pass,
}

impl SourceOptions {
    /// These, and where they say nothing, the others.
    pub(crate) fn or(self, other: SourceOptions) -> SourceOptions {
        SourceOptions {
            provider: self.provider.or(other.provider),
            demo: self.demo,
            csv: self.csv.or(if self.demo { None } else { other.csv }),
            import: if self.import.is_empty() && !self.demo {
                other.import
            } else {
                self.import
            },
            server: self.server.or(if self.demo { None } else { other.server }),
            security: self.security.or(if self.demo { None } else { other.security }),
            allow_plaintext: self.allow_plaintext || other.allow_plaintext,
            login: self.login.or(other.login),
            measure_limits: self.measure_limits || other.measure_limits,
            measure_throughput: self.measure_throughput || other.measure_throughput,
            shard: self.shard,
            deadline: self.deadline.or(other.deadline),
            resume: self.resume,
            // Later ones win, so the flags stand last.
            set: [other.set, self.set].concat(),
            only: self.only,
        }
    }

    /// Takes relative paths from a folder.
    pub(crate) fn resolve(mut self, folder: &Path) -> Self {
        self.csv = self.csv.map(|csv| folder.join(csv));
        self.import = self
            .import
            .into_iter()
            .map(|import| import.resolve(folder))
            .collect();
        self
    }
}

impl JudgeOptions {
    /// These, and where they say nothing, the others.
    pub(crate) fn or(self, other: JudgeOptions) -> JudgeOptions {
        JudgeOptions {
            rules: [other.rules, self.rules].concat(),
            param: [other.param, self.param].concat(),
            format: self.format.or(other.format),
            fail_on: self.fail_on.or(other.fail_on),
            show: [other.show, self.show].concat(),
            all: self.all || other.all,
            as_of: self.as_of.or(other.as_of),
            severity: [other.severity, self.severity].concat(),
            waivers: [other.waivers, self.waivers].concat(),
            event: [other.event, self.event].concat(),
            waiver: [other.waiver, self.waiver].concat(),
            waiver_blockers: self.waiver_blockers.or(other.waiver_blockers),
            lang: self.lang.or(other.lang),
        }
    }

    /// Takes relative paths from a folder.
    pub(crate) fn resolve(mut self, folder: &Path) -> Self {
        self.rules = self.rules.into_iter().map(|rules| folder.join(rules)).collect();
        self
    }
}
