//! Rights from an export beside a server that signs in: where they contradict each other, both are said.

use super::organisation::{ENTRIES, export};
use super::{of_rights, run_with};
use imaprules_tests::servers::{Dovecot, Options, User};

#[test]
fn what_the_server_does_against_what_was_exported() {
    let options = Options {
        users: vec![User::new("cat", "Zq9-secret"), User::new("dan", "another")],
        ..Options::default()
    };
    let Some(server) = Dovecot::start(options) else {
        return;
    };
    let address = server.plain().to_string();
    // The rows hold the users' own names: which account is planned to open them is a setting.
    let rows = [("cat@contoso.com", "cat"), ("dan@contoso.com", "dan")];
    let line = [
        "--server",
        &address,
        "--security",
        "none",
        "--allow-plaintext",
        "--login",
        "all",
        "--set",
        "exchange.admin=contoso\\mig",
    ];
    let report = run_with(&rows, &[("exchange.xml", &export(ENTRIES))], &line).report();
    for (address, rules) in [
        ("cat@contoso.com", ["exchange.permission.contradicted"]),
        ("dan@contoso.com", ["exchange.permission.allowed-but-refused"]),
    ] {
        assert_eq!(of_rights(&report.failing(address)), rules, "{:#}", report.0);
    }
}
