//! Descriptors as text (SDDL, MS-DTYP 2.5.1), as scripts and `Get-Acl` export them. The text is gone through once; conditions and
//! attributes behind an entry are skipped, since nobody can evaluate them here.
//!
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp/f4296d69-1c0f-491f-9587-a960b292d070>

mod entry;
#[cfg(test)]
mod print;
mod words;

#[cfg(test)]
pub(crate) use print::print;

use super::descriptor::{Descriptor, DescriptorError, Entry, Trustee};
use super::sid::Sid;
use words::Words;

/// The longest text that is read.
const LONGEST: usize = 1 << 20;

/// The domains whose accounts two letters such as `DA` mean. Where one is not known, the number alone is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Domains {
    /// The domain of the object.
    pub(crate) own: Option<Sid>,
    /// The first domain of the forest.
    pub(crate) root: Option<Sid>,
}

/// Reads a descriptor.
pub(crate) fn parse(text: &str, domains: &Domains) -> Result<Descriptor, DescriptorError> {
    let mut words = Words::new(text);
    if text.len() > LONGEST {
        return Err(words.error("longer than any descriptor"));
    }
    let mut found = Descriptor::default();
    let mut seen = Vec::new();
    words.skip_blanks();
    while let Some(tag) = words.tag() {
        if seen.contains(&tag) {
            return Err(words.error("a part that stood there before"));
        }
        seen.push(tag);
        match tag {
            b'O' => found.owner = Some(trustee(&mut words, domains)?),
            b'G' => found.group = Some(trustee(&mut words, domains)?),
            b'D' => (found.protected, found.entries) = list(&mut words, domains)?,
            _ => drop(list(&mut words, domains)?),
        }
        words.skip_blanks();
    }
    match words.at_end() && !seen.is_empty() {
        true => Ok(found),
        false => Err(words.error("one of O:, G:, D:, S: is expected")),
    }
}

/// Whom a text means by an identifier or by two letters.
fn trustee(words: &mut Words<'_>, domains: &Domains) -> Result<Trustee, DescriptorError> {
    let word = words.trustee();
    match word.is_empty() {
        true => Err(words.error("an identifier or two letters are expected")),
        false => Ok(entry::trustee(word, domains)),
    }
}

/// Whether a list keeps off what comes from above, and its entries: none where there is no list at all.
type List = (bool, Option<Vec<Entry>>);

/// A list: its flags, then its entries.
fn list(words: &mut Words<'_>, domains: &Domains) -> Result<List, DescriptorError> {
    let flags = words.letters();
    let absent = flags.contains("NO_ACCESS_CONTROL");
    let protected = flags.replace("NO_ACCESS_CONTROL", "").starts_with('P');
    let mut entries = Vec::new();
    words.skip_blanks();
    while let Some(body) = words.bracket()? {
        entries.push(entry::entry(body, domains).map_err(|problem| words.error(problem))?);
        words.skip_blanks();
    }
    Ok((protected, (!absent).then_some(entries)))
}
