//! Why the directory gave no answer, and which word of the closed list that is.

use crate::codes::{self, Refusal};
use crate::endpoint::Endpoint;
use imaprules_facts::{Reason, Unknown};
use thiserror::Error;

/// Why a directory could not be asked, or did not answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The name of the host leads nowhere.
    #[error("{at}: the name was not found: {cause}")]
    NotFound {
        /// Host and port.
        at: String,
        /// What the system said.
        cause: String,
    },
    /// No connection came about.
    #[error("{at}: no connection: {cause}")]
    Unreachable {
        /// Host and port.
        at: String,
        /// What the system said.
        cause: String,
        /// Whether somebody answered and said no.
        refused: bool,
    },
    /// No answer within the time allowed.
    #[error("{at}: no answer while {doing}")]
    Timeout {
        /// Host and port.
        at: String,
        /// What was waited for.
        doing: &'static str,
    },
    /// No handshake came about.
    #[error("{at}: no TLS: {cause}")]
    NoTls {
        /// Host and port.
        at: String,
        /// What went wrong.
        cause: String,
    },
    /// The server's certificate is not trusted: nobody signs in.
    #[error(
        "{at}: the certificate is not trusted: {cause}; name the certificate authority of the domain, or use the name that stands in the certificate"
    )]
    Untrusted {
        /// Host and port.
        at: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A password would have gone over a connection without TLS, which nobody allowed.
    #[error("{at}: no password is sent without TLS; use LDAPS or StartTLS")]
    Plaintext {
        /// Host and port.
        at: String,
    },
    /// The sign-in was refused.
    #[error("{at}: the sign-in as {account} was refused: {}", refused(*.refusal, .code))]
    SignIn {
        /// Host and port.
        at: String,
        /// Who signed in.
        account: String,
        /// The result code.
        code: i64,
        /// What Active Directory said of the cause.
        refusal: Option<&'static Refusal>,
    },
    /// The server takes no password over this connection.
    #[error(
        "{at}: the server requires signed or encrypted connections for a sign-in; use LDAPS (port 636) or StartTLS"
    )]
    StrongerAuthRequired {
        /// Host and port.
        at: String,
    },
    /// The server demands that the sign-in is bound to the TLS channel.
    #[error(
        "{at}: the server demands LDAP channel binding, which this way of signing in cannot give (80090346); ask another domain controller without a proxy in between, or export with ldifde"
    )]
    ChannelBinding {
        /// Host and port.
        at: String,
    },
    /// A question was refused.
    #[error("{at}: {}{}", answered(.code), shown(.text))]
    Answer {
        /// Host and port.
        at: String,
        /// The result code.
        code: i64,
        /// What the server said.
        text: String,
    },
    /// The server ended the connection.
    #[error("{at}: the server ended the connection{}", shown(.cause))]
    Closed {
        /// Host and port.
        at: String,
        /// What it said, or the system.
        cause: String,
    },
    /// An answer that is no LDAP, or passes a limit.
    #[error("{at}: the answer cannot be used: {cause}")]
    Malformed {
        /// Host and port.
        at: String,
        /// What is wrong.
        cause: String,
    },
    /// The run was stopped.
    #[error("stopped")]
    Cancelled,
    /// Not tried, to protect the account or the server.
    #[error("{0}")]
    Budget(String),
}

fn refused(refusal: Option<&Refusal>, code: &i64) -> String {
    match refusal {
        Some(refusal) => format!("{} (data {}); {}", refusal.means, refusal.data, refusal.remedy),
        None => answered(code),
    }
}

fn answered(code: &i64) -> String {
    match codes::meaning(*code) {
        Some(meaning) => format!("{} (result {code}, {})", meaning.means, meaning.word),
        None => format!("result {code}"),
    }
}

/// What somebody said, in brackets, short and without what a terminal would obey.
fn shown(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    match clean.trim() {
        "" => String::new(),
        clean => format!(" ({clean})"),
    }
}

impl DirectoryError {
    /// The word of the closed list.
    pub fn reason(&self) -> Reason {
        match self {
            DirectoryError::NotFound { .. } | DirectoryError::Closed { .. } => Reason::Unreachable,
            DirectoryError::Unreachable { refused: true, .. } => Reason::Refused,
            DirectoryError::Unreachable { .. } | DirectoryError::NoTls { .. } => Reason::Unreachable,
            DirectoryError::Timeout { .. } => Reason::Timeout,
            DirectoryError::Untrusted { .. }
            | DirectoryError::Plaintext { .. }
            | DirectoryError::SignIn { .. }
            | DirectoryError::StrongerAuthRequired { .. } => Reason::Refused,
            DirectoryError::ChannelBinding { .. } => Reason::Unsupported,
            DirectoryError::Answer { code, .. } => {
                codes::meaning(*code).map_or(Reason::Malformed, codes::Meaning::reason)
            }
            DirectoryError::Malformed { .. } => Reason::Malformed,
            DirectoryError::Cancelled => Reason::Cancelled,
            DirectoryError::Budget(_) => Reason::Budget,
        }
    }

    /// The unknown that a fact becomes which this kept from being learnt.
    pub fn unknown(&self) -> Unknown {
        Unknown::noted(self.reason(), self.to_string())
    }

    /// Whether the connection is of no more use after it.
    pub fn is_final(&self) -> bool {
        !matches!(self, DirectoryError::Answer { .. })
    }

    pub(crate) fn malformed(endpoint: &Endpoint, cause: impl ToString) -> DirectoryError {
        DirectoryError::Malformed {
            at: endpoint.label(),
            cause: cause.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_word_and_a_remedy_where_there_is_one() {
        let at = || "dc1:636".to_owned();
        let refusal = Refusal::told("error, data 532, v1");
        let sign_in = DirectoryError::SignIn {
            at: at(),
            account: "admin@contoso.com".into(),
            code: 49,
            refusal,
        };
        assert_eq!(sign_in.reason(), Reason::Refused);
        assert_eq!(
            sign_in.to_string(),
            "dc1:636: the sign-in as admin@contoso.com was refused: the password has expired (data 532); set a new password"
        );
        let hidden = DirectoryError::Answer {
            at: at(),
            code: 50,
            text: "\u{1b}[31mno\r\n".into(),
        };
        assert_eq!(hidden.reason(), Reason::NoPermission);
        assert_eq!(
            hidden.to_string(),
            "dc1:636: the account may not see it (result 50, insufficientAccessRights) ([31mno)"
        );
        let odd = DirectoryError::Answer {
            at: at(),
            code: 4711,
            text: String::new(),
        };
        assert_eq!(
            (odd.reason(), odd.to_string().as_str()),
            (Reason::Malformed, "dc1:636: result 4711")
        );
    }
}
