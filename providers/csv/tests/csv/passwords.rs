//! No password ever shows, whatever the file looks like.

use crate::host::{FakeHost, Read, read, read_into};
use imaprules_provider_csv::CsvProvider;

/// No letter of it is a delimiter, and it occurs nowhere else.
const SECRET: &str = "Zq9-Kx7-Vw3";

#[test]
fn passwords_reach_the_host_and_nothing_else() {
    for text in [
        format!("EmailAddress,UserName,Password\r\na@example.com,a,{SECRET}\r\n"),
        format!("EmailAddress,UserName,Password\r\na@example.com,a,\"{SECRET}, \"\"{SECRET}\"\"\"\r\n"),
        format!("E-posta;Kullanıcı Adı;Şifre\na@example.com;a;{SECRET}\n"),
        format!("Pasword\tUserName\tEmailAddress\n{SECRET}\ta\ta@example.com\n"),
    ] {
        let read = read(&text);
        assert!(read.passwords["a@example.com"].contains(SECRET), "{text}");
        assert!(!read.said().contains(SECRET), "{text}");
    }
}

#[test]
fn files_that_fall_apart_give_nothing_away() {
    for text in [
        format!("a@example.com,a,{SECRET}\r\n"),
        format!("a,a,{SECRET}\r\nb,b,{SECRET}\r\n"),
        SECRET.to_owned(),
        format!("EmailAddress,UserName,Password\r\na@example.com,a,x,{SECRET}\r\n"),
        format!("EmailAddress,UserName,Password\r\na@example.com,{SECRET}\r\n"),
        format!("EmailAddress,UserName,Password\r\na@example.com,a,x\r\n{SECRET}\r\n"),
        format!("EmailAddress,UserName,Password\r\na@example.com,a,\"{SECRET}\r\nb@example.com,b,c\r\n"),
        format!("Password,EmailAddress,UserName\r\nx,{SECRET},a@example.com,a\r\n"),
        format!("EmailAddress,UserName,Kod\r\na@example.com,a,{SECRET}\r\n"),
        format!("sep=;\r\na@example.com;a;{SECRET}\r\n"),
        format!("EmailAddress,UserName,Password\r\na@example.com;a;{SECRET}\r\n"),
        format!("\"EmailAddress,UserName,Password\"\r\n\"a@example.com,a,{SECRET}\"\r\n"),
        format!("PK\x03\x04{SECRET}"),
        format!("{SECRET}\0\0\0\0\0\0\0"),
    ] {
        let read = read(&text);
        assert!(!read.said().contains(SECRET), "{text}");
    }
}

#[test]
fn errors_and_the_provider_itself_show_no_content() {
    let host = FakeHost::new();
    let error = read_into(&host, SECRET.as_bytes(), &[("encoding", "no-such")]).unwrap_err();
    assert!(!format!("{error} {error:?} {:?}", CsvProvider::new()).contains(SECRET));
    assert!(!Read::from(host).said().contains(SECRET));
}
