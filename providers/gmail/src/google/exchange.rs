//! One exchange over HTTPS: a request goes out, the whole answer comes back, or why not.

use super::apis;
use super::plan::Plan;
use super::wire::now_ms;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{ExposeSecret, SecretString};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

/// An answer, of whatever status.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) date: Option<i64>,
    pub(super) body: Vec<u8>,
}

/// The client: no redirects, since they would carry tokens elsewhere; statuses are answers, not errors; the roots that this machine
/// trusts, because proxies that look into TLS are common in companies.
pub(super) fn agent(plan: &Plan) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    let proxy = if plan.on_this_machine() {
        None
    } else {
        Proxy::try_from_env()
    };
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("imaprules/", env!("CARGO_PKG_VERSION")))
        .max_idle_connections_per_host(plan.workers)
        .max_response_header_size(64 * 1024)
        .tls_config(tls)
        .proxy(proxy)
        .build()
        .new_agent()
}

/// Sends a request and reads the whole answer.
pub(super) fn exchange(
    agent: &Agent,
    url: &str,
    token: Option<&SecretString>,
    form: Option<&SecretString>,
    timeout: Duration,
) -> Result<Answer, Unknown> {
    let sent = match form {
        Some(form) => agent
            .post(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .config()
            .timeout_global(Some(timeout))
            .build()
            .send(form.expose_secret()),
        None => {
            let mut request = agent.get(url);
            if let Some(token) = token {
                request = request.header("Authorization", format!("Bearer {}", token.expose_secret()));
            }
            request.config().timeout_global(Some(timeout)).build().call()
        }
    };
    let mut response = sent.map_err(|error| why(&error))?;
    let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let (date, retry_after) = (header("date"), header("retry-after"));
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .with_config()
        .limit(apis::table().largest_answer)
        .read_to_vec();
    Ok(Answer {
        status,
        retry_after: retry_after.and_then(|text| later(&text)),
        date: date.as_deref().and_then(moment),
        body: body.map_err(|error| why(&error))?,
    })
}

/// What a server may ask to wait for; more than that is cut, since sums with times must not overflow.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date.
fn later(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let left = moment(text)?.saturating_sub(now_ms());
    Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(LONGEST_WAIT))
}

/// A date of HTTP (RFC 9110 section 5.6.7), in milliseconds since 1970-01-01 UTC.
fn moment(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    moment.unix_timestamp().checked_mul(1000)
}

/// Why there was no answer, without a word of what was sent.
fn why(error: &ureq::Error) -> Unknown {
    use ureq::Error;
    let noted = |reason: Reason, note: &str| Unknown::noted(reason, note);
    match error {
        Error::HostNotFound => noted(Reason::Unreachable, "the name of Google's API was not found"),
        Error::ConnectionFailed => noted(Reason::Unreachable, "no connection to Google's API"),
        Error::ConnectProxyFailed(_) | Error::InvalidProxyUrl => {
            noted(Reason::Unreachable, "the proxy does not connect to Google's API")
        }
        Error::Timeout(_) => noted(Reason::Timeout, "no answer of Google's API within the time-out"),
        Error::BodyExceedsLimit(_) => noted(
            Reason::Malformed,
            "the answer is larger than any of Google's should be",
        ),
        Error::Io(error) => io(error),
        Error::Rustls(_) | Error::Tls(_) | Error::Pem(_) => noted(
            Reason::Refused,
            "the certificate of Google's API is not trusted by this machine",
        ),
        _ => noted(Reason::Malformed, "the answer is no HTTP that can be read"),
    }
}

fn io(error: &std::io::Error) -> Unknown {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused
        | ErrorKind::AddrNotAvailable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable => Unknown::noted(Reason::Unreachable, "no connection to Google's API"),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => {
            Unknown::noted(Reason::Timeout, "no answer of Google's API within the time-out")
        }
        ErrorKind::InvalidData => Unknown::noted(
            Reason::Refused,
            "the encryption of Google's API failed; its certificate may not be trusted",
        ),
        _ => Unknown::noted(Reason::Malformed, "the answer ended early: half of it is none"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_http_are_read() {
        assert_eq!(moment("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
        assert_eq!(moment("yesterday"), None);
        assert_eq!(later("7"), Some(Duration::from_secs(7)));
        assert_eq!(later("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(later("soon"), None);
        for endless in ["18446744073709551615", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(later(endless), Some(LONGEST_WAIT));
        }
    }
}
