//! The output of `gam ... show imap`, which old versions of GAM have in place of a table: one line a user. It is brought into the form of a
//! table, which the reader of exports reads like any other.

use flate2::read::MultiGzDecoder;
use regex::Regex;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::LazyLock;

/// Octets of such a file that are read, after unpacking: a line has some 120, so it is enough for half a million users.
const MOST: u64 = 64 << 20;

/// Octets that are looked at to recognise one.
const HEAD: u64 = 4096;

/// First octets of a gzip member (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// `User: a@x.org, IMAP Enabled: True, autoExpunge: True, expungeBehavior: archive, maxFolderSize: 0 (1/2)`
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^\s*User:\s*(?<user>[^\s,]+@[^\s,]+),\s*IMAP Enabled:\s*(?<enabled>\w+)(?<rest>[^\r\n]*)",
    )
    .ok()
});

/// A setting behind the first two.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r",\s*(?<name>autoExpunge|expungeBehavior|maxFolderSize):\s*(?<value>\w+)").ok()
});

/// The columns of the table.
const SETTINGS: [&str; 3] = ["autoExpunge", "expungeBehavior", "maxFolderSize"];

/// Whether a file is such output.
pub(super) fn is_one(path: &Path) -> bool {
    let text = text(path, HEAD);
    text.is_ok_and(|text| LINE.as_ref().is_some_and(|line| line.is_match(&text)))
}

/// The file as a table, and whether it was read to its end.
///
/// # Errors
/// When it cannot be read.
pub(super) fn table(path: &Path) -> io::Result<(String, bool)> {
    let text = text(path, MOST + 1)?;
    let whole = text.len() as u64 <= MOST;
    Ok((as_table(&text), whole))
}

fn as_table(text: &str) -> String {
    let mut table = format!("User,enabled,{}\n", SETTINGS.join(","));
    let (Some(line), Some(pair)) = (LINE.as_ref(), PAIR.as_ref()) else {
        return table;
    };
    for found in line.captures_iter(text) {
        let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
        table.push_str(&format!("{},{}", part("user"), part("enabled")));
        let pairs: Vec<(&str, &str)> = pair
            .captures_iter(part("rest"))
            .filter_map(|pair| Some((pair.name("name")?.as_str(), pair.name("value")?.as_str())))
            .collect();
        for setting in SETTINGS {
            let value = pairs.iter().find(|(name, _)| *name == setting);
            table.push_str(&format!(",{}", value.map_or("", |(_, value)| value)));
        }
        table.push('\n');
    }
    table
}

/// The beginning of a file as text: packed or not, UTF-8 or UTF-16 with a mark, as PowerShell redirects.
fn text(path: &Path, most: u64) -> io::Result<String> {
    let mut start = Vec::new();
    File::open(path)?.take(2).read_to_end(&mut start)?;
    let file = File::open(path)?;
    let mut octets = Vec::new();
    match start == GZIP {
        true => MultiGzDecoder::new(file).take(most).read_to_end(&mut octets)?,
        false => file.take(most).read_to_end(&mut octets)?,
    };
    Ok(decoded(&octets))
}

fn decoded(octets: &[u8]) -> String {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .filter_map(|pair| pair.try_into().ok())
            .map(read)
            .collect();
        String::from_utf16_lossy(&units)
    };
    match octets {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        other => String::from_utf8_lossy(other).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = "User: a@x.org, IMAP Enabled: True, autoExpunge: True, expungeBehavior: archive, maxFolderSize: 1000 (1/2)\r\nUser: b@x.org, IMAP Enabled: False (2/2)\r\nGot 2 Users\r\n";

    #[test]
    fn lines_become_a_table() {
        assert_eq!(
            as_table(SHOWN),
            "User,enabled,autoExpunge,expungeBehavior,maxFolderSize\na@x.org,True,True,archive,1000\nb@x.org,False,,,\n"
        );
    }

    #[test]
    fn redirected_output_is_recognised_in_its_encodings() {
        let folder = tempfile::tempdir().unwrap();
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(SHOWN.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for (name, octets) in [
            ("a", SHOWN.as_bytes().to_vec()),
            ("b", wide),
            ("c", b"User: a\n".to_vec()),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, octets).unwrap();
            assert_eq!(is_one(&path), name != "c", "{name}");
        }
        assert!(!is_one(&folder.path().join("gone")));
    }
}
