//! The handshake records and accepts; what was recorded is judged afterwards.
//!
//! Roots are Mozilla's (`webpki-roots`), not those of this machine: the migration service judges the certificate
//! with public roots too, and the same server must give the same facts on every machine. What only this machine or
//! this company trusts is named with `imap.ca_file` or `imap.ca_pem`.

use super::Certificate;
use imaprules_tls::{Judge, Roots, Shown, Unusable};
use std::sync::{Mutex, PoisonError};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{CertificateError, Error};

/// The certificates a server sent, its own first.
pub(crate) type Chain = Vec<CertificateDer<'static>>;

/// Records the chain and accepts it.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<Chain>);

impl Recorder {
    /// What was recorded.
    pub(crate) fn chain(&self) -> Chain {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Judge for Recorder {
    fn judge(&self, shown: &Shown<'_>) -> Result<(), Error> {
        let all = std::iter::once(shown.own).chain(shown.others);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            all.map(|one| one.clone().into_owned()).collect();
        Ok(())
    }
}

/// What is to be said about a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Chain, dates and name hold.
    pub(crate) trusted: bool,
    /// The same against public roots alone.
    pub(crate) publicly_trusted: bool,
    /// A word of the fact `tls.chain`.
    pub(crate) chain: &'static str,
    /// What is wrong, the name included; empty when trusted.
    pub(crate) error: String,
    pub(crate) name_matches: bool,
}

/// The roots of a run.
#[derive(Debug, Clone)]
pub(crate) struct Trust(Roots);

impl Trust {
    /// Mozilla's roots, and those of the PEM texts.
    pub(crate) fn new(pems: &[String]) -> Result<Trust, Unusable> {
        Roots::new(pems).map(Trust)
    }

    /// Judges a chain for a name. `certificate` is the first of the chain, read.
    pub(crate) fn judge(
        &self,
        chain: &[CertificateDer<'static>],
        certificate: Option<&Certificate>,
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Verdict {
        let (Some((own, others)), Some(certificate)) = (chain.split_first(), certificate) else {
            let error = "the server sent no readable certificate".to_owned();
            return Verdict {
                trusted: false,
                publicly_trusted: false,
                chain: "unreadable",
                error,
                name_matches: false,
            };
        };
        let shown = Shown {
            own,
            others,
            name,
            stapled: &[],
            now,
        };
        let named = shown.check_name();
        let self_signed = certificate.self_signed && !self.0.is_named(own);
        let (chain, reason) = word(self.0.check_chain(&shown), self_signed);
        let trusted = chain == "trusted" && named.is_ok();
        let error = match &named {
            _ if trusted => String::new(),
            Err(error) if chain == "trusted" => error.to_string(),
            _ => reason,
        };
        Verdict {
            trusted,
            publicly_trusted: self.0.check_public(&shown).is_ok(),
            chain,
            error,
            name_matches: named.is_ok(),
        }
    }
}

const EXPIRED: &str = "a certificate of the chain has expired";
const NOT_YET_VALID: &str = "a certificate of the chain is not valid yet";

/// The word of `tls.chain`, and what is wrong in words that do not change from run to run. The verifier looks at the
/// name last: when it complains about that, the chain is good.
fn word(result: Result<(), Error>, self_signed: bool) -> (&'static str, String) {
    use CertificateError as C;
    let error = match result {
        Ok(()) | Err(Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. })) => {
            return ("trusted", String::new());
        }
        Err(_) if self_signed => return ("self_signed", "the certificate is signed by itself".to_owned()),
        Err(error) => error,
    };
    let Error::InvalidCertificate(reason) = &error else {
        return ("other", error.to_string());
    };
    match reason {
        C::Expired | C::ExpiredContext { .. } => ("expired", EXPIRED.to_owned()),
        C::NotValidYet | C::NotValidYetContext { .. } => ("not_yet_valid", NOT_YET_VALID.to_owned()),
        C::UnknownIssuer => (
            "unknown_issuer",
            "no trusted authority is at the end of the chain".to_owned(),
        ),
        C::BadSignature => ("bad_signature", error.to_string()),
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => ("wrong_purpose", error.to_string()),
        C::BadEncoding => ("unreadable", error.to_string()),
        _ => ("other", error.to_string()),
    }
}
