//! The user name and the UserRoot that a row should have at this server.

use super::{Parts, Takes, family, parts};

/// What a row should have in its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// Nothing where no user name helps at this product.
    pub(crate) user_name: Option<String>,
    /// Empty where the column is not needed.
    pub(crate) root: String,
}

/// What is suggested for a row. `shared`: whether other rows sign in with the same user name; the user is then the one of
/// the address. Nothing where the product is not known.
pub(crate) fn suggest(
    user_name: &str,
    address: &str,
    shared: bool,
    at: &str,
    separator: Option<char>,
) -> Option<Suggestion> {
    let takes = family(at)?;
    let own = || Suggestion {
        user_name: Some(user_name.to_owned()),
        root: String::new(),
    };
    match parts(user_name, Some(at), separator) {
        Some(parts) => Some(written(takes, &parts, separator)),
        None if shared => Some(written(takes, &admin_of_many(user_name, address), separator)),
        None => Some(own()),
    }
}

/// One account for all rows, and the user by the address: whole where the admin account is an address, too.
fn admin_of_many(user_name: &str, address: &str) -> Parts {
    let local = address.split_once('@').map_or(address, |(local, _)| local);
    let domain_and_admin = user_name.split_once(['/', '\\']);
    Parts {
        user: if user_name.contains('@') { address } else { local }.to_owned(),
        admin: domain_and_admin.map_or(user_name, |(_, admin)| admin).to_owned(),
        domain: domain_and_admin.map(|(domain, _)| domain.to_owned()),
        ..Parts::default()
    }
}

fn written(takes: &Takes, parts: &Parts, separator: Option<char>) -> Suggestion {
    // A name that is right already stays as it is written.
    let fill = |template: &String| fill(template, parts, separator.or(takes.separator));
    let root = takes.root.as_ref().and_then(fill);
    Suggestion {
        user_name: takes.write.iter().find_map(fill),
        root: root.unwrap_or_default(),
    }
}

/// The template with its parts; nothing where one of them is not known.
fn fill(template: &str, parts: &Parts, separator: Option<char>) -> Option<String> {
    let admin_address = parts.admin.contains('@').then(|| parts.admin.clone());
    let values = [
        ("{user}", Some(parts.user.clone())),
        ("{admin_address}", admin_address),
        ("{admin}", Some(parts.admin.clone())),
        ("{domain}", parts.domain.clone()),
        ("{separator}", separator.map(String::from)),
    ];
    let mut text = template.to_owned();
    for (name, value) in values {
        if template.contains(name) {
            text = text.replace(name, &value?);
        }
    }
    Some(text)
}
