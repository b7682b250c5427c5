//! Letters that a wrong encoding has damaged, before the file came here or on the way.

use encoding_rs::WINDOWS_1252;
use secrecy::zeroize::Zeroizing;

/// Damage to letters, as words of `csv.text_damage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    None,
    Replaced,
    DoubleEncoded,
}

impl Damage {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Damage::None => "none",
            Damage::Replaced => "replaced",
            Damage::DoubleEncoded => "double_encoded",
        }
    }
}

/// Looks at the text of a row.
pub(crate) fn damage(row: &str) -> Damage {
    if row.is_ascii() {
        return Damage::None;
    }
    if is_double_encoded(row) {
        return Damage::DoubleEncoded;
    }
    let lost = |c: char| matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}');
    if row.contains(lost) {
        Damage::Replaced
    } else {
        Damage::None
    }
}

/// Whether letters beyond ASCII that stand side by side are UTF-8 when written in Windows-1252: `Ã¼` is `ü`.
fn is_double_encoded(row: &str) -> bool {
    row.split(|c: char| c.is_ascii())
        .filter(|run| run.chars().nth(1).is_some())
        .any(|run| {
            let (octets, _, lost) = WINDOWS_1252.encode(run);
            // The run may be a part of a password.
            let octets = Zeroizing::new(octets.into_owned());
            !lost && std::str::from_utf8(&octets).is_ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1254;

    #[test]
    fn damage_is_told_from_letters() {
        for (row, damage) in [
            ("plain", Damage::None),
            ("Ayşe Gönül Işık, İĞÜŞÖÇ ığüşöç", Damage::None),
            ("Müller, Ångström, Çağrı, señor", Damage::None),
            ("Иван, Γιώργος, 用户", Damage::None),
            ("M\u{fffd}ller", Damage::Replaced),
            ("M\u{9f}ller", Damage::Replaced),
        ] {
            assert_eq!(super::damage(row), damage, "{row}");
        }
    }

    #[test]
    fn utf8_read_as_a_code_page_is_recognised() {
        for name in ["Müller", "Ayşe Işık", "İbrahim Çağlar", "Ángel", "Иван"] {
            let read = WINDOWS_1252.decode_without_bom_handling(name.as_bytes()).0;
            assert_eq!(super::damage(&read), Damage::DoubleEncoded, "{read}");
        }
        let read = WINDOWS_1254
            .decode_without_bom_handling("Ayşe Müller".as_bytes())
            .0;
        assert_eq!(super::damage(&read), Damage::DoubleEncoded, "{read}");
    }
}
