//! A command for the clipboard, through the terminal: OSC 52, which works over SSH too and which terminals that do not know
//! it ignore (<https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Operating-System-Commands>).

use crate::error::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Write};
use std::path::Path;

/// Hands the text to the terminal's clipboard. Nobody can tell whether it arrives, so it is printed beside.
pub(super) fn to_clipboard(text: &str) -> Result<(), Failure> {
    let sequence = sequence(text);
    let mut out = io::stdout().lock();
    let written = out.write_all(sequence.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Failure::unwritable(Path::new("standard output"), &error))
}

fn sequence(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn whatever_is_copied_cannot_end_the_sequence() {
        assert_eq!(super::sequence("a\x07b"), "\x1b]52;c;YQdi\x07");
    }
}
