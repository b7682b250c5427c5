//! The token endpoint (<https://developers.google.com/identity/protocols/oauth2/service-account>): the assertion is checked as strictly
//! as it says. Texts of refusals are recordings; that a suspended user is refused in the words of an unknown one is assumed.

use super::answer::Answer;
use super::http::{Request, pairs};
use super::key::{CLIENT_EMAIL, KEY_ID, signed};
use super::scene::Script;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;

/// Seconds that an assertion may be good for.
const LIFE: i64 = 3600;

/// Seconds that clocks may be apart.
const APART: i64 = 300;

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: Option<String>,
    scope: String,
    aud: String,
    iat: i64,
    exp: i64,
}

/// Who may do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) user: String,
    pub(crate) scopes: Vec<String>,
}

/// Checks a request for a token at `now`, in seconds since 1970-01-01 UTC. `uri` is where the endpoint is.
pub(crate) fn grant(script: &Script, request: &Request, uri: &str, now: i64) -> Result<Grant, Answer> {
    let form = pairs(&String::from_utf8_lossy(&request.body));
    let field = |name: &str| {
        form.iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    let is_form = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if request.method != "POST" || !is_form {
        return Err(Answer::refused(400, "invalid_request", "Bad Request"));
    }
    if field("grant_type") != Some("urn:ietf:params:oauth:grant-type:jwt-bearer") {
        return Err(Answer::refused(
            400,
            "unsupported_grant_type",
            "Invalid grant_type",
        ));
    }
    let claims = claims(field("assertion").unwrap_or_default())?;
    let invalid = |text: &str| Err(Answer::refused(400, "invalid_grant", text));
    if claims.iss != CLIENT_EMAIL {
        return invalid("Invalid grant: account not found");
    }
    if claims.aud != uri {
        return invalid("Invalid JWT: Failed audience check.");
    }
    if claims.exp - claims.iat > LIFE || claims.exp <= claims.iat || (now - claims.iat).abs() > APART {
        return invalid(
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp \
             values in the JWT claim.",
        );
    }
    let scopes: Vec<String> = claims.scope.split(' ').map(str::to_owned).collect();
    if scopes.iter().any(|scope| !script.delegated.contains(scope)) {
        let text = "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the \
                    scopes requested.";
        return Err(Answer::refused(401, "unauthorized_client", text));
    }
    let Some(sub) = claims.sub else {
        return Err(Answer::refused(
            400,
            "invalid_request",
            "Invalid impersonation &quot;sub&quot; field.",
        ));
    };
    match script.user(&sub) {
        Some(user) if !user.suspended && !user.archived => Ok(Grant {
            user: user.address.clone(),
            scopes,
        }),
        _ => invalid("Invalid email or User ID"),
    }
}

/// The claims of an assertion whose form and signature are right.
fn claims(assertion: &str) -> Result<Claims, Answer> {
    let broken = || Answer::refused(400, "invalid_grant", "Invalid JWT: Could not be parsed.");
    let forged = || Answer::refused(400, "invalid_grant", "Invalid JWT Signature.");
    let (signed_part, signature) = assertion.rsplit_once('.').ok_or_else(broken)?;
    let (header, claims) = signed_part.split_once('.').ok_or_else(broken)?;
    // Without padding, and nothing else.
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| broken());
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| broken())?;
    if header.alg != "RS256" || header.typ.as_deref().is_some_and(|typ| typ != "JWT") {
        return Err(broken());
    }
    let known = header.kid.as_deref().is_none_or(|kid| kid == KEY_ID);
    if !known || !signed(signed_part.as_bytes(), &decode(signature)?) {
        return Err(forged());
    }
    serde_json::from_slice(&decode(claims)?).map_err(|_| broken())
}

/// The answer to a request that was granted.
pub(crate) fn answer(token: &str) -> Answer {
    Answer::good(json!({"access_token": token, "expires_in": 3599, "token_type": "Bearer"}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::google::key::sign;
    use crate::google::scene::GoogleScene;
    use serde_json::Value;

    const URI: &str = "http://127.0.0.1:1/token";
    const NOW: i64 = 1_795_800_000;
    const USERS: &str = "https://www.googleapis.com/auth/admin.directory.user.readonly";

    fn good() -> Value {
        json!({"iss": CLIENT_EMAIL, "sub": "fiona.fine@example.com", "scope": USERS, "aud": URI, "iat": NOW, "exp": NOW + 3600})
    }

    fn assertion(header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn asked(assertion: &str) -> Result<Grant, String> {
        let body =
            format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
        let request = Request {
            method: "POST".to_owned(),
            headers: vec![(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: body.into_bytes(),
            ..Request::default()
        };
        let script = GoogleScene::shipped().unwrap().script;
        grant(&script, &request, URI, NOW).map_err(|answer| {
            let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("error"), text("error_description"))
        })
    }

    fn with(name: &str, value: Value) -> Result<Grant, String> {
        let mut claims = good();
        claims[name] = value;
        asked(&assertion(&json!({"alg": "RS256", "typ": "JWT"}), &claims))
    }

    #[test]
    fn a_right_assertion_is_granted() {
        let granted = with("iat", NOW.into()).unwrap();
        assert_eq!(granted.user, "fiona.fine@example.com");
        assert_eq!(granted.scopes, [USERS]);
        // An alias stands for its user.
        assert_eq!(
            with("sub", "alan.alias@example.com".into()).unwrap().user,
            "alan.alvarez@example.com"
        );
    }

    #[test]
    fn every_claim_is_checked() {
        for (name, value, says) in [
            (
                "iss",
                json!("other@demo-project.iam.gserviceaccount.com"),
                "account not found",
            ),
            ("aud", json!("https://oauth2.googleapis.com/token"), "audience"),
            ("exp", json!(NOW + 3601), "short-lived"),
            ("exp", json!(NOW), "short-lived"),
            ("iat", json!(NOW - 3000), "short-lived"),
            ("iat", json!(NOW + 301), "short-lived"),
            (
                "scope",
                json!("https://www.googleapis.com/auth/drive"),
                "unauthorized_client",
            ),
            (
                "scope",
                json!(format!("{USERS} https://www.googleapis.com/auth/drive")),
                "unauthorized_client",
            ),
            ("scope", json!(format!("{USERS}  {USERS}")), "unauthorized_client"),
            ("sub", json!("nobody@example.com"), "Invalid email"),
            ("sub", json!("susan.suspended@example.com"), "Invalid email"),
            ("sub", json!(null), "sub"),
            ("iat", json!("now"), "parsed"),
        ] {
            let refused = with(name, value.clone()).expect_err(name);
            assert!(refused.contains(says), "{name} {value}: {refused}");
        }
    }

    #[test]
    fn form_and_signature_are_checked() {
        let whole = assertion(&json!({"alg": "RS256", "typ": "JWT"}), &good());
        assert!(
            asked(&format!("{whole}=")).unwrap_err().contains("parsed"),
            "padding"
        );
        assert!(asked("a.b").unwrap_err().contains("parsed"));
        let none = assertion(&json!({"alg": "none"}), &good());
        assert!(asked(&none).unwrap_err().contains("parsed"));
        let other = assertion(&json!({"alg": "RS256", "kid": "another"}), &good());
        assert!(asked(&other).unwrap_err().contains("Signature"));
        let (head, _) = whole.rsplit_once('.').unwrap();
        let (_, wrong) = other.rsplit_once('.').unwrap();
        assert!(
            asked(&format!("{head}.{wrong}"))
                .unwrap_err()
                .contains("Signature")
        );
    }
}
