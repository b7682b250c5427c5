//! One entry of a list: `type;flags;rights;object;inherited object;trustee`.

use super::Domains;
use crate::rights::descriptor::{Entry, Kind, Trustee, flag};
use crate::rights::guid::Guid;
use crate::rights::sid::Sid;
use crate::rights::table::{Alias, table};

/// Types of entries: what they do, and whether a condition goes with them.
fn kind_of(word: &str) -> (Kind, bool) {
    match word {
        "A" | "OA" => (Kind::Allow, false),
        "D" | "OD" => (Kind::Deny, false),
        "XA" | "ZA" => (Kind::Allow, true),
        "XD" => (Kind::Deny, true),
        "AU" | "AL" | "OU" | "OL" | "XU" | "ML" | "RA" | "SP" | "TL" => (Kind::Neutral, false),
        _ => (Kind::Opaque(u8::MAX), false),
    }
}

/// Reads what stands between the brackets. Only the number of parts is a matter of form: what cannot be read in one of them
/// makes the entry opaque, so that it may still decide.
pub(super) fn entry(body: &str, domains: &Domains) -> Result<Entry, &'static str> {
    let mut parts = body.splitn(7, ';').map(str::trim);
    let mut next = || parts.next().ok_or("an entry has six parts");
    let (word, flags, rights) = (next()?.to_ascii_uppercase(), next()?, next()?);
    let (object, inherited, whom) = (next()?, next()?, next()?);
    let (kind, conditional) = kind_of(&word);
    let flags = flags_of(&flags.to_ascii_uppercase()).ok_or("flags that nobody knows")?;
    let opaque = |kind| Entry {
        kind,
        conditional: false,
        flags,
        mask: 0,
        object: None,
        inherited_object: None,
        trustee: Trustee::Unreadable,
    };
    if !matches!(kind, Kind::Allow | Kind::Deny) {
        return Ok(opaque(kind));
    }
    let read = || {
        Some(Entry {
            kind,
            conditional,
            flags,
            mask: mask_of(&rights.to_ascii_uppercase())?,
            object: guid_of(object)?,
            inherited_object: guid_of(inherited)?,
            trustee: trustee(whom, domains),
        })
    };
    Ok(read().unwrap_or_else(|| opaque(Kind::Opaque(u8::MAX))))
}

/// Nothing is a right answer too: the entry is about all objects.
fn guid_of(word: &str) -> Option<Option<Guid>> {
    match word.is_empty() {
        true => Some(None),
        false => Guid::parse(word).map(Some),
    }
}

/// Words of two letters, one behind the other.
fn pairs(word: &str) -> Option<Vec<&str>> {
    let pairs: Option<Vec<&str>> = (0..word.len())
        .step_by(2)
        .map(|at| word.get(at..at + 2))
        .collect();
    pairs.filter(|pairs| pairs.len() * 2 == word.len())
}

fn flags_of(word: &str) -> Option<u8> {
    pairs(word)?.into_iter().try_fold(0, |sum, pair| {
        Some(
            sum | match pair {
                "OI" => flag::OBJECT_INHERIT,
                "CI" => flag::CONTAINER_INHERIT,
                "NP" => flag::NO_PROPAGATE,
                "IO" => flag::INHERIT_ONLY,
                "ID" => flag::INHERITED,
                "SA" => flag::SUCCESS,
                "FA" => flag::FAILURE,
                // Marks of lists of kinds that are not read here.
                "CR" | "TP" => 0,
                _ => return None,
            },
        )
    })
}

/// A mask: a number (decimal, hexadecimal behind `0x`, octal behind `0`) or letters.
fn mask_of(word: &str) -> Option<u32> {
    if let Some(digits) = word.strip_prefix("0X") {
        return u32::from_str_radix(digits, 16).ok();
    }
    if word.starts_with(|sign: char| sign.is_ascii_digit()) {
        let octal = word.len() > 1 && word.starts_with('0');
        return u32::from_str_radix(word, if octal { 8 } else { 10 }).ok();
    }
    let letters = &table().letters;
    pairs(word)?
        .into_iter()
        .try_fold(0, |sum, pair| Some(sum | letters.get(pair)?))
}

/// Whom an identifier or two letters mean.
pub(super) fn trustee(word: &str, domains: &Domains) -> Trustee {
    if let Some(sid) = Sid::parse(word) {
        return Trustee::Sid(sid);
    }
    match table().aliases.get(&word.to_ascii_uppercase()) {
        Some(Alias::Sid(sid)) => Trustee::Sid(sid.clone()),
        Some(Alias::Member { rid, root }) => {
            let domain = if *root { &domains.root } else { &domains.own };
            match domain {
                Some(domain) => Trustee::Sid(domain.with(*rid)),
                None => Trustee::OfDomain(*rid),
            }
        }
        None => Trustee::Unreadable,
    }
}
