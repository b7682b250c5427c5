//! Mailboxes written straight to disk in Maildir++ form, with exact sizes.
//!
//! The sizes are those of the message with CRLF line ends, which is what IMAP reports as RFC822.SIZE.

use std::path::Path;

use super::mutf7;

/// A folder and what is in it.
#[derive(Debug, Clone)]
pub struct Folder {
    name: String,
    messages: Vec<Message>,
}

/// A message: how large, and how it is marked.
#[derive(Debug, Clone, Copy)]
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
        Self { name: name.to_owned(), messages }
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
        self.messages.iter().map(|m| m.size as u64).max().unwrap_or_default()
    }

    /// Writes the folder below a Maildir.
    pub(super) fn write(&self, maildir: &Path) -> std::io::Result<()> {
        let folder = maildir.join(self.directory());
        for part in ["cur", "new", "tmp"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        if folder != maildir {
            // Marks a folder below the inbox; see https://www.courier-mta.org/imap/README.maildirquota.html
            std::fs::write(folder.join("maildirfolder"), "")?;
        }
        for (number, message) in self.messages.iter().enumerate() {
            message.write(&folder.join("cur"), number)?;
        }
        Ok(())
    }

    fn directory(&self) -> String {
        if self.name == "INBOX" {
            return String::new();
        }
        format!(".{}", mutf7::encode(&self.name).replace('/', "."))
    }
}

impl Message {
    fn write(self, folder: &Path, number: usize) -> std::io::Result<()> {
        // S and W are the sizes on disk and on the wire; they spare the server a look into the file.
        let (size, flags) = (self.size, self.flags);
        let name = format!("1700000000.M{number}P1.seed,S={size},W={size}:2,{flags}");
        std::fs::write(folder.join(name), text(number, size))
    }
}

/// A message of exactly this size with CRLF line ends.
fn text(number: usize, size: usize) -> Vec<u8> {
    let mut text = format!(
        "From: seed@example.test\r\nTo: seed@example.test\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         Message-ID: <{number}.{size}@example.test>\r\nSubject: {number}\r\n\r\n"
    )
    .into_bytes();
    assert!(text.len() + 2 <= size, "a message needs {} octets at least, {size} were asked", text.len() + 2);
    while text.len() + 2 < size {
        let line = 76.min(size - text.len() - 2);
        text.resize(text.len() + line, b'x');
        // A last line of its own would need two octets more than are left.
        if size - text.len() >= 4 {
            text.extend_from_slice(b"\r\n");
        }
    }
    text.extend_from_slice(b"\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_size_that_was_asked_and_whole_lines() {
        for size in (200..700).chain([36_700_160]) {
            let text = text(7, size);
            assert_eq!(text.len(), size);
            assert!(text.ends_with(b"\r\n"));
            let feeds = text.iter().filter(|&&b| b == b'\n').count();
            assert_eq!(feeds, text.windows(2).filter(|w| w == b"\r\n").count(), "a lone line feed");
        }
    }

    #[test]
    fn directories_are_named_as_maildir_wants() {
        assert_eq!(Folder::new("INBOX", &[]).directory(), "");
        assert_eq!(Folder::new("Projects/2019", &[]).directory(), ".Projects.2019");
        assert_eq!(Folder::new("Gönderilmiş", &[]).directory(), ".G&APY-nderilmi&AV8-");
    }
}
