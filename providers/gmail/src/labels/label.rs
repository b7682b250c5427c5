//! One label as X-GM-LABELS writes it: a name of Gmail's own with a backslash, or one of the user's in modified UTF-7
//! (<https://developers.google.com/workspace/gmail/imap/imap-extensions>). Gmail itself is not of one mind about singular and plural, and
//! never gives a label of the user's a backslash in front.

use super::Role;
use imaprules_provider_imap::pass::decoded;

/// Names longer than this are cut: Gmail allows 225 characters.
const LONGEST: usize = 512;

/// A label, in one form for all its spellings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// One that has a folder of its own, if that is shown.
    System(Role),
    /// Another of Gmail's own, such as `\Muted`: there is no folder for it.
    Other(String),
    /// The user's.
    User(String),
}

/// Gmail's own labels, in lower case.
const SYSTEM: [(&str, Role); 14] = [
    ("\\inbox", Role::Inbox),
    ("\\sent", Role::Sent),
    ("\\draft", Role::Drafts),
    ("\\drafts", Role::Drafts),
    ("\\important", Role::Important),
    ("\\starred", Role::Flagged),
    ("\\flagged", Role::Flagged),
    ("\\spam", Role::Junk),
    ("\\junk", Role::Junk),
    ("\\trash", Role::Trash),
    ("\\bin", Role::Trash),
    ("\\all", Role::All),
    ("\\allmail", Role::All),
    ("\\archive", Role::Archive),
];

impl Label {
    /// The label of some octets, unquoted and unescaped; nothing where they are empty.
    pub fn of(octets: &[u8]) -> Option<Label> {
        let name = decoded(octets);
        if name.is_empty() {
            return None;
        }
        Some(Label::named(&name))
    }

    /// The label of a name for people, as [`Label::text`] writes it.
    pub fn named(name: &str) -> Label {
        // Quoted forms that came through somebody who did not unescape them.
        let bare = name.strip_prefix("\\\\").map(|rest| format!("\\{rest}"));
        let name = bare.as_deref().unwrap_or(name);
        if !name.starts_with('\\') {
            return Label::User(name.chars().take(LONGEST).collect());
        }
        let small = name.to_ascii_lowercase();
        match SYSTEM.iter().find(|(known, _)| *known == small) {
            Some((_, role)) => Label::System(*role),
            None => Label::Other(name.chars().take(LONGEST).collect()),
        }
    }

    /// In one spelling.
    pub fn text(&self) -> String {
        match self {
            Label::System(role) => match role {
                Role::Inbox => "\\Inbox",
                Role::Sent => "\\Sent",
                Role::Drafts => "\\Draft",
                Role::Important => "\\Important",
                Role::Flagged => "\\Starred",
                Role::Junk => "\\Spam",
                Role::Trash => "\\Trash",
                Role::All => "\\All",
                Role::Archive => "\\Archive",
                Role::None => "\\",
            }
            .to_owned(),
            Label::Other(name) | Label::User(name) => name.clone(),
        }
    }

    /// The name, if it is the user's.
    pub fn user(&self) -> Option<&str> {
        match self {
            Label::User(name) => Some(name),
            Label::System(_) | Label::Other(_) => None,
        }
    }

    /// Whether it is Gmail's label for this.
    pub fn is(&self, role: Role) -> bool {
        *self == Label::System(role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_all_spellings() {
        for (octets, label) in [
            ("\\Inbox", Label::System(Role::Inbox)),
            ("\\\\Important", Label::System(Role::Important)),
            ("\\draft", Label::System(Role::Drafts)),
            ("\\Drafts", Label::System(Role::Drafts)),
            ("\\Flagged", Label::System(Role::Flagged)),
            ("\\Muted", Label::Other("\\Muted".into())),
            ("Inbox", Label::User("Inbox".into())),
            ("NIL", Label::User("NIL".into())),
            ("[Gmail]/x", Label::User("[Gmail]/x".into())),
            ("M&APw-&AV8-teriler", Label::User("Müşteriler".into())),
            ("Q&-A", Label::User("Q&A".into())),
            ("&broken", Label::User("&broken".into())),
            ("&ZeVnLIqe-", Label::User("日本語".into())),
            ("&BiUGRg-", Label::User("إن".into())),
        ] {
            let found = Label::of(octets.as_bytes()).unwrap();
            assert_eq!(found, label, "{octets}");
            assert_eq!(Label::named(&found.text()), found);
        }
        // After ENABLE UTF8=ACCEPT names come as they are.
        assert_eq!(
            Label::of("Müşteriler".as_bytes()),
            Some(Label::User("Müşteriler".into()))
        );
        assert_eq!(Label::of(b""), None);
    }
}
