//! Which of the forms of a message goes with a count. The kinds of rules are those of the Unicode CLDR
//! (<https://cldr.unicode.org/index/cldr-spec/plural-rules>), for whole numbers and as far as languages here need them.

/// How a language counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Plural {
    /// One form for every number, as in Turkish.
    None,
    /// A form for one, as in English.
    #[default]
    One,
    /// A form for nothing and one, as in French.
    ZeroOne,
    /// Forms by the last digits, as in Russian.
    OneFewMany,
}

impl Plural {
    /// The rule of that word.
    pub(crate) fn parse(word: &str) -> Option<Plural> {
        Some(match word {
            "none" => Plural::None,
            "one" => Plural::One,
            "zero-one" => Plural::ZeroOne,
            "one-few-many" => Plural::OneFewMany,
            _ => return None,
        })
    }

    /// The name of the form for a count.
    pub(crate) fn form(self, count: u64) -> &'static str {
        let (last, tens) = (count % 10, count % 100);
        match (self, count) {
            (Plural::One, 1) | (Plural::ZeroOne, 0 | 1) => "one",
            (Plural::OneFewMany, _) if last == 1 && tens != 11 => "one",
            (Plural::OneFewMany, _) if (2..=4).contains(&last) && !(12..=14).contains(&tens) => "few",
            (Plural::OneFewMany, _) => "many",
            _ => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Plural;

    #[test]
    fn counts_find_their_form() {
        let forms = |plural: Plural| [0, 1, 2, 5, 11, 21, 112].map(|count| plural.form(count));
        assert_eq!(forms(Plural::None), ["other"; 7]);
        assert_eq!(
            forms(Plural::One).map(|form| form == "one"),
            [false, true, false, false, false, false, false]
        );
        assert_eq!(forms(Plural::ZeroOne)[..3], ["one", "one", "other"]);
        assert_eq!(
            forms(Plural::OneFewMany),
            ["many", "one", "few", "many", "many", "one", "many"]
        );
    }
}
