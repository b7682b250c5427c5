//! The file in which a walk is kept, so that nothing is lost and it can be taken up again.

use crate::error::Failure;
use crate::output;
use imaprules_guide::{Saved, Walk, WalkError};
use std::fs;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The file of a walk that was not given one, and is left before its end.
const NAME: &str = "imaprules-guide";

/// No walk is larger; what is, is something else.
const MOST: u64 = 16 << 20;

/// Where a walk is kept.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) file: Option<PathBuf>,
    /// The walk that stood in the file.
    pub(super) saved: Option<Saved>,
    /// Whether nobody named the file: then it goes when the walk has ended.
    unnamed: bool,
}

impl Session {
    /// Reads the file, if one is named and there.
    pub(super) fn open(file: Option<PathBuf>) -> Result<Self, Failure> {
        let Some(path) = file else {
            return Ok(Session {
                file: None,
                saved: None,
                unnamed: false,
            });
        };
        if !path.exists() {
            output::check(&path)?;
            return Ok(Session {
                file: Some(path),
                saved: None,
                unnamed: false,
            });
        }
        let size = fs::metadata(&path)
            .map_err(|error| Failure::unreadable(&path, &error))?
            .len();
        let text = if size > MOST {
            String::new()
        } else {
            fs::read_to_string(&path).map_err(|error| Failure::unreadable(&path, &error))?
        };
        let saved = serde_json::from_str(&text).map_err(|error| {
            Failure::usage(
                format!("{}: this is no walk that was kept: {error}", path.display()),
                "name the file of an earlier walk, or one that does not exist yet; this one was left as it is",
            )
        })?;
        Ok(Session {
            file: Some(path),
            saved: Some(saved),
            unnamed: false,
        })
    }

    /// The walk in the file does not fit.
    pub(super) fn unfit(&self, error: &WalkError) -> Failure {
        let path = self.file.as_deref().unwrap_or(Path::new(""));
        Failure::usage(
            format!("{}: {error}", path.display()),
            "give the same --guide as then, or name another file; this one was left as it is",
        )
    }

    /// Writes the walk, if there is a file for it.
    pub(super) fn keep(&self, walk: &Walk<'_>) -> Result<(), Failure> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let text = serde_json::to_string_pretty(&walk.save())
            .map_err(|error| Failure::Internal(error.to_string()))?;
        output::whole(path, format!("{text}\n").as_bytes()).map_err(|error| Failure::unwritable(path, &error))
    }

    /// As [`Session::keep`], in the current folder if nobody named a file: a terminal can be closed at any time. Where that folder
    /// takes no files, the walk goes on without.
    pub(super) fn keep_anyway(&mut self, walk: &Walk<'_>) -> Result<(), Failure> {
        self.unnamed |= self.file.is_none();
        self.settle();
        match self.keep(walk) {
            Err(_) if self.unnamed => {
                self.file = None;
                Ok(())
            }
            kept => kept,
        }
    }

    /// The last writing of a walk. One that has ended needs no file that nobody named.
    pub(super) fn close(&self, walk: &Walk<'_>) -> Result<(), Failure> {
        match &self.file {
            // Where it cannot be removed it does no harm.
            Some(file) if self.unnamed && walk.ending().is_some() => {
                fs::remove_file(file).ok();
                Ok(())
            }
            _ => self.keep(walk),
        }
    }

    /// Makes sure that there is a file, in the current folder if nobody named one.
    pub(super) fn settle(&mut self) -> &Path {
        let free = || {
            let names = std::iter::once(format!("{NAME}.json"))
                .chain((2..).map(|number| format!("{NAME}-{number}.json")));
            names
                .map(PathBuf::from)
                .find(|path| !path.exists())
                .unwrap_or_else(|| PathBuf::from(NAME))
        };
        self.file.get_or_insert_with(free)
    }
}

/// A moment for people and programs alike, to the second.
pub(super) fn moment(millis: i64) -> String {
    let seconds = millis.div_euclid(1_000);
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&Rfc3339).unwrap_or_default()
}
