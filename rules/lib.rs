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

/// Who has to be asked for a missing fact, and which right he needs: the text of `obtain.toml`.
pub fn obtain() -> &'static str {
    include_str!("obtain.toml")
}

/// The files of the shipped packs, and of those texts that belong to no pack, in which a language says something for sentences that
/// come as values: files named `LANGUAGE.WHAT.toml` in `locale/`, and all of `rules/locale`.
pub fn phrases(language: &str) -> impl Iterator<Item = &'static str> {
    let begins = format!("locale/{language}.");
    let own = |path: &str| path.strip_prefix(&begins).is_some_and(|rest| rest.contains('.'));
    let mut found: Vec<&'static str> = Vec::new();
    for pack in all() {
        let files = pack.files.iter().filter(|(path, _)| own(path));
        found.extend(files.map(|(_, text)| *text));
    }
    let rest = locales().iter().filter(|(of, _)| *of == language);
    found.extend(rest.map(|(_, text)| *text));
    found.into_iter()
}
