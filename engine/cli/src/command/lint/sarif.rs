//! Diagnostics as SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), for code review.

use imaprules_rules::{Code, Diagnostic};
use serde_json::{Value, json};

/// The whole document.
pub(super) fn of(diagnostics: &[Diagnostic]) -> Value {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.as_str(), "shortDescription": { "text": code.about() }, "help": { "text": code.mend() },
            })
        })
        .collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "imaprules rules lint", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": diagnostics.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(diagnostic: &Diagnostic) -> Value {
    let level = if diagnostic.is_error() { "error" } else { "warning" };
    let text = match &diagnostic.help {
        Some(help) => format!("{}. {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let locations: Vec<Value> = diagnostic.place.iter().map(location).collect();
    json!({
        "ruleId": diagnostic.code.as_str(), "level": level, "message": { "text": text }, "locations": locations,
    })
}

fn location(place: &imaprules_rules::Place) -> Value {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.source.line_column(place.span.end);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": place.source.name },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    } })
}
