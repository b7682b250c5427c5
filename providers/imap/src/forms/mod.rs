//! Forms of user names with which a migration admin account signs in for a user: taking names apart, telling which a
//! product takes, writing the right one. The table is data: `super-user.toml`.

mod shown;
mod suggest;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use suggest::suggest;
pub(crate) use table::{Takes, check, family};

use table::table;

/// A user name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parts {
    /// A word of the fact `imap.user_name_form`.
    pub(crate) form: &'static str,
    pub(crate) user: String,
    pub(crate) admin: String,
    pub(crate) domain: Option<String>,
    /// The account that authenticates.
    pub(crate) account: String,
}

/// Takes a user name apart that names an admin account and a user; nothing where it names one account alone. `at` is the
/// family of the server, where it is known; `separator` is the one of the settings, if it is not the usual one.
pub(crate) fn parts(name: &str, at: Option<&str>, separator: Option<char>) -> Option<Parts> {
    let taken = at.and_then(family).map(|family| family.takes.as_slice());
    let here = |id: &str| taken.is_some_and(|taken| taken.iter().any(|one| one == id));
    if let Some(separator) = separator
        && let Some(found) = separated(name, separator)
    {
        return Some(found);
    }
    table()
        .forms
        .iter()
        .filter(|form| form.is_pattern() && (form.anywhere || here(&form.id)))
        .find_map(|form| form.parts(name))
}

/// The form with a sign of the administrator's own choice.
fn separated(name: &str, separator: char) -> Option<Parts> {
    let (user, admin) = name.rsplit_once(separator)?;
    (!user.is_empty() && !admin.is_empty()).then(|| Parts {
        form: "user_separator_admin",
        user: user.to_owned(),
        admin: admin.to_owned(),
        domain: None,
        account: admin.to_owned(),
    })
}

/// Whether a family takes a form; nothing where nobody knows.
pub(crate) fn fits(form: &str, at: &str) -> Option<bool> {
    Some(family(at)?.takes.iter().any(|one| one == form))
}
