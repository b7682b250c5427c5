//! What `fail2ban-client` prints: `status`, `status JAIL`, and `get JAIL KEY`, where the command stands before its answer, as
//! in a copy of the screen or with `set -x`.

use super::super::lines::Line;
use super::Jail;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Reads line by line.
pub(in super::super) struct Client {
    file: usize,
    jails: BTreeMap<String, Jail>,
    /// The jail that is spoken of.
    jail: Option<String>,
    /// What was asked of it.
    key: Option<String>,
}

impl Client {
    pub(in super::super) fn new(file: usize) -> Client {
        Client {
            file,
            jails: BTreeMap::new(),
            jail: None,
            key: None,
        }
    }

    pub(in super::super) fn line(&mut self, line: &Line) {
        let text = line.text.trim();
        if let Some(found) = command().and_then(|command| command.captures(text)) {
            let part = |number: usize| found.get(number).map(|part| part.as_str().to_owned());
            self.jail = part(2);
            self.key = part(3).filter(|_| part(1).as_deref() == Some("get"));
            self.jail(line.number);
        } else if let Some(name) = text.strip_prefix("Status for the jail:") {
            self.jail = Some(name.trim().to_owned());
            self.jail(line.number);
        } else {
            self.answer(without_branch(text), line.number);
        }
    }

    fn answer(&mut self, text: &str, line: u64) {
        if text.starts_with("These IP addresses/networks are ignored") {
            self.key = Some("ignoreip".to_owned());
            self.set("ignoreip", "", line);
        } else if let Some((_, list)) = text.split_once("Banned IP list:") {
            self.set("banned", list, line);
        } else if let Some((_, names)) = text.split_once("Jail list:") {
            for name in names.split([',', ' ', '\t']).filter(|name| !name.is_empty()) {
                self.jail = Some(name.to_owned());
                self.jail(line);
            }
            self.jail = None;
        } else if let Some(key) = self.key.clone().filter(|_| !text.is_empty()) {
            // "No IP address/network is ignored" has no address in it.
            let value = if key == "ignoreip" && text.contains(char::is_whitespace) {
                ""
            } else {
                text
            };
            self.set(&key, value, line);
        }
    }

    fn set(&mut self, key: &str, value: &str, line: u64) {
        if let Some(jail) = self.jail(line) {
            jail.set(key, value.trim());
        }
    }

    /// The jail that is spoken of; who has a status is running.
    fn jail(&mut self, line: u64) -> Option<&mut Jail> {
        let place = Some((self.file, line));
        let running = || Jail {
            enabled: Some(true),
            place,
            ..Jail::default()
        };
        Some(self.jails.entry(self.jail.clone()?).or_insert_with(running))
    }

    /// The jails.
    pub(in super::super) fn end(self) -> BTreeMap<String, Jail> {
        self.jails
    }
}

/// Without the signs that draw a tree: `|  |- Total failed`.
fn without_branch(text: &str) -> &str {
    let text = text.trim_start_matches(['|', '`', ' ', '\t']);
    text.strip_prefix("- ").unwrap_or(text)
}

fn command() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r"fail2ban-client\s+(?:-\S+\s+)*(get|status)(?:\s+([\w.-]+))?(?:\s+(\w+))?\s*$";
    PATTERN.get_or_init(|| Regex::new(pattern).ok()).as_ref()
}
