//! Google's answers, told apart.

use super::*;

fn meaning(api: ApiName, status: u16, body: &str) -> Meaning {
    let refusal = Refusal {
        api,
        status,
        body: body.as_bytes(),
    };
    refusal.read().0.meaning
}

#[test]
fn the_table_can_be_read() {
    check().unwrap();
    let table = table();
    assert!(!table.is_empty());
    for entry in table {
        assert!(Reason::parse(&entry.reason).is_some(), "{}", entry.reason);
        assert!(entry.note.contains("{what}"), "{}", entry.note);
        assert_eq!(entry.says.clone().map(|says| says.to_lowercase()), entry.says);
    }
    // Nothing may stand behind an entry that takes everything.
    for (at, last) in [
        (At::Token, table.iter().rposition(|e| e.at == At::Token)),
        (At::Api, table.iter().rposition(|e| e.at == At::Api)),
    ] {
        let all = |e: &Entry| {
            e.at == at && e.status.is_empty() && e.code.is_none() && e.says.is_none() && e.apis.is_empty()
        };
        assert_eq!(table.iter().position(all), last);
    }
}

#[test]
fn answers_of_the_token_endpoint_are_told_apart() {
    for (status, code, description, expected) in [
        (
            401,
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
            Meaning::NotDelegated,
        ),
        (
            403,
            "access_denied",
            "Requested client not authorized.",
            Meaning::NotDelegated,
        ),
        (
            400,
            "invalid_scope",
            "Invalid OAuth scope or ID token audience provided.",
            Meaning::NotDelegated,
        ),
        (
            400,
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
            Meaning::Clock,
        ),
        (
            400,
            "invalid_grant",
            "Invalid JWT Signature.",
            Meaning::KeyRefused,
        ),
        (
            400,
            "invalid_grant",
            "Invalid JWT: No valid verifier found for issuer.",
            Meaning::KeyRefused,
        ),
        (
            400,
            "invalid_grant",
            "Invalid JWT: Failed audience check.",
            Meaning::KeyRefused,
        ),
        (
            400,
            "invalid_grant",
            "Invalid grant: account not found",
            Meaning::ClientRefused,
        ),
        (400, "invalid_grant", "Robot is disabled.", Meaning::ClientRefused),
        (
            401,
            "invalid_client",
            "The OAuth client was not found.",
            Meaning::ClientRefused,
        ),
        (
            400,
            "invalid_grant",
            "Invalid email or User ID",
            Meaning::UserRefused,
        ),
        (400, "invalid_grant", "Not a valid email.", Meaning::UserRefused),
        (
            400,
            "invalid_grant",
            "The account has been deleted",
            Meaning::UserRefused,
        ),
        (
            400,
            "invalid_request",
            "Invalid impersonation &quot;sub&quot; field: x",
            Meaning::UserRefused,
        ),
        (400, "invalid_grant", "Bad Request", Meaning::Refused),
        (503, "internal_failure", "Backend Error", Meaning::Unavailable),
        (429, "rate_limit_exceeded", "", Meaning::TooMany),
    ] {
        let body = serde_json::json!({"error": code, "error_description": description}).to_string();
        assert_eq!(meaning(ApiName::Token, status, &body), expected, "{description}");
    }
}

#[test]
fn answers_of_the_apis_are_told_apart() {
    let body = |status: &str, reason: &str, message: &str| {
        serde_json::json!({"error": {"code": 0, "message": message, "status": status,
            "errors": [{"message": message, "domain": "global", "reason": reason}]}})
        .to_string()
    };
    for (api, status, (name, reason, message), expected) in [
        (
            ApiName::Gmail,
            400,
            (
                "FAILED_PRECONDITION",
                "failedPrecondition",
                "Mail service not enabled",
            ),
            Meaning::MailServiceOff,
        ),
        (
            ApiName::Gmail,
            400,
            (
                "FAILED_PRECONDITION",
                "failedPrecondition",
                "Precondition check failed.",
            ),
            Meaning::UserRefused,
        ),
        (
            ApiName::Gmail,
            403,
            (
                "PERMISSION_DENIED",
                "forbidden",
                "Delegation denied for a@example.com",
            ),
            Meaning::UserRefused,
        ),
        (
            ApiName::Gmail,
            403,
            (
                "PERMISSION_DENIED",
                "accessNotConfigured",
                "Gmail API has not been used in project 1 before or it is disabled.",
            ),
            Meaning::ApiDisabled,
        ),
        (
            ApiName::Policy,
            403,
            (
                "PERMISSION_DENIED",
                "SERVICE_DISABLED",
                "Cloud Identity API has not been used",
            ),
            Meaning::ApiDisabled,
        ),
        (
            ApiName::Policy,
            403,
            ("PERMISSION_DENIED", "", "The caller does not have permission"),
            Meaning::NotAdmin,
        ),
        (
            ApiName::Directory,
            403,
            ("", "forbidden", "Not Authorized to access this resource/api"),
            Meaning::NotAdmin,
        ),
        (
            ApiName::Directory,
            403,
            (
                "",
                "insufficientPermissions",
                "Request had insufficient authentication scopes.",
            ),
            Meaning::NotDelegated,
        ),
        (
            ApiName::Directory,
            404,
            ("", "notFound", "Resource Not Found: userKey"),
            Meaning::NotFound,
        ),
        (
            ApiName::Directory,
            404,
            ("", "notFound", "Domain not found."),
            Meaning::WrongCustomer,
        ),
        (
            ApiName::Directory,
            403,
            ("", "userRateLimitExceeded", "User Rate Limit Exceeded"),
            Meaning::TooMany,
        ),
        (
            ApiName::Directory,
            403,
            ("", "quotaExceeded", "Quota exceeded"),
            Meaning::TooMany,
        ),
        (
            ApiName::Reports,
            400,
            (
                "",
                "invalid",
                "Data for dates later than 2026-11-23 is not yet available. Please check back later",
            ),
            Meaning::NotYet,
        ),
        (
            ApiName::Reports,
            401,
            ("UNAUTHENTICATED", "authError", "Invalid Credentials"),
            Meaning::TokenRefused,
        ),
        (
            ApiName::Reports,
            503,
            ("UNAVAILABLE", "backendError", "Service unavailable"),
            Meaning::Unavailable,
        ),
    ] {
        assert_eq!(
            meaning(api, status, &body(name, reason, message)),
            expected,
            "{message}"
        );
    }
}

#[test]
fn a_body_that_is_no_json_is_not_repeated() {
    let refusal = Refusal {
        api: ApiName::Gmail,
        status: 502,
        body: b"<html>secret</html>",
    };
    let (failure, again) = refusal.read();
    assert_eq!(
        (failure.meaning, again),
        (Meaning::Unavailable, Some(Again::Call))
    );
    assert!(!failure.unknown.note.unwrap().contains("secret"));
    let long = serde_json::json!({"error": {"message": "a ".repeat(9000)}}).to_string();
    let refusal = Refusal {
        api: ApiName::Gmail,
        status: 418,
        body: long.as_bytes(),
    };
    assert!(refusal.read().0.words.len() < 400);
}
