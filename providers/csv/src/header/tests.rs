use super::names::{Column, Likeness};
use super::*;

fn names() -> Names {
    Names::shipped().unwrap()
}

fn read(values: &[&str]) -> Header {
    header(values, values.len(), &names())
}

#[test]
fn the_shipped_names_are_those_of_the_service() {
    assert_eq!(
        names().required(),
        [Column::EmailAddress, Column::UserName, Column::Password]
    );
}

#[test]
fn names_that_help_nobody_are_refused() {
    let text = "[letters]\n[[column]]\nname = 'UserName'\nrequired = true\nalso = { en = ['Mail'] }\n";
    assert!(Names::read(text).is_ok());
    let twice =
        format!("{text}[[column]]\nname = 'Password'\nrequired = true\nalso = {{ en = ['m-a-i-l'] }}\n");
    assert!(Names::read(&twice).is_err_and(|error| error.contains("two columns")));
    assert!(Names::read(&text.replace("UserName", "Name")).is_err());
    assert!(Names::read(&text.replace("also", "others")).is_err());
}

#[test]
fn every_likeness_is_told() {
    use Column::{EmailAddress, Password, UserName, UserRoot};
    use Likeness::{Exact, Inexact, Localized, Misspelled, TurkishI};
    for (written, found) in [
        ("EmailAddress", Some((EmailAddress, Exact))),
        ("username", Some((UserName, Inexact))),
        ("EMAILADDRESS", Some((EmailAddress, Inexact))),
        ("\u{feff}Password\u{a0}", Some((Password, Inexact))),
        ("EMAİLADDRESS", Some((EmailAddress, TurkishI))),
        ("emaıladdress", Some((EmailAddress, TurkishI))),
        ("Emai\u{307}lAddress", Some((EmailAddress, TurkishI))),
        ("Email Address", Some((EmailAddress, Localized))),
        ("“UserName”", Some((UserName, Localized))),
        ("E-POSTA ADRESİ", Some((EmailAddress, Localized))),
        ("EpostaAdresi", Some((EmailAddress, Localized))),
        ("Emaadresi", Some((EmailAddress, Localized))),
        ("epostaadı", Some((EmailAddress, Localized))),
        ("KULLANICI ADI", Some((UserName, Localized))),
        ("kullanici_adi", Some((UserName, Localized))),
        ("parola", Some((Password, Localized))),
        ("ŞİFRE", Some((Password, Localized))),
        ("S\u{327}ifre", Some((Password, Localized))),
        ("Kennwort", Some((Password, Localized))),
        ("パスワード", Some((Password, Localized))),
        ("EmailAdress", Some((EmailAddress, Misspelled))),
        ("EmialAddres", Some((EmailAddress, Misspelled))),
        ("UserNmae", Some((UserName, Misspelled))),
        ("Pasword", Some((Password, Misspelled))),
        ("UserRoots", Some((UserRoot, Misspelled))),
        ("SurName", None),
        ("FirstName", None),
        ("DisplayName", None),
        ("Department", None),
        ("", None),
    ] {
        assert_eq!(names().find(written), found, "{written}");
    }
}

#[test]
fn a_right_header_in_any_order_has_nothing_odd() {
    let found = read(&["Password", "UserRoot", "EmailAddress", "UserName"]);
    let columns = Columns {
        email_address: Some(2),
        user_name: Some(3),
        password: Some(0),
        user_root: Some(1),
        count: 4,
    };
    let written = ["Password", "UserRoot", "EmailAddress", "UserName"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(
        found,
        Header {
            present: true,
            columns,
            written,
            ..Header::default()
        }
    );
}

#[test]
fn odd_names_are_listed_and_their_columns_read() {
    let found = read(&[
        "EMAİLADDRESS",
        "Kullanıcı Adı",
        "Pasword",
        "userroot",
        "Department",
        " ",
    ]);
    assert_eq!(found.missing, ["EmailAddress", "UserName", "Password"]);
    assert_eq!(found.turkish_i, ["EMAİLADDRESS -> EmailAddress"]);
    assert_eq!(found.localized, ["Kullanıcı Adı -> UserName"]);
    assert_eq!(found.misspelled, ["Pasword -> Password"]);
    assert_eq!(found.inexact, ["userroot -> UserRoot"]);
    assert_eq!(found.unknown, ["Department", "column 6"]);
    let columns = Columns {
        email_address: Some(0),
        user_name: Some(1),
        password: Some(2),
        user_root: Some(3),
        count: 6,
    };
    assert_eq!((found.columns, found.present), (columns, true));
}

#[test]
fn a_column_named_well_is_read_before_one_that_is_not() {
    let found = read(&["Mail", "EmailAddress", "UserName", "Password"]);
    assert_eq!(
        (found.columns.email_address, found.unknown),
        (Some(1), vec!["Mail".to_owned()])
    );
    assert!(found.localized.is_empty() && found.duplicate.is_empty() && found.missing.is_empty());
    let found = read(&["Mail", "E-posta", "UserName", "username"]);
    assert_eq!(found.duplicate, ["EmailAddress", "UserName"]);
    assert_eq!(
        (found.columns.email_address, found.columns.user_name),
        (Some(0), Some(2))
    );
}

#[test]
fn a_first_row_that_may_hold_a_password_is_no_header() {
    for values in [
        &["a@example.com", "UserName", "Password"][..],
        &["a@example.com", "a", "geheim"],
        &["terry", "terry", "Passw0rd"],
        &["terry", "root", "geheim"],
        &["geheim"],
        &[""],
    ] {
        let found = read(values);
        assert!(!found.present, "{values:?}");
        assert_eq!(found.missing.len(), 3);
        let said = format!("{found:?}");
        assert!(!said.contains("geheim") && !said.contains("Passw0rd"), "{said}");
        assert_eq!(
            found.columns,
            Columns {
                count: values.len(),
                ..Columns::default()
            }
        );
    }
}

#[test]
fn a_header_in_quotes_as_a_whole_is_still_a_header() {
    let found = read(&["EmailAddress,UserName,Password"]);
    assert!(found.present);
    assert_eq!((found.unknown.len(), found.missing.len()), (1, 3));
}

#[test]
fn long_and_many_names_are_cut() {
    let long = "x".repeat(5000);
    let mut values = vec!["EmailAddress", &long];
    values.extend(["y"; 5000]);
    let found = read(&values);
    assert_eq!(
        (found.written.len(), found.unknown.len(), found.columns.count),
        (100, 100, 5002)
    );
    assert!(found.written[1].chars().count() == 101);
}
