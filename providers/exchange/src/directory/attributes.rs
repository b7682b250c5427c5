//! An entry, whoever read it: from a server, from LDIF, from a line of `csvde`.

use super::values;
use crate::evidence::{Evidence, Symbol, Told, lost, told};
use imaprules_directory::Entry;
use imaprules_exports::reading;
use imaprules_facts::{Reason, Unknown};
use std::borrow::Cow;

/// The attributes of an entry.
pub(crate) trait Attributes {
    /// Its distinguished name.
    fn dn(&self) -> Option<Cow<'_, str>>;

    /// The values of an attribute; none where it has none, or its reader may not see them.
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>>;

    /// Whether the source was asked for the attribute, so that its absence means something.
    fn asked(&self, name: &str) -> bool;

    /// Whether only a part of the attribute's values came.
    fn is_cut(&self, name: &str) -> bool;

    /// Whether others in the same source show the attribute, so that its absence is no lack of a right to see it. Of a server that is
    /// known only once all entries came.
    fn others_show(&self, _name: &str) -> bool {
        false
    }
}

/// An entry as a server gave it, with the names of what was asked for.
pub(super) struct Live<'a> {
    pub(super) entry: &'a Entry,
    pub(super) asked: &'a [&'a str],
}

impl Attributes for Live<'_> {
    fn dn(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.entry.dn))
    }

    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        let values = self.entry.values(name).unwrap_or_default();
        values
            .iter()
            .map(|value| Cow::Borrowed(value.as_slice()))
            .collect()
    }

    fn asked(&self, name: &str) -> bool {
        self.asked.iter().any(|asked| asked.eq_ignore_ascii_case(name))
    }

    fn is_cut(&self, name: &str) -> bool {
        self.entry
            .incomplete
            .iter()
            .any(|cut| cut.eq_ignore_ascii_case(name))
    }
}

/// Reads attributes into the forms that evidence has.
#[derive(Clone, Copy)]
pub(super) struct Look<'a>(pub(super) &'a dyn Attributes);

impl Look<'_> {
    /// The first value as text.
    pub(super) fn text(self, name: &str) -> Option<String> {
        let values = self.0.values(name);
        let first = std::str::from_utf8(values.first()?).ok()?.trim();
        (!first.is_empty()).then(|| first.to_owned())
    }

    /// All values that are text.
    pub(super) fn texts(self, name: &str) -> Vec<String> {
        let values = self.0.values(name);
        let texts = values.iter().filter_map(|value| std::str::from_utf8(value).ok());
        texts.map(str::to_owned).collect()
    }

    /// Whether the entry is of this class.
    pub(super) fn is(self, class: &str) -> bool {
        self.texts("objectClass")
            .iter()
            .any(|known| known.eq_ignore_ascii_case(class))
    }

    /// Whether the attribute has a value.
    pub(super) fn has(self, name: &str) -> bool {
        !self.0.values(name).is_empty()
    }

    pub(super) fn symbol(self, name: &str, evidence: &mut Evidence) -> Option<Symbol> {
        self.text(name).and_then(|text| evidence.symbol(&text))
    }

    /// A GUID in octets or as text.
    pub(super) fn guid(self, name: &str, evidence: &mut Evidence) -> Option<Symbol> {
        let values = self.0.values(name);
        let text = values::guid(values.first()?)?;
        evidence.symbol(&text)
    }

    /// A SID in octets or as text.
    pub(super) fn sid(self, name: &str, evidence: &mut Evidence) -> Option<Symbol> {
        let values = self.0.values(name);
        let text = values::sid(values.first()?)?;
        evidence.symbol(&text)
    }

    /// A number. What was asked for and is not there says nothing.
    pub(super) fn number(self, name: &str) -> Told<i64> {
        let text = self.text(name)?;
        Some(text.parse().map_err(|_| Box::new(unreadable(name, "no number"))))
    }

    /// A truth value as directories write it.
    pub(super) fn truth(self, name: &str) -> Told<bool> {
        let text = self.text(name)?;
        Some(reading::bool(&text).ok_or_else(|| Box::new(unreadable(name, "neither TRUE nor FALSE"))))
    }

    /// A point in time as directories write it, in milliseconds since 1970-01-01 UTC.
    pub(super) fn time(self, name: &str) -> Told<i64> {
        let text = self.text(name)?;
        Some(values::time(&text).ok_or_else(|| Box::new(unreadable(name, "no time"))))
    }

    /// A count of 100 ns since 1601; nothing inside where it is 0, which means never. Its absence is told as never, too, where it
    /// was asked for.
    pub(super) fn filetime(self, name: &str) -> Told<Option<i64>> {
        let Some(text) = self.text(name) else {
            return self.0.asked(name).then_some(Ok(None));
        };
        let read = text.parse().map(values::filetime);
        Some(read.map_err(|_| Box::new(unreadable(name, "no number"))))
    }

    /// A list of texts; empty where it was asked for and is not there.
    pub(super) fn list(self, name: &str, evidence: &mut Evidence) -> Told<Vec<Symbol>> {
        self.list_of(name, evidence, |value| {
            std::str::from_utf8(value).ok().map(str::to_owned)
        })
    }

    /// A list of SIDs; empty where it was asked for and is not there.
    pub(super) fn sids(self, name: &str, evidence: &mut Evidence) -> Told<Vec<Symbol>> {
        self.list_of(name, evidence, values::sid)
    }

    fn list_of(
        self,
        name: &str,
        evidence: &mut Evidence,
        read: impl Fn(&[u8]) -> Option<String>,
    ) -> Told<Vec<Symbol>> {
        if self.0.is_cut(name) {
            return lost(unreadable(name, "only a part of the list was given"));
        }
        let values = self.0.values(name);
        if values.is_empty() && !self.0.asked(name) {
            return None;
        }
        let mut all = Vec::with_capacity(values.len());
        for value in &values {
            match read(value) {
                Some(text) => all.push(evidence.texts.put(&text)),
                None => return lost(unreadable(name, "one of its values has another form")),
            }
        }
        told(all)
    }
}

/// An attribute whose value is of no use.
pub(super) fn unreadable(name: &str, why: &str) -> Unknown {
    Unknown::noted(Reason::Malformed, format!("{name}: {why}"))
}
