//! The files that fuzzing begins with, and finds that were kept: each once, without a fuzzer, with any compiler.

use std::path::Path;

fn all(target: &str, read: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder of seeds") {
        let octets = std::fs::read(entry.expect("an entry").path()).expect("a seed");
        read(&octets);
        // Half of it, too: what was cut off is what readers meet most.
        read(&octets[..octets.len() / 2]);
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn bundle() {
    all("bundle", imaprules_fuzz::bundle);
}

#[test]
fn conditions() {
    all("conditions", imaprules_fuzz::conditions);
}

#[test]
fn csv() {
    all("csv", imaprules_fuzz::csv);
}

#[test]
fn directory() {
    all("directory", imaprules_fuzz::directory);
}

#[test]
fn exports() {
    all("exports", imaprules_fuzz::exports);
}

#[test]
fn imap() {
    all("imap", imaprules_fuzz::imap);
}

#[test]
fn plugin() {
    all("plugin", imaprules_fuzz::plugin);
}

#[test]
fn rights() {
    all("rights", imaprules_fuzz::rights);
}
