//! The rows, several at a time: from the queue through sign-in and contents to records.

use super::brake::{Brake, Sign};
use super::identity::{Mark, compare};
use super::queue::Queue;
use super::sign_in::{SignIn, sign_in};
use super::unopened::{is_crowd, not_opened};
use super::{Account, Contents, Row, contents};
use crate::emit::Emitter;
use crate::place::Place;
use crate::session::{self, Session};
use crate::settings::Plan;
use crate::tls::Trust;
use crate::watch::{Denied, Watch};
use imaprules_facts::{Reason, Record, Unknown};
use imaprules_provider::{Attempt, ExposeSecret as _, Level, Outcome, SecretString};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Runtime};

/// Everything the rows need.
pub(crate) struct Work<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) trust: &'a Trust,
    pub(crate) place: &'a Place,
    pub(crate) watch: Watch<'a>,
    pub(crate) emitter: &'a Emitter,
}

/// What the workers share.
struct Shared<'a> {
    work: &'a Work<'a>,
    rows: &'a [Row],
    queue: Queue,
    brake: Brake,
    /// Rows of each account, for those that several share.
    users: HashMap<String, usize>,
    marks: Mutex<HashMap<String, Vec<(usize, Mark)>>>,
    done: AtomicU64,
    total: u64,
    /// The host wants no more records.
    stop: AtomicBool,
    told_capabilities: AtomicBool,
}

/// How one row went.
struct Tried {
    sign_in: SignIn,
    contents: Option<Contents>,
    odd_lines: Vec<String>,
    /// A limit was met that may have been of our own making.
    crowded: bool,
}

impl From<SignIn> for Tried {
    fn from(sign_in: SignIn) -> Self {
        Tried {
            sign_in,
            contents: None,
            odd_lines: Vec::new(),
            crowded: false,
        }
    }
}

/// Signs the rows in. `before`: rows that are done already, for the progress. Errors are the operating system's, when it
/// gives no threads or no sockets.
pub(crate) fn run(work: &Work<'_>, rows: &[Row], before: u64) -> Result<(), std::io::Error> {
    let shared = Shared {
        work,
        rows,
        queue: Queue::new(rows),
        brake: Brake::default(),
        users: users(rows),
        marks: Mutex::default(),
        done: AtomicU64::new(before),
        total: before.saturating_add(rows.len() as u64),
        stop: AtomicBool::new(false),
        told_capabilities: AtomicBool::new(false),
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
    Ok(())
}

fn users(rows: &[Row]) -> HashMap<String, usize> {
    let mut users = HashMap::new();
    for account in rows.iter().filter_map(|row| row.account.as_ref()) {
        *users.entry(account.key()).or_default() += 1;
    }
    users
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
                None => runtime.block_on(self.attempt(row)),
            };
            if tried.crowded && self.queue.again(at) {
                continue;
            }
            let proven = tried.sign_in.budget == Outcome::Done;
            self.tell(at, row, &tried);
            self.queue.done(at, proven);
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            self.work.watch.host.progress(done, self.total);
        }
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
        let password = self.work.watch.host.secret(&row.subject, "password");
        let Some(password) = password.filter(|password| !password.expose_secret().is_empty()) else {
            return SignIn::unknown(Unknown::noted(
                Reason::NotCollected,
                "the migration file has no password for this row",
            ))
            .into();
        };
        let host = self.work.plan.label.clone();
        let sign_in = Attempt::SignIn {
            host: host.clone(),
            account: account.authenticates_as.clone(),
        };
        let mut sign_in = match self.work.watch.ask(sign_in).await {
            Ok(lease) => lease,
            Err(denied) => return SignIn::unknown(not_granted(denied)).into(),
        };
        let mut connect = match self.work.watch.ask(Attempt::Connect { host }).await {
            Ok(lease) => lease,
            Err(denied) => return SignIn::unknown(not_granted(denied)).into(),
        };
        let tried = self.connected(row, account, &password).await;
        sign_in.outcome = tried.sign_in.budget;
        connect.outcome = Outcome::Done;
        tried
    }

    async fn connected(&self, row: &Row, account: &Account, password: &SecretString) -> Tried {
        let work = self.work;
        let mut session = match session::open(work.place.at, work.plan, work.trust, work.watch).await {
            Ok(session) => session,
            Err(closed) => {
                let crowded = is_crowd(&closed);
                let sign_in = not_opened(&closed, &work.place.family);
                self.note(Sign::Failed, &sign_in.text);
                return Tried {
                    crowded,
                    ..sign_in.into()
                };
            }
        };
        let family = work.place.family.as_str();
        let signed_in = sign_in(&mut session, account, password, work.plan.security, family).await;
        self.sign(&signed_in);
        let mut tried = Tried {
            crowded: signed_in.is("limit") && signed_in.budget == Outcome::Failed,
            ..signed_in.into()
        };
        if tried.sign_in.alive {
            self.look(row, account, &mut session, &mut tried).await;
            tried.odd_lines = session.odd_lines().to_vec();
            session.logout().await;
        }
        tried
    }

    async fn look(&self, row: &Row, account: &Account, session: &mut Session<'_>, tried: &mut Tried) {
        let shared = self.users.get(&account.key()).is_some_and(|rows| *rows > 1);
        let work = self.work;
        if tried.sign_in.is("ok") {
            let family = work.place.family.as_str();
            tried.contents =
                Some(contents::look(session, work.plan, family, shared, row.root.as_deref()).await);
        } else if shared && tried.sign_in.budget == Outcome::Done {
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

    fn tell(&self, at: usize, row: &Row, tried: &Tried) {
        let emitter = self.work.emitter;
        if tried.sign_in.login.is_err() && tried.sign_in.method.is_none() {
            let why = tried
                .sign_in
                .login
                .clone()
                .err()
                .unwrap_or_else(|| Unknown::because(Reason::NotCollected));
            self.emit(emitter.untried(row, why));
            return;
        }
        let mut record = emitter.sign_in(row, &tried.sign_in);
        let Some(contents) = &tried.contents else {
            self.emit(record);
            return;
        };
        self.mark(at, row, tried, contents);
        if tried.sign_in.is("ok") {
            emitter.contents(&mut record, contents, &tried.odd_lines);
            if let Ok(capabilities) = &contents.capabilities
                && !self.told_capabilities.swap(true, Ordering::Relaxed)
            {
                self.emit(emitter.capabilities(capabilities));
            }
        }
        self.emit(record);
        emitter
            .folders(&row.subject.id, contents)
            .into_iter()
            .for_each(|folder| self.emit(folder));
    }

    /// Keeps what identifies the mailbox, where several rows share the account.
    fn mark(&self, at: usize, row: &Row, tried: &Tried, contents: &Contents) {
        let Some(account) = row.account.as_ref().map(Account::key) else {
            return;
        };
        if self.users.get(&account).is_none_or(|rows| *rows < 2) {
            return;
        }
        let admin = contents
            .namespaces
            .as_ref()
            .is_ok_and(|all| all.personal.is_empty());
        let mark = if row.root.is_some() {
            Mark::Unverifiable
        } else if admin {
            Mark::AdminView
        } else {
            Mark::of(tried.sign_in.inbox.as_ref(), contents.inbox_id.clone())
        };
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        marks.entry(account).or_default().push((at, mark));
    }

    /// The comparison, once every row has been seen. In the order of the file, so that runs tell the same.
    fn identities(&self) {
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut accounts: Vec<_> = marks.drain().map(|(_, rows)| rows).collect();
        accounts
            .iter_mut()
            .for_each(|rows| rows.sort_by_key(|(at, _)| *at));
        accounts.sort_by_key(|rows| rows.first().map(|(at, _)| *at));
        for rows in accounts {
            let id = |at: usize| {
                self.rows
                    .get(at)
                    .map(|row| row.subject.id.clone())
                    .unwrap_or_default()
            };
            let rows: Vec<_> = rows.into_iter().map(|(at, mark)| (id(at), mark)).collect();
            for identity in compare(&rows) {
                self.emit(self.work.emitter.identity(&identity));
            }
        }
    }

    fn emit(&self, record: Record) {
        if !self.stop.load(Ordering::Relaxed) && self.work.watch.host.emit(record).is_err() {
            self.stop.store(true, Ordering::Relaxed);
            self.work
                .watch
                .host
                .log(Level::Debug, "no more records are wanted");
        }
    }
}

fn not_granted(denied: Denied) -> Unknown {
    match denied {
        Denied::Budget(note) => Unknown::noted(Reason::Budget, note),
        Denied::Cancelled => Unknown::because(Reason::Cancelled),
    }
}
