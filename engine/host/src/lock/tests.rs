use super::*;

fn pinned(hashes: &[&str]) -> PinnedLibrary {
    PinnedLibrary {
        platform: this_platform(),
        path: "lib.so".into(),
        size: 3,
        hashes: hashes.iter().map(|hash| (*hash).to_owned()).collect(),
    }
}

fn lock(folder: &Path, libraries: Vec<PinnedLibrary>) -> Lock {
    let mut lock = Lock::read(folder).unwrap();
    lock.pins.push(Pin {
        id: "acme".into(),
        version: "1.0.0".into(),
        title: "Acme".into(),
        contract: "1".into(),
        granted: vec!["secrets".into()],
        libraries,
    });
    lock
}

#[test]
fn what_was_approved_is_opened_and_anything_else_is_refused_with_the_way_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lib.so");
    fs::write(&path, "abc").unwrap();
    let library = Library::read(&path).unwrap();
    let good = format!("sha256:{}", library.sha256());
    let mut lock = lock(folder.path(), vec![]);
    assert!(lock.pin("ACME", &this_platform(), &library));
    lock.write().unwrap();
    let lock = Lock::read(folder.path()).unwrap();
    assert_eq!(lock.pins()[0].libraries[0], pinned(&[&good]));
    assert!(lock.open(&lock.pins()[0]).is_ok());
    assert_eq!(lock.approval(&library).unwrap().id, "acme");
    fs::write(&path, "abd").unwrap();
    let changed = lock.open(&lock.pins()[0]).unwrap_err().to_string();
    assert!(changed.contains("not the one that was approved"), "{changed}");
    assert!(changed.contains("providers add"), "{changed}");
    let changed = Library::read(&path).unwrap();
    assert!(matches!(lock.approval(&changed), Err(LockError::Changed { .. })));
    let other = folder.path().join("other.so");
    fs::write(&other, "xyz").unwrap();
    let other = lock
        .approval(&Library::read(&other).unwrap())
        .unwrap_err()
        .to_string();
    assert!(
        other.contains("not approved") && other.contains("providers add"),
        "{other}"
    );
    fs::remove_file(&path).unwrap();
    assert!(matches!(lock.open(&lock.pins()[0]), Err(LockError::File { .. })));
}

#[test]
fn a_hash_of_an_unknown_scheme_neither_helps_nor_harms() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lib.so");
    fs::write(&path, "abc").unwrap();
    let good = format!("sha256:{}", Library::read(&path).unwrap().sha256());
    let open = |hashes: &[&str]| {
        let lock = lock(folder.path(), vec![pinned(hashes)]);
        lock.open(&lock.pins[0]).map(drop)
    };
    assert!(open(&["blake9:00", &good]).is_ok());
    assert!(open(&[&good, "sha256:00"]).is_err());
    assert!(matches!(open(&["blake9:00"]), Err(LockError::Scheme { .. })));
}

#[test]
fn other_platforms_stand_beside_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.dll");
    fs::write(&path, "abc").unwrap();
    let mut lock = lock(folder.path(), vec![]);
    assert!(lock.pin("acme", "plan9-mips", &Library::read(&path).unwrap()));
    let refused = lock.open(&lock.pins[0]).unwrap_err().to_string();
    assert!(
        refused.contains("plan9-mips") && refused.contains(&this_platform()),
        "{refused}"
    );
}

#[test]
fn files_of_other_forms_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["lock = 2\n", "nonsense", "[[provider]]\nid = 1\n"] {
        fs::write(folder.path().join(NAME), text).unwrap();
        assert!(
            matches!(Lock::read(folder.path()), Err(LockError::Form { .. })),
            "{text}"
        );
    }
}
