//! A name server that knows one answer.

use std::net::{IpAddr, SocketAddr};
use tokio::net::UdpSocket;

/// A name server on loopback: a response code and the addresses it gives, or silence.
pub(crate) async fn name_server(code: u8, addresses: &'static [&'static str], silent: bool) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let at = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut query).await {
            if !silent {
                let answer = answer(&query[..length], code, addresses);
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    });
    at
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
