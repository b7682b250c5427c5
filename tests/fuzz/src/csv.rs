//! The migration file: read as facts, corrected, split. A copy is held against the original before it is written; that it
//! does not match is a fault of the program, whatever the file is.

use imaprules_provider::{Provider, ProviderError, RecordsOnly, Request, SettingValue};
use imaprules_provider_csv::{By, CopyError, CsvProvider, Cut, Limits, fix, split};
use std::path::Path;

/// Octets as a migration file.
///
/// # Panics
/// When a copy would differ from its original, or there is no room for temporary files.
pub fn csv(octets: &[u8]) {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let file = scratch.path().join("users.csv");
    std::fs::write(&file, octets).expect("a temporary file");
    let mut request = Request::default();
    let path = file.to_string_lossy().into_owned();
    request.settings.insert("file", SettingValue::Text(path));
    let host = RecordsOnly(|_| Ok(()));
    sound(CsvProvider.collect(&request, &host).map_err(CopyError::Provider));
    sound(fix(&request, &scratch.path().join("fixed.csv"), true, &|| false));
    sound(split(&request, &cut(), &scratch.path().join("parts"), &|| false));
    twice(scratch.path());
}

fn cut() -> Cut {
    Cut {
        by: Some(By::Domain),
        limits: Limits {
            rows: 3,
            bytes: 10_000,
            parts: 20,
        },
        keep_unknown: false,
        replace: true,
    }
}

/// What was corrected is corrected: doing it again changes nothing.
fn twice(scratch: &Path) {
    let (once, again) = (scratch.join("fixed.csv"), scratch.join("again.csv"));
    let Ok(text) = std::fs::read(&once) else { return };
    let mut request = Request::default();
    let path = once.to_string_lossy().into_owned();
    request.settings.insert("file", SettingValue::Text(path));
    if fix(&request, &again, true, &|| false).is_ok() {
        let anew = std::fs::read(&again).expect("the second copy");
        assert!(text == anew, "a corrected copy was corrected again");
    }
}

/// Refusing a file is fine; finding a fault in the program is not.
fn sound<T>(result: Result<T, CopyError>) {
    if let Err(CopyError::Provider(ProviderError::Broken(fault))) = result {
        panic!("{fault}");
    }
}
