//! Entries as `ldifde` and directory tools write them.

use crate::testing::{read, text};
use crate::{Code, Format, Omitted, Value};

#[test]
fn entries_of_ldifde() {
    let outcome = read(
        b"dn: CN=G,OU=Users,DC=x\r\nchangetype: add\r\nobjectClass: top\r\nobjectClass: user\r\n\
          protocolSettings:: SU1BUDTCpzDCpzHCp8Kn\r\nobjectGUID:: /////wAAAAAAAAAAAAAAAA==\r\n\
          description: a long\r\n  text\r\nempty:\r\n\r\ndn:: Q049w7w=\r\nmail: b@x.org\r\n",
    );
    assert_eq!(outcome.export.format(), Format::Ldif);
    assert_eq!(outcome.records.len(), 2);
    assert_eq!(outcome.get(0, "objectclass").items(), [text("top"), text("user")]);
    assert_eq!(outcome.get(0, "protocolSettings"), &text("IMAP4§0§1§§"));
    assert_eq!(outcome.get(0, "objectGUID").bytes().map(<[u8]>::len), Some(16));
    assert_eq!(outcome.get(0, "description"), &text("a long text"));
    assert_eq!(outcome.get(0, "empty"), &text(""));
    assert_eq!(outcome.get(1, "dn"), &text("CN=ü"));
    assert_eq!(outcome.records[1].place.line, 11);
    assert!(outcome.export.is_complete());
    assert_eq!(outcome.troubles(), []);
}

#[test]
fn comments_versions_options_and_results_of_searches() {
    let outcome = read(
        b"# made by a tool,\n continued\nversion: 1\n\ndn: cn=a\ncn;lang-tr: Ad\n# within\ncn: Name\n\n\n# last\nsearch: 2\nresult: 0 Success\n\n",
    );
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(outcome.get(0, "cn").items(), [text("Ad"), text("Name")]);
    assert_eq!(outcome.troubles(), []);
}

#[test]
fn parts_of_lists_and_outside_values_are_told() {
    let outcome = read(b"dn: cn=a\nmember;range=0-1499: cn=b\nmail;range=0-*: m\njpegPhoto:< file:///etc/passwd\nbad:: %%%\n");
    assert_eq!(
        outcome.troubles(),
        [
            (Code::ListCut, "member"),
            (Code::ValueExternal, "jpegPhoto"),
            (Code::ValueMalformed, "bad")
        ]
    );
    assert_eq!(outcome.get(0, "jpegPhoto"), &Value::Omitted(Omitted::External));
}

#[test]
fn secrets_are_dropped_however_often_they_come() {
    let outcome = read(b"dn: cn=a\nuserPassword:: c2VjcmV0\nuserPassword: secret\nunicodePwd:: AAEC\n");
    assert_eq!(outcome.get(0, "userPassword"), &Value::Omitted(Omitted::Secret));
    assert_eq!(outcome.get(0, "unicodePwd"), &Value::Omitted(Omitted::Secret));
    assert!(!format!("{outcome:?}").contains("secret"));
}

#[test]
fn changes_are_no_entries() {
    let outcome = read(b"dn: cn=a\nchangetype: modify\nreplace: mail\nmail: x\n-\n\ndn: cn=b\ncn: b\n");
    assert_eq!(outcome.records.len(), 1);
    assert_eq!(outcome.troubles(), [(Code::ChangeRecord, "")]);
}

#[test]
fn damage_is_named_with_its_line() {
    for (octets, what) in [
        (
            "dn: cn=a\nno colon here\n",
            "line 2, record 1: this line is no `attribute: value`",
        ),
        (
            "dn: cn=a\n\nmail: x\n",
            "line 3, record 2: an entry must begin with `dn:`",
        ),
        (
            "version: 2\ndn: cn=a\n",
            "line 1, record 1: this version of LDIF is not known",
        ),
        (
            "dn: cn=a\nsp ace: x\n",
            "line 2, record 1: this line is no `attribute: value`",
        ),
    ] {
        let outcome = read(octets.as_bytes());
        assert_eq!(outcome.what(), what);
        assert!(!outcome.export.is_complete());
    }
}
