//! Long lists. Active Directory gives 1500 values of an attribute and writes `member;range=0-1499` for its name; the rest is asked for
//! slice by slice (\[MS-ADTS\] 3.1.1.3.1.3.3).

use crate::connection::Connection;
use crate::entry::Entry;
use crate::error::DirectoryError;
use crate::filter::Filter;
use crate::message::{Request, Response, SearchRequest};
use crate::search::Scope;

/// The name of an attribute with the slice of its values: the first and the last place, nothing for the end.
#[derive(Debug, PartialEq, Eq)]
struct Slice<'a> {
    name: &'a str,
    last: Option<u64>,
}

impl<'a> Slice<'a> {
    fn of(written: &'a str) -> Option<Slice<'a>> {
        let mut options = written.split(';');
        let name = options.next()?;
        let range = options.find_map(|option| {
            let (word, range) = option.split_once('=')?;
            word.eq_ignore_ascii_case("range").then_some(range)
        })?;
        let (_, last) = range.split_once('-')?;
        let last = match last {
            "*" => None,
            last => Some(last.parse().ok()?),
        };
        Some(Slice { name, last })
    }
}

/// Whether the entry has a list of which only a slice came.
pub(crate) fn is_cut(entry: &Entry) -> bool {
    entry.attributes.iter().any(|(name, _)| Slice::of(name).is_some())
}

/// Asks for what is missing of the entry's lists. What stays missing is noted in the entry.
pub(crate) fn complete(
    connection: &mut Connection<'_>,
    entry: &mut Entry,
    security: bool,
) -> Result<(), DirectoryError> {
    let cut: Vec<String> = entry
        .attributes
        .iter()
        .filter(|(name, _)| Slice::of(name).is_some())
        .map(|(name, _)| name.clone())
        .collect();
    // The list under its plain name is empty then.
    for written in cut {
        let Some(Slice { name, last }) = Slice::of(&written) else {
            continue;
        };
        let mut values = take(entry, &written);
        take(entry, name);
        if !go_on(connection, &entry.dn, name, last, security, &mut values)? {
            entry.incomplete.push(name.to_owned());
        }
        entry.attributes.push((name.to_owned(), values));
    }
    Ok(())
}

fn take(entry: &mut Entry, written: &str) -> Vec<Vec<u8>> {
    let at = entry
        .attributes
        .iter()
        .position(|(name, _)| name.eq_ignore_ascii_case(written));
    at.map(|at| entry.attributes.swap_remove(at).1)
        .unwrap_or_default()
}

/// Adds the slices behind a place; false when the end was not reached.
fn go_on(
    connection: &mut Connection<'_>,
    dn: &str,
    name: &str,
    mut last: Option<u64>,
    security: bool,
    values: &mut Vec<Vec<u8>>,
) -> Result<bool, DirectoryError> {
    for _ in 0..connection.limits.slices {
        let Some(before) = last else {
            return Ok(true);
        };
        let wanted = format!("{name};range={}-*", before.saturating_add(1));
        let Some((slice, more)) = slice(connection, dn, &wanted, security)? else {
            return Ok(false);
        };
        // A slice that does not go on would be asked for without end.
        if more.is_some_and(|more| more <= before) {
            return Ok(false);
        }
        values.extend(slice);
        last = more;
    }
    Ok(last.is_none())
}

/// Values, and the last place of them; nothing inside at the end of the list.
type Given = (Vec<Vec<u8>>, Option<u64>);

/// One slice; nothing when the server does not give it.
fn slice(
    connection: &mut Connection<'_>,
    dn: &str,
    wanted: &str,
    security: bool,
) -> Result<Option<Given>, DirectoryError> {
    let filter = Filter::any();
    let id = connection.send(&Request::Search(SearchRequest {
        base: dn,
        scope: Scope::Base,
        filter: &filter,
        attributes: &[wanted],
        security,
        page: None,
        time: connection.limits.timeout.as_secs(),
    }))?;
    let mut given = None;
    loop {
        let end = connection.end();
        match connection.next(id, end)? {
            Response::Entry(entry) => {
                given = entry.attributes.into_iter().find_map(|(name, values)| {
                    let last = Slice::of(&name)?.last;
                    Some((values, last))
                });
            }
            Response::Done(..) => return Ok(given),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_told_by_their_option() {
        for (written, name, last) in [
            ("member;range=0-1499", "member", Some(1499)),
            ("member;Range=1500-*", "member", None),
            ("userCertificate;binary;range=0-0", "userCertificate", Some(0)),
        ] {
            assert_eq!(Slice::of(written), Some(Slice { name, last }), "{written}");
        }
        for other in ["member", "member;binary", "member;range=0", "member;range=0-x"] {
            assert_eq!(Slice::of(other), None, "{other}");
        }
    }
}
