//! `jail.conf` and `jail.local`: sections, `key = value`, values that go on in indented lines. Of interpolations only those
//! that name another key of the same section or of `DEFAULT` are followed; others leave the key unset.

use super::super::lines::Line;
use super::super::settings::Settings;
use super::{DEFAULT, Jail};
use std::collections::BTreeMap;

/// Interpolations that are followed one after the other.
const DEEPEST: usize = 8;

/// Reads line by line.
#[derive(Default)]
pub(in super::super) struct Ini {
    section: String,
    key: String,
    /// Section and key to value and line.
    values: BTreeMap<(String, String), (String, u64)>,
    sections: BTreeMap<String, u64>,
}

impl Ini {
    pub(in super::super) fn line(&mut self, line: &Line, out: &mut Settings) {
        let text = without_comment(&line.text);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return;
        }
        if text.starts_with([' ', '\t']) && !self.key.is_empty() {
            let key = (self.section.clone(), self.key.clone());
            if let Some((value, _)) = self.values.get_mut(&key) {
                value.push('\n');
                value.push_str(trimmed);
            }
        } else if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            self.section = name.trim().to_owned();
            self.key.clear();
            self.sections.entry(self.section.clone()).or_insert(line.number);
        } else if let Some((key, value)) = trimmed.split_once(['=', ':']) {
            self.key = key.trim().to_owned();
            let place = (self.section.clone(), self.key.clone());
            self.values.insert(place, (value.trim().to_owned(), line.number));
        } else {
            self.key.clear();
            out.trouble(line.number, "this is neither a section nor a setting");
        }
    }

    /// The jails.
    pub(in super::super) fn end(self, file: usize) -> BTreeMap<String, Jail> {
        let mut jails = BTreeMap::new();
        for (section, line) in &self.sections {
            if section == "INCLUDES" {
                continue;
            }
            let mut jail = Jail {
                place: Some((file, *line)),
                from_files: true,
                ..Jail::default()
            };
            for ((_, key), (value, _)) in self.values.iter().filter(|((of, _), _)| of == section) {
                if let Some(value) = self.resolved(section, value, 0) {
                    jail.set(key, &value);
                }
            }
            jails.insert(section.clone(), jail);
        }
        jails
    }

    /// A value with its interpolations, `%(name)s`, filled in.
    fn resolved(&self, section: &str, value: &str, depth: usize) -> Option<String> {
        let Some((before, rest)) = value.split_once("%(") else {
            return Some(value.to_owned());
        };
        let (name, after) = rest.split_once(")s")?;
        if depth >= DEEPEST {
            return None;
        }
        let found = |section: &str| self.values.get(&(section.to_owned(), name.to_owned()));
        let inner = match name {
            "__name__" => section.to_owned(),
            _ => found(section).or_else(|| found(DEFAULT))?.0.clone(),
        };
        self.resolved(section, &format!("{before}{inner}{after}"), depth + 1)
    }
}

/// Comments stand on lines of their own, or behind a blank and a semicolon.
fn without_comment(text: &str) -> &str {
    if text.starts_with(['#', ';']) || text.trim_start().starts_with('#') {
        return "";
    }
    text.split_once(" ;")
        .or_else(|| text.split_once(" #"))
        .map_or(text, |(before, _)| before)
}
