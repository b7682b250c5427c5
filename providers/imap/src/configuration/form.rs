//! Which configuration a file holds, by its first lines. The signs are data: `configuration/forms.toml`.

use super::lines::Lines;
use imaprules_provider::EmbeddedTable;
use regex::Regex;
use serde::Deserialize;
use serde::de::Error as _;
use std::io;
use std::path::Path;

/// Octets of the beginning that decide.
const SAMPLE: usize = 64 << 10;

/// How the text of a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Parser {
    /// Nested blocks in braces.
    Blocks,
    /// `NAME=value` as a shell reads it.
    Shell,
    /// `name: value`.
    Colon,
    /// `name = value`.
    Equals,
    /// The services of `cyrus.conf`.
    Services,
    /// Attributes of accounts, classes of service and servers.
    Entities,
    /// Jails of fail2ban.
    Jails,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    form: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    family: String,
    parser: Parser,
    title: String,
    wanted: usize,
    signs: Vec<String>,
    needs: Option<String>,
    version: Option<String>,
    /// For whoever edits the table.
    #[serde(rename = "source")]
    _source: String,
}

/// A known form.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) id: String,
    pub(super) family: String,
    pub(super) parser: Parser,
    pub(super) title: String,
    wanted: usize,
    signs: Vec<Regex>,
    needs: Option<Regex>,
    pub(super) version: Option<Regex>,
}

pub(super) static FORMS: EmbeddedTable<Vec<Form>, toml::de::Error> = EmbeddedTable::new(
    "imap/configuration/forms.toml",
    include_str!("../../configuration/forms.toml"),
    |text| {
        let table: Table = toml::from_str(text)?;
        table.form.into_iter().map(Form::of).collect()
    },
);

/// All known forms, in the order in which they are tried.
pub(super) fn forms() -> &'static [Form] {
    &FORMS
}

impl Form {
    fn of(raw: Raw) -> Result<Form, toml::de::Error> {
        let compiled = |pattern: &String| Regex::new(pattern).map_err(toml::de::Error::custom);
        Ok(Form {
            signs: raw.signs.iter().map(compiled).collect::<Result<_, _>>()?,
            needs: raw.needs.as_ref().map(compiled).transpose()?,
            version: raw.version.as_ref().map(compiled).transpose()?,
            id: raw.id,
            family: raw.family,
            parser: raw.parser,
            title: raw.title,
            wanted: raw.wanted,
        })
    }

    fn fits(&self, lines: &[String]) -> bool {
        let seen = |sign: &Regex| lines.iter().any(|line| sign.is_match(line));
        self.needs.as_ref().is_none_or(seen)
            && self.signs.iter().filter(|sign| seen(sign)).count() >= self.wanted
    }
}

/// The form of a file; nothing when it is none that is known.
pub(super) fn recognise(path: &Path) -> io::Result<Option<&'static Form>> {
    of(Lines::open(path)?)
}

fn of(lines: Lines) -> io::Result<Option<&'static Form>> {
    let mut sample = Vec::new();
    let mut octets = 0;
    for line in lines {
        let line = line?.text;
        octets += line.len() + 1;
        sample.push(line);
        if octets >= SAMPLE {
            break;
        }
    }
    Ok(forms().iter().find(|form| form.fits(&sample)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn form_of(text: &str) -> Option<&'static str> {
        let lines = Lines::of(Cursor::new(text.as_bytes().to_vec())).unwrap();
        of(lines).unwrap().map(|form| form.id.as_str())
    }

    #[test]
    fn the_table_is_whole() {
        FORMS.check().unwrap();
        assert!(!forms().is_empty());
        for form in forms() {
            assert!(form.wanted > 0 && form.wanted <= form.signs.len(), "{}", form.id);
        }
    }

    #[test]
    fn other_files_are_nobody_s() {
        for text in [
            "",
            "Name,City\na,b\n",
            "{\"a\": 1}",
            "EmailAddress,UserName,Password\na@x,a,b\n",
            "[Unit]\nDescription=x\n[Service]\nenabled = true\n",
            "<Objs Version=\"1.1.0.1\">",
            "server {\n  listen 80;\n}\n",
            "key = value\nother = value\n",
        ] {
            assert_eq!(form_of(text), None, "{text}");
        }
    }

    #[test]
    fn every_form_is_known_by_its_first_lines() {
        for (text, form) in [
            ("# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\n", "doveconf"),
            ("# 2.4.1-4 (7d8c0bc759): /etc/dovecot/dovecot.conf\n", "doveconf"),
            (
                "!include_try /usr/share/dovecot/protocols.d/*.protocol\nprotocol imap {\n}\n",
                "dovecot",
            ),
            ("MAXDAEMONS=40\nMAXPERIP=20\n", "courier-imapd"),
            ("SSLPORT=993\nIMAPDSSLSTART=YES\n", "courier-imapd-ssl"),
            (
                "configdirectory: /var/lib/cyrus\nsasl_pwcheck_method: auxprop\n",
                "cyrus-imapd",
            ),
            ("START {\n}\nSERVICES {\n}\n", "cyrus-services"),
            ("# name a@example.com\nzimbraImapEnabled: TRUE\n", "zimbra"),
            (
                "imap_max_request_size = 1\nzimbra_home = /opt/zimbra\n",
                "zimbra-local",
            ),
            (
                "['add', 'dovecot', 'auto']\n['set', 'dovecot', 'maxretry', 3]\n",
                "fail2ban-dump",
            ),
            ("Status for the jail: dovecot\n|- Filter\n", "fail2ban-client"),
            (
                "[DEFAULT]\nignoreip = 127.0.0.1/8\n[dovecot]\nenabled = true\n",
                "fail2ban-jail",
            ),
        ] {
            assert_eq!(form_of(text), Some(form), "{text}");
        }
    }
}
