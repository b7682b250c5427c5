//! Test cases: every rule is shown to fail, to pass and not to know.

use super::Lint;
use crate::Outcome;
use crate::diagnostic::Code;

const WANTED: [(Outcome, Code); 3] = [
    (Outcome::Fail, Code::NoFailingCase),
    (Outcome::Pass, Code::NoPassingCase),
    (Outcome::Unknown, Code::NoUnknownCase),
];

pub(super) fn check(lint: &mut Lint) {
    let pack = lint.pack;
    for rule in &pack.rules {
        for (outcome, code) in WANTED {
            let shown = pack
                .cases
                .iter()
                .any(|case| case.rule == rule.id && case.expect == outcome);
            if !shown {
                let message = format!("`{}` has no test case that expects `{outcome}`", rule.id);
                let help = format!(
                    "add to a file in tests/: [[case]] with rule = \"{}\", expect = \"{outcome}\"",
                    rule.id
                );
                lint.demand(code, &rule.place, message, help);
            }
        }
    }
}
