//! The first reader: imap-codec, strict and complete.

use super::{Condition, Fetched, Listed, Namespaces, Quota, Response, StatusItems};
use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::core::{AString, IString, NString};
use imap_codec::imap_types::extensions::namespace::Namespace;
use imap_codec::imap_types::extensions::quota::{QuotaGet, Resource};
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::mailbox::Mailbox;
use imap_codec::imap_types::response::{Data, Response as Typed};
use imap_codec::imap_types::status::StatusDataItem;

/// Reads a response that is exactly one of the standard's.
pub(crate) fn read(octets: &[u8]) -> Option<Response> {
    let (rest, typed) = ResponseCodec::new().decode(octets).ok()?;
    if !rest.is_empty() {
        return None;
    }
    match typed {
        // The words of these count: they are taken from the line itself.
        Typed::Status(_) => Condition::read(octets).map(Response::Condition),
        Typed::CommandContinuationRequest(_) => Some(Response::Continuation),
        Typed::Data(data) => Some(of(data)),
    }
}

fn of(data: Data<'_>) -> Response {
    match data {
        Data::Capability(all) => Response::Capability(
            all.into_iter()
                .map(|one| one.to_string().to_ascii_uppercase())
                .collect(),
        ),
        Data::List {
            items,
            delimiter,
            mailbox,
        } => Response::Listed(Listed {
            attributes: items
                .iter()
                .map(|item| item.to_string().to_ascii_lowercase())
                .collect(),
            delimiter: delimiter.map(|delimiter| delimiter.inner()),
            name: name(&mailbox),
        }),
        Data::Status { mailbox, items } => Response::Status {
            mailbox: name(&mailbox),
            items: items.iter().fold(StatusItems::default(), add),
        },
        Data::Quota { root, quotas } => Response::Quota(Quota {
            root: octets(&root),
            storage: quotas.as_ref().iter().find_map(storage),
        }),
        Data::QuotaRoot { roots, .. } => Response::QuotaRoots(roots.iter().map(octets).collect()),
        Data::Namespace {
            personal,
            other,
            shared,
        } => Response::Namespaces(Namespaces {
            personal: personal.iter().map(prefix).collect(),
            other: other.iter().map(prefix).collect(),
            shared: shared.iter().map(prefix).collect(),
        }),
        Data::Id { parameters } => Response::Id(parameters.iter().flatten().map(pair).collect()),
        Data::Fetch { items, .. } => {
            Response::Fetched(items.as_ref().iter().fold(Fetched::default(), fetched))
        }
        Data::Search(found, _) => Response::Search(found.iter().map(|one| u64::from(one.get())).collect()),
        Data::Exists(count) => Response::Exists(u64::from(count)),
        _ => Response::Other,
    }
}

/// The codec knows INBOX in any letter case as one name.
fn name(mailbox: &Mailbox<'_>) -> Vec<u8> {
    match mailbox {
        Mailbox::Inbox => b"INBOX".to_vec(),
        Mailbox::Other(other) => octets(other.inner()),
    }
}

fn octets(text: &AString<'_>) -> Vec<u8> {
    AsRef::<[u8]>::as_ref(text).to_vec()
}

fn add(mut items: StatusItems, item: &StatusDataItem) -> StatusItems {
    match item {
        StatusDataItem::Messages(count) => items.messages = Some(u64::from(*count)),
        StatusDataItem::UidNext(uid) => items.uid_next = Some(u64::from(uid.get())),
        StatusDataItem::UidValidity(uid) => items.uid_validity = Some(u64::from(uid.get())),
        StatusDataItem::Size(size) => items.size = Some(*size),
        _ => {}
    }
    items
}

fn storage(quota: &QuotaGet<'_>) -> Option<(u64, u64)> {
    matches!(quota.resource, Resource::Storage).then_some((quota.usage, quota.limit))
}

fn prefix(namespace: &Namespace<'_>) -> Vec<u8> {
    AsRef::<[u8]>::as_ref(&namespace.prefix).to_vec()
}

fn pair((name, value): &(IString<'_>, NString<'_>)) -> (String, Option<String>) {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let value = value.0.as_ref().map(|value| text(value.as_ref()));
    (text(name.as_ref()), value)
}

fn fetched(mut fetched: Fetched, item: &MessageDataItem<'_>) -> Fetched {
    match item {
        MessageDataItem::Uid(uid) => fetched.uid = Some(u64::from(uid.get())),
        MessageDataItem::Rfc822Size(size) => fetched.size = Some(u64::from(*size)),
        _ => {}
    }
    fetched
}
