//! `csv template`: a migration file to begin with - the right header, and example rows in the form that the source system
//! wants. What the forms are stands in `templates.toml`.

use crate::copy::{CopyError, Ink, keep_one};
use serde::Deserialize;
use std::path::Path;

/// The forms of a source system.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The provider.
    pub provider: String,
    /// The product, as `server.family` has it; nothing where it is whatever product is not listed.
    pub family: Option<String>,
    /// Its name for people.
    pub title: String,
    /// What to know before choosing a form.
    pub note: Option<String>,
    /// The forms, the usual one first.
    #[serde(rename = "form")]
    pub forms: Vec<Form>,
}

/// A way to name accounts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// What nobody has proved about it.
    pub doubt: Option<String>,
    /// Where it is documented.
    pub sources: Vec<String>,
    user_name: String,
    user_root: Option<String>,
    password: String,
    #[serde(skip)]
    persons: Vec<Person>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    user: String,
    address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    person: Vec<Person>,
    template: Vec<Template>,
}

/// All shipped templates.
///
/// # Errors
/// What is wrong with `templates.toml`.
pub fn templates() -> Result<Vec<Template>, String> {
    let file: File =
        toml::from_str(include_str!("../../templates.toml")).map_err(|error| error.to_string())?;
    let mut templates = file.template;
    for form in templates.iter_mut().flat_map(|template| &mut template.forms) {
        form.persons.clone_from(&file.person);
    }
    Ok(templates)
}

impl Form {
    /// The migration file.
    pub fn csv(&self) -> String {
        let root = self.user_root.is_some();
        let mut ink = Ink::default();
        ink.plain("EmailAddress,UserName,Password");
        ink.plain(if root { ",UserRoot\r\n" } else { "\r\n" });
        for person in &self.persons {
            self.row(person, &mut ink);
            ink.plain("\r\n");
        }
        ink.text().to_owned()
    }

    /// The row of the first example, without its line end.
    pub fn example(&self) -> String {
        let mut ink = Ink::default();
        if let Some(person) = self.persons.first() {
            self.row(person, &mut ink);
        }
        ink.text().to_owned()
    }

    fn row(&self, person: &Person, ink: &mut Ink) {
        let values = [
            Some("{address}"),
            Some(self.user_name.as_str()),
            Some(self.password.as_str()),
            self.user_root.as_deref(),
        ];
        for (number, value) in values.into_iter().flatten().enumerate() {
            if number > 0 {
                ink.plain(",");
            }
            ink.value(
                &value
                    .replace("{user}", &person.user)
                    .replace("{address}", &person.address),
            );
        }
    }

    /// Writes the migration file, for its owner alone: passwords are going to stand in it.
    ///
    /// # Errors
    /// When the name is taken, unless `replace`, or the file cannot be written.
    pub fn write(&self, to: &Path, replace: bool) -> Result<(), CopyError> {
        keep_one(to, self.csv().as_bytes(), replace, &|| false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_told_apart_and_has_examples() {
        let templates = templates().unwrap();
        let mut seen = std::collections::HashSet::new();
        for template in &templates {
            assert!(
                seen.insert((&template.provider, &template.family)),
                "{template:?}"
            );
            assert!(!template.forms.is_empty());
            for form in &template.forms {
                assert!(
                    !form.sources.is_empty() && form.sources.iter().all(|url| url.starts_with("https://"))
                );
                assert_eq!(form.csv().lines().count(), 3);
                assert!(!form.csv().contains(['{', '}', '"']), "{}", form.csv());
            }
        }
        for provider in ["gmail", "exchange", "imap"] {
            let general = |one: &&Template| one.provider == provider && one.family.is_none();
            assert_eq!(templates.iter().filter(general).count(), 1);
        }
    }

    #[test]
    fn a_form_with_a_tree_has_the_column_for_it() {
        let all = templates().unwrap();
        let courier = all
            .iter()
            .find(|one| one.family.as_deref() == Some("courier"))
            .unwrap();
        assert_eq!(
            courier.forms[1].csv(),
            "EmailAddress,UserName,Password,UserRoot\r\n\
             terry.adams@contoso.com,mailadmin,Password-of-mailadmin,/users/terry.adams\r\n\
             ann.beebe@contoso.com,mailadmin,Password-of-mailadmin,/users/ann.beebe\r\n"
        );
        assert_eq!(
            courier.forms[0].example(),
            "terry.adams@contoso.com,terry.adams,Password-of-terry.adams"
        );
    }
}
