//! What the server agrees to: versions, and a suite that Microsoft 365 lists. The handshake of the look says most of it;
//! what is left open is asked with hellos of our own (`tls::probe`), each over a connection of its own, and no more of
//! them than the setting `tls_probe` allows.

use super::door::Door;
use super::reach;
use super::reason;
use crate::session::Session;
use crate::settings::{Plan, Security, TlsProbe};
use crate::tcp::{Failure, Target};
use crate::tls::probe::{self, Agreed, Question, Reply, Version};
use crate::tls::{self, Handshake};
use crate::watch::Watch;
use crate::wire::Stream;
use imaprules_facts::{Reason, Unknown};

/// The answers, as far as they are known.
#[derive(Debug, Clone)]
pub(super) struct Agreement {
    versions: [Option<bool>; 4],
    /// The suite of Microsoft's list that was agreed on with TLS 1.2; empty when there is none.
    pub(super) microsoft_suite: Option<String>,
    /// The most that was agreed on with a hello of our own.
    pub(super) agreed: Option<Agreed>,
    /// The server showed that it speaks TLS, be it by a refusal.
    speaks_tls: bool,
    /// It said so itself that it knows no version of the handshake's.
    outdated: bool,
    /// Questions that ended in a way that may mean something else than no.
    unclear: Vec<Question>,
    /// Why no more was asked, or will be.
    pub(super) why: Unknown,
    stopped: bool,
}

impl Agreement {
    fn new(why: Unknown) -> Agreement {
        Agreement {
            versions: [None; 4],
            microsoft_suite: None,
            agreed: None,
            speaks_tls: false,
            outdated: false,
            unclear: Vec::new(),
            why,
            stopped: false,
        }
    }

    /// Whether it agrees to a version.
    pub(super) fn offers(&self, version: Version) -> Option<bool> {
        self.versions.get(version as usize).copied().flatten()
    }

    /// The first word on a version stands.
    fn learn(&mut self, version: Version, offered: bool) {
        if let Some(known) = self.versions.get_mut(version as usize) {
            known.get_or_insert(offered);
        }
    }

    /// Whether it speaks nothing newer than TLS 1.1.
    pub(super) fn legacy_only(&self) -> Option<bool> {
        let older = [Version::Tls10, Version::Tls11].map(|version| self.offers(version));
        match [Version::Tls12, Version::Tls13].map(|version| self.offers(version)) {
            [Some(true), _] | [_, Some(true)] => Some(false),
            [Some(false), Some(false)] if older.contains(&Some(true)) || self.outdated => Some(true),
            _ => None,
        }
    }

    fn chose(&mut self, newest: Version, chosen: Version) {
        self.speaks_tls = true;
        for version in [Version::Tls10, Version::Tls11, Version::Tls12, Version::Tls13] {
            if version > chosen && version <= newest {
                self.learn(version, false);
            }
        }
        self.learn(chosen, true);
        if chosen < Version::Tls12 && newest >= Version::Tls12 {
            self.microsoft_suite.get_or_insert_default();
        }
    }

    fn note(&mut self, question: Question, reply: Reply) {
        match &reply {
            Reply::Agreed(agreed) => {
                let newest = match question {
                    Question::UpTo(version) => version,
                    Question::Microsoft => Version::Tls12,
                };
                self.chose(newest, agreed.version);
                let suite = probe::name(agreed.suite);
                if agreed.version == Version::Tls12 && probe::microsoft_name(&suite) {
                    self.microsoft_suite.get_or_insert(suite);
                }
                if self
                    .agreed
                    .as_ref()
                    .is_none_or(|best| best.version < agreed.version)
                {
                    self.agreed = Some(agreed.clone());
                }
            }
            no if no.is_clear_no() => {
                self.speaks_tls = true;
                self.refused(question, true);
            }
            no if no.is_unclear_no() => self.unclear.push(question),
            _ => {
                self.stopped = true;
                self.why = unanswered(&reply);
            }
        }
    }

    /// A refusal of a hello is one of every version up to that of the hello, if it is meant so.
    fn refused(&mut self, question: Question, of_all: bool) {
        match question {
            Question::Microsoft => {
                self.microsoft_suite.get_or_insert_default();
            }
            Question::UpTo(newest) => {
                for version in [Version::Tls10, Version::Tls11, Version::Tls12] {
                    if version == newest || (of_all && version < newest) {
                        self.learn(version, false);
                    }
                }
                if newest == Version::Tls12 {
                    self.microsoft_suite.get_or_insert_default();
                }
            }
        }
    }

    /// What hung up or failed was a no, if the same server speaks TLS otherwise.
    fn conclude(&mut self, failure: Option<&tls::Failure>) {
        let unclear = std::mem::take(&mut self.unclear);
        if self.speaks_tls {
            unclear.iter().for_each(|question| self.refused(*question, false));
        } else if !unclear.is_empty() && !self.stopped {
            self.why = Unknown::noted(Reason::Refused, "the server broke off every handshake");
        }
        if failure.is_some() && self.speaks_tls && !self.stopped {
            self.learn(Version::Tls13, false);
        }
    }
}

fn unanswered(reply: &Reply) -> Unknown {
    match reply {
        Reply::Cancelled => Unknown::because(Reason::Cancelled),
        Reply::Timeout => Unknown::noted(Reason::Timeout, "no answer to the hello within the time-out"),
        Reply::NotTls => Unknown::noted(Reason::Malformed, "the port answers, but not with TLS"),
        _ => Unknown::noted(Reason::Malformed, "the answer to the hello makes no sense"),
    }
}

/// Finds out what the door left open. Nothing where encryption was not come to, or cannot be had this way.
pub(super) async fn find(
    door: &Door<'_>,
    plan: &Plan,
    target: Target,
    watch: Watch<'_>,
) -> Option<Agreement> {
    let handshake = door.handshake.as_ref()?;
    let note = if plan.look.tls_probe == TlsProbe::Off {
        "imap.tls_probe is none"
    } else {
        "not asked: --set imap.tls_probe=full asks for every version"
    };
    let mut asking = Asking {
        found: Agreement::new(Unknown::noted(Reason::NotCollected, note)),
        plan,
        target,
        watch,
    };
    match handshake {
        Ok(handshake) => asking.after(handshake).await,
        Err(failure) => asking.instead(failure).await?,
    }
    if plan.look.tls_probe == TlsProbe::Full {
        asking.every_version().await;
    }
    asking.found.conclude(handshake.as_ref().err());
    Some(asking.found)
}

struct Asking<'a> {
    found: Agreement,
    plan: &'a Plan,
    target: Target,
    watch: Watch<'a>,
}

impl Asking<'_> {
    /// After a handshake of today the only open question is what the service would get with TLS 1.2.
    async fn after(&mut self, handshake: &Handshake) {
        let newest = handshake.version == Version::Tls13.name();
        self.found.speaks_tls = true;
        self.found.learn(Version::Tls13, newest);
        if !newest {
            self.found.learn(Version::Tls12, true);
            if probe::microsoft_name(&handshake.suite) {
                self.found.microsoft_suite = Some(handshake.suite.clone());
                return;
            }
        }
        self.put(Question::Microsoft).await;
        if self.found.offers(Version::Tls12).is_none() {
            self.put(Question::UpTo(Version::Tls12)).await;
        }
    }

    /// Where the handshake failed, everything is open. Nothing where it was no handshake that failed.
    async fn instead(&mut self, failure: &tls::Failure) -> Option<()> {
        if failure.cancelled || matches!(failure.word, "not_tls" | "starttls_missing" | "starttls_refused") {
            return None;
        }
        if let Some(version) = probe::overheard(&failure.heard) {
            self.found.chose(Version::Tls13, version);
        }
        if failure.outdated {
            self.found.outdated = true;
            self.found.speaks_tls = true;
            self.found.learn(Version::Tls13, false);
            self.found.learn(Version::Tls12, false);
            self.found.microsoft_suite.get_or_insert_default();
        }
        self.put(Question::UpTo(Version::Tls12)).await;
        if !self.found.unclear.is_empty() {
            // Stacks of the nineties know no hello of a version they do not speak.
            self.put(Question::UpTo(Version::Tls10)).await;
            if self.found.offers(Version::Tls10).is_none() {
                self.put(Question::UpTo(Version::Tls11)).await;
            }
        } else if self.found.microsoft_suite.is_none() {
            self.put(Question::Microsoft).await;
        }
        Some(())
    }

    async fn every_version(&mut self) {
        for version in [Version::Tls12, Version::Tls11, Version::Tls10] {
            let question = Question::UpTo(version);
            if self.found.offers(version).is_none() && !self.found.unclear.contains(&question) {
                self.put(question).await;
            }
        }
    }

    async fn put(&mut self, question: Question) {
        if self.found.stopped || self.plan.look.tls_probe == TlsProbe::Off {
            return;
        }
        let (plan, target) = (self.plan, self.target);
        let reply = match reach::connect(plan, target, self.watch).await {
            Ok(connection) => {
                let stream: Box<dyn Stream> = Box::new(connection.stream);
                // The attempt ends with the question.
                let _lease = connection.lease;
                match ready(stream, plan, self.watch).await {
                    Ok(stream) => probe::ask(stream, question, &plan.host, &self.watch).await,
                    Err(why) => return self.stop(why),
                }
            }
            // Old stacks reset what they do not like; a port that has just accepted has not gone.
            Err(Failure::Reset) => Reply::HungUp,
            Err(failure) => return self.stop(reason::of_tcp(&failure)),
        };
        self.found.note(question, reply);
    }

    fn stop(&mut self, why: Unknown) {
        self.found.stopped = true;
        self.found.why = why;
    }
}

/// A connection on which a handshake can begin.
async fn ready(stream: Box<dyn Stream>, plan: &Plan, watch: Watch<'_>) -> Result<Box<dyn Stream>, Unknown> {
    if plan.security != Security::Starttls {
        return Ok(stream);
    }
    let mut session = Session::new(stream, watch);
    session
        .greeting()
        .await
        .map_err(|broken| reason::of_broken(&broken))?;
    let answer = session
        .starttls()
        .await
        .map_err(|broken| reason::of_broken(&broken))?;
    if answer.is_ok() {
        Ok(session.into_stream().0)
    } else {
        Err(Unknown::noted(Reason::Refused, session.clean(&answer.end.line)))
    }
}
