//! What administrators see when a migration from Gmail goes wrong, beside what every IMAP server shows.

use imaprules_provider::Symptom;

const SEEN: [(&str, &str); 2] = [
    (
        "mail-stops",
        "Users can neither send nor receive mail at Google while they are migrated",
    ),
    (
        "app-password-page-missing",
        "The page on which users make app passwords is missing in their Google account",
    ),
];

/// Those of Gmail alone.
pub(crate) fn seen() -> Vec<Symptom> {
    let symptom = |(id, title): (&str, &str)| Symptom {
        id: id.to_owned(),
        title: title.to_owned(),
    };
    SEEN.map(symptom).to_vec()
}
