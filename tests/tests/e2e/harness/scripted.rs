//! Scripted servers play their scripts.

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use imaprules_tests::{
    Authority, Client, Script, ScriptedServer, Step, Trust, Validity, closed_port, dialogue,
};

fn everything(server: &ScriptedServer) -> (String, Option<std::io::ErrorKind>) {
    let mut socket = TcpStream::connect(server.address()).expect("it listens");
    socket
        .set_read_timeout(Some(Duration::from_millis(300)))
        .expect("a time limit");
    let mut bytes = Vec::new();
    let end = socket.read_to_end(&mut bytes).err().map(|e| e.kind());
    (String::from_utf8(bytes).expect("text"), end)
}

#[test]
fn a_closed_port_refuses() {
    let (_claim, at) = closed_port();
    let error = TcpStream::connect(at).expect_err("nothing listens");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[test]
fn a_silent_server_accepts_and_says_nothing() {
    let server = ScriptedServer::start(Script::silent());
    let (text, end) = everything(&server);
    assert_eq!(text, "");
    assert!(
        matches!(
            end,
            Some(std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
        ),
        "{end:?}"
    );
}

#[test]
fn a_closing_server_ends_in_order_and_a_resetting_one_does_not() {
    assert_eq!(
        everything(&ScriptedServer::start(Script::closes())),
        (String::new(), None)
    );
    #[cfg(unix)]
    assert_eq!(
        everything(&ScriptedServer::start(Script::resets())).1,
        Some(std::io::ErrorKind::ConnectionReset)
    );
}

#[test]
fn half_a_line_stays_half() {
    let server = ScriptedServer::start(Script::says_and_closes("* OK half a li"));
    assert_eq!(everything(&server), ("* OK half a li".to_owned(), None));
}

#[test]
fn answers_come_from_the_table_with_the_tag_of_the_question() {
    let server = ScriptedServer::start(Script::imap(
        "* OK ready",
        &[
            ("capability", "* CAPABILITY IMAP4rev1\n{tag} OK done\n"),
            ("logout", "* BYE\n{tag} OK\n<close>"),
        ],
    ));
    let mut client = Client::plain(server.address());
    assert_eq!(client.greeting, "* OK ready");
    assert_eq!(client.command("CAPABILITY").untagged, ["* CAPABILITY IMAP4rev1"]);
    assert_eq!(client.command("NOOP").status, "BAD unknown");
    assert_eq!(client.command("LOGOUT").untagged, ["* BYE"]);
    assert!(client.try_command("NOOP").is_err(), "still open after LOGOUT");
    assert_eq!(server.heard(), ["t1 CAPABILITY\r\nt2 NOOP\r\nt3 LOGOUT\r\n"]);
}

#[test]
fn a_script_can_start_tls_and_shows_its_certificate() {
    let authority = Authority::new();
    let name = "old.example.test";
    let table = dialogue(&[("login", "{tag} OK in\n")]);
    let steps = [
        Step::Send("* OK ready\r\n".to_owned()),
        Step::Expect("starttls".to_owned()),
        Step::Send("{tag} OK begin\r\n".to_owned()),
        Step::Tls,
        table,
    ];
    let identity = authority.issue(&[name], Validity::Days(5));
    let server = ScriptedServer::start(Script::new(steps).identity(identity.clone()));
    let trust = Trust {
        root: authority.certificate(),
        name,
    };
    assert!(Client::plain(server.address()).starttls(trust).login("a", "b").ok);
    let script = Script::imap("* OK secure", &[]).over_tls(identity);
    assert_eq!(
        Client::tls(ScriptedServer::start(script).address(), trust).greeting,
        "* OK secure"
    );
}

#[test]
fn an_expired_certificate_is_refused_by_a_careful_client() {
    let authority = Authority::new();
    let name = "old.example.test";
    for validity in [Validity::Expired, Validity::NotYet] {
        let identity = authority.issue(&[name], validity);
        let server = ScriptedServer::start(Script::imap("* OK secure", &[]).over_tls(identity));
        let root = authority.certificate().to_owned();
        let at = server.address();
        let refused = std::thread::spawn(move || Client::tls(at, Trust { root: &root, name })).join();
        assert!(refused.is_err(), "{validity:?} was accepted");
    }
}

#[test]
fn an_unexpected_command_ends_the_connection() {
    let steps = [
        Step::Send("* OK\r\n".to_owned()),
        Step::Expect("login".to_owned()),
        Step::Send("no\r\n".to_owned()),
    ];
    let server = ScriptedServer::start(Script::new(steps));
    assert!(Client::plain(server.address()).try_command("NOOP").is_err());
}
