//! What real servers sent back to a hello, recorded: `src/tls/samples/flights`. A player
//! answers hellos with them.

use super::listen;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The octets of a recording. Its first line says how it was made.
pub(crate) fn recorded(name: &str) -> Vec<u8> {
    let path = format!(
        "{}/src/tls/samples/flights/{name}.hex",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let digits: String = text.lines().filter(|line| !line.starts_with('#')).collect();
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The hellos a server got: how new a version each offers, and how many suites.
pub(crate) type Heard = Arc<Mutex<Vec<(u8, usize)>>>;

/// A server that answers each hello with a recording, by version and number of suites; with nothing it hangs up.
pub(crate) async fn player(
    answer: impl Fn(u8, usize) -> Option<&'static str> + Send + Sync + 'static,
) -> (SocketAddr, Heard) {
    let (heard, answer) = (Heard::default(), Arc::new(answer));
    let kept = Arc::clone(&heard);
    let at = listen(move |stream| play_flight(stream, Arc::clone(&kept), Arc::clone(&answer))).await;
    (at, heard)
}

pub(crate) async fn play_flight(
    mut stream: TcpStream,
    heard: Heard,
    answer: Arc<impl Fn(u8, usize) -> Option<&'static str>>,
) {
    let mut hello = [0; 4096];
    let length = stream.read(&mut hello).await.unwrap();
    let hello = &hello[..length];
    // Version of the hello, then random, session, and the suites' length in octets.
    let suites_at = 44 + usize::from(hello[43]);
    let suites = usize::from(u16::from_be_bytes([hello[suites_at], hello[suites_at + 1]])) / 2;
    // Ours have no session; the library's is of TLS 1.3.
    let minor = if hello[43] == 0 { hello[10] } else { 4 };
    heard.lock().unwrap().push((minor, suites));
    if let Some(name) = answer(minor, suites) {
        let _ = stream.write_all(&recorded(name)).await;
        let _ = stream.read(&mut [0; 100]).await;
    }
}
