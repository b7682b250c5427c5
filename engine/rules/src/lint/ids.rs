//! Ids of rules: `area.kebab-case`.

use super::Lint;
use crate::diagnostic::Code;
use crate::pack::kebab;

pub(super) fn check(lint: &mut Lint) {
    for rule in &lint.pack.rules {
        let parts: Vec<&str> = rule.id.split('.').collect();
        if parts.len() < 2 || !parts.iter().all(|part| kebab(part)) {
            let message = format!("`{}` is not of the form `area.kebab-case`", rule.id);
            let help =
                "ids are lower-case words joined by hyphens, after an area and a dot: `csv.too-many-rows`";
            lint.demand(Code::IdStyle, &rule.place, message, help);
        }
    }
}
