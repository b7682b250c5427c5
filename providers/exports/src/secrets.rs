//! Which properties hold secrets. Their values are dropped where they are read, so that no later mistake can show them.

use crate::names::without_note;
use crate::{Omitted, Value};

/// Names of properties that hold secrets: lower case, without blanks and signs. Attributes of directories, columns of
/// consoles and properties of cmdlets; the last ones are what Excel users of other languages write.
const SECRETS: [&str; 30] = [
    "password",
    "passwd",
    "pwd",
    "pass",
    "passphrase",
    "userpassword",
    "unicodepwd",
    "dbcspwd",
    "ntpwdhistory",
    "lmpwdhistory",
    "supplementalcredentials",
    "msmcsadmpwd",
    "mslapspassword",
    "mslapsencryptedpassword",
    "newpassword",
    "initialpassword",
    "temporarypassword",
    "securepassword",
    "apppassword",
    "adminpassword",
    "secret",
    "clientsecret",
    "accesstoken",
    "refreshtoken",
    "privatekey",
    "apikey",
    "parola",
    "şifre",
    "kennwort",
    "passwort",
];

/// Whether a property of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = without_note(name).unwrap_or(name);
    // Long names are never in the list; do not fold them for nothing.
    if name.len() > 40 {
        return false;
    }
    let folded: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    SECRETS.contains(&folded.as_str())
}

/// What is kept of a secret: whether there is one.
pub(crate) fn withheld(value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Omitted(_) => value,
        Value::Text(text) if text.is_empty() => Value::Text(text),
        _ => Value::Omitted(Omitted::Secret),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_name() {
        for (name, secret) in [
            ("Password", true),
            ("Password [Required]", true),
            ("unicodePwd", true),
            ("ms-Mcs-AdmPwd", true),
            ("Client Secret", true),
            ("Şifre", true),
            ("PasswordLastSet", false),
            ("Password Hash Function [UPLOAD ONLY]", false),
            ("Change Password at Next Sign-In", false),
            ("ResetPasswordOnNextLogon", false),
        ] {
            assert_eq!(is_secret(name), secret, "{name}");
        }
        assert_eq!(withheld(Value::Text("x".into())), Value::Omitted(Omitted::Secret));
        assert_eq!(withheld(Value::Text(String::new())), Value::Text(String::new()));
        assert_eq!(withheld(Value::Null), Value::Null);
    }
}
