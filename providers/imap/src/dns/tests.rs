use super::*;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use tokio::net::UdpSocket;

/// A name server on loopback: a response code and the addresses it gives, or silence.
async fn name_server(code: u8, addresses: &'static [&'static str], silent: bool) -> TokioResolver {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut connection = ConnectionConfig::udp();
    connection.port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut query).await {
            if !silent {
                let answer = answer(&query[..length], code, addresses);
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    });
    let server = NameServerConfig::new("127.0.0.1".parse().unwrap(), true, vec![connection]);
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    set(builder.options_mut(), Duration::from_millis(900));
    builder.build().unwrap()
}

/// RFC 1035 section 4.1: header, the question again, and a record for each address of the type asked for.
fn answer(query: &[u8], code: u8, addresses: &[&str]) -> Vec<u8> {
    let end = 12 + query[12..].iter().position(|octet| *octet == 0).unwrap() + 5;
    let wants_v6 = query[end - 4..end - 2] == [0, 28];
    let records: Vec<Vec<u8>> = addresses
        .iter()
        .map(|address| match address.parse().unwrap() {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        })
        .filter(|octets| wants_v6 == (octets.len() == 16))
        .collect();
    let mut answer = vec![
        query[0],
        query[1],
        0x81,
        0x80 | code,
        0,
        1,
        0,
        records.len() as u8,
        0,
        0,
        0,
        0,
    ];
    answer.extend(&query[12..end]);
    for octets in records {
        answer.extend([
            0xc0,
            12,
            0,
            if wants_v6 { 28 } else { 1 },
            0,
            1,
            0,
            0,
            0,
            60,
            0,
            octets.len() as u8,
        ]);
        answer.extend(octets);
    }
    answer
}

#[tokio::test]
async fn addresses_come_in_order() {
    let resolver = name_server(0, &["192.0.2.9", "2001:db8::2", "192.0.2.1"], false).await;
    let found = ask(&resolver, "imap.example.com.").await;
    let addresses: Vec<String> = found.addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["192.0.2.1", "192.0.2.9", "2001:db8::2"]);
    assert_eq!((found.outcome, found.error.as_str()), (Outcome::Found, ""));
}

#[tokio::test]
async fn why_a_name_does_not_resolve_is_told_apart() {
    for (code, silent, outcome) in [
        (3, false, Outcome::NoSuchName),
        (0, false, Outcome::NoAddress),
        (0, true, Outcome::Timeout),
        (2, false, Outcome::Failed),
    ] {
        let resolver = name_server(code, &[], silent).await;
        let answer = ask(&resolver, "imap.example.com").await;
        assert_eq!(answer.outcome, outcome, "code {code}: {}", answer.error);
        assert!(!answer.error.is_empty());
        assert_eq!(answer.addresses, [] as [IpAddr; 0]);
    }
}

#[tokio::test]
async fn this_machine_is_known_by_name_and_literals_need_no_resolver() {
    let host = crate::testkit::Quiet::default();
    let mut watch = crate::testkit::watch(&host);
    watch.timeout = Duration::from_secs(5);
    let found = resolve("LocalHost", &watch).await.unwrap();
    assert_eq!(found.outcome, Outcome::Found);
    assert!(
        found.addresses.iter().all(|address| address.is_loopback()),
        "{found:?}"
    );
    for literal in ["192.0.2.1", "2001:db8::1"] {
        let found = resolve(literal, &watch).await.unwrap();
        assert_eq!(
            (found.outcome, found.addresses),
            (Outcome::Literal, vec![literal.parse().unwrap()])
        );
    }
}

#[test]
fn international_names_are_asked_for_in_ascii() {
    assert_eq!(ascii("posta.örnek.com.tr"), "posta.xn--rnek-4qa.com.tr");
    assert_eq!(ascii("mail.example.com."), "mail.example.com");
}
