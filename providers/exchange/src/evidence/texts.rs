//! Texts kept once. Directories repeat themselves: every mailbox names its database, every entry its trustee.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A text in [`Texts`]: four octets instead of a copy. Equal symbols are equal texts, letter case included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Symbol(NonZeroU32);

/// All texts of the evidence.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: Vec<Arc<str>>,
    known: HashMap<Arc<str>, Symbol>,
}

impl Texts {
    /// The symbol of a text as it is written.
    pub(crate) fn put(&mut self, text: &str) -> Symbol {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let number = u32::try_from(self.all.len() + 1).unwrap_or(u32::MAX);
        let symbol = Symbol(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        let text: Arc<str> = text.into();
        self.all.push(text.clone());
        self.known.insert(text, symbol);
        symbol
    }

    /// The symbol of a text that was put before.
    pub(crate) fn find(&self, text: &str) -> Option<Symbol> {
        self.known.get(text).copied()
    }

    /// The text of a symbol; empty for a symbol of other texts.
    pub(crate) fn get(&self, symbol: Symbol) -> &str {
        let at = usize::try_from(symbol.0.get() - 1).unwrap_or(usize::MAX);
        self.all.get(at).map_or("", AsRef::as_ref)
    }
}

/// A name as it is compared: without regard to letter case and blanks around it.
pub(crate) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let mut texts = Texts::default();
        let (first, second) = (texts.put("CN=Terry"), texts.put("CN=Kim"));
        assert_eq!(texts.put("CN=Terry"), first);
        assert_ne!(first, second);
        assert_eq!(texts.get(second), "CN=Kim");
        assert_eq!(texts.find("CN=Nobody"), None);
        assert_eq!(fold(" CN=TERRY "), "cn=terry");
    }
}
