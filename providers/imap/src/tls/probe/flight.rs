//! What a server sends back to a hello, up to TLS 1.2: records (RFC 5246 section 6.2.1) with ServerHello, Certificate and
//! alerts. Bounded, and fed with whatever arrives.

use tokio_rustls::rustls::pki_types::CertificateDer;

/// A version up to TLS 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    Tls10,
    Tls11,
    Tls12,
    Tls13,
}

impl Version {
    /// As it stands on the wire.
    pub(super) fn number(self) -> u16 {
        match self {
            Version::Tls10 => 0x0301,
            Version::Tls11 => 0x0302,
            Version::Tls12 => 0x0303,
            Version::Tls13 => 0x0304,
        }
    }

    fn of(number: u16) -> Option<Version> {
        [Version::Tls10, Version::Tls11, Version::Tls12, Version::Tls13]
            .into_iter()
            .find(|version| version.number() == number)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Version::Tls10 => "TLS 1.0",
            Version::Tls11 => "TLS 1.1",
            Version::Tls12 => "TLS 1.2",
            Version::Tls13 => "TLS 1.3",
        }
    }
}

/// What the server chose, and the certificates it sent, its own first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub(crate) version: Version,
    pub(crate) suite: u16,
    pub(crate) chain: Vec<CertificateDer<'static>>,
}

/// How a flight ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    Agreed(Agreed),
    /// An alert that ends the handshake, by its number.
    Alert(u8),
    /// The first octets are no record of TLS.
    NotTls,
    /// Records of TLS whose contents make no sense, or too much of them.
    Malformed,
}

/// Octets of one record at most (RFC 5246 section 6.2.3).
const RECORD: usize = (1 << 14) + 2048;

/// Octets of a flight at most. Chains are a few thousand octets long.
const MOST: usize = 128 * 1024;

/// More certificates of a chain are not kept.
const CERTIFICATES: usize = 20;

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_HELLO_DONE: u8 = 14;

/// A flight while it arrives.
#[derive(Debug, Default)]
pub(super) struct Flight {
    /// Not yet a whole record.
    pending: Vec<u8>,
    /// Contents of handshake records, not yet a whole message.
    messages: Vec<u8>,
    received: usize,
    chosen: Option<(Version, u16)>,
}

impl Flight {
    /// Takes octets. Gives the end of the flight once it is there.
    pub(super) fn feed(&mut self, octets: &[u8]) -> Option<End> {
        self.received += octets.len();
        if self.received > MOST {
            return Some(End::Malformed);
        }
        self.pending.extend(octets);
        while let Some(step) = self.record() {
            if let Err(end) = step {
                return Some(end);
            }
        }
        None
    }

    /// What was chosen, where the flight broke off behind it.
    pub(super) fn chosen(&self) -> Option<Agreed> {
        self.chosen.map(|(version, suite)| Agreed {
            version,
            suite,
            chain: Vec::new(),
        })
    }

    /// Reads the next whole record, if there is one.
    fn record(&mut self) -> Option<Result<(), End>> {
        if let Some([kind, major, ..]) = self.pending.get(..2)
            && (!(20..=23).contains(kind) || *major != 3)
        {
            return Some(Err(if self.chosen.is_some() {
                End::Malformed
            } else {
                End::NotTls
            }));
        }
        let [kind, _, _, high, low] = *self.pending.get(..5)? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length == 0 || length > RECORD {
            return Some(Err(End::Malformed));
        }
        if self.pending.len() < 5 + length {
            return None;
        }
        let rest = self.pending.split_off(5 + length);
        let record = std::mem::replace(&mut self.pending, rest);
        let content = record.get(5..).unwrap_or_default();
        Some(match kind {
            ALERT => alert(content),
            HANDSHAKE => {
                self.messages.extend(content);
                self.read_messages()
            }
            // Encrypted already, or what has no place here.
            _ => Err(self.chosen().map_or(End::Malformed, End::Agreed)),
        })
    }

    fn read_messages(&mut self) -> Result<(), End> {
        while let [kind, a, b, c, ..] = *self.messages {
            let length = u32::from_be_bytes([0, a, b, c]) as usize;
            if length > MOST {
                return Err(End::Malformed);
            }
            if self.messages.len() < 4 + length {
                return Ok(());
            }
            let rest = self.messages.split_off(4 + length);
            let message = std::mem::replace(&mut self.messages, rest);
            self.message(kind, message.get(4..).unwrap_or_default())?;
        }
        Ok(())
    }

    fn message(&mut self, kind: u8, body: &[u8]) -> Result<(), End> {
        match (kind, self.chosen) {
            (SERVER_HELLO, None) => {
                let (version, suite) = server_hello(body).ok_or(End::Malformed)?;
                self.chosen = Some((version, suite));
                // All that follows in TLS 1.3 is encrypted.
                if version == Version::Tls13 {
                    return Err(self.chosen().map_or(End::Malformed, End::Agreed));
                }
                Ok(())
            }
            (CERTIFICATE, Some((version, suite))) => {
                Err(certificates(body).map_or(End::Malformed, |chain| {
                    End::Agreed(Agreed {
                        version,
                        suite,
                        chain,
                    })
                }))
            }
            (SERVER_HELLO_DONE, Some(_)) => Err(self.chosen().map_or(End::Malformed, End::Agreed)),
            (_, Some(_)) => Ok(()),
            (_, None) => Err(End::Malformed),
        }
    }
}

/// Warnings other than close_notify end nothing: old servers send one about a name they do not know (RFC 6066 section 3).
fn alert(content: &[u8]) -> Result<(), End> {
    match content {
        [1, 0, ..] => Err(End::Alert(0)),
        [1, ..] => Ok(()),
        [_, number, ..] => Err(End::Alert(*number)),
        _ => Err(End::Malformed),
    }
}

/// Version and suite (RFC 5246 section 7.4.1.3; the version of TLS 1.3 stands in an extension, RFC 8446 section 4.2.1).
fn server_hello(body: &[u8]) -> Option<(Version, u16)> {
    let (legacy, rest) = word(body)?;
    let rest = rest.get(32..)?;
    let (session, rest) = rest.split_first()?;
    let (suite, rest) = word(rest.get(usize::from(*session)..)?)?;
    let extensions = rest.get(3..).unwrap_or_default();
    let version = supported_version(extensions).unwrap_or(legacy);
    Some((Version::of(version)?, suite))
}

fn supported_version(mut extensions: &[u8]) -> Option<u16> {
    loop {
        let (number, rest) = word(extensions)?;
        let (length, rest) = word(rest)?;
        let data = rest.get(..usize::from(length))?;
        if number == 43 {
            return word(data).map(|(version, _)| version);
        }
        extensions = rest.get(usize::from(length)..)?;
    }
}

/// The list of a Certificate message (RFC 5246 section 7.4.2). Nothing when a length does not fit.
fn certificates(body: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let (mut list, _) = sized24(body)?;
    let mut chain = Vec::new();
    while !list.is_empty() && chain.len() < CERTIFICATES {
        let (der, rest) = sized24(list)?;
        chain.push(CertificateDer::from(der.to_vec()));
        list = rest;
    }
    Some(chain)
}

fn word(octets: &[u8]) -> Option<(u16, &[u8])> {
    let (number, rest) = octets.split_first_chunk::<2>()?;
    Some((u16::from_be_bytes(*number), rest))
}

/// What stands behind its length in three octets, and what follows it.
fn sized24(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let ([a, b, c], rest) = octets.split_first_chunk::<3>()?;
    let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
    rest.split_at_checked(length)
}

/// What the first octets of a server say of its choice, where the library gave up on them.
pub(crate) fn overheard(octets: &[u8]) -> Option<Version> {
    let mut flight = Flight::default();
    match flight.feed(octets) {
        Some(End::Agreed(agreed)) => Some(agreed.version),
        _ => flight.chosen().map(|agreed| agreed.version),
    }
}
