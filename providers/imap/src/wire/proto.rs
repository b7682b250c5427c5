//! The second reader: imap-proto, lenient where servers bend the standard. Kept out of what it reads wrongly: it leaves
//! backslashes of quoted names doubled, and passes over a size beyond 32 bits.

use super::{Condition, Fetched, Listed, Quota, Response, StatusItems};
use imap_proto::rfc2087::{Quota as TypedQuota, QuotaResourceName};
use imap_proto::{
    AttributeValue, Capability, MailboxDatum, NameAttribute, Response as Typed, StatusAttribute,
};

/// Reads a response that imap-proto both takes and takes rightly.
///
/// Two kinds of octets never reach it, since it panics at them (0.17): conditions whose text follows the code without a
/// space, which need no second reader, and whatever is no UTF-8.
pub(crate) fn read(octets: &[u8]) -> Option<Response> {
    if let Some(condition) = Condition::read(octets) {
        return Some(Response::Condition(condition));
    }
    std::str::from_utf8(octets).ok()?;
    match octets.strip_suffix(b"\n") {
        // It insists on CR LF.
        Some(line) if !line.ends_with(b"\r") => whole(&[line, b"\r\n"].concat()),
        _ => whole(octets),
    }
}

fn whole(octets: &[u8]) -> Option<Response> {
    let (rest, typed) = Typed::parse(octets).ok()?;
    if !rest.is_empty() {
        return None;
    }
    match typed {
        Typed::Capabilities(all) => Some(Response::Capability(all.iter().map(capability).collect())),
        Typed::Continue(_) => Some(Response::Continuation),
        Typed::Done { .. } | Typed::Data { .. } => Condition::read(octets).map(Response::Condition),
        Typed::Fetch(_, items) => fetched(&items),
        Typed::MailboxData(datum) => datum_of(datum, octets),
        Typed::Quota(quota) => Some(Response::Quota(quota_of(&quota))),
        Typed::QuotaRoot(roots) => Some(Response::QuotaRoots(
            roots
                .quota_root_names
                .iter()
                .map(|name| name.as_bytes().to_vec())
                .collect(),
        )),
        Typed::Id(pairs) => {
            let pairs = pairs.into_iter().flatten();
            let mut pairs: Vec<_> = pairs
                .map(|(name, value)| (name.into_owned(), Some(value.into_owned())))
                .collect();
            // It keeps them in a map, in no order.
            pairs.sort();
            Some(Response::Id(pairs))
        }
        // It keeps the letters in an enum of its own.
        Typed::MyRights(_) => None,
        _ => Some(Response::Other),
    }
}

fn capability(one: &Capability<'_>) -> String {
    match one {
        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        Capability::Auth(mechanism) => format!("AUTH={mechanism}").to_ascii_uppercase(),
        Capability::Atom(atom) => atom.to_ascii_uppercase(),
    }
}

fn datum_of(datum: MailboxDatum<'_>, octets: &[u8]) -> Option<Response> {
    match datum {
        MailboxDatum::Exists(count) => Some(Response::Exists(u64::from(count))),
        MailboxDatum::Search(found) => Some(Response::Search(found.into_iter().map(u64::from).collect())),
        MailboxDatum::List(_) if octets.contains(&b'\\') && octets.contains(&b'"') && escapes(octets) => None,
        MailboxDatum::List(list) => Some(Response::Listed(Listed {
            attributes: list.name_attributes.iter().map(attribute).collect(),
            delimiter: list.delimiter.and_then(|delimiter| delimiter.chars().next()),
            name: list.name.as_bytes().to_vec(),
        })),
        MailboxDatum::Status { mailbox, status } => Some(Response::Status {
            mailbox: mailbox.as_bytes().to_vec(),
            items: status.iter().fold(StatusItems::default(), add),
        }),
        _ => Some(Response::Other),
    }
}

/// Whether a quoted text escapes something.
fn escapes(octets: &[u8]) -> bool {
    octets.windows(2).any(|pair| pair == b"\\\\" || pair == b"\\\"")
}

fn attribute(attribute: &NameAttribute<'_>) -> String {
    let name = match attribute {
        NameAttribute::Extension(name) => name.as_ref(),
        NameAttribute::NoInferiors => "\\NoInferiors",
        NameAttribute::NoSelect => "\\NoSelect",
        NameAttribute::Marked => "\\Marked",
        NameAttribute::Unmarked => "\\Unmarked",
        NameAttribute::All => "\\All",
        NameAttribute::Archive => "\\Archive",
        NameAttribute::Drafts => "\\Drafts",
        NameAttribute::Flagged => "\\Flagged",
        NameAttribute::Junk => "\\Junk",
        NameAttribute::Sent => "\\Sent",
        NameAttribute::Trash => "\\Trash",
        other => return format!("{other:?}").to_ascii_lowercase(),
    };
    name.to_ascii_lowercase()
}

fn add(mut items: StatusItems, item: &StatusAttribute) -> StatusItems {
    match item {
        StatusAttribute::Messages(count) => items.messages = Some(u64::from(*count)),
        StatusAttribute::UidNext(uid) => items.uid_next = Some(u64::from(*uid)),
        StatusAttribute::UidValidity(uid) => items.uid_validity = Some(u64::from(*uid)),
        _ => {}
    }
    items
}

/// Nothing when an item was passed over that could be the size.
fn fetched(items: &[AttributeValue<'_>]) -> Option<Response> {
    let mut fetched = Fetched::default();
    let mut passed_over = false;
    for item in items {
        match item {
            AttributeValue::Uid(uid) => fetched.uid = Some(u64::from(*uid)),
            AttributeValue::Rfc822Size(size) => fetched.size = Some(u64::from(*size)),
            AttributeValue::Unknown => passed_over = true,
            _ => {}
        }
    }
    (fetched.size.is_some() || !passed_over).then_some(Response::Fetched(fetched))
}

fn quota_of(quota: &TypedQuota<'_>) -> Quota {
    let storage = quota
        .resources
        .iter()
        .find(|resource| resource.name == QuotaResourceName::Storage);
    Quota {
        root: quota.root_name.as_bytes().to_vec(),
        storage: storage.map(|resource| (resource.usage, resource.limit)),
    }
}
