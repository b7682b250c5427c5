//! The key of the service account that the double knows, and one that it does not. Made for this purpose; they open nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use serde_json::json;

/// Address of the service account.
pub const CLIENT_EMAIL: &str = "imaprules@demo-project.iam.gserviceaccount.com";

/// Numeric id of the service account.
pub const CLIENT_ID: &str = "108000000000000000042";

/// Id of its key.
pub(crate) const KEY_ID: &str = "demo0000000000000000000000000000000000001";

const KEY: &str = include_str!("../../google/demo-key.pem");
const OTHER: &str = include_str!("../../google/other-key.pem");

/// The key file of the service account, as Google hands it out.
pub fn key_file(token_uri: &str) -> String {
    file(KEY, token_uri)
}

/// A key file that looks the same and holds another key, as of one that was deleted.
pub fn other_key_file(token_uri: &str) -> String {
    file(OTHER, token_uri)
}

fn file(pem: &str, token_uri: &str) -> String {
    let file = json!({
        "type": "service_account",
        "project_id": "demo-project",
        "private_key_id": KEY_ID,
        "private_key": bare(pem),
        "client_email": CLIENT_EMAIL,
        "client_id": CLIENT_ID,
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "universe_domain": "googleapis.com",
    });
    file.to_string()
}

/// A key without the words before it, as Google hands it out.
fn bare(pem: &str) -> &str {
    pem.find("-----BEGIN")
        .and_then(|at| pem.get(at..))
        .unwrap_or_default()
}

/// Whether the service account signed that.
pub(crate) fn signed(message: &[u8], signature: &[u8]) -> bool {
    let lines = bare(KEY).lines();
    let body: String = lines.filter(|line| !line.starts_with("-----")).collect();
    let pair = STANDARD
        .decode(body)
        .ok()
        .and_then(|der| RsaKeyPair::from_pkcs8(&der).ok());
    pair.is_some_and(|pair| {
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
        public
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .is_ok()
    })
}

/// Signs as the service account would.
#[cfg(test)]
pub(crate) fn sign(message: &[u8]) -> Vec<u8> {
    let lines = bare(KEY).lines();
    let body: String = lines.filter(|line| !line.starts_with("-----")).collect();
    let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(body).unwrap()).unwrap();
    let mut signature = vec![0; pair.public().modulus_len()];
    let random = ring::rand::SystemRandom::new();
    pair.sign(
        &ring::signature::RSA_PKCS1_SHA256,
        &random,
        message,
        &mut signature,
    )
    .unwrap();
    signature
}
