//! Facts of encryption and certificate.

use super::door::Door;
use super::reason;
use super::sheet::Sheet;
use crate::settings::{Plan, Security};
use crate::tls::{Certificate, Handshake};
use imaprules_facts::{Reason, Unknown};

/// Facts of an encrypted connection.
const OF_HANDSHAKE: [&str; 18] = [
    "tls.outdated",
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

/// Writes what came of encryption.
pub(super) fn write(sheet: &mut Sheet, door: &Door<'_>, plan: &Plan) {
    match &door.handshake {
        Some(Ok(handshake)) => agreed(sheet, handshake, !plan.overrides.is_empty()),
        Some(Err(failure)) => {
            if !failure.cancelled {
                sheet.know("tls.handshake", failure.word);
                sheet.know("tls.error", failure.error.as_str());
            }
            if failure.outdated {
                sheet.know("tls.outdated", true);
            }
            sheet.miss(&OF_HANDSHAKE, &reason::of_tls(failure));
        }
        None if plan.security == Security::Off => {
            sheet.know("tls.handshake", "off");
            sheet.know("tls.error", "");
            sheet.miss(
                &OF_HANDSHAKE,
                &Unknown::noted(Reason::NotCollected, "no encryption was asked for"),
            );
        }
        // Not come so far; the reason is that of the step before.
        None => {}
    }
}

/// `played` is a host that another one plays: the named roots then play the public ones.
fn agreed(sheet: &mut Sheet, handshake: &Handshake, played: bool) {
    let verdict = &handshake.verdict;
    sheet.know("tls.handshake", "ok");
    sheet.know("tls.error", "");
    sheet.know("tls.outdated", false);
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
        shown(sheet, certificate);
    }
    sheet.miss(
        &OF_HANDSHAKE,
        &Unknown::noted(
            Reason::Malformed,
            "the certificate does not say it in a readable way",
        ),
    );
}

fn shown(sheet: &mut Sheet, certificate: &Certificate) {
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
