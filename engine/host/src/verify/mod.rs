//! The conformance kit: tries whether a plugin keeps the contract, and says what it does not keep.
//!
//! Each try has a child process of its own, so that a crash is one problem and not the last. Attempts are refused unless the user
//! allows them: what must hold without a server is most of it. Packs are not looked at here: rules are another room's business.

mod check;
mod host;
mod odd;

pub use check::{Check, Verdict};

use crate::order::Order;
use crate::parent::{Start, Talk};
use crate::plugin::Watched;
use crate::{Fault, Limits, PluginProvider};
use host::{KitHost, When};
use imaprules_provider::wire::{write_config, write_request};
use imaprules_provider::{InputSubject, ProviderError, Request, Settings};
use std::time::{Duration, Instant};

/// What is tried with.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Settings, with those of the user.
    pub settings: Settings,
    /// Subjects as the provider asked for them.
    pub subjects: Vec<InputSubject>,
    /// Whether it may connect and sign in.
    pub live: bool,
}

/// The bounds of a try.
fn limits() -> Limits {
    Limits {
        collect: Some(Duration::from_secs(30)),
        silence: Duration::from_secs(5),
        records: 1_000_000,
        ..Limits::default()
    }
}

/// How many instances are made to see what is left behind.
const CYCLES: u32 = 200;
/// Growth of memory over all cycles that counts as a leak: less than an allocation of four kilobytes for each.
const GROWTH: u64 = 768 << 10;
/// Records after the host said that it wants no more; threads may have some under way.
const AFTER_STOP: u64 = 64;

/// Problems of one check, after which it is not gone on with.
const ENOUGH: usize = 5;
/// Milliseconds after a collection in which calls of the host are too late.
const SETTLE: u64 = 100;

/// Tries everything.
pub fn verify(plugin: &PluginProvider, trial: &Trial) -> Vec<Check> {
    let kit = Kit {
        plugin,
        trial,
        limits: limits(),
    };
    let mut checks = vec![kit.contract()];
    checks.extend(kit.collection());
    checks.push(kit.cancelled());
    if checks
        .iter()
        .any(|check| check.name == "collect" && check.verdict == Verdict::Problem)
    {
        // Each of the others would show the same, and take its time.
        let why = "not tried: a collection does not come to its end".to_owned();
        let rest = Check::of("rest", "everything else", vec![]).with(Verdict::Skipped, vec![why]);
        checks.push(rest);
        return checks;
    }
    checks.extend([
        kit.newer_host(),
        kit.deadline(),
        kit.stopped(),
        kit.waiting(),
        kit.settings(),
        kit.requests(),
        kit.leaks(),
    ]);
    checks
}

struct Kit<'a> {
    plugin: &'a PluginProvider,
    trial: &'a Trial,
    limits: Limits,
}

impl Kit<'_> {
    fn start<'a>(&'a self, limits: &'a Limits) -> Start<'a> {
        Start {
            limits,
            ..self.plugin.start()
        }
    }

    fn talk<'a>(&'a self, host: &'a KitHost) -> Talk<'a> {
        let start = self.start(&self.limits);
        Talk::new(start.limits, start.secrets, &self.plugin.about().id, host)
    }

    fn request(&self) -> Request {
        Request {
            settings: self.trial.settings.clone(),
            subjects: self.trial.subjects.clone(),
        }
    }

    fn host(&self, when: When) -> KitHost {
        KitHost::new(when, self.trial.live)
    }

    /// As [`Kit::run`], and waits for calls that come too late.
    fn run_and_wait(&self, host: &KitHost) -> Watched {
        let start = Start {
            settle: SETTLE,
            ..self.start(&self.limits)
        };
        self.plugin.watched(start, &self.request(), host)
    }

    fn run(&self, request: &Request, host: &KitHost) -> Watched {
        self.plugin.watched(self.start(&self.limits), request, host)
    }

    fn contract(&self) -> Check {
        let config = String::from_utf8(write_config(&self.trial.settings)).unwrap_or_default();
        let host = self.host(When::Never);
        let start = self.start(&self.limits);
        let mut talk = self.talk(&host);
        let problems = match talk.run(&start, &Order::Probe { config }, Some(self.limits.start)) {
            Ok(ended) => ended.end.problems,
            Err(fault) => vec![fault.to_string()],
        };
        let about = "the table: describe is static, unknown extensions are null, destroy takes null, odd settings do no harm";
        Check::of("contract", about, problems)
    }

    /// One whole collection, from which several things show.
    fn collection(&self) -> Vec<Check> {
        let host = self.host(When::Never);
        let watched = self.run_and_wait(&host);
        let mut problems = faults(&watched);
        problems.extend(wordless(&watched));
        let told = watched.error.as_ref().map(|error| format!("it says: {error}"));
        let collects = Check::of(
            "collect",
            "a collection ends, with what it found or why it could not",
            problems,
        )
        .with(Verdict::Note, told.into_iter().collect());
        let bad = watched.bad.iter().map(ToString::to_string).collect();
        let honest = Check::of(
            "declarations",
            "records hold declared facts with values of the declared types",
            bad,
        )
        .with(Verdict::Note, self.unseen(&host));
        let late = match watched.late {
            0 => vec![],
            calls => vec![format!(
                "{calls} calls of the host came when it may not be called"
            )],
        };
        let late = Check::of("threads", "the host is called only while collect runs", late);
        let said = match watched.said {
            0 => vec![],
            lines => vec![format!(
                "{lines} lines went to standard output or standard error; use log"
            )],
        };
        let quiet =
            Check::of("output", "nothing is written but through log", vec![]).with(Verdict::Note, said);
        let leaks = host.leaks();
        let secrets = Check::of(
            "secrets",
            "secrets stay out of records, log lines and errors",
            leaks,
        );
        vec![collects, honest, late, quiet, secrets]
    }

    /// Declared facts that no record held.
    fn unseen(&self, host: &KitHost) -> Vec<String> {
        let seen = host.seen();
        let missing = self
            .plugin
            .schema()
            .facts()
            .filter(|(_, fact)| !seen.contains(&fact.name));
        let names: Vec<&str> = missing.map(|(_, fact)| fact.name.as_str()).take(20).collect();
        match names.as_slice() {
            [] => vec![],
            names => vec![format!("not seen in this try: {}", names.join(", "))],
        }
    }

    fn newer_host(&self) -> Check {
        let host = self.host(When::Never);
        let start = Start {
            newer: true,
            ..self.start(&self.limits)
        };
        let newer = self.plugin.watched(start, &self.request(), &host);
        let today = self.run(&self.request(), &self.host(When::Never));
        let mut problems = faults(&newer);
        if newer.error.is_some() != today.error.is_some() {
            let told = newer.error.map(|error| error.to_string()).unwrap_or_default();
            problems.push(format!("with a newer host it ends differently: {told}"));
        }
        Check::of(
            "newer-host",
            "a host of a newer minor version, with a longer table, is as good",
            problems,
        )
    }

    fn cancelled(&self) -> Check {
        let mut problems = Vec::new();
        let tries = [
            ("cancelled from the start", When::Now),
            ("cancelled after its first record", When::Records(1)),
            ("cancelled after 300 ms", When::After(Duration::from_millis(300))),
        ];
        for (what, when) in tries {
            let watched = self.run(&self.request(), &self.host(when));
            problems.extend(
                faults(&watched)
                    .into_iter()
                    .map(|fault| format!("{what}: {fault}")),
            );
        }
        Check::of(
            "cancel",
            "it returns within two seconds once it is cancelled",
            problems,
        )
    }

    fn deadline(&self) -> Check {
        let limits = Limits {
            collect: Some(Duration::ZERO),
            ..self.limits.clone()
        };
        let watched = self
            .plugin
            .watched(self.start(&limits), &self.request(), &self.host(When::Never));
        Check::of(
            "deadline",
            "it returns within two seconds once its time is over",
            faults(&watched),
        )
    }

    fn stopped(&self) -> Check {
        let host = self.host(When::Enough(1));
        let watched = self.run(&self.request(), &host);
        let mut problems = faults(&watched);
        if watched.records > AFTER_STOP + 1 {
            problems.push(format!(
                "{} records came after the host wanted no more",
                watched.records - 1
            ));
        }
        Check::of(
            "stop",
            "it returns once emit says that no more is wanted",
            problems,
        )
    }

    fn waiting(&self) -> Check {
        let host = self
            .host(When::After(Duration::from_millis(300)))
            .never_granting();
        let began = Instant::now();
        let watched = self.run(&self.request(), &host);
        let mut problems = faults(&watched);
        if host.asked() > 10_000 {
            let took = began.elapsed().as_millis();
            problems.push(format!(
                "it asked {} times in {took} ms for an attempt that has to wait",
                host.asked()
            ));
        }
        Check::of(
            "budget",
            "it waits for attempts that are not granted yet, and can be cancelled meanwhile",
            problems,
        )
    }

    fn settings(&self) -> Check {
        let mut problems = Vec::new();
        for (what, settings) in odd::settings(self.plugin.about(), &self.trial.settings) {
            let request = Request {
                settings,
                subjects: self.trial.subjects.clone(),
            };
            let watched = self.run(&request, &self.host(When::Now));
            let found = faults(&watched).into_iter().chain(wordless(&watched));
            problems.extend(found.map(|problem| format!("{what}: {problem}")));
            if problems.len() >= ENOUGH {
                break;
            }
        }
        Check::of(
            "settings",
            "settings of any value are used or refused, with the reason",
            problems,
        )
    }

    fn requests(&self) -> Check {
        let mut problems = Vec::new();
        for (what, subjects) in odd::subjects(&self.trial.subjects) {
            let request = Request {
                settings: self.trial.settings.clone(),
                subjects,
            };
            let watched = self.run(&request, &self.host(When::Never));
            let found = faults(&watched).into_iter().chain(wordless(&watched));
            problems.extend(found.map(|problem| format!("{what}: {problem}")));
            problems.extend(watched.bad.map(|bad| format!("{what}: {bad}")));
            if problems.len() >= ENOUGH {
                break;
            }
        }
        Check::of("requests", "subjects of any kind do no harm", problems)
    }

    fn leaks(&self) -> Check {
        let about = "two hundred instances leave no memory, files or threads behind";
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
        let order = Order::Cycle {
            config: text(write_config(&self.trial.settings)),
            request: text(write_request(&self.request())),
            times: CYCLES,
        };
        let host = self.host(When::Now);
        let mut talk = self.talk(&host).expecting(
            imaprules_provider::wire::Lines::new(&self.plugin.about().id, self.plugin.schema().clone()),
            std::collections::HashSet::new(),
        );
        // The child is told by itself that the run is cancelled; the program must not end it for that.
        host.patient();
        match talk.run(&self.start(&self.limits), &order, self.limits.collect) {
            Err(fault) => Check::of("leaks", about, vec![fault.to_string()]),
            Ok(ended) => match ended.end.held {
                Some([before, after]) => Check::of("leaks", about, grown(before, after)),
                None => Check::of("leaks", about, vec![]).with(
                    Verdict::Skipped,
                    vec!["this system does not tell what a process holds".to_owned()],
                ),
            },
        }
    }
}

fn grown(before: [u64; 3], after: [u64; 3]) -> Vec<String> {
    let [memory, files, threads] = before;
    let [memory_after, files_after, threads_after] = after;
    let mut problems = Vec::new();
    if memory_after > memory + GROWTH {
        problems.push(format!(
            "memory grew from {} to {} kB",
            memory >> 10,
            memory_after >> 10
        ));
    }
    if files_after > files {
        problems.push(format!("{} files stayed open", files_after - files));
    }
    if threads_after > threads {
        problems.push(format!("{} threads stayed", threads_after - threads));
    }
    problems
}

fn faults(watched: &Watched) -> Vec<String> {
    watched.fault.iter().map(Fault::to_string).collect()
}

/// A failure without words is of no use to anybody.
fn wordless(watched: &Watched) -> Option<String> {
    match &watched.error {
        Some(ProviderError::Broken(why)) if watched.wordless => Some(why.clone()),
        _ => None,
    }
}
