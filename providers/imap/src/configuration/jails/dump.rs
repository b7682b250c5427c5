//! The dump of `fail2ban-client -d`: the commands that would start it, a Python list on each line.

use super::super::lines::Line;
use super::{Jail, table};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Reads one line.
pub(in super::super) fn dump(line: &Line, file: usize, jails: &mut BTreeMap<String, Jail>) {
    let text = line.text.trim();
    let mut words = words(text);
    let (Some(command), Some(name)) = (words.next(), words.next()) else {
        return;
    };
    let place = Some((file, line.number));
    match command.as_str() {
        "add" => {
            jails.entry(name).or_insert_with(|| Jail {
                place,
                ..Jail::default()
            });
        }
        "start" => {
            jails
                .entry(name)
                .or_insert_with(|| Jail {
                    place,
                    ..Jail::default()
                })
                .enabled = Some(true)
        }
        "set" => {
            if let (Some(key), Some(jail)) = (words.next(), jails.get_mut(&name)) {
                jail.set(&key, &words.collect::<Vec<_>>().join(" "));
            }
        }
        "multi-set" if words.next().as_deref() == Some("addfailregex") => {
            let mode = table().and_then(|table| table.mode(&name, text));
            if let (Some(mode), Some(jail)) = (mode, jails.get_mut(&name)) {
                jail.set("mode", mode);
            }
        }
        "multi-set" => {
            let ports = port().and_then(|port| port.captures(text));
            if let (Some(found), Some(jail)) = (
                ports.as_ref().and_then(|found| found.get(1)),
                jails.get_mut(&name),
            ) {
                jail.set("port", found.as_str());
            }
        }
        _ => {}
    }
}

/// The ports that an action bans.
fn port() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    PATTERN
        .get_or_init(|| Regex::new(r"\['port', '([^']*)'\]").ok())
        .as_ref()
}

/// The texts and numbers of a list, in order; lists in it are opened.
fn words(text: &str) -> impl Iterator<Item = String> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern =
        PATTERN.get_or_init(|| Regex::new(r#"'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)"#).ok());
    let all = pattern.iter().flat_map(|pattern| pattern.captures_iter(text));
    let word = |found: regex::Captures<'_>| {
        found
            .iter()
            .skip(1)
            .flatten()
            .next()
            .map(|word| word.as_str().to_owned())
    };
    let words: Vec<String> = all.filter_map(word).take(5000).collect();
    words.into_iter()
}
