//! What a port speaks, by the first octets it sends. The words are those of the fact `imap.protocol`.

use crate::wire::{Condition, Kind};

/// Names the protocol of a first line. Nothing when there is no octet to judge by.
pub(super) fn of(octets: &[u8]) -> Option<&'static str> {
    if octets.is_empty() {
        return None;
    }
    if is_tls(octets) {
        return Some("tls");
    }
    if octets.starts_with(b"* ") || Condition::read(octets).is_some_and(|condition| condition.tag.is_none()) {
        return Some("imap");
    }
    let line = String::from_utf8_lossy(octets).to_lowercase();
    Some(by_words(line.trim_start()))
}

/// RFC 9112 section 4, RFC 1939 section 3, RFC 4253 section 4.2, RFC 5321 section 4.2, RFC 959 section 4.2.
fn by_words(line: &str) -> &'static str {
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let reply = line
        .get(..3)
        .is_some_and(|code| code.bytes().all(|octet| octet.is_ascii_digit()))
        && matches!(line.as_bytes().get(3), None | Some(b' ' | b'-' | b'\r' | b'\n'));
    if begins(&["http/", "<!doctype", "<html"]) {
        "http"
    } else if begins(&["+ok", "-err"]) {
        "pop3"
    } else if begins(&["ssh-"]) {
        "ssh"
    } else if begins(&["no logout "]) {
        // IceWarp's intrusion prevention: github.com/jstedfast/MailKit/issues/1073
        "imap"
    } else if reply && line.contains("ftp") {
        "ftp"
    } else if reply && ["smtp", "lmtp", "mail"].iter().any(|word| line.contains(word)) {
        "smtp"
    } else {
        "other"
    }
}

/// A record of TLS (RFC 8446 section 5.1): its type from change_cipher_spec to application_data, and version 3.x.
fn is_tls(octets: &[u8]) -> bool {
    matches!(octets, [20..=23, 3, minor, ..] if *minor <= 4)
}

/// The word of the fact `imap.greeting` for a first line. Servers that turn a client away are not always exact: NO and
/// BAD count as BYE.
pub(super) fn greeting(octets: &[u8]) -> &'static str {
    let condition = Condition::read(octets).filter(|condition| condition.tag.is_none());
    match condition.map(|condition| condition.kind) {
        Some(Kind::Ok) => "ok",
        Some(Kind::Preauth) => "preauth",
        Some(Kind::Bye | Kind::No | Kind::Bad) => "bye",
        None if of(octets) == Some("imap") && !octets.starts_with(b"* ") => "bye",
        None => "not_imap",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_by_their_first_line() {
        for (line, protocol, word) in [
            ("* OK ready\r\n", "imap", "ok"),
            ("* ok [CAPABILITY IMAP4rev1] hi\r\n", "imap", "ok"),
            (
                "* PREAUTH [CAPABILITY IMAP4rev1] Logged in as alice\r\n",
                "imap",
                "preauth",
            ),
            ("* BYE closing connection; service busy\r\n", "imap", "bye"),
            ("* NO too many connections\r\n", "imap", "bye"),
            (
                " NO LOGOUT Intrusion prevention active for 203.0.113.9\r\n",
                "imap",
                "bye",
            ),
            ("* CAPABILITY IMAP4rev1\r\n", "imap", "not_imap"),
            ("220 mail.example.com ESMTP Postfix\r\n", "smtp", "not_imap"),
            (
                "220 EX.example.com Microsoft ESMTP MAIL Service ready\r\n",
                "smtp",
                "not_imap",
            ),
            ("554 no SMTP service here\r\n", "smtp", "not_imap"),
            ("220 (vsFTPd 3.0.3)\r\n", "ftp", "not_imap"),
            ("220-FileZilla FTP Server\r\n", "ftp", "not_imap"),
            ("+OK POP3 ready\r\n", "pop3", "not_imap"),
            ("-ERR too busy\r\n", "pop3", "not_imap"),
            ("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "ssh", "not_imap"),
            ("HTTP/1.1 400 Bad Request\r\n", "http", "not_imap"),
            ("<html><body>It works</body></html>", "http", "not_imap"),
            ("\u{15}\u{3}\u{1}\0\u{2}\u{2}F", "tls", "not_imap"),
            ("421 Server is busy\r\n", "other", "not_imap"),
            (
                "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n",
                "other",
                "not_imap",
            ),
            ("hello", "other", "not_imap"),
        ] {
            assert_eq!(
                (of(line.as_bytes()), greeting(line.as_bytes())),
                (Some(protocol), word),
                "{line}"
            );
        }
        assert_eq!(of(b""), None);
    }
}
