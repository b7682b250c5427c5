//! App passwords as GAM and the Directory API list them: one a row, or all of a user in one row.

use super::fields::Fields;
use super::table::TABLE;
use super::values::time;
use imaprules_exports::Value;

/// When an app password was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Used {
    Never,
    At(i64),
    Unread,
}

/// One app password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AppPassword {
    pub(super) made: Option<i64>,
    pub(super) used: Used,
}

/// The names of its times, behind `asp.`, behind `asps.N.`, or alone.
const MADE: &str = "creationTime";
const USED: &str = "lastTimeUsed";

/// The app passwords that a record lists. Empty means that the user has none.
pub(super) fn read(fields: &Fields<'_>) -> Vec<AppPassword> {
    for prefix in ["asp.", ""] {
        if fields.text(&format!("{prefix}codeId")).is_some() {
            let at = |name: &str| fields.get(&format!("{prefix}{name}"));
            return vec![one(at(MADE), at(USED))];
        }
    }
    let made = fields.numbered("asps", &format!(".{MADE}"));
    let used = fields.numbered("asps", &format!(".{USED}"));
    let filled = |value: &&Value| !super::values::is_empty(value);
    let count = fields.get("asps").and_then(Value::int);
    // Columns beyond the user's own number are those of users with more.
    let many = count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or_else(|| made.iter().copied().filter(|value| filled(value)).count());
    (0..many)
        .map(|number| one(made.get(number).copied(), used.get(number).copied()))
        .collect()
}

fn one(made: Option<&Value>, used: Option<&Value>) -> AppPassword {
    let is_never =
        |value: &Value| value.int() == Some(0) || value.text().is_some_and(|text| TABLE.is_never(&text));
    AppPassword {
        made: made.and_then(time),
        used: match used {
            Some(value) if is_never(value) => Used::Never,
            Some(value) => time(value).map_or(Used::Unread, Used::At),
            None => Used::Unread,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::testing::object;

    fn listed(text: &str) -> Vec<AppPassword> {
        read(&Fields::of(&object(text), None))
    }

    #[test]
    fn both_forms_of_gam_and_that_of_the_interface() {
        let made = 1_763_000_000_000;
        let never = AppPassword {
            made: Some(made),
            used: Used::Never,
        };
        let one_a_row = "User,asp.codeId,asp.creationTime,asp.lastTimeUsed,asp.name\na@x.org,1,2025-11-13T02:13:20Z,Never,m\n";
        assert_eq!(listed(one_a_row), [never]);
        let of_interface = r#"[{"kind":"admin#directory#asp","codeId":1,"creationTime":"1763000000","lastTimeUsed":"0","userKey":"7"}]"#;
        assert_eq!(listed(of_interface), [never]);
        let used = AppPassword {
            made: Some(made),
            used: Used::At(made),
        };
        let together = "User,asps,asps.0.codeId,asps.0.creationTime,asps.0.lastTimeUsed,asps.1.codeId,asps.1.creationTime,asps.1.lastTimeUsed\n";
        let two = format!(
            "{together}a@x.org,2,1,2025-11-13T02:13:20Z,Never,2,1763000000000,2025-11-13T02:13:20Z\n"
        );
        assert_eq!(listed(&two), [never, used]);
        assert_eq!(listed(&format!("{together}a@x.org,0,,,,,,\n")), []);
        // The number is missing: what is filled counts.
        let uncounted = two.replace("asps,", "").replace("org,2,", "org,");
        assert_eq!(listed(&uncounted).len(), 2);
    }
}
