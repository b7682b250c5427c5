//! Facts of encryption and certificate.

use super::agreement::Agreement;
use super::door::Door;
use super::reason;
use super::sheet::Sheet;
use crate::settings::{Plan, Security};
use crate::tls::probe::{self, Agreed, Version};
use crate::tls::{Certificate, Handshake, Trust};
use imaprules_facts::{Reason, Unknown};

/// Facts of an encrypted connection.
const OF_HANDSHAKE: [&str; 17] = [
    "tls.version",
    "tls.suite",
    "tls.trusted",
    "tls.publicly_trusted",
    "tls.chain",
    "tls.chain_error",
    "tls.self_signed",
    "tls.name_matches",
    "tls.names",
    "tls.subject",
    "tls.issuer",
    "tls.not_before",
    "tls.not_after",
    "tls.key_type",
    "tls.key_bits",
    "tls.signature_algorithm",
    "tls.chain_length",
];

/// Facts of what the server agrees to.
const OF_AGREEMENT: [&str; 8] = [
    "tls.versions",
    "tls.offers_1_0",
    "tls.offers_1_1",
    "tls.offers_1_2",
    "tls.offers_1_3",
    "tls.legacy_only",
    "tls.exchange_online",
    "tls.exchange_online_suite",
];

const VERSIONS: [(&str, Version); 4] = [
    ("tls.offers_1_0", Version::Tls10),
    ("tls.offers_1_1", Version::Tls11),
    ("tls.offers_1_2", Version::Tls12),
    ("tls.offers_1_3", Version::Tls13),
];

/// Writes what came of encryption. Where our own library came to no agreement, what a hello of our own was shown stands
/// in.
pub(super) fn write(
    sheet: &mut Sheet,
    door: &Door<'_>,
    plan: &Plan,
    trust: &Trust,
    found: Option<&Agreement>,
) {
    let played = plan.played;
    match &door.handshake {
        Some(Ok(handshake)) => {
            sheet.know("tls.handshake", "ok");
            sheet.know("tls.error", "");
            shown(sheet, handshake, played);
        }
        Some(Err(failure)) => {
            if !failure.cancelled {
                sheet.know("tls.handshake", failure.word);
                sheet.know("tls.error", failure.error.as_str());
            }
            if let Some(agreed) = found.and_then(|found| found.agreed.as_ref()) {
                asked(sheet, agreed, plan, trust, played);
            }
            sheet.miss(&OF_HANDSHAKE, &reason::of_tls(failure));
        }
        None if plan.security == Security::Off => {
            sheet.know("tls.handshake", "off");
            sheet.know("tls.error", "");
            let why = Unknown::noted(Reason::NotCollected, "no encryption was asked for");
            sheet.miss(&OF_HANDSHAKE, &why);
            sheet.miss(&OF_AGREEMENT, &why);
        }
        // Not come so far; the reason is that of the step before.
        None => {}
    }
    match (found, &door.handshake) {
        (Some(found), _) => agreement(sheet, found),
        (None, Some(Err(failure))) => sheet.miss(&OF_AGREEMENT, &reason::of_tls(failure)),
        (None, _) => {}
    }
}

/// What was shown to a hello of our own.
fn asked(sheet: &mut Sheet, agreed: &Agreed, plan: &Plan, trust: &Trust, played: bool) {
    let (version, suite) = (agreed.version.name(), probe::name(agreed.suite));
    if agreed.chain.is_empty() {
        sheet.know("tls.version", version);
        sheet.know("tls.suite", suite);
    } else if let Some(judged) = Handshake::judged(version, suite, &agreed.chain, &plan.host, trust) {
        shown(sheet, &judged, played);
    }
}

fn agreement(sheet: &mut Sheet, found: &Agreement) {
    let mut offered = Vec::new();
    for (fact, version) in VERSIONS {
        if let Some(offers) = found.offers(version) {
            sheet.know(fact, offers);
            offered.extend(offers.then(|| version.name().to_owned()));
        }
    }
    if VERSIONS
        .iter()
        .any(|(_, version)| found.offers(*version).is_some())
    {
        sheet.know("tls.versions", offered);
    }
    if let Some(legacy) = found.legacy_only() {
        sheet.know("tls.legacy_only", legacy);
    }
    if let Some(suite) = &found.microsoft_suite {
        sheet.know("tls.exchange_online", !suite.is_empty());
        sheet.know("tls.exchange_online_suite", suite.as_str());
    }
    sheet.miss(&OF_AGREEMENT, &found.why);
}

/// `played` is a host that another one plays: the named roots then play the public ones.
fn shown(sheet: &mut Sheet, handshake: &Handshake, played: bool) {
    let verdict = &handshake.verdict;
    sheet.know("tls.version", handshake.version);
    sheet.know("tls.suite", handshake.suite.as_str());
    sheet.know("tls.trusted", verdict.trusted);
    sheet.know(
        "tls.publicly_trusted",
        if played {
            verdict.trusted
        } else {
            verdict.publicly_trusted
        },
    );
    sheet.know("tls.chain", verdict.chain);
    sheet.know("tls.chain_error", verdict.error.as_str());
    sheet.know(
        "tls.chain_length",
        i64::try_from(handshake.chain_length).unwrap_or(i64::MAX),
    );
    if let Some(certificate) = &handshake.certificate {
        sheet.know("tls.name_matches", verdict.name_matches);
        own(sheet, certificate);
    }
    sheet.miss(
        &OF_HANDSHAKE,
        &Unknown::noted(
            Reason::Malformed,
            "the certificate does not say it in a readable way",
        ),
    );
}

fn own(sheet: &mut Sheet, certificate: &Certificate) {
    sheet.know("tls.self_signed", certificate.self_signed);
    sheet.know("tls.names", certificate.names.clone());
    sheet.know("tls.subject", certificate.subject.as_str());
    sheet.know("tls.issuer", certificate.issuer.as_str());
    sheet.know("tls.not_before", certificate.not_before);
    sheet.know("tls.not_after", certificate.not_after);
    sheet.know("tls.key_type", certificate.key_type);
    if let Some(bits) = certificate.key_bits {
        sheet.know("tls.key_bits", bits);
    }
    sheet.know(
        "tls.signature_algorithm",
        certificate.signature_algorithm.as_str(),
    );
}
