//! An export: opened, recognised, read record by record.

use crate::clixml::{self, Clixml};
use crate::csv::Csv;
use crate::error::{ExportError, Fault, Problem};
use crate::json::Json;
use crate::ldif::Ldif;
use crate::names::Name;
use crate::recognise::{Format, HEAD, Screen, delimiter, foreign, recognise};
use crate::records::Records;
use crate::source::{Octets, Source};
use crate::text::{Encoding, Text};
use crate::trouble::{Code, Setting, Trouble, Troubles, examine, is_format_object};
use crate::{Limits, Place, Record};
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// An export. It is an iterator over its records; after an error it ends, and what came before stays valid.
pub struct Export {
    path: PathBuf,
    format: Format,
    packed: bool,
    modified: Option<i64>,
    records: Box<dyn Records>,
    troubles: Troubles,
    count: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Complete,
    Partial,
}

/// Opens a file.
///
/// # Errors
/// When it cannot be opened or is of no form that is read; the error says which and what to do.
pub fn open(path: &Path) -> Result<Export, ExportError> {
    Export::open(path, &Limits::default())
}

impl Export {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened or is of no form that is read.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, ExportError> {
        let mut export = Export::start(path, Source::File(path.to_owned()), limits)?;
        export.modified = modified(path);
        Ok(export)
    }

    /// Reads octets; `name` stands for the path in messages.
    ///
    /// # Errors
    /// When they are of no form that is read.
    pub fn from_bytes(name: &str, bytes: impl Into<Arc<[u8]>>, limits: &Limits) -> Result<Self, ExportError> {
        Export::start(Path::new(name), Source::Bytes(bytes.into()), limits)
    }

    /// Reads a stream. As it can be read once only, a reference in CLIXML to an object far back may be lost.
    ///
    /// # Errors
    /// When it is of no form that is read.
    pub fn from_reader(
        name: &str,
        reader: impl Read + Send + 'static,
        limits: &Limits,
    ) -> Result<Self, ExportError> {
        Export::start(Path::new(name), Source::Stream(Some(Box::new(reader))), limits)
    }

    fn start(path: &Path, source: Source, limits: &Limits) -> Result<Self, ExportError> {
        let started = begin(source, limits).map_err(|fault| fault.named(path.to_owned()))?;
        Ok(Export {
            path: path.to_owned(),
            format: started.format,
            packed: started.packed,
            modified: None,
            records: started.records,
            troubles: Troubles::new(limits.troubles),
            count: 0,
            state: State::Reading,
        })
    }

    /// The file, or the name given for octets.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its form.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its encoding, as far as it was read: ASCII until something else comes.
    pub fn encoding(&self) -> Encoding {
        self.records.text().encoding()
    }

    /// Whether it was packed with gzip.
    pub fn is_packed(&self) -> bool {
        self.packed
    }

    /// When the file was last changed, in milliseconds since 1970-01-01 UTC: what it says is as old as that, or older.
    pub fn modified(&self) -> Option<i64> {
        self.modified
    }

    /// Records read so far.
    pub fn records_read(&self) -> u64 {
        self.count
    }

    /// Whether it was read to its end without an error. Otherwise what was read is a part.
    pub fn is_complete(&self) -> bool {
        self.state == State::Complete
    }

    /// What is wrong with the values read so far, equal troubles counted together, in the order of first sight.
    pub fn troubles(&self) -> &[Trouble] {
        self.troubles.list()
    }

    /// Those of them that cost values.
    pub fn losses(&self) -> impl Iterator<Item = &Trouble> {
        let troubles = self.troubles.list().iter();
        troubles.filter(|trouble| trouble.code.loses_values())
    }

    /// The properties that lost values, sorted.
    pub fn spoilt(&self) -> Vec<String> {
        let properties = self.losses().filter_map(|trouble| trouble.property.as_ref());
        let mut names: Vec<String> = properties.map(ToString::to_string).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Notes a trouble that only a consumer can see, such as [`Code::EnumNumber`].
    pub fn note(&mut self, code: Code, record: &Record, property: Option<&Name>, seen: &str) {
        self.troubles.note(code, record.place, property, seen);
    }

    fn advance(&mut self) -> Result<Option<Record>, Fault> {
        self.troubles.record = self.count + 1;
        let Some(mut record) = self.records.next(&mut self.troubles)? else {
            return Ok(None);
        };
        self.count += 1;
        record.place.record = self.count;
        if is_format_object(&record.object) {
            return Err(Fault::at(record.place, Problem::Screen(Screen::Objects)));
        }
        let setting = Setting {
            ascii: self.encoding() == Encoding::Ascii && self.format == Format::Csv,
            flat: self.format == Format::Csv,
        };
        examine(&record, setting, &mut self.troubles);
        Ok(Some(record))
    }

    /// Notes what was odd about the encoding; known for sure at the end only.
    fn note_encoding(&mut self) {
        let (notes, encoding) = (self.records.text().notes(), self.encoding().to_string());
        if self.encoding() != Encoding::Ascii {
            // Question marks were taken for lost letters before the first letter that was not lost.
            self.troubles.retract(Code::LettersLost);
        }
        let place = Place {
            line: 1,
            ..Place::default()
        };
        for (seen, code) in [
            (notes.guessed, Code::EncodingGuessed),
            (notes.oem, Code::EncodingConsole),
            (notes.wrong_mark, Code::EncodingMark),
            (notes.replaced, Code::OctetsReplaced),
        ] {
            if seen {
                self.troubles.note(code, place, None, &encoding);
            }
        }
    }
}

impl Iterator for Export {
    type Item = Result<Record, ExportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state != State::Reading {
            return None;
        }
        match self.advance() {
            Ok(Some(record)) => Some(Ok(record)),
            Ok(None) => {
                self.state = State::Complete;
                self.note_encoding();
                None
            }
            Err(mut fault) => {
                self.state = State::Partial;
                self.note_encoding();
                if let Some(place) = fault.place.as_mut().filter(|place| place.record == 0) {
                    place.record = self.count + 1;
                }
                Some(Err(fault.named(self.path.clone())))
            }
        }
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Export");
        shown
            .field("path", &self.path)
            .field("format", &self.format)
            .field("count", &self.count);
        shown.field("state", &self.state).finish_non_exhaustive()
    }
}

struct Started {
    format: Format,
    packed: bool,
    records: Box<dyn Records>,
}

fn begin(mut source: Source, limits: &Limits) -> Result<Started, Fault> {
    let (text, packed) = text(&mut source, limits)?;
    let mut text = text;
    let place = text.place();
    let head = text.head(HEAD).map_err(|error| Fault::io(place, error))?.to_vec();
    let format = recognise(&head, head.len() < HEAD).map_err(|problem| Fault { place: None, problem })?;
    let records: Box<dyn Records> = match format {
        Format::Clixml => {
            let wanted = wanted(&mut source, limits)?;
            Box::new(Clixml::new(text, wanted, limits))
        }
        Format::Json => Box::new(Json::new(text, limits)),
        Format::Csv => Box::new(Csv::new(text, delimiter(&head))),
        Format::Ldif => Box::new(Ldif::new(text, limits)),
    };
    Ok(Started {
        format,
        packed,
        records,
    })
}

/// The objects that references in a CLIXML text point at, when the source can be read twice.
fn wanted(source: &mut Source, limits: &Limits) -> Result<Option<std::collections::HashSet<u64>>, Fault> {
    if !source.is_rereadable() {
        return Ok(None);
    }
    let (text, _) = text(source, limits)?;
    // A file that breaks off is looked through up to there; reading it will say so.
    Ok(clixml::wanted(text).unwrap_or_default())
}

fn text(source: &mut Source, limits: &Limits) -> Result<(Text, bool), Fault> {
    let opened = source.open().map_err(|error| Fault {
        place: None,
        problem: Problem::Open(error),
    });
    let (octets, packed) = opened?;
    let octets = refuse_foreign(octets)?;
    let text = Text::new(octets, limits).map_err(|error| Fault::io(Place::default(), error))?;
    Ok((text, packed))
}

/// Looks at the first octets for what is no text.
fn refuse_foreign(mut octets: Octets) -> Result<Octets, Fault> {
    let mut start = Vec::new();
    let read = octets.by_ref().take(8).read_to_end(&mut start);
    read.map_err(|error| {
        Fault::io(
            Place {
                line: 1,
                ..Place::default()
            },
            error,
        )
    })?;
    if let Some(foreign) = foreign(&start) {
        return Err(Fault {
            place: None,
            problem: Problem::Foreign(foreign),
        });
    }
    Ok(Box::new(std::io::Cursor::new(start).chain(octets)))
}

fn modified(path: &Path) -> Option<i64> {
    let time = std::fs::metadata(path).ok()?.modified().ok()?;
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).ok()
}
