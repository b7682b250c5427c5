use super::*;
use crate::testkit::name_server;

/// A resolver that asks a name server on loopback.
async fn resolver(code: u8, addresses: &'static [&'static str], silent: bool) -> TokioResolver {
    let mut builder = asking(name_server(code, addresses, silent).await);
    set(builder.options_mut(), Duration::from_millis(900));
    builder.build().unwrap()
}

#[tokio::test]
async fn addresses_come_in_order() {
    let resolver = resolver(0, &["192.0.2.9", "2001:db8::2", "192.0.2.1"], false).await;
    let found = ask(&resolver, "imap.example.com.").await;
    let addresses: Vec<String> = found.addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["192.0.2.1", "192.0.2.9", "2001:db8::2"]);
    assert_eq!((found.outcome, found.error.as_str()), (Lookup::Found, ""));
}

#[tokio::test]
async fn why_a_name_does_not_resolve_is_told_apart() {
    for (code, silent, outcome) in [
        (3, false, Lookup::NoSuchName),
        (0, false, Lookup::NoAddress),
        (0, true, Lookup::Timeout),
        (2, false, Lookup::Failed),
    ] {
        let resolver = resolver(code, &[], silent).await;
        let answer = ask(&resolver, "imap.example.com").await;
        assert_eq!(answer.outcome, outcome, "code {code}: {}", answer.error);
        assert!(!answer.error.is_empty());
        assert_eq!(answer.addresses, [] as [IpAddr; 0]);
    }
}

#[tokio::test]
async fn this_machine_is_known_by_name_and_literals_need_no_resolver() {
    let host = crate::testkit::quiet();
    let mut watch = crate::testkit::watch(&host);
    watch.timeout = Duration::from_secs(5);
    let found = resolve("LocalHost", None, &watch).await.unwrap();
    assert_eq!(found.outcome, Lookup::Found);
    assert!(
        found.addresses.iter().all(|address| address.is_loopback()),
        "{found:?}"
    );
    for literal in ["192.0.2.1", "2001:db8::1"] {
        let found = resolve(literal, None, &watch).await.unwrap();
        assert_eq!(
            (found.outcome, found.addresses),
            (Lookup::Literal, vec![literal.parse().unwrap()])
        );
    }
}

#[test]
fn international_names_are_asked_for_in_ascii() {
    assert_eq!(ascii("posta.örnek.com.tr"), "posta.xn--rnek-4qa.com.tr");
    assert_eq!(ascii("mail.example.com."), "mail.example.com");
}
