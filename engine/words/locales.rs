// Included by the build scripts of crates with messages: writes `locales.rs`, the table of the files in `locale/`, each with the language
// that its name begins with: `tr` of `tr.toml` and of `tr.help.toml`. No crate of its own: what a build script needs should not be built before it.

fn locales() -> std::io::Result<()> {
    use std::fmt::Write as _;
    let root = std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = root.join("locale");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut files = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut code = String::from("&[\n");
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let language = stem.split('.').next().unwrap_or_default();
        let _ = writeln!(code, "    ({language:?}, include_str!({:?})),", file.display());
    }
    code.push_str("]\n");
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    std::fs::write(out.join("locales.rs"), code)
}
