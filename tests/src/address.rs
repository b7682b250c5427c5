//! Where a server of a test listens, so that any number of tests may run at once.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// An address and two ports that no other test uses while this value lives.
///
/// All of 127.0.0.0/8 is loopback on Linux: there every instance gets an address of its own and fixed ports.
/// Elsewhere only 127.0.0.1 is, so two free ports are looked up (which leaves a short moment in which they could be taken).
#[derive(Debug)]
pub struct Address {
    ip: IpAddr,
    plain: u16,
    tls: u16,
    /// The claim: whoever holds this port of the address owns the address.
    _claim: Option<TcpListener>,
}

/// Held, never answered, by the owner of an address.
const CLAIM_PORT: u16 = 10100;
const PLAIN_PORT: u16 = 10143;
const TLS_PORT: u16 = 10993;

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Address {
    /// Claims an address.
    pub fn claim() -> Self {
        if cfg!(target_os = "linux") {
            Self::own_address()
        } else {
            Self::free_ports()
        }
    }

    fn own_address() -> Self {
        let first = std::process::id()
            .wrapping_mul(31)
            .wrapping_add(COUNTER.fetch_add(1, Ordering::Relaxed));
        (0..u32::from(u16::MAX))
            .find_map(|n| Self::try_claim(nth(first.wrapping_add(n))))
            .expect("an address")
    }

    fn try_claim(ip: Ipv4Addr) -> Option<Self> {
        let claim = TcpListener::bind((ip, CLAIM_PORT)).ok()?;
        Some(Self {
            ip: ip.into(),
            plain: PLAIN_PORT,
            tls: TLS_PORT,
            _claim: Some(claim),
        })
    }

    fn free_ports() -> Self {
        let one = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let two = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = |l: &TcpListener| l.local_addr().expect("a bound port").port();
        Self {
            ip: Ipv4Addr::LOCALHOST.into(),
            plain: port(&one),
            tls: port(&two),
            _claim: None,
        }
    }

    /// The address alone.
    pub fn ip(&self) -> IpAddr {
        self.ip
    }

    /// Where plaintext and STARTTLS are spoken.
    pub fn plain(&self) -> SocketAddr {
        SocketAddr::new(self.ip, self.plain)
    }

    /// Where TLS is spoken from the first byte.
    pub fn tls(&self) -> SocketAddr {
        SocketAddr::new(self.ip, self.tls)
    }
}

/// The n-th address of 127.77.0.0/16, leaving out its two ends.
fn nth(n: u32) -> Ipv4Addr {
    let [_, _, x, y] = (n % 65_534 + 1).to_be_bytes();
    Ipv4Addr::new(127, 77, x, y)
}

/// An address at which nothing listens: connecting is refused.
pub fn closed_port() -> (Address, SocketAddr) {
    let address = Address::claim();
    let at = address.plain();
    (address, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside_the_range_and_avoid_its_ends() {
        assert_eq!(nth(0), Ipv4Addr::new(127, 77, 0, 1));
        assert_eq!(nth(65_533), Ipv4Addr::new(127, 77, 255, 254));
        assert_eq!(nth(65_534), nth(0));
    }

    #[test]
    fn a_claimed_address_is_not_given_twice() {
        let (one, two) = (Address::claim(), Address::claim());
        assert_ne!((one.ip(), one.plain()), (two.ip(), two.plain()));
    }
}
