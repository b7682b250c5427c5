//! What is asked.

use super::{PAGED, SD_FLAGS, START_TLS};
use crate::ber::{BOOLEAN, ENUMERATED, INTEGER, OCTETS, SEQUENCE, Writer};
use crate::filter::Filter;
use crate::search::Scope;

/// A question.
pub(crate) enum Request<'a> {
    /// Simple bind.
    Bind { name: &'a str, password: &'a str },
    /// Search.
    Search(SearchRequest<'a>),
    /// StartTLS.
    StartTls,
    /// Farewell, which nobody answers.
    Unbind,
}

/// A search, one page of it.
pub(crate) struct SearchRequest<'a> {
    pub(crate) base: &'a str,
    pub(crate) scope: Scope,
    pub(crate) filter: &'a Filter,
    pub(crate) attributes: &'a [&'a str],
    /// Ask for security descriptors without the audit list, which ordinary accounts may not see.
    pub(crate) security: bool,
    /// Entries of a page and the mark where it begins; nothing for a search of one entry.
    pub(crate) page: Option<(u32, &'a [u8])>,
    /// In seconds.
    pub(crate) time: u64,
}

/// Owner and DACL: `OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION`.
const OWNER_AND_DACL: i64 = 1 | 4;

impl Request<'_> {
    /// The message with this number.
    pub(crate) fn write(&self, id: i64) -> Vec<u8> {
        let mut out = Writer::default();
        out.within(SEQUENCE, |message| {
            message.integer(INTEGER, id);
            match self {
                Request::Bind { name, password } => bind(message, name, password),
                Request::Search(search) => {
                    message.within(0x63, |op| write_search(op, search));
                    write_controls(message, search);
                }
                Request::StartTls => message.within(0x77, |op| op.octets(0x80, START_TLS.as_bytes())),
                Request::Unbind => message.octets(0x42, &[]),
            }
        });
        out.finish()
    }
}

fn bind(message: &mut Writer, name: &str, password: &str) {
    message.within(0x60, |op| {
        op.integer(INTEGER, 3);
        op.octets(OCTETS, name.as_bytes());
        op.octets(0x80, password.as_bytes());
    });
}

fn write_search(op: &mut Writer, search: &SearchRequest<'_>) {
    op.octets(OCTETS, search.base.as_bytes());
    op.integer(ENUMERATED, search.scope.code());
    // Aliases are never followed.
    op.integer(ENUMERATED, 0);
    op.integer(INTEGER, 0);
    op.integer(INTEGER, i64::try_from(search.time).unwrap_or(i64::from(i32::MAX)));
    op.boolean(BOOLEAN, false);
    search.filter.write(op);
    op.within(SEQUENCE, |list| {
        search
            .attributes
            .iter()
            .for_each(|name| list.octets(OCTETS, name.as_bytes()));
    });
}

/// Neither control is critical: a server that does not know one still answers, and what it then lacks shows.
fn write_controls(message: &mut Writer, search: &SearchRequest<'_>) {
    if search.page.is_none() && !search.security {
        return;
    }
    message.within(0xa0, |controls| {
        if let Some((size, cookie)) = search.page {
            control(controls, PAGED, |value| {
                value.integer(INTEGER, i64::from(size));
                value.octets(OCTETS, cookie);
            });
        }
        if search.security {
            control(controls, SD_FLAGS, |value| value.integer(INTEGER, OWNER_AND_DACL));
        }
    });
}

fn control(controls: &mut Writer, oid: &str, write: impl FnOnce(&mut Writer)) {
    controls.within(SEQUENCE, |control| {
        control.octets(OCTETS, oid.as_bytes());
        control.within(OCTETS, |value| value.within(SEQUENCE, write));
    });
}
