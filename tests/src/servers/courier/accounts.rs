//! Courier's accounts: its own database of users, and the index of whose folders others may look into.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio_rustls::rustls::SupportedCipherSuite;
use tokio_rustls::rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;

use super::options::CourierOptions;
use crate::Scratch;
use crate::account::Account;
use crate::servers::User;

/// Makes a database out of lines; the same program stands behind Courier's `makeuserdb`.
const MAKE_DATABASE: &str = "/usr/lib/courier/courier-authlib/makedatprog";

/// Writes the databases of an instance whose other files are in place.
pub(super) fn index(scratch: &Scratch, account: &Account, options: &CourierOptions) {
    let (mut public, mut secret, mut shared) = (String::new(), String::new(), String::new());
    let (uid, gid) = account.ids();
    for (user, administrator) in options.accounts() {
        let name = &user.name;
        let home = format!("/home/{name}");
        let extra = extra(user, administrator, options.quota_megabytes);
        let _ = writeln!(
            public,
            "{name}\tuid={uid}|gid={gid}|home={home}|mail={home}/Maildir{extra}"
        );
        let _ = writeln!(secret, "{name}\tsystempw={}", hash(&user.password));
        let _ = writeln!(shared, "{name}\t{uid}\t{gid}\t{home}\tMaildir");
    }
    make_database(scratch, account, "userdb.dat", &public);
    make_database(scratch, account, "userdbshadow.dat", &secret);
    account.give(&scratch.file("etc/courier/index", shared));
}

fn extra(user: &User, administrator: bool, quota_megabytes: Option<u32>) -> String {
    let mut options = Vec::new();
    if user.disabled {
        options.push("disableimap=1");
    }
    if administrator {
        options.push("group=administrators");
    }
    let mut extra = String::new();
    if !options.is_empty() {
        let _ = write!(extra, "|options={}", options.join(","));
    }
    if let Some(megabytes) = quota_megabytes {
        let _ = write!(extra, "|quota={}S", u64::from(megabytes) << 20);
    }
    extra
}

/// A password as the database wants it.
fn hash(password: &str) -> String {
    let SupportedCipherSuite::Tls13(suite) = TLS13_AES_128_GCM_SHA256 else {
        unreachable!("a suite of TLS 1.3");
    };
    let digest = suite.common.hash_provider.hash(password.as_bytes());
    format!("{{SHA256}}{}", STANDARD.encode(digest.as_ref()))
}

fn make_database(scratch: &Scratch, account: &Account, name: &str, lines: &str) {
    let (unfinished, finished) = (format!("/etc/courier/{name}.new"), format!("/etc/courier/{name}"));
    let mut child = account
        .confined(scratch.path())
        .args([MAKE_DATABASE, "-", &unfinished, &finished])
        .stdin(Stdio::piped())
        .spawn()
        .expect("makedatprog starts");
    let mut input = child.stdin.take().expect("its input");
    // A line with a dot ends the input.
    writeln!(input, "{lines}.").expect("makedatprog reads");
    drop(input);
    assert!(child.wait().expect("it ends").success(), "no database {name}");
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn passwords_are_hashed_as_other_programs_do() {
        // printf abc | openssl dgst -sha256 -binary | base64, see FIPS 180-4, appendix B.1
        assert_eq!(
            hash("abc"),
            "{SHA256}ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
    }
}
