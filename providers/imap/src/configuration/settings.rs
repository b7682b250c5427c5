//! What was read of a product's configuration: settings with their place, and what could not be read.

/// Settings of one file that are kept.
const MOST: usize = 50_000;

/// Troubles of one file that are told.
const TOLD: usize = 20;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The blocks around it and its name: `service imap/process_limit`, `MAXPERIP`.
    pub(super) path: String,
    pub(super) value: String,
    /// Line of the file.
    pub(super) line: u64,
    /// The file, as a number among those of the product.
    pub(super) file: usize,
}

/// What one file says.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    pub(super) all: Vec<Setting>,
    /// Places that could not be read: `line 12: ...`. Never the words of the file, which may hold secrets.
    pub(super) troubles: Vec<String>,
    /// What the file itself says is missing from it, as other files that it includes.
    pub(super) partial: Vec<String>,
    pub(super) version: Option<String>,
    dropped: usize,
}

impl Settings {
    /// Keeps a setting.
    pub(super) fn push(&mut self, path: impl Into<String>, value: impl Into<String>, line: u64) {
        if self.all.len() < MOST {
            self.all.push(Setting {
                path: path.into(),
                value: value.into(),
                line,
                file: 0,
            });
        } else {
            self.lack(format!(
                "line {line}: more than {MOST} settings; the rest is not read"
            ));
        }
    }

    /// Notes something that could not be read. What is not read may hold anything.
    pub(super) fn trouble(&mut self, line: u64, what: &str) {
        if self.troubles.len() < TOLD {
            self.troubles.push(format!("line {line}: {what}"));
        } else {
            self.dropped += 1;
        }
    }

    /// Notes that something is not in the file.
    pub(super) fn lack(&mut self, what: String) {
        if self.partial.len() < TOLD && !self.partial.contains(&what) {
            self.partial.push(what);
        }
    }

    /// The troubles, and how many more there are.
    pub(super) fn told(&self) -> impl Iterator<Item = String> {
        let more = (self.dropped > 0).then(|| format!("{} more lines", self.dropped));
        self.troubles.iter().cloned().chain(more)
    }

    /// The setting of that path that counts: the last one.
    pub(super) fn last(&self, pattern: &str) -> Option<&Setting> {
        self.all.iter().rev().find(|setting| fits(pattern, &setting.path))
    }

    /// All settings of that path.
    pub(super) fn each<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a Setting> {
        self.all
            .iter()
            .filter(move |setting| fits(pattern, &setting.path))
    }
}

/// Whether a path fits: a part that ends in `*` fits every part that begins so.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    if !pattern.contains('*') {
        return pattern == path;
    }
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) => {
                let same = match wanted.strip_suffix('*') {
                    Some(begin) => found.starts_with(begin),
                    None => wanted == found,
                };
                if !same {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_and_without_stars() {
        assert!(fits("passdb*/master", "passdb/master"));
        assert!(fits("passdb*/master", "passdb masters/master"));
        assert!(!fits("passdb*/master", "passdb/fields/master"));
        assert!(!fits("passdb*/master", "userdb/master"));
        assert!(fits("MAXPERIP", "MAXPERIP") && !fits("MAXPERIP", "XMAXPERIP"));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut settings = Settings::default();
        (0..MOST + 5).for_each(|line| settings.push("a", "b", line as u64));
        (0..100).for_each(|line| settings.trouble(line, "odd"));
        assert_eq!((settings.all.len(), settings.partial.len()), (MOST, TOLD.min(5)));
        assert_eq!(settings.told().count(), TOLD + 1);
    }
}
