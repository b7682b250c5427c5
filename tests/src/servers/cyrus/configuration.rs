//! Cyrus' files: its two configurations and its certificate.

use std::path::Path;

use super::options::CyrusOptions;
use crate::account::Account;
use crate::servers::template::fill;
use crate::servers::unpacked::library_path;
use crate::servers::{Encryption, identity};
use crate::{Address, Scratch};

/// Writes the configuration of an instance into its directory.
pub(super) fn write(scratch: &Scratch, address: &Address, account: &Account, options: &CyrusOptions) {
    let identity = identity(address, options.identity.as_ref());
    scratch.file("chain.pem", identity.chain);
    scratch.file("key.pem", identity.key);
    let parts = [
        ("tls", options.encryption != Encryption::Off),
        ("proxies", !options.proxies.is_empty()),
        ("autocreate", options.autocreate),
    ];
    let values = values(scratch, address, account, options);
    scratch.file("imapd.conf", fill(include_str!("imapd.conf"), &values, &parts));
    scratch.file("cyrus.conf", fill(include_str!("cyrus.conf"), &values, &parts));
}

fn values(
    scratch: &Scratch,
    address: &Address,
    account: &Account,
    options: &CyrusOptions,
) -> Vec<(&'static str, String)> {
    vec![
        ("DIR", scratch.path().display().to_string()),
        ("USER", account.name.clone()),
        ("GROUP", account.group.clone()),
        ("PLAIN", address.plain().to_string()),
        ("TLS", address.tls().to_string()),
        ("ADMINS", names(&options.admins)),
        ("PROXIES", names(&options.proxies)),
        ("SLASHES", yes(options.separator == '/')),
        ("BESIDE_INBOX", yes(options.beside_inbox)),
        ("ALLOW_PLAINTEXT", yes(options.encryption != Encryption::Required)),
        ("PER_USER", options.per_user.to_string()),
        ("PER_ADDRESS", options.per_address.to_string()),
        ("CONNECTIONS", options.connections.to_string()),
    ]
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn names(accounts: &[(String, String)]) -> String {
    let names: Vec<&str> = accounts.iter().map(|(name, _)| name.as_str()).collect();
    names.join(" ")
}

/// Where the ways to sign in are, as libsasl wants it in SASL_PATH.
pub(super) fn mechanisms(server: &Path) -> String {
    let all = library_path(server);
    let sasl = all.split(':').find(|path| path.ends_with("/sasl2"));
    sasl.expect("the mechanisms of SASL").to_owned()
}
