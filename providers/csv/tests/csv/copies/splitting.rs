//! Parts.

use super::{Scene, by, rows};

fn people() -> Scene {
    let mut text = "Department;E-posta;UserName;Password;UserRoot\r\n".to_owned();
    for (department, address, root) in [
        ("IT", "ann@a.com", "/staff/ann"),
        ("HR", "bob@B.com", "/staff/bob"),
        ("it ", "cem@a.com", "/pupils/cem"),
        ("", "7up@b.com", ""),
        ("HR", "ada@c.com", "/pupils/ada"),
    ] {
        text.push_str(&format!(
            "{department};{address};{address};pw-{address};{root}\r\n"
        ));
    }
    Scene::new(text)
}

#[test]
fn rows_that_have_something_in_common_go_together() {
    let names = |word: &str| {
        let parts = people().split(&by(word), &[]).unwrap();
        let told = parts.parts.iter().map(|part| (part.file.clone(), part.rows));
        assert_eq!(parts.left_out, ["Department"]);
        told.collect::<Vec<_>>()
    };
    let told = |expected: &[(&str, usize)]| -> Vec<(String, usize)> {
        expected
            .iter()
            .map(|(name, rows)| (format!("users-{name}.csv"), *rows))
            .collect()
    };
    assert_eq!(names("domain"), told(&[("a.com", 2), ("b.com", 2), ("c.com", 1)]));
    assert_eq!(
        names("alphabet"),
        told(&[("A", 2), ("B", 1), ("C", 1), ("0-9", 1)])
    );
    assert_eq!(
        names("user-root"),
        told(&[("staff", 2), ("pupils", 2), ("none", 1)])
    );
    assert_eq!(names("department"), told(&[("IT", 2), ("HR", 2), ("none", 1)]));
    assert_eq!(names("EmailAddress"), names("E-posta"));
}

#[test]
fn groups_are_cut_into_parts_and_columns_may_be_kept() {
    let scene = people();
    let mut cut = by("Department");
    cut.limits.rows = 1;
    cut.keep_unknown = true;
    let parts = scene.split(&cut, &[]).unwrap();
    let files: Vec<&str> = parts.parts.iter().map(|part| part.file.as_str()).collect();
    assert_eq!(
        files,
        [
            "users-IT-1.csv",
            "users-IT-2.csv",
            "users-HR-1.csv",
            "users-HR-2.csv",
            "users-none.csv"
        ]
    );
    assert_eq!(parts.left_out, Vec::<String>::new());
    assert_eq!(
        scene.read("parts/users-IT-2.csv"),
        "Department,EmailAddress,UserName,Password,UserRoot\r\nit ,cem@a.com,cem@a.com,pw-cem@a.com,/pupils/cem\r\n"
    );
}

#[test]
fn no_part_is_larger_than_allowed() {
    let scene = people();
    let mut cut = rows(usize::MAX);
    cut.limits.bytes = 120;
    let parts = scene.split(&cut, &[]).unwrap();
    assert!(parts.parts.len() > 1);
    for part in &parts.parts {
        let size = std::fs::metadata(scene.path("parts").join(&part.file))
            .unwrap()
            .len();
        assert!(size == part.bytes && size <= 120);
    }
    cut.limits.bytes = 50;
    let refused = people().split(&cut, &[]).unwrap_err().to_string();
    assert!(refused.contains("line 2"), "{refused}");
    cut = by("EmailAddress");
    cut.limits.parts = 4;
    let refused = people().split(&cut, &[]).unwrap_err().to_string();
    assert!(refused.contains("more than 4 files"), "{refused}");
}

#[test]
fn passwords_name_no_files_and_what_is_not_there_is_said() {
    for (word, words) in [
        ("Password", "passwords"),
        ("password", "passwords"),
        ("Office", "has no column Office"),
    ] {
        let scene = people();
        let refused = scene.split(&by(word), &[]).unwrap_err().to_string();
        assert!(
            refused.contains(words) && !scene.path("parts").exists(),
            "{refused}"
        );
    }
    let scene = Scene::new("EmailAddress,UserName,Password,Old password\r\na@b.cd,a,x,y\r\n");
    assert!(scene.split(&by("old password"), &[]).is_err());
    assert!(scene.split(&by("user-root"), &[]).is_err());
}

#[test]
fn what_the_service_would_reject_is_not_split() {
    let head = "EmailAddress,UserName,Password\r\n";
    for (text, words) in [
        (
            "EmailAddress,UserName\r\na@b.cd,a\r\n".to_owned(),
            "Password is missing",
        ),
        (format!("{head}a@b.cd,a,x,y\r\n"), "line 2"),
        (head.to_owned(), "no rows"),
        (
            "EmailAddress,UserName,UserName,Password\r\na@b.cd,a,b,c\r\n".to_owned(),
            "more than one",
        ),
    ] {
        let refused = Scene::new(text).split(&rows(1), &[]).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}
