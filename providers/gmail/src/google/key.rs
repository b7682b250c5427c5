//! The key file of a service account: read into memory, checked, and never shown. What is wrong with it is said without a word of
//! what stands in it.
//!
//! The file: <https://developers.google.com/workspace/guides/create-credentials#service-account>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imaprules_provider::{ExposeSecret, SecretString};
use ring::signature::RsaKeyPair;
use secrecy::SecretSlice;
use serde::Deserialize;
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Octets of a key file at most; real ones have about 2,400.
const LARGEST: u64 = 65_536;

/// Where tokens are had if the file does not say.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// A service account with its key.
#[derive(Clone)]
pub(crate) struct Key {
    /// Address of the service account.
    pub(crate) email: String,
    /// Its numeric id, to which permissions are delegated.
    pub(crate) client_id: Option<String>,
    /// Its Google Cloud project.
    pub(crate) project: Option<String>,
    /// Id of the key.
    pub(crate) key_id: Option<String>,
    /// Where tokens are had.
    pub(crate) token_uri: String,
    pair: Arc<RsaKeyPair>,
}

/// Shows whose key it is, nothing of the key.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Why a key file cannot be used: what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadKey {
    pub(crate) problem: String,
    pub(crate) remedy: &'static str,
}

/// What to do about most bad key files.
const CREATE: &str = "in the Google Cloud console, under IAM and admin, Service accounts, Keys, create a key of type JSON and name the \
                      file that is downloaded";

fn bad(problem: impl Into<String>) -> BadKey {
    BadKey {
        problem: problem.into(),
        remedy: CREATE,
    }
}

/// The file as it is written. Other kinds of credentials have other fields, or the same with another `type`.
#[derive(Deserialize)]
struct File {
    r#type: Option<String>,
    installed: Option<serde::de::IgnoredAny>,
    web: Option<serde::de::IgnoredAny>,
    client_email: Option<String>,
    client_id: Option<String>,
    project_id: Option<String>,
    private_key_id: Option<String>,
    private_key: Option<SecretString>,
    token_uri: Option<String>,
}

impl Key {
    /// Reads a key file.
    pub(crate) fn read(path: &Path) -> Result<Key, BadKey> {
        let mut text = Vec::new();
        let read = std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut text));
        let text = SecretSlice::from(text);
        match read {
            Err(error) => Err(BadKey {
                problem: format!("{}: {error}", path.display()),
                remedy: "name a readable file",
            }),
            Ok(count) if count as u64 > LARGEST => {
                Err(bad(format!("{}: too large for a key file", path.display())))
            }
            Ok(_) => Key::parse(text.expose_secret()).map_err(|bad| BadKey {
                problem: format!("{}: {}", path.display(), bad.problem),
                ..bad
            }),
        }
    }

    /// Reads the content of a key file.
    pub(crate) fn parse(text: &[u8]) -> Result<Key, BadKey> {
        // The parser's own words may quote the file, so that only the place is told.
        let file: File = serde_json::from_slice(text).map_err(|error| {
            bad(format!(
                "no JSON of a key file (line {}, column {})",
                error.line(),
                error.column()
            ))
        })?;
        file.kind()?;
        let missing = |name: &str| bad(format!("`{name}` is missing"));
        let pem = file.private_key.as_ref().ok_or_else(|| missing("private_key"))?;
        let email = file.client_email.filter(|email| email.contains('@'));
        let token_uri = file.token_uri.unwrap_or_else(|| TOKEN_URI.to_owned());
        if !super::settings::may_hear_secrets(&token_uri) {
            return Err(bad(
                "`token_uri` is no https address, so that tokens would cross the network readably",
            ));
        }
        Ok(Key {
            email: email.ok_or_else(|| missing("client_email"))?,
            client_id: file.client_id,
            project: file.project_id,
            key_id: file.private_key_id,
            token_uri,
            pair: Arc::new(pair(pem)?),
        })
    }

    /// The pair that signs.
    pub(crate) fn pair(&self) -> &RsaKeyPair {
        &self.pair
    }
}

impl File {
    /// Refuses other kinds of credentials by their name.
    fn kind(&self) -> Result<(), BadKey> {
        if self.installed.is_some() || self.web.is_some() {
            return Err(bad(
                "this is the file of an OAuth client, not of a service account",
            ));
        }
        match self.r#type.as_deref() {
            Some("service_account") => Ok(()),
            Some("authorized_user") => {
                Err(bad("these are a user's own credentials, not a service account's"))
            }
            Some("external_account") => Err(bad(
                "this is a configuration for workload identity; it holds no key",
            )),
            _ => Err(bad(
                "this is no key file of a service account: its `type` is not service_account",
            )),
        }
    }
}

/// The key of a PEM text (PKCS #8, RFC 5958).
fn pair(pem: &SecretString) -> Result<RsaKeyPair, BadKey> {
    let unusable = "`private_key` is no private key in PEM";
    let text = pem.expose_secret();
    let begin = "-----BEGIN PRIVATE KEY-----";
    let body = text
        .split_once(begin)
        .and_then(|(_, rest)| rest.split_once("-----END PRIVATE KEY-----"));
    let (body, _) = body.ok_or_else(|| bad(unusable))?;
    let letters = SecretString::from(body.split_whitespace().collect::<String>());
    let der = STANDARD
        .decode(letters.expose_secret())
        .map_err(|_| bad(unusable))?;
    let der: SecretSlice<u8> = der.into();
    RsaKeyPair::from_pkcs8(der.expose_secret())
        .map_err(|_| bad("`private_key` is no RSA key of 2048 bits or more"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_demo::google::{CLIENT_EMAIL, key_file};

    #[test]
    fn a_key_file_is_read_and_shows_nothing() {
        let text = key_file("http://127.0.0.1:1/token");
        let key = Key::parse(text.as_bytes()).unwrap();
        assert_eq!(key.email, CLIENT_EMAIL);
        assert_eq!(key.token_uri, "http://127.0.0.1:1/token");
        let shown = format!("{key:?}");
        assert!(
            !shown.contains("PRIVATE") && shown.contains(CLIENT_EMAIL),
            "{shown}"
        );
    }

    #[test]
    fn other_files_are_refused_without_their_content() {
        let good: serde_json::Value =
            serde_json::from_str(&key_file("https://oauth2.googleapis.com/token")).unwrap();
        let with = |name: &str, value: serde_json::Value| {
            let mut file = good.clone();
            file[name] = value;
            file.to_string()
        };
        let cases = [
            ("not json SECRETSECRET".to_owned(), "no JSON"),
            ("[\"SECRETSECRET\"]".to_owned(), "no JSON"),
            (
                with("private_key", serde_json::json!(["SECRETSECRET"])),
                "no JSON",
            ),
            (
                "{\"installed\": {\"client_secret\": \"SECRETSECRET\"}}".to_owned(),
                "OAuth client",
            ),
            (
                "{\"web\": {\"client_secret\": \"SECRETSECRET\"}}".to_owned(),
                "OAuth client",
            ),
            (with("type", "authorized_user".into()), "user's own"),
            (with("type", "external_account".into()), "workload identity"),
            ("{\"client_email\": \"SECRETSECRET\"}".to_owned(), "type"),
            (with("private_key", "SECRETSECRET".into()), "PEM"),
            (
                with(
                    "private_key",
                    "-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----".into(),
                ),
                "RSA",
            ),
            (with("private_key", serde_json::Value::Null), "private_key"),
            (with("client_email", serde_json::Value::Null), "client_email"),
            (with("token_uri", "http://token.example.com/".into()), "token_uri"),
        ];
        for (text, expected) in cases {
            let error = Key::parse(text.as_bytes()).unwrap_err();
            assert!(error.problem.contains(expected), "{expected}: {}", error.problem);
            assert!(!error.problem.contains("SECRETSECRET"), "{}", error.problem);
        }
    }

    #[test]
    fn what_cannot_be_opened_or_is_no_key_file_by_its_size_says_so() {
        let folder = std::env::temp_dir().join(format!("imaprules-key-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let large = folder.join("large.json");
        std::fs::write(&large, vec![b' '; 70_000]).unwrap();
        assert!(Key::read(&large).unwrap_err().problem.contains("too large"));
        assert!(
            Key::read(&folder.join("none.json"))
                .unwrap_err()
                .problem
                .contains("none.json")
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
