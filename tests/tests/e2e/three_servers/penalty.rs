//! Dovecot as it is installed: after each wrong password it makes everybody at that address wait longer.

use imaprules_tests::servers::{Dovecot, Options, User};
use imaprules_tests::{Bundle, MigrationCsv};

use crate::scene::plaintext;

#[test]
fn a_server_that_answers_ever_more_slowly_is_left_alone() {
    let good = User::new("zoe", "zoe-pw-1");
    let Some(server) = Dovecot::start(Options {
        penalty: true,
        ..Options::users([good])
    }) else {
        return;
    };
    let wrong = (0..6).fold(MigrationCsv::new(), |csv, n| {
        csv.row(&format!("ghost{n}@example.test"), &format!("ghost{n}"), "void-9")
    });
    let csv = wrong.row("zoe@example.test", "zoe", "zoe-pw-1");
    let program =
        plaintext("collect -o facts.jsonl", server.plain(), &csv).args(["--set", "imap.connections=1"]);
    let outcome = program.run();
    outcome.expect_code(0);
    let bundle = Bundle::read(&outcome.scratch.join("facts.jsonl"));
    let refused = bundle
        .mentions("imap.login = Known(String(\"credentials\"))")
        .len();
    let stopped = bundle.mentions("imap.login = Unknown(\"budget\")").len();
    assert_eq!(refused + stopped, 7, "{:#?}", bundle.mentions("imap.login = "));
    assert!((2..=4).contains(&refused), "{refused} wrong passwords were sent");
    assert_eq!(
        bundle.reason("mailbox", "zoe@example.test", "imap.login"),
        "budget",
        "her sign-in would have waited, and looked like a fault"
    );
    assert_eq!(
        server.log().matches("auth failed").count(),
        refused,
        "{}",
        server.log()
    );
}
