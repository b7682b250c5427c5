//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), as far as findings about subjects
//! without files need it: rules, results, logical locations. Viewers show what they are given, so what nobody would see is
//! written out.

use crate::Options;
use crate::escape::revealed;
use imaprules_report::{Finding, Outcome, Report, Severity};
use imaprules_words::Catalogue;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the results that are failures, broken rules or, where they are listed, anything else.
pub(crate) fn write(
    report: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), crate::RenderError> {
    let mut rules: BTreeMap<&str, Value> = BTreeMap::new();
    for result in &report.results {
        rules.entry(&result.rule).or_insert_with(|| rule(result));
    }
    let order: Vec<&str> = rules.keys().copied().collect();
    let results: Vec<Value> = report
        .results
        .iter()
        .map(|found| finding(found, &order, &options.words))
        .collect();
    let document = revealed(json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "invocations": [{"executionSuccessful": report.run.complete}],
            "results": results,
        }],
    }));
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn rule(result: &Finding) -> Value {
    let mut rule = json!({
        "id": result.rule,
        "shortDescription": {"text": result.title},
        "defaultConfiguration": {"level": level(result.severity)},
    });
    let web = |source: &&String| source.starts_with("https://");
    if let (Some(rule), Some(source)) = (rule.as_object_mut(), result.sources.iter().find(web)) {
        rule.insert("helpUri".into(), json!(source));
    }
    rule
}

fn finding(result: &Finding, rules: &[&str], words: &Catalogue) -> Value {
    let kind = match result.outcome {
        Outcome::Fail | Outcome::Error => "fail",
        Outcome::Pass => "pass",
        Outcome::Unknown => "open",
        Outcome::NotApplicable => "notApplicable",
    };
    // SARIF wants the level `none` on everything that is no failure (3.27.10).
    let level = if kind == "fail" {
        level(result.severity)
    } else {
        "none"
    };
    let text = [result.title.as_str(), &result.why]
        .into_iter()
        .chain(result.fix.iter().map(String::as_str));
    let mut found = json!({
        "ruleId": result.rule,
        "ruleIndex": rules.binary_search(&result.rule.as_str()).unwrap_or_default(),
        "kind": kind,
        "level": level,
        "message": {"text": text.collect::<Vec<_>>().join("\n")},
        "locations": [{"logicalLocations": [{
            "name": result.subject.id,
            "fullyQualifiedName": format!("{}/{}", result.subject.kind, result.subject.id),
        }]}],
        "partialFingerprints": {"subject/v1": format!("{}/{}", result.rule, result.subject.id)},
    });
    if let (Some(found), Some(waived)) = (found.as_object_mut(), &result.waived) {
        let accepted = json!([{"kind": "external", "justification": crate::words::accepted(words, waived)}]);
        found.insert("suppressions".into(), accepted);
    }
    found
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit::{acting, rendered, report, tricky};
    use crate::{Format, Options};

    #[test]
    fn every_result_points_to_its_rule() {
        let text = rendered(&report(), Format::Sarif, &Options::default());
        let sarif: serde_json::Value = serde_json::from_str(&text).unwrap();
        let run = &sarif["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        assert_eq!(run["results"][0]["level"], "error");
    }

    #[test]
    fn viewers_are_given_nothing_that_hides_and_rules_are_still_found() {
        let text = rendered(&tricky(), Format::Sarif, &Options::default());
        let sarif: serde_json::Value = serde_json::from_str(&text).unwrap();
        let result = &sarif["runs"][0]["results"][0];
        let message = result["message"]["text"].as_str().unwrap();
        assert_eq!(acting(message), None, "{message:?}");
        assert!(message.contains("\\u{202e}"), "{message}");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["id"], "a\\u{200b}.x");
    }
}
