//! What rows have in common. It names files and is shown, so that it is never made of passwords.

use crate::blank::trim;
use crate::copy::{CopyError, Original};
use crate::table::Row;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::str::FromStr;

/// By what rows are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The domain of EmailAddress.
    Domain,
    /// The folder that the folder of UserRoot lies in: rows of `/staff/ann` and `/staff/bob` go together.
    UserRoot,
    /// The first letter of EmailAddress.
    Alphabet,
    /// The value of the column with this name, letter case and blanks around aside.
    Column(String),
    /// What somebody else says of the addresses: only rows whose EmailAddress is listed are copied.
    Listed(Listed),
}

/// Addresses and the groups they are in. Letter case and blanks around are put aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Addresses as written, with their groups, by the form in which they are compared.
    addresses: HashMap<String, (String, String)>,
}

impl Listed {
    /// Puts an address into a group. The first group of an address stays.
    pub fn add(&mut self, address: &str, group: &str) {
        let told = || (address.to_owned(), group.to_owned());
        self.addresses.entry(plain(address)).or_insert_with(told);
    }

    fn group(&self, address: &str) -> Option<String> {
        let (_, group) = self.addresses.get(&plain(address))?;
        Some(group.clone())
    }
}

fn plain(address: &str) -> String {
    trim(address).to_lowercase()
}

impl FromStr for By {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<By, Infallible> {
        Ok(match word {
            "domain" => By::Domain,
            "user-root" => By::UserRoot,
            "alphabet" => By::Alphabet,
            name => By::Column(name.to_owned()),
        })
    }
}

/// Finds the group of a row.
pub(super) struct Groups<'a> {
    original: &'a Original,
    by: &'a By,
    column: usize,
}

impl<'a> Groups<'a> {
    /// Finds the column that tells.
    pub(super) fn of(original: &'a Original, by: &'a By) -> Result<Self, CopyError> {
        let columns = &original.sheet.header.columns;
        let column = match by {
            By::Domain | By::Alphabet | By::Listed(_) => columns.email_address,
            By::UserRoot => columns.user_root,
            By::Column(name) => Some(named(original, name)?),
        };
        let column = column.ok_or_else(|| {
            original.refused(
                "the file has no column UserRoot",
                "split it by something else: --by domain, alphabet, or the name of a column",
            )
        })?;
        Ok(Groups { original, by, column })
    }

    /// The group of a row, for people; none where the row is not asked for.
    pub(super) fn group(&self, row: &Row) -> Option<String> {
        let value = row.value(self.original.sheet.rows_text(), self.column);
        let value = value.as_deref().map(trim).unwrap_or_default();
        Some(match self.by {
            By::Domain => domain(value),
            By::UserRoot => folder(value),
            By::Alphabet => letter(value),
            By::Column(_) => value.to_owned(),
            By::Listed(listed) => return listed.group(value),
        })
    }

    /// Listed addresses that no row has, sorted.
    pub(super) fn absent(&self) -> Vec<String> {
        let By::Listed(listed) = self.by else {
            return Vec::new();
        };
        let (text, mut reader, mut row) = (
            self.original.sheet.rows_text(),
            self.original.sheet.rows(),
            Row::default(),
        );
        let mut present = HashSet::new();
        while reader.read(&mut row) {
            present.extend(row.value(text, self.column).map(|value| plain(&value)));
        }
        let rest = listed.addresses.iter().filter(|(key, _)| !present.contains(*key));
        let mut absent: Vec<String> = rest.map(|(_, (address, _))| address.clone()).collect();
        absent.sort();
        absent
    }
}

fn domain(address: &str) -> String {
    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
    domain.unwrap_or_default().to_ascii_lowercase()
}

/// A root that lies in no folder stands for itself.
fn folder(root: &str) -> String {
    let root = root.trim_end_matches(['/', '\\']);
    match root.rsplit_once(['/', '\\']) {
        Some((folder, _)) if !folder.is_empty() => folder.to_owned(),
        _ => root.to_owned(),
    }
}

fn letter(address: &str) -> String {
    match address.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => c.to_ascii_uppercase().to_string(),
        Some(c) if c.is_ascii_digit() => "0-9".to_owned(),
        Some(_) => "other".to_owned(),
        None => String::new(),
    }
}

/// The column of that name, as written or as the service calls it.
fn named(original: &Original, name: &str) -> Result<usize, CopyError> {
    let sheet = &original.sheet;
    let columns = &sheet.header.columns;
    let (text, head) = sheet.head();
    let same = |value: &str| trim(value).to_lowercase() == trim(name).to_lowercase();
    let service = [
        (columns.email_address, "EmailAddress"),
        (columns.user_name, "UserName"),
        (columns.password, "Password"),
        (columns.user_root, "UserRoot"),
    ];
    let known = service
        .iter()
        .find(|(_, name)| same(name))
        .and_then(|(place, _)| *place);
    let found = known.or_else(|| head.values(text).position(|value| same(&value)));
    let Some(found) = found else {
        let problem = format!("the file has no column {name}");
        let words = "domain, user-root, alphabet";
        let columns = sheet.header.written.join(", ");
        return Err(original.refused(
            problem,
            format!("--by takes {words} or one of its columns: {columns}"),
        ));
    };
    let written = head.value(text, found);
    let secret =
        columns.password == Some(found) || written.is_some_and(|name| original.names.is_password(&name));
    if secret {
        return Err(original.refused(
            "rows are not put together by passwords, which would name files",
            "choose another column",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_together() {
        for (address, of, first) in [
            ("ann@Contoso.COM", "contoso.com", "A"),
            ("\"a@b\"@x.y", "x.y", "other"),
            ("7up@x.y", "x.y", "0-9"),
            ("şebnem@x.y", "x.y", "other"),
            ("nobody", "", "N"),
            ("", "", ""),
        ] {
            assert_eq!(
                (domain(address), letter(address)),
                (of.to_owned(), first.to_owned())
            );
        }
        for (root, of) in [
            ("/users/staff/ann", "/users/staff"),
            ("/users/staff/ann/", "/users/staff"),
            ("user\\ann", "user"),
            ("/ann", "/ann"),
            ("#shared.ann", "#shared.ann"),
            ("", ""),
        ] {
            assert_eq!(folder(root), of, "{root}");
        }
    }
}
