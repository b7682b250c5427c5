//! From the name of a server to an open connection: addresses, and what each of them does.

use crate::dns::{self, Answer, Outcome};
use crate::settings::Plan;
use crate::tcp::{self, Failure, Knock, Target};
use crate::watch::{Lease, Watch};
use imaprules_provider as provider;
use std::net::SocketAddr;
use std::time::Instant;
use tokio::net::TcpStream;

/// How far it went.
pub(super) struct Reached<'a> {
    /// Nothing when the run was cancelled before.
    pub(super) answer: Option<Answer>,
    pub(super) targets: Vec<Target>,
    /// What each target did, in their order.
    pub(super) knocks: Vec<Knock>,
    /// A connection to the first address that accepts, if one does and did so again.
    pub(super) connection: Result<Connection<'a>, Option<Failure>>,
}

/// An open connection, and the attempt that is told when it is dropped.
pub(super) struct Connection<'a> {
    pub(super) stream: TcpStream,
    pub(super) target: Target,
    pub(super) _lease: Lease<'a>,
}

/// Resolves the server of a plan and tries its addresses. A single one is tried once, and its connection is kept: some
/// servers count connections that come to nothing.
pub(super) async fn reach<'a>(plan: &Plan, watch: Watch<'a>) -> Reached<'a> {
    let Some(answer) = resolve(plan, &watch).await else {
        return Reached {
            answer: None,
            targets: Vec::new(),
            knocks: Vec::new(),
            connection: Err(None),
        };
    };
    let targets = targets(plan, &answer);
    if let [only] = targets.as_slice() {
        let begin = Instant::now();
        let (knock, connection) = match connect(plan, *only, watch).await {
            Ok(connection) => (Ok(begin.elapsed()), Ok(connection)),
            Err(failure) => (Err(failure.clone()), Err(Some(failure))),
        };
        return Reached {
            answer: Some(answer),
            knocks: vec![knock],
            connection,
            targets,
        };
    }
    let knocks = tcp::knock(&targets, &plan.label, plan.connections, &watch).await;
    let open = targets.iter().zip(&knocks).find(|(_, knock)| knock.is_ok());
    let connection = match open {
        Some((target, _)) => connect(plan, *target, watch).await.map_err(Some),
        None => Err(knocks.iter().find_map(|knock| knock.clone().err())),
    };
    Reached {
        answer: Some(answer),
        targets,
        knocks,
        connection,
    }
}

/// What the setting `resolve` says of the server, otherwise what DNS says.
async fn resolve(plan: &Plan, watch: &Watch<'_>) -> Option<Answer> {
    if plan.overrides.is_empty() {
        return dns::resolve(&plan.host, watch).await;
    }
    let literal = plan.host.parse::<std::net::IpAddr>().is_ok();
    let addresses = plan.overrides.iter().map(|one| one.reported).collect();
    Some(Answer::found(
        if literal { Outcome::Literal } else { Outcome::Found },
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
async fn connect<'a>(plan: &Plan, target: Target, watch: Watch<'a>) -> Result<Connection<'a>, Failure> {
    let mut lease = watch
        .ask(provider::Attempt::Connect {
            host: plan.label.clone(),
        })
        .await?;
    let stream = tcp::connect(target.connect, &watch).await?;
    lease.outcome = provider::Outcome::Done;
    Ok(Connection {
        stream,
        target,
        _lease: lease,
    })
}
