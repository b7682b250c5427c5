//! The shipped rule packs and guides, embedded as text. Nothing is parsed here: the rules engine loads these like the packs
//! of anybody else.

/// The files of one pack, as they stand in its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Embedded {
    /// The folder, as shown in errors: `rules/csv`.
    pub name: &'static str,
    /// Paths below the folder, with `/`, and texts.
    pub files: &'static [(&'static str, &'static str)],
}

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The sessions that commands of rules can need, as the text of their file.
pub fn sessions() -> &'static str {
    include_str!("sessions.toml")
}

/// The agreed terms of each language that packs are translated into: the language and the text of its file.
pub fn glossaries() -> [(&'static str, &'static str); 1] {
    [("tr", include_str!("glossary/tr.toml"))]
}

/// Who has to be asked for a missing fact, and which right he needs: the text of `obtain.toml`.
pub fn obtain() -> &'static str {
    include_str!("obtain.toml")
}
