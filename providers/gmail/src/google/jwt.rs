//! The assertion that a service account signs to stand in for a user: a JSON Web Token (RFC 7519) signed with RS256, as
//! <https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests> wants it.

use super::key::Key;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use imaprules_provider::SecretString;
use ring::rand::SystemRandom;
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::json;

/// Seconds that an assertion is good for; Google takes an hour at most.
const LIFE: i64 = 3600;

/// Signs an assertion for standing in for `user` with `scopes`, made at `now` (seconds since 1970-01-01 UTC). Nothing where the key
/// cannot sign.
pub(crate) fn assertion(key: &Key, user: &str, scopes: &str, now: i64) -> Option<SecretString> {
    let mut header = json!({"alg": "RS256", "typ": "JWT"});
    if let (Some(header), Some(id)) = (header.as_object_mut(), &key.key_id) {
        header.insert("kid".to_owned(), json!(id));
    }
    let claims = json!({
        "iss": key.email,
        "sub": user,
        "scope": scopes,
        "aud": key.token_uri,
        "iat": now,
        "exp": now.saturating_add(LIFE),
    });
    let encode = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let mut signature = vec![0; key.pair().public().modulus_len()];
    key.pair()
        .sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            signed.as_bytes(),
            &mut signature,
        )
        .ok()?;
    Some(SecretString::from(format!(
        "{signed}.{}",
        URL_SAFE_NO_PAD.encode(signature)
    )))
}
