//! One octet a second: never silent for long, and never done.

use std::time::Duration;

use imaprules_tests::{Script, ScriptedServer, Step};

use super::{meet, until};

const SECOND: Duration = Duration::from_secs(1);

/// With a time-out of one second and patience for four of them, nothing may last longer.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn an_octet_a_second_ends_by_the_time_out() {
    let greeting = Step::Drip("* OK ready to serve you\r\n".to_owned(), SECOND);
    let slow_greeting = ScriptedServer::start(Script::new([greeting]));
    let answer = |text: &str| Step::Drip(text.to_owned(), SECOND * 9 / 10);
    let slow_login = until(" LOGIN ", [answer("{tag} OK signed in at last\r\n")]);
    let slow_list = until(" LIST ", [answer("* LIST () \"/\" INBOX\r\n{tag} OK done\r\n")]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let met = meet(slow_greeting.address(), SOON);
            assert_eq!(met.bundle.server("imap.greeting"), "silent");
            assert_eq!(met.reason("imap.login"), "timeout");
        });
        scope.spawn(|| assert_eq!(meet(slow_login.address(), SOON).login(), "timeout"));
        scope.spawn(|| {
            let met = meet(slow_list.address(), SOON);
            assert_eq!(met.login(), "ok");
            met.expect_no_numbers("timeout");
        });
    });
}
