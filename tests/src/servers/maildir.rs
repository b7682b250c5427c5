//! Mailboxes written straight to disk in Maildir++ form, with exact sizes.
//!
//! The sizes are those of the message with CRLF line ends, which is what IMAP reports as RFC822.SIZE.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

/// A folder and what is in it.
#[derive(Debug, Clone)]
pub struct Folder {
    name: String,
    messages: Vec<Message>,
    /// Whom the owner lets in, with which rights (RFC 4314); not in Dovecot, which runs here without its ACL plugin.
    pub(super) rights: Vec<(String, String)>,
    /// The name on disk, where it is not what the server would have written.
    on_disk: Option<Vec<u8>>,
}

/// From so many messages on, those of one size in a folder share a file: making ten thousand takes seconds.
const SHARED_FROM: usize = 1000;
/// How many names a file gets; ext4 allows 65,000.
const LINKS: usize = 30_000;

/// How a server keeps its Maildirs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// A folder's name as it stands on disk, levels still separated by `/`.
    pub(super) encode: fn(&str) -> String,
    /// How lines end on disk. On the wire they always end in CRLF.
    pub(super) line_end: &'static str,
}

/// A message: how large, and how it is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    size: usize,
    /// Maildir's letters: `S` seen, `F` flagged, `R` answered, `T` deleted, `D` draft, in alphabetical order.
    flags: &'static str,
}

impl Message {
    /// An unmarked message of so many octets.
    pub fn of(size: usize) -> Self {
        Self { size, flags: "" }
    }

    /// A read message of so many octets.
    pub fn seen(size: usize) -> Self {
        Self { size, flags: "S" }
    }

    /// A message marked as deleted but still there.
    pub fn deleted(size: usize) -> Self {
        Self { size, flags: "ST" }
    }
}

impl Folder {
    /// A folder with messages of these sizes. `INBOX` is the inbox, `/` separates levels.
    pub fn new(name: &str, sizes: &[usize]) -> Self {
        Self::of(name, sizes.iter().map(|&size| Message::seen(size)).collect())
    }

    /// A folder with these messages.
    pub fn of(name: &str, messages: Vec<Message>) -> Self {
        Self {
            name: name.to_owned(),
            messages,
            rights: Vec::new(),
            on_disk: None,
        }
    }

    /// An empty folder whose directory has exactly this name after the leading dot, as a broken store may have.
    pub fn on_disk(name: &[u8]) -> Self {
        Self {
            on_disk: Some(name.to_owned()),
            ..Self::of(&String::from_utf8_lossy(name), Vec::new())
        }
    }

    /// Which another user may use with these rights, such as `lr`.
    pub fn shared_with(mut self, user: &str, rights: &str) -> Self {
        self.rights.push((user.to_owned(), rights.to_owned()));
        self
    }

    /// A folder with so many messages of one size.
    pub fn uniform(name: &str, count: usize, size: usize) -> Self {
        Self::of(name, vec![Message::seen(size); count])
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many messages it holds.
    pub fn count(&self) -> u64 {
        self.messages.len() as u64
    }

    /// How many octets they have together.
    pub fn size(&self) -> u64 {
        self.messages.iter().map(|m| m.size as u64).sum()
    }

    /// How many octets the largest has; 0 in an empty folder.
    pub fn largest(&self) -> u64 {
        self.messages
            .iter()
            .map(|m| m.size as u64)
            .max()
            .unwrap_or_default()
    }

    /// Whether it holds so many messages, and all alike, that they need not be made one by one.
    pub(super) fn is_many_alike(&self) -> bool {
        self.messages.len() >= SHARED_FROM && self.messages.iter().all(|one| *one == self.messages[0])
    }

    /// Its messages, each with its text.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Message, String)> {
        let numbered = self.messages.iter().enumerate();
        numbered.map(|(number, &message)| (message, text(number, message.size)))
    }

    /// Writes the folder below a Maildir.
    pub(super) fn write(&self, maildir: &Path, layout: Layout) -> std::io::Result<()> {
        let folder = maildir.join(self.directory(layout));
        for part in ["cur", "new", "tmp"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        if folder != maildir {
            // Marks a folder below the inbox; see https://www.courier-mta.org/imap/README.maildirquota.html
            std::fs::write(folder.join("maildirfolder"), "")?;
        }
        self.write_messages(&folder.join("cur"), layout)
    }

    fn write_messages(&self, cur: &Path, layout: Layout) -> std::io::Result<()> {
        let share = self.messages.len() >= SHARED_FROM;
        let mut written = HashMap::new();
        for (number, message) in self.messages.iter().enumerate() {
            let (name, text) = message.file(number, layout);
            let path = cur.join(name);
            if number % LINKS == 0 {
                written.clear();
            }
            match written.get(&message.size) {
                Some(first) if share => std::fs::hard_link(first, path)?,
                _ => {
                    std::fs::write(&path, text)?;
                    written.insert(message.size, path);
                }
            }
        }
        Ok(())
    }

    /// The name of its directory; empty for the inbox, which is the Maildir itself.
    pub(super) fn directory(&self, layout: Layout) -> OsString {
        match &self.on_disk {
            Some(name) => OsString::from_vec([b".", name.as_slice()].concat()),
            None if self.name == "INBOX" => OsString::new(),
            None => format!(".{}", (layout.encode)(&self.name).replace('/', ".")).into(),
        }
    }
}

impl Message {
    /// How it is marked, in IMAP's words.
    pub(super) fn imap_flags(self) -> String {
        let word = |letter| match letter {
            'D' => "\\Draft",
            'F' => "\\Flagged",
            'R' => "\\Answered",
            'S' => "\\Seen",
            'T' => "\\Deleted",
            other => panic!("{other} is no flag of a Maildir"),
        };
        self.flags.chars().map(word).collect::<Vec<_>>().join(" ")
    }

    /// Its file's name and what is in it.
    fn file(self, number: usize, layout: Layout) -> (String, String) {
        let (size, flags) = (self.size, self.flags);
        let text = text(number, size).replace("\r\n", layout.line_end);
        // S and W are the sizes on disk and on the wire; they spare the server a look into the file.
        let name = format!("1700000000.M{number}P1.seed,S={},W={size}:2,{flags}", text.len());
        (name, text)
    }
}

/// A message of exactly this size with CRLF line ends.
fn text(number: usize, size: usize) -> String {
    let mut text = format!(
        "From: seed@example.test\r\nTo: seed@example.test\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Message-ID: <{number}.{size}@example.test>\r\nSubject: {number}\r\n\r\n"
    );
    assert!(
        text.len() + 2 <= size,
        "a message needs {} octets at least, {size} were asked",
        text.len() + 2
    );
    while text.len() + 2 < size {
        let line = 76.min(size - text.len() - 2);
        text.extend(std::iter::repeat_n('x', line));
        // A last line of its own would need two octets more than are left.
        if size - text.len() >= 4 {
            text.push_str("\r\n");
        }
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_size_that_was_asked_and_whole_lines() {
        for size in (200..700).chain([1_000_003]) {
            let text = text(7, size).into_bytes();
            assert_eq!(text.len(), size);
            assert!(text.ends_with(b"\r\n"));
            let feeds = text.iter().filter(|&&b| b == b'\n').count();
            assert_eq!(
                feeds,
                text.windows(2).filter(|w| w == b"\r\n").count(),
                "a lone line feed"
            );
        }
    }

    #[test]
    fn directories_are_named_as_maildir_wants() {
        let layout = Layout {
            encode: crate::servers::mutf7::encode,
            line_end: "\r\n",
        };
        let directory = |name| Folder::new(name, &[]).directory(layout);
        assert_eq!(directory("INBOX"), "");
        assert_eq!(directory("Projects/2019"), ".Projects.2019");
        assert_eq!(directory("Gönderilmiş"), ".G&APY-nderilmi&AV8-");
        assert_eq!(Folder::on_disk(b"a\xff").directory(layout).into_vec(), b".a\xff");
    }

    #[test]
    fn flags_have_their_names_in_imap() {
        assert_eq!(Message::deleted(500).imap_flags(), "\\Seen \\Deleted");
        assert_eq!(Message::of(500).imap_flags(), "");
    }
}
