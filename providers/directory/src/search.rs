//! Searches: page by page, lists asked on for until they are whole, everything counted.

use crate::connection::Connection;
use crate::entry::Entry;
use crate::error::DirectoryError;
use crate::filter::Filter;
use crate::message::{Answer, Request, Response, SearchRequest};
use crate::range;

/// How far below its base a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The base itself.
    Base,
    /// What stands directly below it.
    Children,
    /// It and everything below.
    Subtree,
}

impl Scope {
    pub(crate) fn code(self) -> i64 {
        match self {
            Scope::Base => 0,
            Scope::Children => 1,
            Scope::Subtree => 2,
        }
    }
}

/// A search.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// Distinguished name of where it begins.
    pub base: &'a str,
    /// How far it goes.
    pub scope: Scope,
    /// Which entries are wanted.
    pub filter: Filter,
    /// Which attributes are wanted.
    pub attributes: &'a [&'a str],
    /// Whether security descriptors are among them: owner and access list, never the audit list, which would keep an account without
    /// that privilege from seeing anything of them.
    pub security: bool,
}

/// How a search ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Everything was given.
    Whole,
    /// Something stopped it before; the error says what.
    Short(DirectoryError),
    /// So many entries were the bound of this program.
    Bound(u64),
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Entries that were handed over.
    pub entries: u64,
    /// Pages that were asked for.
    pub pages: u64,
    /// Other servers that would know more. Nobody asks them: they were not named, and a password would go to them.
    pub referrals: Vec<String>,
    /// How it ended.
    pub ended: Ended,
}

/// The end of one page.
struct Page {
    answer: Answer,
    cookie: Vec<u8>,
    /// Entries with lists of which only the beginning came.
    cut: Vec<Entry>,
}

impl Connection<'_> {
    /// Searches, and hands over each entry. A search that was cut short, by the server or by a bound, is no error: what came
    /// counts, and [`Found::ended`] says that it is not all.
    ///
    /// # Errors
    /// When nothing more can be asked over this connection.
    pub fn search(
        &mut self,
        search: &Search<'_>,
        each: &mut dyn FnMut(Entry),
    ) -> Result<Found, DirectoryError> {
        let mut found = Found {
            entries: 0,
            pages: 0,
            referrals: Vec::new(),
            ended: Ended::Whole,
        };
        let mut cookie = Vec::new();
        let mut empty = 0;
        loop {
            let before = found.entries;
            found.pages += 1;
            let page = match self.page(search, &cookie, &mut found, each)? {
                Some(page) => page,
                None => return Ok(found),
            };
            for mut entry in page.cut {
                range::complete(self, &mut entry, search.security)?;
                each(entry);
            }
            if page.answer.code != 0 {
                found.ended = self.short(page.answer, &mut found.referrals);
                return Ok(found);
            }
            if page.cookie.is_empty() {
                return Ok(found);
            }
            // The mark says nothing of how far it is: some servers give the same one on every page. Pages may also be empty, but a
            // server that gives nothing else would be asked for ever.
            empty = if found.entries == before { empty + 1 } else { 0 };
            if empty > self.limits.empty_pages {
                found.ended = Ended::Short(DirectoryError::malformed(
                    &self.endpoint,
                    "one empty page follows another",
                ));
                return Ok(found);
            }
            cookie = page.cookie;
        }
    }

    /// The entry of this name.
    ///
    /// # Errors
    /// When there is none, or nothing more can be asked over this connection.
    pub fn read(
        &mut self,
        name: &str,
        attributes: &[&str],
        security: bool,
    ) -> Result<Option<Entry>, DirectoryError> {
        let search = Search {
            base: name,
            scope: Scope::Base,
            filter: Filter::any(),
            attributes,
            security,
        };
        let mut read = None;
        let found = self.search(&search, &mut |entry| read = Some(entry))?;
        match (read, found.ended) {
            (None, Ended::Short(error)) => Err(error),
            (read, _) => Ok(read),
        }
    }

    /// One page; nothing when the bound of entries was reached in it.
    fn page(
        &mut self,
        search: &Search<'_>,
        cookie: &[u8],
        found: &mut Found,
        each: &mut dyn FnMut(Entry),
    ) -> Result<Option<Page>, DirectoryError> {
        let id = self.send(&Request::Search(SearchRequest {
            base: search.base,
            scope: search.scope,
            filter: &search.filter,
            attributes: search.attributes,
            security: search.security,
            page: (search.scope != Scope::Base).then_some((self.limits.page, cookie)),
            time: self.limits.timeout.as_secs(),
        }))?;
        let mut cut = Vec::new();
        loop {
            // Each message may take its time; together they are bounded by their number.
            let end = self.end();
            match self.next(id, end)? {
                Response::Entry(_) if self.entries >= self.limits.entries => {
                    found.ended = Ended::Bound(self.limits.entries);
                    return Ok(None);
                }
                Response::Entry(entry) => {
                    self.entries += 1;
                    found.entries += 1;
                    match range::is_cut(&entry) {
                        true => cut.push(entry),
                        false => each(entry),
                    }
                }
                Response::Reference(places) => self.note(&mut found.referrals, places),
                Response::Done(answer, cookie) => return Ok(Some(Page { answer, cookie, cut })),
                Response::Result(_) | Response::Other => {}
            }
        }
    }

    fn note(&self, referrals: &mut Vec<String>, places: Vec<String>) {
        for place in places {
            if referrals.len() < self.limits.referrals && !referrals.contains(&place) {
                referrals.push(place);
            }
        }
    }

    fn short(&self, answer: Answer, referrals: &mut Vec<String>) -> Ended {
        self.note(referrals, answer.referrals);
        Ended::Short(DirectoryError::Answer {
            at: self.endpoint.label(),
            code: answer.code,
            text: answer.text,
        })
    }
}
