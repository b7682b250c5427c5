//! Dovecot's files: its configuration, its accounts with their mailboxes, its certificate.

use std::path::{Path, PathBuf};

use super::maildir::Layout;
use super::template::fill;
use super::{Encryption, Folder, Options, User, identity, mutf7};
use crate::account::Account;
use crate::{Address, Scratch};

/// Writes everything an instance needs into its directory, and says where the configuration is.
pub(super) fn write(
    version: &str,
    scratch: &Scratch,
    address: &Address,
    account: &Account,
    options: &Options,
) -> PathBuf {
    write_accounts(scratch, options);
    let identity = identity(address, options.identity.as_ref());
    scratch.file("chain.pem", identity.chain);
    scratch.file("key.pem", identity.key);
    let tls = options.encryption != Encryption::Off;
    let parts = [
        ("tls", tls),
        ("quota", options.quota_megabytes.is_some()),
        ("public", !options.public.is_empty()),
    ];
    let mut values = server_values(scratch, address, account, tls);
    values.extend(option_values(options));
    values.push(("VERSION", version.to_owned()));
    scratch.file("dovecot.conf", fill(template(version), &values, &parts))
}

fn template(version: &str) -> &'static str {
    match version {
        v if v.starts_with("2.3.") => include_str!("dovecot-2.3.conf"),
        v if v.starts_with("2.4.") => include_str!("dovecot-2.4.conf"),
        v => panic!("Dovecot {v} is neither 2.3 nor 2.4: its configuration needs a file of its own"),
    }
}

fn server_values(
    scratch: &Scratch,
    address: &Address,
    account: &Account,
    tls: bool,
) -> Vec<(&'static str, String)> {
    // Port 0 switches a listener off.
    let tls_port = if tls { address.tls().port() } else { 0 };
    vec![
        ("DIR", scratch.path().display().to_string()),
        ("ADDRESS", address.ip().to_string()),
        ("PLAIN_PORT", address.plain().port().to_string()),
        ("TLS_PORT", tls_port.to_string()),
        ("USER", account.name.clone()),
        ("GROUP", account.group.clone()),
        ("SSL", yes(tls)),
    ]
}

fn option_values(options: &Options) -> Vec<(&'static str, String)> {
    let must_encrypt = options.encryption == Encryption::Required;
    vec![
        ("REFUSE_CLEARTEXT", yes(must_encrypt)),
        ("ALLOW_CLEARTEXT", yes(!must_encrypt)),
        ("SEPARATOR", options.separator.to_string()),
        ("CONNECTIONS", options.connections.to_string()),
        (
            "QUOTA_MEGABYTES",
            options.quota_megabytes.unwrap_or_default().to_string(),
        ),
        (
            "PENALTY_MODE",
            if options.penalty { "0600" } else { "0" }.to_owned(),
        ),
    ]
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// Lines end as on the wire, so that the size of a file is that of the message.
const LAYOUT: Layout = Layout {
    encode: mutf7::encode,
    line_end: "\r\n",
};

fn write_accounts(scratch: &Scratch, options: &Options) {
    scratch.file("users", options.users.iter().map(User::line).collect::<String>());
    let masters = options
        .masters
        .iter()
        .map(|(name, password)| format!("{name}:{{PLAIN}}{password}\n"));
    scratch.file("masters", masters.collect::<String>());
    for user in &options.users {
        let maildir = scratch.join(format!("mail/{}/Maildir", user.name));
        std::fs::create_dir_all(&maildir).expect("a mail directory");
        write_folders(&maildir, &user.name, &user.folders);
    }
    write_folders(&scratch.join("public"), "everybody", &options.public);
}

fn write_folders(maildir: &Path, owner: &str, folders: &[Folder]) {
    for folder in folders {
        let name = folder.name();
        assert!(folder.rights.is_empty(), "{name}: Dovecot runs here without ACLs");
        folder
            .write(maildir, LAYOUT)
            .unwrap_or_else(|e| panic!("{name} of {owner}: {e}"));
    }
}
