//! From records to the model: one module for each family of cmdlets.

mod job;
mod recipients;
mod sizes;
mod statistics;
mod tenant;

use crate::cmdlet::{self, Cmdlet, Holds, Recogniser, Sort};
use crate::model::{File, Model, Origin};
use crate::read::Fields;
use imaprules_exports::reading::Order;
use imaprules_exports::{Object, Record, Value};

/// One file being taken in.
pub(crate) struct Intake<'a> {
    pub(crate) model: &'a mut Model,
    pub(crate) recogniser: Recogniser,
    /// The place of the file among the files.
    pub(crate) file: usize,
    /// When the file was written.
    pub(crate) at: i64,
    /// The order of day and month in it.
    pub(crate) order: Option<Order>,
    /// The latest moment of export that its records tell.
    pub(crate) told: Option<i64>,
}

/// Errors that the collector script met and that are shown.
const FAILURES: usize = 20;

/// The property in which a script notes when it exported.
const EXPORTED: &[&str] = &["ExportedAt"];

impl Intake<'_> {
    /// Takes in a record: of one cmdlet, or with the outputs of several under their names. False when it is of none.
    pub(crate) fn record(&mut self, record: &Record) -> bool {
        let origin = self.origin(&record.object, record);
        match self.recogniser.of(&record.object) {
            Holds::One(cmdlet) => self.object(cmdlet, &record.object, origin),
            Holds::Several => self.several(record, origin),
            Holds::Nothing => return self.unknown(record, origin),
        }
        true
    }

    fn several(&mut self, record: &Record, origin: Origin) {
        for (name, value) in record.object.properties() {
            let Some(cmdlet) = cmdlet::of_property(name) else {
                continue;
            };
            // An empty list says that there are none.
            self.count(cmdlet, 0);
            for object in value.items().iter().filter_map(Value::object) {
                self.object(cmdlet, object, origin);
            }
        }
    }

    fn origin(&mut self, object: &Object, record: &Record) -> Origin {
        let told = Fields::of(object, self.order).time(EXPORTED).and_then(Result::ok);
        self.told = self.told.max(told);
        Origin {
            file: self.file,
            place: record.place,
            at: told.unwrap_or(self.at),
        }
    }

    /// A report whose header is translated: told by the texts in it.
    fn unknown(&mut self, record: &Record, origin: Origin) -> bool {
        let taken = tenant::error_by_text(self.model, &record.object, origin);
        if let (true, Some(cmdlet)) = (taken, cmdlet::named("error report")) {
            self.count(cmdlet, 1);
        }
        taken
    }

    fn object(&mut self, cmdlet: &Cmdlet, object: &Object, origin: Origin) {
        let fields = Fields::of(object, self.order);
        if cmdlet.meaning.sort == Sort::Asked {
            return self.asked(fields);
        }
        self.count(cmdlet, 1);
        let model = &mut *self.model;
        match cmdlet.meaning.sort {
            Sort::Mailbox | Sort::Recipient => recipients::take(model, fields, origin),
            Sort::MailboxStatistics => sizes::mailbox(model, fields, origin),
            Sort::FolderStatistics => sizes::folder(model, fields, origin),
            Sort::Endpoint => job::endpoint(model, fields, origin),
            Sort::Batch => job::batch(model, fields, origin),
            Sort::User => job::user(model, fields, origin),
            Sort::UserStatistics => statistics::take(model, fields, origin),
            Sort::ErrorReport => tenant::error(model, fields, origin),
            Sort::RoleGroup => tenant::role_group(model, fields, origin),
            Sort::RoleMember => tenant::role_member(model, fields, origin),
            Sort::RoleAssignment => tenant::role_assignment(model, fields, origin),
            Sort::AcceptedDomain => tenant::accepted_domain(model, fields, origin),
            Sort::Dns => tenant::dns(model, fields, origin),
            Sort::Availability => tenant::availability(model, fields, origin),
            Sort::Ranges => tenant::ranges(model, fields, origin),
            Sort::Asked => {}
        }
    }

    /// What the collector script notes of a cmdlet: that it came to its end, with records or none, or its error. An
    /// error for a single subject says nothing of the others.
    fn asked(&mut self, fields: Fields<'_>) {
        let Some(name) = fields.some(&["Asked"]) else {
            return;
        };
        let cmdlet = cmdlet::named(&name);
        let (subject, error) = (fields.some(&["For"]), fields.some(&["Error"]));
        if let (Some(cmdlet), None) = (cmdlet, &error) {
            self.count(cmdlet, 0);
        }
        let Some(file) = self.model.files.get_mut(self.file) else {
            return;
        };
        if let (Some(cmdlet), None) = (cmdlet, &subject) {
            let outcome = match error {
                None => &mut file.answered,
                Some(_) => &mut file.unanswered,
            };
            outcome.insert(cmdlet.meaning.sort);
        }
        if let Some(error) = error.filter(|_| file.failures.len() < FAILURES) {
            let subject = subject.map(|subject| format!(" for {subject}"));
            file.failures
                .push(format!("{name}{}: {error}", subject.unwrap_or_default()));
        }
    }

    fn count(&mut self, cmdlet: &Cmdlet, records: u64) {
        if let Some(File { sorts, .. }) = self.model.files.get_mut(self.file) {
            sorts
                .entry(cmdlet.meaning.sort)
                .or_insert_with(|| (cmdlet.name().to_owned(), 0))
                .1 += records;
        }
    }
}
