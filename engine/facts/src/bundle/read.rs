//! Reading a bundle into a store.

use super::header::Unfit;
use super::line::{Content, Ended, Reader, syntax};
use super::lines::{Lines, open};
use super::{BundleError, Header, LineProblem};
use crate::{FactStore, Schema, Source};
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

/// A bundle that was read.
#[derive(Debug)]
pub struct Bundle {
    /// Its facts. Not sealed: more may be added.
    pub store: FactStore,
    /// Its first line.
    pub header: Header,
    /// Whether the collection reached its end and got everything it was asked for. A journal without an end line is
    /// not complete.
    pub complete: bool,
    /// When the collection ended, in milliseconds since 1970-01-01 UTC; nothing when it was broken off.
    pub finished: Option<i64>,
    /// What is to be told of the collection, such as that a provider broke.
    pub notes: Vec<String>,
    /// What was skipped because this program does not know it, with how often: mostly what a newer version writes.
    pub ignored: Vec<String>,
    pub(super) tail: Tail,
}

/// Where a journal can be continued.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// Octets, decompressed, up to the end of the last record or source line.
    pub(super) octets: u64,
    /// Whether that line has its line end.
    pub(super) ended: bool,
    /// The sources described so far.
    pub(super) sources: HashMap<u64, Source>,
}

/// Reads a bundle from a file.
///
/// # Errors
/// When it cannot be opened, is no bundle, is of another format, or any line of it is damaged or cut off: a bundle is
/// read whole or not at all.
pub fn read(path: &Path, schema: &Arc<Schema>) -> Result<Bundle, BundleError> {
    read_onto(path, FactStore::new(Arc::clone(schema)))
}

/// Reads a bundle from a file on top of facts that are known already, as of the other parts of a collection that was
/// split.
///
/// # Errors
/// As [`read`].
pub fn read_onto(path: &Path, store: FactStore) -> Result<Bundle, BundleError> {
    let opened = open(path)?;
    run(Lines::new(opened.input, opened.zstd, path), store, false)
}

/// Reads the journal of a collection that was broken off, to continue it: as [`read`], but a last line that was cut
/// off is left out, and the bundle is not complete then.
///
/// # Errors
/// As [`read`], except for the cut-off last line.
pub fn read_journal(path: &Path, schema: &Arc<Schema>) -> Result<Bundle, BundleError> {
    let opened = open(path)?;
    let store = FactStore::new(Arc::clone(schema));
    run(Lines::new(opened.input, opened.zstd, path), store, true)
}

/// Reads a bundle, not compressed, from anything; `name` is for messages.
///
/// # Errors
/// As [`read`].
pub fn read_from(input: impl BufRead, name: &Path, schema: &Arc<Schema>) -> Result<Bundle, BundleError> {
    let store = FactStore::new(Arc::clone(schema));
    run(Lines::new(input, false, name), store, false)
}

fn run<R: BufRead>(
    mut lines: Lines<R>,
    mut store: FactStore,
    may_be_cut: bool,
) -> Result<Bundle, BundleError> {
    let (header, ended) = header(&mut lines)?;
    let schema = Arc::clone(store.schema());
    let mut reader = Reader::new(&schema, &mut store);
    let mut tail = Tail {
        octets: lines.octets,
        ended,
        sources: HashMap::new(),
    };
    let mut end = Ended::default();
    loop {
        let (line, whole) = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(BundleError::Line {
                problem: LineProblem::CutOff,
                ..
            }) if may_be_cut => break,
            Err(error) => return Err(error),
        };
        let content = match text(line, whole).and_then(|text| reader.line(text)) {
            Ok(content) => content,
            Err(LineProblem::CutOff) if may_be_cut => break,
            Err(problem) => return Err(lines.wrong(problem)),
        };
        match content {
            Content::Nothing => continue,
            Content::End(ended) => {
                end = ended;
                continue;
            }
            Content::Source(number, source) => drop(tail.sources.insert(number, source)),
            Content::Record => {}
        }
        // Whatever stands after an end line was added by somebody who has not said that he finished.
        end = Ended::default();
        (tail.octets, tail.ended) = (lines.octets, whole);
    }
    let ignored = reader.ignored();
    Ok(Bundle {
        store,
        header,
        complete: end.complete,
        finished: end.finished,
        notes: end.notes,
        ignored,
        tail,
    })
}

/// The text of a line. A last line without its end is looked at whole before any of it is used: a number cut short
/// is a number still.
fn text(line: &[u8], whole: bool) -> Result<&str, LineProblem> {
    match std::str::from_utf8(line) {
        Ok(text) if whole || text.trim().is_empty() || is_json(text) => Ok(text),
        Err(error) if whole => Err(LineProblem::NotUtf8 {
            column: error.valid_up_to() + 1,
        }),
        _ => Err(LineProblem::CutOff),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Stands in every header.
const MARK: &[u8] = b"imaprules-bundle/";

/// The header, and whether its line has its end.
fn header<R: BufRead>(lines: &mut Lines<R>) -> Result<(Header, bool), BundleError> {
    let path = lines.path();
    let Some((line, whole)) = lines.next()? else {
        return Err(BundleError::Empty { path });
    };
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let is_utf16 = line.starts_with(&[0xFF, 0xFE]) || line.starts_with(&[0xFE, 0xFF]);
    let hint = if is_utf16 {
        "it is UTF-16: save it as UTF-8"
    } else {
        "`imaprules collect -o FILE` writes one"
    };
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) if line.windows(MARK.len()).any(|part| part == MARK) => {
            return Err(lines.wrong(LineProblem::NotUtf8 {
                column: error.valid_up_to() + 1,
            }));
        }
        Err(_) => return Err(BundleError::NotABundle { path, hint }),
    };
    let cut = !whole && !is_json(text);
    let header = Header::read(text).map_err(|unfit| match unfit {
        Unfit::Other => BundleError::NotABundle { path, hint },
        Unfit::Format(found) => BundleError::Format { path, found },
        Unfit::Damaged(_) if cut => lines.wrong(LineProblem::CutOff),
        Unfit::Damaged(error) => lines.wrong(syntax(&error)),
        Unfit::Time(found) => lines.wrong(LineProblem::Time {
            member: "created",
            found: format!("`{found}`"),
        }),
    })?;
    Ok((header, whole))
}
