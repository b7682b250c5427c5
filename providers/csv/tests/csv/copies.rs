//! Corrected copies and parts: read again by another reader, nothing is lost, and passwords are what they were.

mod fixing;
mod properties;
mod splitting;

use crate::host::request;
use imaprules_provider_csv::{By, CopyError, Cut, Fixed, Limits, Parts, fix, split};
use std::path::Path;
use tempfile::TempDir;

struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new(octets: impl AsRef<[u8]>) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("users.csv"), octets).unwrap();
        Scene { folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn fix(&self, from: &str, to: &str, set: &[(&str, &str)]) -> Result<Fixed, CopyError> {
        fix(&request(&self.path(from), set), &self.path(to), false, &|| false)
    }

    fn split(&self, cut: &Cut, set: &[(&str, &str)]) -> Result<Parts, CopyError> {
        split(
            &request(&self.path("users.csv"), set),
            cut,
            &self.path("parts"),
            &|| false,
        )
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8(std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

/// Rows of a CSV as the crate `csv` reads them, the header first.
fn records(path: &Path) -> Vec<Vec<String>> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).from_path(path).unwrap();
    let row = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn rows(rows: usize) -> Cut {
    Cut {
        by: None,
        limits: Limits {
            rows,
            bytes: u64::MAX,
            parts: 1000,
        },
        keep_unknown: false,
        replace: false,
    }
}

fn by(word: &str) -> Cut {
    let Ok(by) = word.parse::<By>();
    Cut {
        by: Some(by),
        ..rows(usize::MAX)
    }
}
