//! The rows, several at a time: from the queue through sign-in to the look at what the mailbox holds. What is said of them stands in
//! `tell`.

use super::brake::{Brake, Sign};
use super::contents::Whose;
use super::experience::Experience;
use super::given::Passed;
use super::identity::Mark;
use super::queue::Queue;
use super::sign_in::{Ask, SignIn, sign_in};
use super::unopened::{is_crowd, not_opened};
use super::way::{self, Way};
use super::{Account, Contents, Row, contents};
use crate::emit::Emitter;
use crate::exclude::Groups;
use crate::measure::Worked;
use crate::pass::PassRun;
use crate::place::Place;
use crate::session::{self, Closed, Session};
use crate::settings::Plan;
use crate::tls::Trust;
use crate::watch::{Lease, Watch};
use crate::wire::Redactor;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Attempt, Level, Outcome, SecretString};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Everything the rows need.
pub(crate) struct Work<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) trust: &'a Trust,
    pub(crate) place: &'a Place,
    pub(crate) watch: Watch<'a>,
    pub(crate) emitter: &'a Emitter,
    /// The look of a provider that is built on this one.
    pub(crate) pass: Option<&'a dyn PassRun>,
}

/// What the workers share.
pub(super) struct Shared<'a> {
    pub(super) work: &'a Work<'a>,
    pub(super) rows: &'a [Row],
    queue: Queue,
    brake: Brake,
    pub(super) experience: Experience,
    /// What a migration should leave out.
    pub(super) groups: Groups,
    pub(super) marks: Mutex<HashMap<String, Vec<(usize, Mark)>>>,
    done: AtomicU64,
    /// Records of folders that may still be told in this run.
    pub(super) folders_left: AtomicU64,
    total: u64,
    /// The host wants no more records.
    pub(super) stop: AtomicBool,
    pub(super) told_capabilities: AtomicBool,
    /// The rows that a measurement may use.
    worked: Worked,
}

/// Whose limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crowd {
    Account,
    /// The address's from which we connect, or the server's.
    Everybody,
}

/// How one row went.
pub(super) struct Tried {
    pub(super) sign_in: SignIn,
    pub(super) way: Way,
    pub(super) contents: Option<Contents>,
    pub(super) passed: Option<Passed>,
    pub(super) odd_lines: Vec<String>,
    /// A limit was met that may have been of our own making.
    crowd: Option<Crowd>,
    /// How the connection went, for the budget.
    pub(super) connection: Outcome,
    /// The server said that it throttles.
    pub(super) throttled: bool,
    /// A fault of our own ended it.
    pub(super) lost: bool,
}

impl From<SignIn> for Tried {
    fn from(sign_in: SignIn) -> Self {
        Tried {
            sign_in,
            way: Way::AsWritten,
            contents: None,
            passed: None,
            odd_lines: Vec::new(),
            crowd: None,
            connection: Outcome::Failed,
            throttled: false,
            lost: false,
        }
    }
}

/// Signs the rows in and says which of them worked. `before`: rows that are done already, for the progress. Errors are the operating system's, when it
/// gives no threads or no sockets.
pub(crate) fn run(work: &Work<'_>, rows: &[Row], before: u64) -> Result<Worked, std::io::Error> {
    let shared = Shared {
        work,
        rows,
        queue: Queue::new(rows),
        brake: Brake::new(&work.plan.rows),
        experience: Experience::default(),
        groups: Groups::default(),
        marks: Mutex::default(),
        done: AtomicU64::new(before),
        folders_left: AtomicU64::new(work.plan.rows.folders),
        total: before.saturating_add(rows.len() as u64),
        stop: AtomicBool::new(false),
        told_capabilities: AtomicBool::new(false),
        worked: Worked::default(),
    };
    let workers = work.plan.connections.clamp(1, rows.len().max(1));
    let runtimes: Vec<Runtime> = (0..workers)
        .map(|_| Builder::new_current_thread().enable_all().build())
        .collect::<Result<_, _>>()?;
    std::thread::scope(|scope| {
        for runtime in runtimes {
            let shared = &shared;
            scope.spawn(move || shared.work_off(&runtime));
        }
    });
    shared.identities();
    shared.revisions();
    shared.exclusions();
    Ok(shared.worked)
}

impl Shared<'_> {
    fn work_off(&self, runtime: &Runtime) {
        while let Some(at) = self.queue.take() {
            let Some(row) = self.rows.get(at) else { continue };
            if self.stop.load(Ordering::Relaxed) {
                self.queue.done(at, false);
                continue;
            }
            let tried = match self.hindrance() {
                Some(why) => Tried::from(SignIn::unknown(why)),
                None => self
                    .guarded(row, || runtime.block_on(self.attempt(row)))
                    .unwrap_or_else(lost),
            };
            if self.again(at, &tried) {
                continue;
            }
            let proven = tried.sign_in.budget == Outcome::Done;
            if proven && tried.sign_in.is("ok") && tried.way == Way::AsWritten && !tried.throttled {
                self.worked.note(at, tried.contents.as_ref());
            }
            if tried.throttled {
                self.queue.calm(at);
            }
            if let Err(why) = self.guarded(row, || self.tell(at, row, &tried)) {
                self.tell_lost(row, &why);
            }
            self.queue.done(at, proven);
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            self.work.watch.host.progress(done, self.total);
        }
    }

    /// A fault of our own loses the row that meets it, not the others.
    fn guarded<T>(&self, row: &Row, work: impl FnOnce() -> T) -> Result<T, Unknown> {
        std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
            let note = "the program met a fault of its own at this row";
            let line = format!("{}: {}: {note}", self.work.plan.label, row.subject.id);
            self.work.watch.host.log(Level::Warning, &line);
            Unknown::noted(Reason::Malformed, note)
        })
    }

    /// Puts a row back that met a limit and may do better later. True when that was done.
    fn again(&self, at: usize, tried: &Tried) -> bool {
        let Some(crowd) = tried.crowd else { return false };
        let again = self.queue.again(at, crowd == Crowd::Everybody);
        if again && crowd == Crowd::Everybody {
            let text = &tried.sign_in.text;
            let note = format!(
                "{}: turned away with other connections of ours open, so that fewer are opened now: {text}",
                self.work.plan.label
            );
            self.work.watch.host.log(Level::Info, &note);
        }
        again
    }

    /// Why the row is not even tried.
    fn hindrance(&self) -> Option<Unknown> {
        if self.work.watch.cancelled() {
            Some(Unknown::because(Reason::Cancelled))
        } else {
            self.brake.stopped()
        }
    }

    async fn attempt(&self, row: &Row) -> Tried {
        let Some(account) = &row.account else {
            return SignIn::unknown(Unknown::noted(
                Reason::NotCollected,
                "the migration file has no user name for this row",
            ))
            .into();
        };
        let (password, way) = match self.credential(row, account) {
            Ok(found) => found,
            Err((way, why)) => {
                return Tried {
                    way,
                    ..SignIn::unknown(why).into()
                };
            }
        };
        if let Way::Authorized { admin, exists, .. } = &way
            && !exists.is_empty()
            && let Err(why) = self.confirmed(account, admin, &password, exists).await
        {
            return Tried {
                way,
                ..SignIn::unknown(why).into()
            };
        }
        let granted = self.granted(account).await;
        let (mut sign_in, mut connect) = match granted {
            Ok(leases) => leases,
            Err(why) => {
                return Tried {
                    way,
                    ..SignIn::unknown(why).into()
                };
            }
        };
        let tried = self.connected(row, account, &password, way, &mut sign_in).await;
        sign_in.outcome = tried.sign_in.budget;
        connect.outcome = tried.connection;
        tried
    }

    /// A sign-in of the account and a connection, as the budget has them to give.
    async fn granted(&self, account: &Account) -> Result<(Lease<'_>, Lease<'_>), Unknown> {
        let host = self.work.plan.label.clone();
        let sign_in = Attempt::SignIn {
            host: host.clone(),
            account: account.authenticates_as.clone(),
        };
        let sign_in = self.work.watch.ask(sign_in).await?;
        let connect = self.work.watch.ask(Attempt::Connect { host }).await?;
        Ok((sign_in, connect))
    }

    /// Whether the mailbox exists, by a session of the admin account's own.
    async fn confirmed(
        &self,
        account: &Account,
        admin: &str,
        password: &SecretString,
        folders: &[String],
    ) -> Result<(), Unknown> {
        let (mut sign_in, mut connect) = self.granted(account).await?;
        let work = self.work;
        let opened = session::open(work.place.at, work.plan, work.trust, work.watch).await;
        let mut session = opened.map_err(|closed| {
            let text = kept_out(&closed, &work.place.family, account, password).text;
            Unknown::noted(Reason::Unreachable, text)
        })?;
        connect.outcome = Outcome::Done;
        sign_in.outcome = Outcome::Unanswered;
        let (outcome, found) = way::exists(&mut session, admin, password, folders).await;
        sign_in.outcome = outcome;
        session.logout().await;
        found
    }

    async fn connected(
        &self,
        row: &Row,
        account: &Account,
        password: &SecretString,
        way: Way,
        grant: &mut Lease<'_>,
    ) -> Tried {
        let work = self.work;
        let mut session = match session::open(work.place.at, work.plan, work.trust, work.watch).await {
            Ok(session) => session,
            Err(closed) => {
                let crowd = is_crowd(&closed).then_some(Crowd::Everybody);
                let sign_in = kept_out(&closed, &work.place.family, account, password);
                self.note(Sign::Failed, &sign_in.text);
                return Tried {
                    crowd,
                    way,
                    ..sign_in.into()
                };
            }
        };
        session.give_way(work.plan.rows.pause);
        let ask = Ask {
            account,
            password,
            endpoint: (&work.plan.host, work.plan.port),
            security: work.plan.security,
            family: &work.place.family,
            way: &way,
            root: row.root.as_deref(),
        };
        // Should this end early, the password may have gone out.
        grant.outcome = Outcome::Unanswered;
        let signed_in = sign_in(&mut session, ask, grant).await;
        self.sign(&signed_in);
        let mut tried = Tried {
            crowd: crowd_of(&signed_in),
            connection: Outcome::Done,
            way,
            ..signed_in.into()
        };
        if tried.sign_in.alive {
            self.look(row, &mut session, &mut tried).await;
            tried.odd_lines = session.odd_lines().to_vec();
        }
        tried.throttled = session.throttled();
        session.logout().await;
        tried
    }

    async fn look(&self, row: &Row, session: &mut Session<'_>, tried: &mut Tried) {
        let work = self.work;
        let delegated = row.account.as_ref().is_some_and(Account::delegated);
        if tried.sign_in.is("ok") {
            let whose = Whose {
                family: &work.place.family,
                admin: delegated || row.shared || row.root.is_some(),
                shared: row.shared || delegated,
                root: row.root.as_deref(),
            };
            let contents = contents::look(session, work.plan, whose).await;
            tried.passed = self.pass(row, session, &contents).await;
            tried.contents = Some(contents);
        } else if row.shared && tried.sign_in.budget == Outcome::Done {
            let namespaces = contents::view(session).await;
            let why = Unknown::noted(Reason::Refused, "the sign-in gave no access to the mailbox");
            tried.contents = Some(Contents {
                namespaces,
                ..contents::nothing(&why)
            });
        }
    }

    fn sign(&self, sign_in: &SignIn) {
        let sign = match (&sign_in.login, sign_in.budget) {
            // The server takes no password: asking it once for every row would not change that.
            (Err(why), _) if why.reason == Reason::Refused => Sign::Refused(Duration::ZERO),
            (Err(_), _) => return,
            (Ok(_), Outcome::Done) => Sign::Welcome,
            (Ok("timeout" | "closed" | "transport"), _) => Sign::Failed,
            (Ok(_), _) => Sign::Refused(sign_in.time.unwrap_or_default()),
        };
        self.note(sign, &sign_in.text);
    }

    fn note(&self, sign: Sign, words: &str) {
        if let Some(why) = self.brake.note(sign, words) {
            self.work
                .watch
                .host
                .log(Level::Warning, &format!("{}: {why}", self.work.plan.label));
        }
    }
}

/// Nothing is known of a row that was lost.
fn lost(why: Unknown) -> Tried {
    Tried {
        lost: true,
        ..SignIn::unknown(why).into()
    }
}

/// There was no session. The server may have heard the password over an earlier connection, and it goes before a text is cut.
fn kept_out(closed: &Closed, family: &str, account: &Account, password: &SecretString) -> SignIn {
    let mut redactor = Redactor::default();
    redactor.hide("", &account.user_name, password);
    let said = not_opened(closed, family);
    let text = match closed {
        Closed::Bye(words) => &words.line,
        _ => &said.text,
    };
    SignIn {
        text: redactor.show(text.as_bytes(), session::LONGEST_TEXT),
        code: said.code.clone().filter(|code| !redactor.holds(code)),
        ..said
    }
}

/// A refusal because of a limit: the account's, unless the server names another first.
fn crowd_of(sign_in: &SignIn) -> Option<Crowd> {
    if !sign_in.is("limit") || sign_in.budget != Outcome::Failed {
        return None;
    }
    let first = sign_in.causes.first().map(String::as_str);
    Some(match first {
        Some("limit_of_address" | "limit_of_server") => Crowd::Everybody,
        _ => Crowd::Account,
    })
}
