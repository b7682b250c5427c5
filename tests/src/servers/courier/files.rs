//! Courier's files: its settings, its mailboxes, its certificate. The accounts are in `accounts`.

use std::path::Path;

use super::options::CourierOptions;
use crate::account::Account;
use crate::servers::maildir::Layout;
use crate::servers::template::fill;
use crate::servers::{Encryption, Folder, User, identity};
use crate::{Address, Scratch};

/// Writes everything but the accounts into the file system of an instance.
pub(super) fn write(scratch: &Scratch, address: &Address, account: &Account, options: &CourierOptions) {
    let (uid, gid) = account.ids();
    // couriertls looks this account up to drop its privileges to it.
    scratch.file("etc/passwd", format!("courier:x:{uid}:{gid}::/:/bin/sh\n"));
    scratch.file("etc/group", format!("courier:x:{gid}:\n"));
    scratch.file("etc/courier/authdaemonrc", include_str!("authdaemonrc"));
    // Programs only want to write into it and to read nothing from it; making a device would need privileges.
    scratch.file("dev/null", "");
    for directory in ["run/courier/authdaemon", "tmp"] {
        std::fs::create_dir_all(scratch.join(directory)).expect("a directory");
    }
    let identity = identity(address, options.identity.as_ref());
    scratch.file("etc/courier/imapd.pem", identity.key + &identity.chain);
    for (user, _) in options.accounts() {
        let maildir = scratch.join(format!("home/{}/Maildir", user.name));
        write_mailbox(&maildir, user);
        if let Some(megabytes) = options.quota_megabytes {
            std::fs::write(maildir.join("maildirsize"), usage(user, megabytes)).expect("a sum of sizes");
        }
    }
}

fn write_mailbox(maildir: &Path, user: &User) {
    assert!(
        user.fields.is_empty() || user.disabled,
        "{}: Courier knows no such limit",
        user.name
    );
    Folder::new("INBOX", &[])
        .write(maildir, LAYOUT)
        .expect("a mail directory");
    for folder in &user.folders {
        folder
            .write(maildir, LAYOUT)
            .unwrap_or_else(|e| panic!("{} of {}: {e}", folder.name(), user.name));
        let list = maildir.join(folder.directory(LAYOUT)).join("courierimapacl");
        if !folder.rights.is_empty() {
            std::fs::write(list, access(folder)).expect("an access list");
        }
    }
}

/// What a mailbox may hold and holds; see https://www.courier-mta.org/imap/README.maildirquota.html
fn usage(user: &User, megabytes: u32) -> String {
    let limit = u64::from(megabytes) << 20;
    format!("{limit}S\n{} {}\n", user.total_size(), user.item_count())
}

/// Since version 5 directories are named in UTF-8; see `--convutf8` in https://www.courier-mta.org/maildirmake.html.
/// Courier adds an octet to the size for each line end, whatever it is, so only the short ones give the right sum.
const LAYOUT: Layout = Layout {
    encode: str::to_owned,
    line_end: "\n",
};

/// The access list of a folder: everything for its owner, and what he granted.
fn access(folder: &Folder) -> String {
    let granted = folder
        .rights
        .iter()
        .map(|(user, rights)| format!("user={user} {rights}\n"));
    format!("owner aceilrstwx\n{}", granted.collect::<String>())
}

/// A name for the instance that no other has.
pub(super) fn instance(address: &Address) -> String {
    format!("imaprules-{}", address.plain())
}

/// The settings, as environment variables.
pub(super) fn environment(address: &Address, options: &CourierOptions) -> Vec<(String, String)> {
    let must = options.encryption == Encryption::Required;
    let values = [
        ("INSTANCE", instance(address)),
        ("TLS_REQUIRED", u8::from(must).to_string()),
    ];
    let tls = options.encryption != Encryption::Off;
    let text = fill(include_str!("courier.env"), &values, &[("tls", tls)]);
    let settings = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    settings
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
