//! From the name of a server to an open connection: addresses, and what each of them does.

use super::peek::{self, Seen};
use crate::dns::{self, Answer, Lookup};
use crate::settings::Plan;
use crate::tcp::{self, Failure, Knock, Target};
use crate::tls::Trust;
use crate::watch::{Lease, Watch};
use imaprules_provider as provider;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// How far it went.
pub(super) struct Reached<'a> {
    /// Nothing when the run was cancelled before.
    pub(super) answer: Option<Answer>,
    pub(super) targets: Vec<Target>,
    /// What each target did, in their order.
    pub(super) knocks: Vec<Knock>,
    /// What those that accept showed; empty where there is a single target, whose connection is kept.
    pub(super) seen: Vec<(IpAddr, Seen)>,
    /// How long each connection took that was accepted.
    pub(super) times: Vec<Duration>,
    /// A connection to the first address that accepts, if one does and did so again.
    pub(super) connection: Result<Connection<'a>, Option<Failure>>,
}

/// An open connection, and the attempt that is told when it is dropped.
pub(super) struct Connection<'a> {
    pub(super) stream: TcpStream,
    pub(super) target: Target,
    pub(super) took: Duration,
    pub(super) lease: Lease<'a>,
}

/// Resolves the server of a plan and tries its addresses. A single one is tried once, and its connection is kept: some
/// servers count connections that come to nothing. Several are looked at each, so that one who differs shows.
pub(super) async fn reach<'a>(plan: &Plan, trust: &Trust, watch: Watch<'a>) -> Reached<'a> {
    let answer = resolve(plan, &watch).await;
    let targets = answer
        .as_ref()
        .map(|answer| targets(plan, answer))
        .unwrap_or_default();
    let mut reached = Reached {
        answer,
        targets,
        knocks: Vec::new(),
        seen: Vec::new(),
        times: Vec::new(),
        connection: Err(None),
    };
    match reached.targets.as_slice() {
        [] => {}
        [only] => {
            let connection = connect(plan, *only, watch).await;
            let knock = connection.as_ref().map(|connection| connection.took);
            reached.knocks = vec![knock.map_err(Clone::clone)];
            reached.connection = connection.map_err(Some);
        }
        _ => reached.several(plan, trust, watch).await,
    }
    reached.times.extend(reached.knocks.iter().flatten());
    reached
}

impl<'a> Reached<'a> {
    /// Peeks at each address, and connects again to the first that is in order, or to one that accepts at least.
    async fn several(&mut self, plan: &Plan, trust: &Trust, watch: Watch<'a>) {
        let visit = |stream: TcpStream| peek::at(Box::new(stream), plan, trust, watch);
        let found = tcp::each(&self.targets, &plan.label, plan.connections, &watch, visit).await;
        let mut best: Option<(Target, bool)> = None;
        for (target, one) in self.targets.iter().zip(found) {
            let Ok((took, seen)) = one.map_err(|failure| self.knocks.push(Err(failure))) else {
                continue;
            };
            let usable = seen.is_usable();
            if best.is_none_or(|(_, before)| usable && !before) {
                best = Some((*target, usable));
            }
            self.knocks.push(Ok(took));
            self.seen.push((target.reported, seen));
        }
        self.connection = match best {
            Some((target, _)) => connect(plan, target, watch).await.map_err(Some),
            None => Err(self.knocks.iter().find_map(|knock| knock.clone().err())),
        };
        let took = self.connection.as_ref().map(|connection| connection.took);
        self.times.extend(took);
    }
}

/// What the setting `resolve` says of the server, otherwise what DNS says.
async fn resolve(plan: &Plan, watch: &Watch<'_>) -> Option<Answer> {
    if plan.overrides.is_empty() {
        return dns::resolve(&plan.host, plan.look.name_server, watch).await;
    }
    let literal = plan.host.parse::<std::net::IpAddr>().is_ok();
    let addresses = plan.overrides.iter().map(|one| one.reported).collect();
    Some(Answer::found(
        if literal { Lookup::Literal } else { Lookup::Found },
        addresses,
    ))
}

fn targets(plan: &Plan, answer: &Answer) -> Vec<Target> {
    let connect = |address: &std::net::IpAddr| {
        let replaced = plan.overrides.iter().find(|one| one.reported == *address);
        replaced.map_or(SocketAddr::new(*address, plan.port), |one| one.connect)
    };
    answer
        .addresses
        .iter()
        .map(|address| Target {
            reported: *address,
            connect: connect(address),
        })
        .collect()
}

/// One connection under the budget.
pub(super) async fn connect<'a>(
    plan: &Plan,
    target: Target,
    watch: Watch<'a>,
) -> Result<Connection<'a>, Failure> {
    let mut lease = watch
        .ask(provider::Attempt::Connect {
            host: plan.label.clone(),
        })
        .await?;
    let begin = Instant::now();
    let stream = tcp::connect(target.connect, &watch).await?;
    lease.outcome = provider::Outcome::Done;
    Ok(Connection {
        stream,
        target,
        took: begin.elapsed(),
        lease,
    })
}
