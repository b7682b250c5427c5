//! Nested blocks in braces, as Dovecot writes them: `service imap { process_limit = 1 }` over several lines.
//!
//! Values are kept as they stand but for quotes around them; `$name` and `<file` are not followed.

use super::lines::Line;
use super::settings::Settings;

/// Blocks inside blocks deeper than this are not read.
const DEEPEST: usize = 16;

/// Reads line by line.
#[derive(Default)]
pub(super) struct Blocks {
    open: Vec<String>,
    /// Braces that were opened too deep.
    skipped: usize,
    /// The beginning of a line that goes on after a backslash.
    begun: String,
}

impl Blocks {
    pub(super) fn line(&mut self, line: &Line, out: &mut Settings) {
        let text = line.text.trim();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        if line.cut {
            out.trouble(line.number, "the line is too long");
        }
        if let Some(begin) = text.strip_suffix('\\') {
            if self.begun.len() + begin.len() < 1 << 20 {
                self.begun.push_str(begin);
            }
            return;
        }
        let whole = std::mem::take(&mut self.begun) + text;
        self.statement(&whole, line.number, out);
    }

    fn statement(&mut self, text: &str, line: u64, out: &mut Settings) {
        if let Some(header) = text.strip_suffix('{') {
            self.enter(header, line, out);
        } else if text == "}" {
            self.leave(line, out);
        } else if text.starts_with("!include") {
            out.lack(format!(
                "line {line}: other files are included, and were not given"
            ));
        } else if let Some((name, value)) = text.split_once('=').filter(|(name, _)| is_name(name)) {
            self.setting(name.trim(), value.trim(), line, out);
        } else if text.contains('{') {
            out.trouble(line, "a block on one line is not read");
        } else {
            out.trouble(line, "this is neither a setting nor a block");
        }
    }

    fn enter(&mut self, header: &str, line: u64, out: &mut Settings) {
        if self.open.len() >= DEEPEST {
            self.skipped += 1;
            out.trouble(line, "blocks are nested too deep");
            return;
        }
        let words = header
            .split_whitespace()
            .map(|word| word.trim_matches('"').replace('/', "_"));
        let header = words.collect::<Vec<_>>().join(" ");
        out.push(self.path(&header), "", line);
        self.open.push(header);
    }

    fn leave(&mut self, line: u64, out: &mut Settings) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if self.open.pop().is_none() {
            out.trouble(line, "a block is closed that was not opened");
        }
    }

    fn setting(&mut self, name: &str, value: &str, line: u64, out: &mut Settings) {
        // Values that doveconf hides are shown as a comment.
        if self.skipped == 0 && !value.starts_with("# hidden") {
            out.push(self.path(name), unquoted(value), line);
        }
    }

    fn path(&self, name: &str) -> String {
        if self.open.is_empty() {
            return name.to_owned();
        }
        format!("{}/{name}", self.open.join("/"))
    }

    /// Told when the file has ended.
    pub(super) fn end(&self, line: u64, out: &mut Settings) {
        if !self.open.is_empty() || !self.begun.is_empty() {
            out.trouble(line, "the file ends inside a block");
            out.lack(format!("line {line}: the file ends inside a block: it was cut"));
        }
    }
}

fn is_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./:@".contains(c))
}

/// Without quotes around it.
pub(super) fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return inner;
        }
    }
    value
}
