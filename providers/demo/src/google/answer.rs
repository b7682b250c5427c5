//! Answers as Google words them.
//!
//! Errors: <https://developers.google.com/workspace/gmail/api/guides/handle-errors>, public code that recognises them
//! (<https://github.com/GAM-team/GAM>) and recordings published with it.

use serde_json::{Map, Value, json};

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn good(body: Value) -> Answer {
        Answer { status: 200, body }
    }

    /// An error of an API.
    pub(crate) fn error(status: u16, name: &str, reason: &str, message: &str) -> Answer {
        let mut error = json!({"code": status, "message": message, "errors": [{"message": message, "domain": "global", "reason": reason}]});
        if let (Some(error), false) = (error.as_object_mut(), name.is_empty()) {
            error.insert("status".to_owned(), json!(name));
        }
        Answer {
            status,
            body: json!({ "error": error }),
        }
    }

    /// An error of the token endpoint (RFC 6749 section 5.2).
    pub(crate) fn refused(status: u16, error: &str, description: &str) -> Answer {
        Answer {
            status,
            body: json!({"error": error, "error_description": description}),
        }
    }

    /// An API that is not switched on in the project.
    pub(crate) fn disabled(service: &str) -> Answer {
        let message = format!(
            "{service} has not been used in project 1234567 before or it is disabled. Enable it by visiting \
             https://console.developers.google.com/apis/api/{service}/overview?project=1234567 then retry."
        );
        let mut answer = Answer::error(403, "PERMISSION_DENIED", "accessNotConfigured", &message);
        if let Some(error) = answer.body.pointer_mut("/error").and_then(Value::as_object_mut) {
            error.insert("details".to_owned(), json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com", "metadata": {"service": service, "consumer": "projects/1234567"}}]));
        }
        answer
    }

    /// A token without the permission for the call.
    pub(crate) fn lacking() -> Answer {
        let message = "Request had insufficient authentication scopes.";
        let mut answer = Answer::error(403, "PERMISSION_DENIED", "insufficientPermissions", message);
        if let Some(error) = answer.body.pointer_mut("/error").and_then(Value::as_object_mut) {
            error.insert(
                "details".to_owned(),
                json!([{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]),
            );
        }
        answer
    }

    /// A role that does not cover the call.
    pub(crate) fn forbidden() -> Answer {
        Answer::error(403, "", "forbidden", "Not Authorized to access this resource/api")
    }

    /// No such thing.
    pub(crate) fn unknown(what: &str) -> Answer {
        Answer::error(404, "", "notFound", &format!("Resource Not Found: {what}"))
    }
}

/// An object without what is null: Google leaves it out.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept: Map<String, Value> = map
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)))
                .collect();
            Value::Object(kept)
        }
        other => other,
    }
}
