//! The form of a user name: whose credentials it names, and in whose notation.

/// A form of user names
/// (<https://learn.microsoft.com/exchange/mailbox-migration/migrating-imap-mailboxes/csv-files-for-imap-migrations>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    Empty,
    Plain,
    Upn,
    DomainUser,
    DomainAdminUser,
    UpnAdminUser,
    UserStarAdmin,
    Other,
}

impl Form {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Form::Empty => "empty",
            Form::Plain => "plain",
            Form::Upn => "upn",
            Form::DomainUser => "domain_user",
            Form::DomainAdminUser => "domain_admin_user",
            Form::UpnAdminUser => "upn_admin_user",
            Form::UserStarAdmin => "user_star_admin",
            Form::Other => "other",
        }
    }
}

/// The form of a name without blanks around.
pub(crate) fn form(name: &str) -> Form {
    if name.is_empty() {
        return Form::Empty;
    }
    if let Some((user, admin)) = name.split_once('*') {
        let clear = !user.is_empty() && !admin.is_empty() && !admin.contains('*');
        return if clear { Form::UserStarAdmin } else { Form::Other };
    }
    let parts: Vec<&str> = name.split(['/', '\\']).take(4).collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Form::Other;
    }
    match parts.as_slice() {
        [name] => single(name),
        [admin, _] if admin.contains('@') => Form::UpnAdminUser,
        [_, _] => Form::DomainUser,
        [_, _, _] => Form::DomainAdminUser,
        _ => Form::Other,
    }
}

fn single(name: &str) -> Form {
    match name.split_once('@') {
        None if is_mirapoint(name) => Form::Other,
        None => Form::Plain,
        Some((user, domain)) if !user.is_empty() && !domain.is_empty() && !domain.contains('@') => Form::Upn,
        Some(_) => Form::Other,
    }
}

/// Whether the name holds that of an administrator beside that of the user.
pub(crate) fn names_administrator(name: &str, form: Form) -> bool {
    match form {
        Form::DomainAdminUser | Form::UpnAdminUser | Form::UserStarAdmin => true,
        Form::Other => is_mirapoint(name),
        Form::Empty | Form::Plain | Form::Upn | Form::DomainUser => false,
    }
}

/// `#user@contoso.com#admin@contoso.com#`, as the Mirapoint Message Server wants it.
fn is_mirapoint(name: &str) -> bool {
    let parts: Vec<&str> = name.split('#').collect();
    matches!(parts.as_slice(), ["", user, admin, ""] if !user.is_empty() && !admin.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_and_so_are_administrators() {
        for (name, form, admin) in [
            ("", Form::Empty, false),
            ("terry", Form::Plain, false),
            ("Terry Adams", Form::Plain, false),
            ("terry@contoso.com", Form::Upn, false),
            ("contoso\\terry", Form::DomainUser, false),
            ("contoso/terry", Form::DomainUser, false),
            ("contoso/admin/terry", Form::DomainAdminUser, true),
            (
                "contoso.com/admin@contoso.com/terry@contoso.com",
                Form::DomainAdminUser,
                true,
            ),
            ("contoso\\admin\\terry", Form::DomainAdminUser, true),
            ("admin@contoso.com/terry", Form::UpnAdminUser, true),
            ("terry*admin", Form::UserStarAdmin, true),
            ("terry@contoso.com*admin@contoso.com", Form::UserStarAdmin, true),
            ("#terry@contoso.com#admin@contoso.com#", Form::Other, true),
            ("##admin#", Form::Plain, false),
            ("#terry", Form::Plain, false),
            ("*admin", Form::Other, false),
            ("a*b*c", Form::Other, false),
            ("contoso\\", Form::Other, false),
            ("contoso//terry", Form::Other, false),
            ("a/b/c/d", Form::Other, false),
            ("a@b@c", Form::Other, false),
            ("terry@", Form::Other, false),
        ] {
            assert_eq!(
                (super::form(name), names_administrator(name, form)),
                (form, admin),
                "{name}"
            );
        }
    }
}
