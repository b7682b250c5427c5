//! `providers new`: a plugin project that builds, verifies and checks something, to be changed into what is wanted.

use crate::args::{Language, NewProvider};
use crate::command::new::{is_word, write};
use crate::error::Failure;
use crate::speech::told;
use imaprules_report::exit;
use std::path::PathBuf;

include!(concat!(env!("OUT_DIR"), "/projects.rs"));

/// What the interface's sources have for the tests of this workspace alone.
const MANUAL: &str = "/// The examples of the manual for vendors, compiled.
#[cfg(doctest)]
#[doc = include_str!(\"../../../providers/README.md\")]
struct Manual;
";

pub(super) fn run(new: &NewProvider) -> Result<u8, Failure> {
    let name = &new.name;
    if !is_word(name) {
        return Err(Failure::usage(
            format!("`{name}` cannot be the id of a provider"),
            "write lower-case letters and digits, joined by hyphens: acme-mail",
        ));
    }
    let folder = new.directory.clone().unwrap_or_else(|| PathBuf::from(name));
    if folder.exists() {
        return Err(Failure::usage(
            format!("{}: this exists already", folder.display()),
            "choose another name, or a folder with --directory",
        ));
    }
    let files: Vec<&(&str, &str)> = match new.lang {
        Language::Rust => COMMON.iter().chain(RUST).chain(SDK).collect(),
        Language::C => COMMON.iter().chain(C).collect(),
    };
    for (path, text) in files {
        write(&folder.join(path), &fill(text, name))?;
    }
    let at = folder.display();
    let build = match new.lang {
        Language::Rust => "cargo build --release",
        Language::C => "make",
    };
    super::super::print(&format!(
        "{}\n{}\n",
        told("providers.new", &[("folder", &at)]),
        told("providers.new_next", &[("folder", &at), ("build", &build)])
    ))?;
    Ok(exit::OK)
}

/// Puts the name where it belongs: as it is, as part of a fact's name, and as the file name of the library.
fn fill(text: &str, name: &str) -> String {
    text.replace("PROVIDER_ID", name)
        .replace("PROVIDER_AREA", &name.replace('-', "_"))
        .replace("PROVIDER_LIBRARY", &library(name))
        .replace("SDK_VERSION", env!("CARGO_PKG_VERSION"))
        // The examples of the manual are no part of the copy.
        .replace(MANUAL, "")
}

/// The file name of the library, as this system writes it.
fn library(name: &str) -> String {
    let (before, after) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    format!("{before}{}{after}", name.replace('-', "_"))
}
