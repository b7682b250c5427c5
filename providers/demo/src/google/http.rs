//! As much of HTTP/1.1 as the double needs: requests with a length, answers with a length, connections that stay open.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// Octets of a head and of a body at most.
const LARGEST: u64 = 64 * 1024;

/// A request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The path as it was sent.
    pub(crate) raw_path: String,
    /// The parts of the path, decoded.
    pub(crate) path: Vec<String>,
    /// The parameters, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads the next request; nothing when the client has gone.
pub(crate) fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut head = stream.take(LARGEST);
    let Some(first) = line(&mut head)? else {
        return Ok(None);
    };
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::Error::other("no request"));
    };
    let (raw_path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.to_owned(),
        raw_path: raw_path.to_owned(),
        path: raw_path.split('/').skip(1).map(decoded).collect(),
        query: pairs(query),
        ..Request::default()
    };
    while let Some(line) = line(&mut head)?.filter(|line| !line.is_empty()) {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| io::Error::other("no header"))?;
        request
            .headers
            .push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length: u64 = request
        .header("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    if length > LARGEST {
        return Err(io::Error::other("too large"));
    }
    stream.take(length).read_to_end(&mut request.body)?;
    Ok(Some(request))
}

fn line(head: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    match head.read_line(&mut line)? {
        0 => Ok(None),
        _ => Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned())),
    }
}

/// The parameters of a query or a form.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Percent-encoding undone (RFC 3986 section 2.1).
fn decoded(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'%' {
            octets.push(octet);
            continue;
        }
        let digits: Vec<u8> = rest.by_ref().take(2).collect();
        let digits = String::from_utf8_lossy(&digits).into_owned();
        octets.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// Writes an answer. `promised` octets are announced, of which fewer may follow.
pub(crate) fn write(
    stream: &mut TcpStream,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
    promised: usize,
) -> io::Result<()> {
    let mut head = format!(
        "HTTP/1.1 {status} x\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: {promised}\r\n"
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    stream.flush()
}
