//! Lists the files of the shipped packs and the languages they are told in, so that adding a rule file or a language takes no Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Shipped packs, by folder, and the guides.
const PACKS: [&str; 6] = ["csv", "imap", "gmail", "exchange", "microsoft365", GUIDES];

/// The folder that is no pack.
const GUIDES: &str = "guides";

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut code = String::new();
    for pack in PACKS {
        println!("cargo:rerun-if-changed={pack}");
        let mut files = Vec::new();
        list(&root.join(pack), &mut files)?;
        files.sort();
        write_pack(&mut code, &root, pack, &files);
    }
    write_all(&mut code);
    for (name, folder, about) in [
        (
            "glossaries",
            "glossary",
            "The agreed terms of each language that packs are translated into: the language and the text of its file.",
        ),
        (
            "locales",
            "locale",
            "What languages say for the texts that belong to no pack: the language and the text of each file.",
        ),
    ] {
        println!("cargo:rerun-if-changed={folder}");
        let mut files = Vec::new();
        list(&root.join(folder), &mut files)?;
        files.sort();
        write_languages(&mut code, name, about, &files);
    }
    println!("cargo:rerun-if-changed=build.rs");
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("packs.rs"),
        code,
    )
}

fn write_pack(code: &mut String, root: &Path, pack: &str, files: &[PathBuf]) {
    let _ = writeln!(
        code,
        "/// The files of `rules/{pack}`.\npub fn {pack}() -> Embedded {{"
    );
    let _ = writeln!(code, "    Embedded {{ name: \"rules/{pack}\", files: &[");
    for file in files {
        let below = file.strip_prefix(root.join(pack)).unwrap_or(file);
        let name: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let _ = writeln!(code, "        ({:?}, include_str!({:?})),", name.join("/"), file);
    }
    code.push_str("    ] }\n}\n");
}

/// All packs, so that nobody else has to name them.
fn write_all(code: &mut String) {
    let packs = PACKS.iter().filter(|pack| **pack != GUIDES);
    let calls: Vec<String> = packs.map(|pack| format!("{pack}()")).collect();
    let _ = writeln!(
        code,
        "/// Every pack.\npub fn all() -> [Embedded; {}] {{\n    [{}]\n}}",
        calls.len(),
        calls.join(", ")
    );
}

/// A table of files by the language that their names begin with: `tr` of `tr.toml` and of `tr.demo.toml`.
fn write_languages(code: &mut String, name: &str, about: &str, files: &[PathBuf]) {
    let _ = writeln!(
        code,
        "/// {about}\npub fn {name}() -> &'static [(&'static str, &'static str)] {{\n    &["
    );
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let language = stem.split('.').next().unwrap_or_default();
        let _ = writeln!(code, "        ({language:?}, include_str!({file:?})),");
    }
    code.push_str("    ]\n}\n");
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "rhai")
        {
            files.push(path);
        }
    }
    Ok(())
}
