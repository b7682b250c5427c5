//! The services of Cyrus (`cyrus.conf`): in the block `SERVICES`, a line for each with `key=value` or `key="value"`.
//!
//! A service is named by the program it starts and its `-s`, since the administrator chooses the name that stands first.

use super::lines::Line;
use super::settings::Settings;

/// Reads line by line.
#[derive(Default)]
pub(super) struct Services {
    section: Option<String>,
}

impl Services {
    pub(super) fn line(&mut self, line: &Line, out: &mut Settings) {
        let text = line.text.trim();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        if let Some(section) = text.strip_suffix('{') {
            self.section = Some(section.trim().to_owned());
        } else if text == "}" {
            if self.section.take().is_none() {
                out.trouble(line.number, "a section is closed that was not opened");
            }
        } else if self.section.as_deref() == Some("SERVICES") {
            service(text, line.number, out);
        } else if self.section.is_none() {
            out.trouble(line.number, "this stands in no section");
        }
    }

    /// Told when the file has ended.
    pub(super) fn end(&self, line: u64, out: &mut Settings) {
        if self.section.is_some() {
            out.lack(format!("line {line}: the file ends inside a section: it was cut"));
        }
    }
}

fn service(text: &str, line: u64, out: &mut Settings) {
    let Some(fields) = text
        .split_once(char::is_whitespace)
        .and_then(|(_, rest)| fields(rest))
    else {
        out.trouble(line, "this is no service");
        return;
    };
    let command = fields
        .iter()
        .find(|(key, _)| *key == "cmd")
        .map_or("", |(_, value)| value);
    let mut words = command.split_whitespace();
    let program = words
        .next()
        .and_then(|path| path.rsplit('/').next())
        .unwrap_or_default();
    let tls = if words.any(|word| word == "-s") { " -s" } else { "" };
    for (key, value) in &fields {
        out.push(format!("SERVICES {program}{tls}/{key}"), *value, line);
    }
}

fn fields(mut rest: &str) -> Option<Vec<(&str, &str)>> {
    let mut fields = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            return Some(fields);
        }
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        fields.push((key.trim(), value));
        rest = left;
    }
}
