//! Embeds what `providers new` writes: the projects below `projects/`, and for Rust the sources of the interface that plugins are
//! built on, so that a project builds without this program's own sources. And the messages of `locale/`, so that a language is added by
//! adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

include!("../words/locales.rs");

fn main() -> io::Result<()> {
    locales()?;
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let engine = here.join("..");
    let projects = here.join("projects");
    let mut code = String::new();
    let header = engine.join("provider/include/imaprules_provider.h");
    for (name, folder) in [("COMMON", "common"), ("RUST", "rust"), ("C", "c")] {
        let mut files = list(&projects.join(folder), "")?;
        if name == "C" {
            files.push(("imaprules_provider.h".to_owned(), header.clone()));
        }
        table(&mut code, name, &files);
    }
    let mut sdk = Vec::new();
    for room in ["facts", "provider"] {
        let files = list(&engine.join(room).join("src"), &format!("sdk/{room}/src/"))?;
        sdk.extend(files);
    }
    sdk.push(("sdk/imaprules_provider.h".to_owned(), header.clone()));
    // What is copied into somebody's project carries its licence along.
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        sdk.push((format!("sdk/{licence}"), engine.join("..").join(licence)));
    }
    table(&mut code, "SDK", &sdk);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", header.display());
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("projects.rs"),
        code,
    )
}

fn table(code: &mut String, name: &str, files: &[(String, PathBuf)]) {
    let _ = writeln!(code, "const {name}: &[(&str, &str)] = &[");
    for (path, file) in files {
        let _ = writeln!(code, "    ({path:?}, include_str!({:?})),", file.display());
    }
    code.push_str("];\n");
}

/// All files below a folder, in the order of their names. A manifest is kept under another name, since Cargo would take the folder
/// for a crate.
fn list(folder: &Path, before: &str) -> io::Result<Vec<(String, PathBuf)>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            files.extend(list(&path, &format!("{before}{name}/"))?);
        } else if !name.contains("test") && name != "properties.rs" {
            let name = name.strip_suffix(".in").unwrap_or(&name);
            files.push((format!("{before}{name}"), fs::canonicalize(path)?));
        }
    }
    Ok(files)
}
