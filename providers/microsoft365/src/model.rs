//! What the imported files say, gathered until all of them are read: records refer to one another across files.

use crate::cmdlet::Sort;
use crate::errors::Class;
use crate::near::{self, Directory, Suggestion};
use crate::rows::Rows;
use imaprules_exports::Place;
use imaprules_facts::{Known, Unknown};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Facts of one subject from one record.
pub(crate) type Facts = Vec<(&'static str, Known)>;

/// A file that was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    pub(crate) name: String,
    /// When it was written, in milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
    /// Records by what they are.
    pub(crate) sorts: BTreeMap<Sort, (String, u64)>,
    pub(crate) records: u64,
    /// Whether it was read to its end.
    pub(crate) whole: bool,
    /// Whether it ends where a cmdlet ends unless told otherwise.
    pub(crate) paged: bool,
    /// What the collector script asked for and got to its end.
    pub(crate) answered: BTreeSet<Sort>,
    /// What it asked for in vain.
    pub(crate) unanswered: BTreeSet<Sort>,
    /// The errors that it met, as text.
    pub(crate) failures: Vec<String>,
    pub(crate) troubles: Vec<String>,
    pub(crate) spoilt: Vec<String>,
    /// Whether it lost addresses of recipients.
    pub(crate) addresses_lost: bool,
}

impl File {
    /// Whether it holds every record of a sort that there is, as far as it can tell.
    pub(crate) fn has_all(&self, sorts: &[Sort]) -> bool {
        let in_vain = sorts.iter().any(|sort| self.unanswered.contains(sort));
        self.whole && !self.paged && !in_vain
    }
}

/// Where something was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// Place among the files.
    pub(crate) file: usize,
    pub(crate) place: Place,
    /// When it was true, in milliseconds since 1970-01-01 UTC.
    pub(crate) at: i64,
}

/// A recipient that holds the address of a row.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) origin: Origin,
    /// Tells it from others: its identifier or primary address.
    pub(crate) identity: String,
    pub(crate) primary: String,
    /// Everything by which other exports may name it, in small letters.
    pub(crate) keys: Vec<String>,
    pub(crate) soft_deleted: bool,
    pub(crate) facts: Facts,
}

/// Sizes of a mailbox, or sums over its folders, not yet joined to a row.
#[derive(Debug)]
pub(crate) struct Loose {
    pub(crate) origin: Origin,
    pub(crate) keys: Vec<String>,
    pub(crate) facts: Facts,
}

/// Sums over the folders of a mailbox.
#[derive(Debug)]
pub(crate) struct Folders {
    pub(crate) origin: Origin,
    pub(crate) count: i64,
    pub(crate) fullest: i64,
    pub(crate) invisible: Vec<String>,
    /// Why the classes of folders are not known.
    pub(crate) unknown: Option<Unknown>,
}

/// An endpoint or a batch.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) origin: Origin,
    pub(crate) name: String,
    /// `imap` or another word.
    pub(crate) kind: Option<String>,
    /// The endpoint of a batch.
    pub(crate) endpoint: Option<String>,
    pub(crate) submitted_by: Option<String>,
    pub(crate) facts: Facts,
}

/// A migration user in one export.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) origin: Origin,
    pub(crate) batch: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) summary: Option<&'static str>,
    pub(crate) synced: Option<i64>,
    pub(crate) skipped: Option<i64>,
    pub(crate) error: Option<Result<String, Unknown>>,
    pub(crate) facts: Facts,
}

/// The statistics of a migration user.
#[derive(Debug)]
pub(crate) struct Statistics {
    pub(crate) origin: Origin,
    pub(crate) batch: Option<String>,
    pub(crate) summary: Option<&'static str>,
    pub(crate) skipped: Option<i64>,
    /// The last sign of life in the report.
    pub(crate) last_entry: Option<i64>,
    pub(crate) error: Option<Failure>,
    pub(crate) facts: Facts,
}

/// A failure.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Failure {
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) side: &'static str,
    pub(crate) at: Option<i64>,
}

/// Everything that is known of one migration user.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Its identity as first written.
    pub(crate) identity: String,
    /// One for each export, in the order of reading.
    pub(crate) users: Vec<User>,
    pub(crate) statistics: Vec<Statistics>,
}

/// A row of an error report.
#[derive(Debug)]
pub(crate) struct ErrorRow {
    pub(crate) origin: Origin,
    pub(crate) address: String,
    pub(crate) text: String,
}

/// A member of a role group.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) origin: Origin,
    pub(crate) group: String,
    /// What it is called, in small letters.
    pub(crate) names: Vec<String>,
    pub(crate) shown: String,
    /// Whether it stands for others.
    pub(crate) nested: bool,
}

/// A DNS record, and the domain that accepts mail.
#[derive(Debug)]
pub(crate) struct DnsRecord {
    pub(crate) origin: Origin,
    /// In small letters, without final dot.
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) values: Vec<String>,
    pub(crate) preference: i64,
    pub(crate) ttl: Option<i64>,
}

/// A domain of the tenant.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) origin: Origin,
    pub(crate) domain: String,
    pub(crate) kind: Option<Result<&'static str, Unknown>>,
}

/// The result of an availability test.
#[derive(Debug)]
pub(crate) struct Availability {
    pub(crate) origin: Origin,
    pub(crate) result: Result<&'static str, Unknown>,
    pub(crate) server: String,
    pub(crate) text: String,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) files: Vec<File>,
    pub(crate) rows: Rows,
    /// Recipients that hold the address of a row, by row.
    pub(crate) hits: BTreeMap<usize, Vec<Hit>>,
    /// The best near address of each row.
    pub(crate) near: HashMap<usize, Suggestion>,
    /// Addresses of all recipients.
    pub(crate) directory: Directory,
    pub(crate) recipients: HashSet<u64>,
    pub(crate) common_domains: HashSet<String>,
    pub(crate) saw_soft_deleted: bool,
    pub(crate) loose: Vec<Loose>,
    pub(crate) folders: HashMap<String, Folders>,
    pub(crate) endpoints: Vec<Thing>,
    pub(crate) batches: Vec<Thing>,
    /// By identity in small letters.
    pub(crate) users: BTreeMap<String, Seen>,
    pub(crate) errors: Vec<ErrorRow>,
    pub(crate) members: Vec<Member>,
    /// Whether role assignments were listed with those who have them in the end.
    pub(crate) effective: bool,
    pub(crate) dns: Vec<DnsRecord>,
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) availability: Vec<Availability>,
    /// Sets of the endpoints service, with the origin of each.
    pub(crate) ranges: Vec<(i64, Vec<String>, Origin)>,
}

impl Model {
    /// Looks for near addresses of the rows that nobody was found for, once all files are read.
    pub(crate) fn suggest(&mut self) {
        let living = |row: &usize| {
            self.hits
                .get(row)
                .is_some_and(|hits| hits.iter().any(|hit| !hit.soft_deleted))
        };
        let open: Vec<usize> = (0..self.rows.all.len()).filter(|row| !living(row)).collect();
        for (row, suggestion) in self.directory.suggest(&self.rows, &open) {
            near::keep(&mut self.near, row, suggestion);
        }
        self.directory = Directory::default();
    }

    /// Whether any file held records of a sort.
    pub(crate) fn has(&self, sort: Sort) -> bool {
        self.files.iter().any(|file| file.sorts.contains_key(&sort))
    }

    /// The newest file with records of one of these sorts: what the lack of a record was learnt from.
    pub(crate) fn file_of(&self, sorts: &[Sort]) -> Option<usize> {
        let fits = |(_, file): &(usize, &File)| sorts.iter().any(|sort| file.sorts.contains_key(sort));
        self.files
            .iter()
            .enumerate()
            .filter(fits)
            .max_by_key(|(_, file)| file.at)
            .map(|(at, _)| at)
    }

    /// Origin of what the lack of a record says.
    pub(crate) fn whole_file(&self, file: usize) -> Origin {
        let at = self.files.get(file).map_or(0, |file| file.at);
        Origin {
            file,
            place: Place::default(),
            at,
        }
    }
}

/// The word of a class in facts.
pub(crate) fn class_word(class: Class) -> &'static str {
    match class {
        Class::Permanent => "permanent",
        Class::Transient => "transient",
        Class::Setup => "setup",
        Class::Symptom | Class::None => "unknown",
    }
}
