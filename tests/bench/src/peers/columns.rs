//! The rules written out by hand over plain columns: 64 mailboxes to a word, some words at a time so that what several
//! rules read stays in the cache. About the fastest way to judge without a machine of one's own.

use super::{REFUSED, THROTTLED};
use crate::columns::{Flags, Lists, Texts, Whole};
use crate::facts::{Columns, ENDPOINT_MIGRATIONS, LARGEST_MESSAGE, SERVER_CONNECTIONS, SOURCE_SYSTEM};
use crate::finding::Finding;
use anyhow::Result;
use memchr::memchr;
use regex::Regex;

/// The rules, with their patterns compiled.
#[derive(Debug)]
pub struct ByColumns {
    refused: Regex,
    throttled: Regex,
}

/// Words in a block.
const BLOCK: usize = 32;
const ALL: u64 = !0;

/// The bits of 64 answers. Answers go to octets first, which compilers do many at a time; one multiplication gathers
/// the lowest bits of eight octets.
#[inline(always)]
fn pack(answer: impl Fn(usize) -> bool) -> u64 {
    let octets: [u8; 64] = std::array::from_fn(|at| u8::from(answer(at)));
    let mut bits = 0;
    for (part, eight) in octets.as_chunks::<8>().0.iter().enumerate() {
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (8 * part);
    }
    bits
}

/// Asks for the set bits of a mask only.
#[inline(always)]
fn each(mut mask: u64, answer: impl Fn(usize) -> bool) -> u64 {
    let mut bits = 0;
    while mask != 0 {
        let at = mask.trailing_zeros() as usize;
        bits |= u64::from(answer(at)) << at;
        mask &= mask - 1;
    }
    bits
}

#[inline(always)]
fn lane<'a, T>(values: &'a [T], word: usize, otherwise: &'a [T; 64]) -> &'a [T; 64] {
    values
        .get(word * 64..)
        .and_then(|rest| rest.first_chunk())
        .unwrap_or(otherwise)
}

#[inline(always)]
fn whole(column: &Whole, word: usize) -> &[i64; 64] {
    lane(&column.values, word, &[0; 64])
}

#[inline(always)]
fn at(words: &[u64], word: usize) -> u64 {
    words.get(word).copied().unwrap_or(0)
}

#[inline(always)]
#[expect(
    clippy::indexing_slicing,
    reason = "`pack` asks for 64 answers and lanes have 64 values"
)]
fn above(column: &Whole, word: usize, limit: i64) -> u64 {
    let values = whole(column, word);
    pack(|i| values[i] > limit) & at(&column.known.words, word)
}

#[inline(always)]
#[expect(
    clippy::indexing_slicing,
    reason = "`pack` asks for 64 answers and lanes have 64 values"
)]
fn none(column: &Whole, word: usize) -> u64 {
    let values = whole(column, word);
    pack(|i| values[i] == 0) & at(&column.known.words, word)
}

#[inline(always)]
fn yes(column: &Flags, word: usize) -> u64 {
    at(&column.values.words, word) & at(&column.known.words, word)
}

#[inline(always)]
fn no(column: &Flags, word: usize) -> u64 {
    !at(&column.values.words, word) & at(&column.known.words, word)
}

#[inline(always)]
fn text(column: &Texts, word: usize, mask: u64, test: impl Fn(&[u8]) -> bool) -> u64 {
    each(mask & at(&column.known.words, word), |i| {
        test(column.octets(word * 64 + i))
    })
}

fn matching(column: &Texts, word: usize, pattern: &Regex) -> u64 {
    each(at(&column.known.words, word), |i| {
        pattern.is_match(column.get(word * 64 + i))
    })
}

#[inline(always)]
fn any(column: &Lists, word: usize, test: impl Fn(&[u8]) -> bool) -> u64 {
    let one = |row| column.span(row).any(|item| test(column.items.octets(item)));
    each(at(&column.known.words, word), |i| one(word * 64 + i))
}

impl ByColumns {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn new() -> Result<Self> {
        Ok(ByColumns {
            refused: Regex::new(REFUSED)?,
            throttled: Regex::new(THROTTLED)?,
        })
    }

    /// Judges all mailboxes.
    pub fn judge(&self, columns: &Columns, found: &mut Vec<Finding>) {
        let words = columns.rows.div_ceil(64);
        for start in (0..words).step_by(BLOCK) {
            self.block(columns, start, words.min(start + BLOCK), found);
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "`pack` asks for 64 answers and lanes have 64 values"
    )]
    fn block(&self, c: &Columns, start: usize, end: usize, found: &mut Vec<Finding>) {
        let mut next = 0;
        macro_rules! rule {
            ($w:ident => $fails:expr) => {
                for $w in start..end {
                    let mut fails: u64 = $fails;
                    while fails != 0 {
                        found.push(Finding::of(next, $w * 64 + fails.trailing_zeros() as usize));
                        fails &= fails - 1;
                    }
                }
                next += 1;
            };
        }
        rule!(w => no(&c.imap_enabled, w));
        rule!(w => no(&c.target_exists, w));
        rule!(w => no(&c.target_licensed, w));
        rule!(w => yes(&c.on_hold, w));
        rule!(w => yes(&c.disabled, w));
        rule!(w => no(&c.tls_trusted, w));
        rule!(w => above(&c.items, w, 500_000));
        rule!(w => above(&c.largest_message, w, 35 << 20));
        rule!(w => above(&c.folder_count, w, 2_000));
        rule!(w => above(&c.folder_depth, w, 30));
        rule!(w => above(&c.fullest_folder, w, 100_000));
        rule!(w => above(&c.recoverable, w, 15 << 30));
        rule!(w => above(&c.sign_in_time, w, 4_999));
        rule!(w => above(&c.failed_items, w, 0));
        rule!(w => above(&c.skipped_items, w, 50));
        rule!(w => above(&c.idle_days, w, 30));
        rule!(w => above(&c.oversized_items, w, 0));
        rule!(w => above(&c.sessions, w, 10));
        rule!(w => text(&c.sync_state, w, ALL, |state| state == b"Failed"));
        rule!(w => text(&c.password_state, w, ALL, |state| state != b"ok"));

        let exchange = if SOURCE_SYSTEM == "exchange2010" { ALL } else { 0 };
        let few = if ENDPOINT_MIGRATIONS < 20 { ALL } else { 0 };
        rule!(w => no(&c.full_access, w) & no(&c.receive_as, w) & exchange);
        rule!(w => yes(&c.domain_admin, w) & (no(&c.full_access, w) | no(&c.receive_as, w)));
        rule!(w => {
            let slow = above(&c.sign_in_time, w, 2_000);
            yes(&c.imap_enabled, w) & slow & above(&c.sessions, w, SERVER_CONNECTIONS)
        });
        rule!(w => {
            let (size, quota) = (whole(&c.size, w), whole(&c.quota, w));
            let known = at(&c.size.known.words, w) & at(&c.quota.known.words, w);
            pack(|i| size[i] > quota[i]) & known & no(&c.target_has_archive, w)
        });
        rule!(w => above(&c.largest_message, w, LARGEST_MESSAGE) & none(&c.oversized_items, w));
        rule!(w => no(&c.imap_enabled, w) & no(&c.pop_enabled, w));
        rule!(w => {
            let clean = none(&c.failed_items, w) & none(&c.skipped_items, w);
            text(&c.sync_state, w, clean & above(&c.idle_days, w, 14), |state| state == b"Synced")
        });
        rule!(w => {
            let large = above(&c.items, w, 300_000) | above(&c.size, w, 50 << 30);
            few & (large | above(&c.folder_count, w, 1_500))
        });
        rule!(w => {
            let hidden = yes(&c.hidden, w) & yes(&c.target_exists, w);
            text(&c.target_type, w, hidden, |kind| kind == b"MailUser")
        });
        rule!(w => {
            let nameless = !at(&c.display_name.known.words, w);
            text(&c.password_state, w, no(&c.disabled, w), |state| state == b"expired")
                | (nameless & no(&c.imap_enabled, w))
        });

        rule!(w => text(&c.address, w, ALL, |address| address.ends_with(b".local")));
        rule!(w => text(&c.user_name, w, ALL, |name| {
            memchr(b' ', name).is_some() && memchr(b'/', name).is_none()
        }));
        rule!(w => matching(&c.sign_in_error, w, &self.refused));
        rule!(w => matching(&c.last_error, w, &self.throttled));
        rule!(w => {
            let gmail = text(&c.server_software, w, ALL, |software| software == b"Gmail");
            text(&c.host, w, gmail, |host| !host.starts_with(b"imap."))
        });

        rule!(w => any(&c.folders, w, |name| name.starts_with(b"[Gmail]")));
        rule!(w => any(&c.folders, w, |name| name.ends_with(b" ")));
        rule!(w => {
            let accepted = any(&c.proxy_addresses, w, |address| address.ends_with(b"@contoso.com"));
            !accepted & at(&c.proxy_addresses.known.words, w)
        });

        rule!(w => {
            let (size, quota) = (whole(&c.predicted_size, w), whole(&c.quota, w));
            let known = at(&c.predicted_size.known.words, w) & at(&c.quota.known.words, w);
            pack(|i| size[i] as f64 / quota[i] as f64 > 0.9) & known
        });
        rule!(w => {
            let (size, rate) = (whole(&c.size, w), lane(&c.throughput.values, w, &[0.0; 64]));
            let known = at(&c.size.known.words, w) & at(&c.throughput.known.words, w);
            pack(|i| size[i] as f64 / 450_000_000.0 / rate[i] > 72.0) & known
        });
        let _ = next;
    }
}
