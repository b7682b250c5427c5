//! Reading a column as the value of its fact: the value, or why there is none. A column that the export has not says nothing; an
//! empty cell is not false, since Google leaves out values and says nowhere which.

use super::fields::Fields;
use super::table::{Column, Read, Shape, TABLE};
use imaprules_exports::Value as Written;
use imaprules_facts::{Known, Reason, Unknown, Value};

/// What a record says, fact by fact.
pub(super) type Said = Vec<(String, Known)>;

/// Octets of a MB, as Google's reports count it.
const MEGABYTE: f64 = 1_048_576.0;

/// Reads the columns of a record.
pub(super) fn values(shape: &Shape, fields: &Fields<'_>) -> Said {
    let mut said = Said::new();
    for column in &shape.column {
        // The first of several columns that say the same counts.
        if column.read != Read::State && said.iter().any(|(fact, _)| *fact == column.fact) {
            continue;
        }
        let found = column
            .names
            .iter()
            .find_map(|name| Some((name, fields.get(name)?)));
        let Some((name, value)) = found else { continue };
        match column.read {
            Read::State => state(&mut said, column, value),
            Read::Moment => moment(&mut said, column, name, value),
            _ => said.push((column.fact.clone(), plain(column, name, value))),
        }
    }
    settle(&mut said, shape, fields);
    said
}

pub(super) fn is_empty(value: &Written) -> bool {
    value.is_missing() || value.text().is_some_and(|text| text.trim().is_empty())
}

fn plain(column: &Column, name: &str, value: &Written) -> Known {
    if is_empty(value) {
        return if column.empty {
            Ok(Value::Text(String::new()))
        } else {
            Err(left_empty(name))
        };
    }
    let read = match column.read {
        Read::Bool => bool(column, value).map(Value::Bool),
        Read::Int => value.int().map(Value::Int),
        Read::Megabytes => value.float().and_then(|many| octets(many, MEGABYTE)),
        Read::Gigabytes => value.float().and_then(|many| octets(many, MEGABYTE * 1024.0)),
        Read::Size => return size(name, value),
        Read::Word => word(column, value).map(|word| Value::Text(word.to_owned())),
        Read::Text | Read::Moment | Read::State => {
            value.text().map(|text| Value::Text(text.trim().to_owned()))
        }
    };
    read.ok_or_else(|| spoilt(name))
}

fn bool(column: &Column, value: &Written) -> Option<bool> {
    value.bool().or_else(|| word(column, value)?.parse().ok())
}

/// The word of the fact that a word of the file stands for.
fn word<'c>(column: &'c Column, value: &Written) -> Option<&'c str> {
    let letters = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let written = letters(&value.text()?);
    let found = column.words.iter().find(|(word, _)| letters(word) == written);
    found.map(|(_, meant)| meant.as_str())
}

fn octets(many: f64, unit: f64) -> Option<Value> {
    let octets = (many * unit).round();
    // Beyond 2^53 a float no longer holds every whole number; no mailbox is as large.
    (0.0..=9_007_199_254_740_992.0)
        .contains(&octets)
        .then_some(Value::Int(octets as i64))
}

fn size(name: &str, value: &Written) -> Known {
    let size = value.size().ok_or_else(|| spoilt(name))?;
    let octets = size
        .octets()
        .ok_or_else(|| Unknown::noted(Reason::Unsupported, "the file says Unlimited"))?;
    i64::try_from(octets).map(Value::Int).map_err(|_| spoilt(name))
}

/// A state that is true decides; one that is false leaves it open, and all false are settled at the end.
fn state(said: &mut Said, column: &Column, value: &Written) {
    let read = match value.bool() {
        Some(true) => Ok(Value::Text(column.word.clone())),
        Some(false) => Ok(Value::Text(String::new())),
        None if is_empty(value) => Err(left_empty(&column.fact)),
        None => Err(spoilt(&column.fact)),
    };
    match said.iter_mut().find(|(fact, _)| *fact == column.fact) {
        None => said.push((column.fact.clone(), read)),
        Some((_, known)) if known.as_ref().is_ok_and(|known| known.as_text() != Some("")) => {}
        Some((_, known)) if read.is_err() || read.as_ref().is_ok_and(|read| read.as_text() != Some("")) => {
            *known = read;
        }
        Some(_) => {}
    }
}

/// All states false is active, if the file has them all.
fn settle(said: &mut Said, shape: &Shape, fields: &Fields<'_>) {
    for (fact, known) in said.iter_mut() {
        let columns = || shape.column.iter().filter(|column| column.fact == *fact);
        let open = known.as_ref().is_ok_and(|known| known.as_text() == Some(""));
        if !open || columns().any(|column| column.read != Read::State) {
            continue;
        }
        let lacking = columns().find(|column| !column.names.iter().any(|name| fields.has(name)));
        *known = match lacking.and_then(|column| column.names.first()) {
            None => Ok(Value::Text("active".to_owned())),
            Some(name) => Err(Unknown::noted(
                Reason::NotCollected,
                format!("the export has no column {name}"),
            )),
        };
    }
}

fn moment(said: &mut Said, column: &Column, name: &str, value: &Written) {
    let text = value.text().unwrap_or_default();
    let never = TABLE.is_never(&text);
    let time = time(value);
    let known = match time {
        _ if never => Err(Unknown::noted(Reason::NotCollected, "there was none so far")),
        _ if is_empty(value) => Err(left_empty(name)),
        Some(millis) => Ok(Value::Int(millis)),
        None => Err(spoilt(name)),
    };
    if let Some(fact) = &column.never {
        let known = match &known {
            _ if never => Ok(Value::Bool(true)),
            Ok(_) => Ok(Value::Bool(false)),
            Err(why) => Err(why.clone()),
        };
        said.push((fact.clone(), known));
    }
    said.push((column.fact.clone(), known));
}

/// A point in time in milliseconds since 1970-01-01 UTC, also where an interface counts seconds or milliseconds.
pub(super) fn time(value: &Written) -> Option<i64> {
    /// Milliseconds of 1973-03-03; in seconds it is the year 5138.
    const MILLIS: i64 = 100_000_000_000;
    if let Some(count) = value.int() {
        return match count {
            ..=0 => None,
            1..MILLIS => count.checked_mul(1000),
            _ => Some(count),
        };
    }
    value.time().map(|time| time.millis)
}

fn left_empty(name: &str) -> Unknown {
    Unknown::noted(
        Reason::NotCollected,
        format!("the export leaves {name} empty, which is not the same as false"),
    )
}

fn spoilt(name: &str) -> Unknown {
    Unknown::noted(
        Reason::Malformed,
        format!("the export holds no {name} that can be read"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::testing::object;

    fn read(text: &str) -> Vec<(String, String)> {
        let record = object(text);
        let fields = Fields::of(&record, None);
        let shape = TABLE.of(&fields).unwrap_or_else(|| panic!("{text}"));
        let said = values(shape, &fields);
        said.into_iter()
            .map(|(fact, known)| {
                let shown =
                    known.map_or_else(|why| why.reason.as_str().to_owned(), |value| value.to_string());
                (fact.trim_start_matches("gmail.").to_owned(), shown)
            })
            .collect()
    }

    #[track_caller]
    fn expect(text: &str, wanted: &[(&str, &str)]) {
        let read = read(text);
        for (fact, value) in wanted {
            let found = read.iter().find(|(name, _)| name == fact);
            assert_eq!(
                found.map(|(_, value)| value.as_str()),
                Some(*value),
                "{fact}: {read:?}"
            );
        }
    }

    #[test]
    fn users_of_gam() {
        expect(
            "primaryEmail,suspended,archived,isEnrolledIn2Sv,isMailboxSetup,lastLoginTime,suspensionReason\na@x.org,False,False,True,,Never,\n",
            &[
                ("user_status", "active"),
                ("two_step_enrolled", "true"),
                ("mailbox_setup", "not-collected"),
                ("never_signed_in", "true"),
                ("last_login", "not-collected"),
                ("suspension_reason", ""),
            ],
        );
        expect(
            "primaryEmail,suspended,archived\na@x.org,False,True\n",
            &[("user_status", "archived")],
        );
        expect(
            "primaryEmail,suspended,archived\na@x.org,True,True\n",
            &[("user_status", "suspended")],
        );
        expect(
            "primaryEmail,suspended\na@x.org,True\n",
            &[("user_status", "suspended")],
        );
        // Nothing is said of archived users.
        expect(
            "primaryEmail,suspended\na@x.org,False\n",
            &[("user_status", "not-collected")],
        );
        expect(
            "primaryEmail,suspended,archived\na@x.org,perhaps,False\n",
            &[("user_status", "malformed")],
        );
    }

    #[test]
    fn users_of_the_console() {
        expect(
            "First Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required],Status [READ ONLY],Last Sign In [READ ONLY],2sv Enrolled [READ ONLY],Email Usage [READ ONLY],Storage limit [READ ONLY],Change Password at Next Sign-In\nAnn,a@x.org,****,/Staff,Suspended,2026/11/01 08:00:00,False,1.5GB,Unlimited,True\n",
            &[
                ("user_status", "suspended"),
                ("org_unit", "/Staff"),
                ("never_signed_in", "false"),
                ("two_step_enrolled", "false"),
                ("used", "1610612736"),
                ("account_quota", "unsupported"),
                ("change_password_at_next_login", "true"),
            ],
        );
    }

    #[test]
    fn settings_and_reports() {
        expect(
            "User,enabled,autoExpunge,expungeBehavior,maxFolderSize\na@x.org,False,True,deleteForever,1000\n",
            &[
                ("imap_enabled", "false"),
                ("imap_max_folder_size", "1000"),
                ("imap_expunge_behavior", "delete_forever"),
            ],
        );
        expect(
            "email,date,accounts:gmail_used_quota_in_mb,gmail:timestamp_last_imap\na@x.org,2026-11-18,10240,Never\n",
            &[("used", "10737418240"), ("last_imap_use", "not-collected")],
        );
        expect(
            "User,Gmail storage used (MB) [2026-11-18 GMT],2-Step verification enrollment [2026-11-18 GMT]\na@x.org,12.5,Not enrolled\n",
            &[("used", "13107200"), ("two_step_enrolled", "false")],
        );
    }
}
