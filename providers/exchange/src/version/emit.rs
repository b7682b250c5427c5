//! The version of what answers on the endpoint. What a directory or a cmdlet says of the server counts before what the server says over
//! IMAP; that the two fit is a question for rules.

use super::heard::{Conclusion, conclude};
use super::{Build, build_of, product, product_of, setup_of};
use crate::case::{Case, Facts};
use crate::emit::{front_ends, server_label};
use crate::evidence::{SOURCES, Server};
use crate::listen::Heard;
use imaprules_facts::{Reason, Record, Source, Unknown, Value};
use imaprules_provider::Stop;

/// Confidence in a version that a directory or a cmdlet tells.
const TOLD: i64 = 98;

/// Tells the version.
pub(crate) fn emit(case: &Case<'_>, heard: &Heard) -> Result<(), Stop> {
    let Some(endpoint) = heard.server.as_deref().or(case.order.endpoint.as_deref()) else {
        return Ok(());
    };
    let told = of_exports(case, endpoint)?;
    greets(case, heard)?;
    let Some(conclusion) = conclude(heard) else {
        return Ok(());
    };
    let source = Source {
        provider: SOURCES.to_owned(),
        name: endpoint.to_owned(),
        live: heard.server.is_some(),
    };
    let mut facts: Facts = vec![
        (
            "exchange.products_by_imap",
            Ok(Value::from(conclusion.possible.clone())),
        ),
        ("exchange.signs_contradict", Ok(conclusion.contradictory.into())),
    ];
    if !told {
        facts.extend(decision(&conclusion));
    }
    let mut record = Record::about("server", endpoint, source, heard.at);
    record
        .facts
        .extend(facts.into_iter().map(|(name, known)| (name.to_owned(), known)));
    case.host.emit(record)
}

/// Which servers are known to answer now, whatever exports say of their services.
fn greets(case: &Case<'_>, heard: &Heard) -> Result<(), Stop> {
    let Some(endpoint) = &heard.server else {
        return Ok(());
    };
    for id in front_ends(case) {
        let source = Source {
            provider: SOURCES.to_owned(),
            name: endpoint.clone(),
            live: true,
        };
        let mut record = Record::about("exchange.server", &server_label(case, id), source, heard.at);
        record.know("exchange.server.greets", heard.greets);
        case.host.emit(record)?;
    }
    Ok(())
}

/// The product by what the server said alone.
fn decision(conclusion: &Conclusion) -> Facts {
    let product = match conclusion.possible.as_slice() {
        [only] => Ok(Value::from(*only)),
        several => Err(Unknown::noted(
            Reason::Unsupported,
            format!("what the server says fits Exchange {}", several.join(", ")),
        )),
    };
    vec![
        ("exchange.product", product),
        ("exchange.version_confidence", Ok(conclusion.confidence.into())),
        (
            "exchange.version_signs",
            Ok(Value::from(conclusion.signs.clone())),
        ),
    ]
}

/// What each source says of the server that answers, where it is known which one does. Whether any did.
fn of_exports(case: &Case<'_>, endpoint: &str) -> Result<bool, Stop> {
    let ids = front_ends(case);
    let products: Vec<_> = ids.iter().filter_map(|id| product(case, *id)).collect();
    if products.windows(2).any(|pair| pair.first() != pair.last()) {
        let note = "several servers may answer on the endpoint, and they are of different versions";
        let unknown = Unknown::noted(Reason::NotCollected, note);
        let facts = vec![("exchange.product", Err(unknown))];
        case.conclude("server", endpoint, "exports together", facts)?;
        return Ok(false);
    }
    for server in ids
        .iter()
        .flat_map(|id| case.joined.server_sightings(case.evidence, *id))
    {
        let setup = setup_of(case, server);
        if let Some(build) = build_of(case, server).or(setup) {
            tell(case, endpoint, server, build, setup)?;
        }
    }
    Ok(!products.is_empty())
}

fn tell(
    case: &Case<'_>,
    endpoint: &str,
    server: &Server,
    build: Build,
    setup: Option<Build>,
) -> Result<(), Stop> {
    let Some(product) = product_of(build) else {
        return Ok(());
    };
    let name = case.evidence.text(server.name.or(server.fqdn));
    let mut facts: Facts = vec![
        ("exchange.product", Ok(product.into())),
        ("exchange.version", Ok(build.to_string().into())),
        ("exchange.version_confidence", Ok(TOLD.into())),
        (
            "exchange.version_signs",
            Ok(Value::from(vec![format!("{name}: version {build}")])),
        ),
    ];
    if let Some(setup) = setup {
        facts.push(("exchange.setup_version", Ok(setup.to_string().into())));
    }
    case.tell("server", endpoint, server.seen, facts)
}
