//! What a pack needs beside itself: versions of the engine, other packs. Told before anything of it is used.

use super::raw::RawPack;
use crate::diagnostic::Code;
use crate::read::{AuthorText, Sink};
use imaprules_conditions::nearest;
use semver::{Version, VersionReq};

/// The version packs name in `engine`.
const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// Reports what packs need and do not find.
pub(super) fn check(packs: &[RawPack], sink: &Sink) {
    for pack in packs {
        let manifest = &pack.manifest;
        if let Some(engine) = &manifest.engine {
            held(engine, ENGINE, "the program", sink);
        }
        for need in &manifest.needs {
            let other = packs
                .iter()
                .find(|other| other.manifest.id.value == need.pack.value);
            match other {
                Some(other) => {
                    let name = format!("the pack `{}`", need.pack.value);
                    held(&need.versions, &other.manifest.version.value, &name, sink);
                }
                None => missing(packs, &need.pack, sink),
            }
        }
    }
}

fn missing(packs: &[RawPack], need: &AuthorText, sink: &Sink) {
    let known = packs.iter().map(|pack| pack.manifest.id.value.as_str());
    let help = match nearest(&need.value, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "give its folder or file with --rules".to_owned(),
    };
    let message = format!("the pack `{}` is needed and not there", need.value);
    sink.push(need.error(Code::Needs, message).help(help));
}

/// Holds a version to a range; a range or version that cannot be read is told too.
fn held(range: &AuthorText, version: &str, what: &str, sink: &Sink) {
    let wanted = match VersionReq::parse(&range.value) {
        Ok(wanted) => wanted,
        Err(error) => {
            let message = format!("`{}` is no range of versions: {error}", range.value);
            sink.push(
                range
                    .error(Code::Needs, message)
                    .help("write for instance \">=0.1, <0.3\""),
            );
            return;
        }
    };
    if !Version::parse(version).is_ok_and(|version| wanted.matches(&version)) {
        let message = format!("{what} is {version}, and {} is needed", range.value);
        let help = "take a version of either that fits the other";
        sink.push(range.error(Code::Needs, message).help(help));
    }
}
