//! A pack in one file, to be sent: JSON with every file of the pack and its SHA-256, and one over all of them. The sums
//! tell that a file came whole and is the one its sender had; they are no signature.

use crate::error::Failure;
use imaprules_rules::PackFiles;
use ring::digest::{Context, SHA256, digest};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How the names of such files end.
pub(crate) const EXTENSION: &str = "pack";

/// What `format` says.
const FORMAT: &str = "imaprules-pack/1";

/// No pack is larger.
const MAX: u64 = 64 << 20;

/// A pack in one file.
#[derive(Debug, Serialize, Deserialize)]
struct Package {
    format: String,
    id: String,
    files: Vec<Member>,
    /// Over the names and sums of all files, in their order.
    sha256: String,
}

/// A file of it.
#[derive(Debug, Serialize, Deserialize)]
struct Member {
    path: String,
    sha256: String,
    text: String,
}

/// Whether a path is that of a pack in one file.
pub(crate) fn is_one(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension == EXTENSION)
}

/// The text of the file for a pack.
pub(crate) fn write(pack: &PackFiles) -> Result<String, Failure> {
    let members: Vec<Member> = pack
        .files
        .iter()
        .map(|(path, text)| Member {
            path: path.clone(),
            sha256: hex(digest(&SHA256, text.as_bytes()).as_ref()),
            text: text.clone(),
        })
        .collect();
    let package = Package {
        format: FORMAT.to_owned(),
        id: pack.id().unwrap_or_default(),
        sha256: sum(&members),
        files: members,
    };
    serde_json::to_string_pretty(&package).map_err(|error| Failure::Internal(error.to_string()))
}

/// The pack of such a file.
pub(crate) fn read(path: &Path) -> Result<PackFiles, Failure> {
    let unreadable = |error: std::io::Error| Failure::unreadable(path, &error);
    if std::fs::metadata(path).map_err(unreadable)?.len() > MAX {
        return Err(refused(path, "it is larger than any pack"));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let package: Package = serde_json::from_slice(&bytes)
        .map_err(|error| refused(path, &format!("it is no pack in one file: {error}")))?;
    if package.format != FORMAT {
        let problem = format!(
            "its format is `{}`, and this program reads {FORMAT}",
            package.format
        );
        return Err(refused(path, &problem));
    }
    for member in &package.files {
        check(path, member)?;
    }
    if package.sha256 != sum(&package.files) {
        return Err(refused(path, "its list of files was changed after it was made"));
    }
    Ok(PackFiles {
        name: path.to_string_lossy().replace('\\', "/"),
        files: package
            .files
            .into_iter()
            .map(|member| (member.path, member.text))
            .collect(),
        shipped: false,
    })
}

fn check(path: &Path, member: &Member) -> Result<(), Failure> {
    // Nothing is ever written under these names, and no reader should have to rely on that.
    let climbs = member
        .path
        .split(['/', '\\'])
        .any(|part| part.is_empty() || part == "." || part == ".." || part.contains(':'));
    if climbs {
        return Err(refused(
            path,
            &format!("`{}` is no path below a pack", member.path),
        ));
    }
    if hex(digest(&SHA256, member.text.as_bytes()).as_ref()) != member.sha256 {
        let problem = format!("`{}` was changed after the pack was made", member.path);
        return Err(refused(path, &problem));
    }
    Ok(())
}

fn refused(path: &Path, problem: &str) -> Failure {
    let help = "ask its author for it again; `imaprules rules pack DIR -o FILE.pack` makes one";
    Failure::usage(format!("{}: {problem}", path.display()), help)
}

fn sum(members: &[Member]) -> String {
    let mut context = Context::new(&SHA256);
    for member in members {
        context.update(member.path.as_bytes());
        context.update(&[0]);
        context.update(member.sha256.as_bytes());
        context.update(&[0]);
    }
    hex(context.finish().as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> PackFiles {
        let files = [("pack.toml", "[pack]\nid = 'own'\n"), ("a.toml", "# ä\n")];
        PackFiles {
            shipped: false,
            ..PackFiles::shipped("own", files)
        }
    }

    fn read_text(text: &str) -> Result<PackFiles, String> {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path().join("own.pack");
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        read(&path).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_was_packed_is_read_back() {
        let text = write(&pack()).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(read_text(&text).map(|read| read.files), Ok(pack().files));
    }

    #[test]
    fn what_was_changed_or_climbs_out_is_refused() {
        let text = write(&pack()).unwrap_or_else(|failure| panic!("{failure}"));
        let told = |from: &str, to: &str| read_text(&text.replace(from, to)).err().unwrap_or_default();
        assert!(told("# ä", "# b").contains("`a.toml` was changed"));
        assert!(told("\"a.toml\"", "\"b.toml\"").contains("list of files was changed"));
        assert!(told("\"a.toml\"", "\"../a.toml\"").contains("no path below a pack"));
        assert!(told("\"a.toml\"", "\"c:/a.toml\"").contains("no path below a pack"));
        assert!(told("pack/1", "pack/9").contains("pack/9"));
        assert!(
            read_text("{")
                .err()
                .unwrap_or_default()
                .contains("no pack in one file")
        );
    }
}
