//! What is asked, and what the double answers, against an extract of Google's discovery documents: paths, parameters, permissions,
//! names and types.

use crate::kit::{Lab, scene};
use imaprules_demo::google::Asked;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Extract {
    document: Vec<Document>,
    method: Vec<Method>,
    schema: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Document {
    name: String,
    revision: String,
    root: String,
}

#[derive(Deserialize)]
struct Method {
    id: String,
    path: String,
    answer: String,
    scopes: Vec<String>,
    parameter: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    r#type: String,
    most: Option<u64>,
    #[serde(default)]
    words: Vec<String>,
}

fn extract() -> Extract {
    toml::from_str(include_str!("discovery.toml")).unwrap()
}

/// Every call that can be made, once at least.
fn asked() -> Vec<Asked> {
    let lab = Lab::new(scene());
    let rows: Vec<String> = scene()
        .addresses()
        .map(str::to_owned)
        .chain(["gwen.ghost@example.com".to_owned()])
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    lab.run(&rows, &[]);
    lab.run(&rows, &[("google_list_from", "1"), ("customer", "C0demo123")])
        .asked
}

impl Method {
    fn is(&self, path: &str) -> bool {
        let (mine, theirs): (Vec<&str>, Vec<&str>) =
            (self.path.split('/').collect(), path.split('/').collect());
        let same = |(mine, theirs): (&&str, &&str)| mine.starts_with('{') || mine == theirs;
        mine.len() == theirs.len() && mine.iter().zip(&theirs).all(same)
    }
}

#[test]
fn every_call_is_one_of_googles() {
    let extract = extract();
    let mut used = BTreeSet::new();
    for asked in asked().iter().filter(|asked| asked.path != "/token") {
        let method = extract.method.iter().find(|method| method.is(&asked.path));
        let method = method.unwrap_or_else(|| panic!("no such method: {}", asked.path));
        used.insert(method.id.clone());
        assert_eq!(asked.method, "GET", "{}", method.id);
        for (name, value) in &asked.query {
            let known = method.parameter.iter().find(|parameter| parameter.name == *name);
            let known = known.unwrap_or_else(|| panic!("{} has no parameter {name}", method.id));
            if known.r#type == "integer" {
                let number: u64 = value.parse().unwrap_or_else(|_| panic!("{name}={value}"));
                assert!(
                    known.most.is_none_or(|most| number <= most),
                    "{}: {name}={value}",
                    method.id
                );
            }
            assert!(
                known.words.is_empty() || known.words.contains(value),
                "{}: {name}={value}",
                method.id
            );
        }
    }
    let all: BTreeSet<String> = extract.method.iter().map(|method| method.id.clone()).collect();
    assert_eq!(used, all, "methods of the extract that nobody calls");
}

#[test]
fn every_permission_is_one_that_a_call_takes() {
    let extract = extract();
    let table: toml::Table = toml::from_str(include_str!("../../google-apis.toml")).unwrap();
    let taken: BTreeSet<&String> = extract.method.iter().flat_map(|method| &method.scopes).collect();
    for scope in table["scope"].as_array().unwrap() {
        // Those for IMAP belong to no API: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
        if scope["role"].as_str() != Some("imap") {
            assert!(
                taken.contains(&scope["url"].as_str().unwrap().to_owned()),
                "{scope}"
            );
        }
    }
    for host in [
        "gmail.googleapis.com",
        "admin.googleapis.com",
        "cloudidentity.googleapis.com",
    ] {
        assert!(
            extract
                .document
                .iter()
                .any(|document| document.root == format!("https://{host}/")),
            "{host}"
        );
        assert!(
            table["api"]
                .as_array()
                .unwrap()
                .iter()
                .any(|api| api["host"].as_str() == Some(host))
        );
    }
    assert!(
        extract
            .document
            .iter()
            .all(|document| !document.name.is_empty() && document.revision.len() == 8)
    );
}

#[test]
fn the_double_answers_in_googles_shapes() {
    let extract = extract();
    let mut seen = BTreeSet::new();
    for asked in asked()
        .iter()
        .filter(|asked| asked.path != "/token" && asked.status == 200)
    {
        let method = extract
            .method
            .iter()
            .find(|method| method.is(&asked.path))
            .unwrap();
        let answer: Value = serde_json::from_str(&asked.answer).unwrap();
        check(&extract, &method.answer, &answer, &method.answer, &mut seen);
    }
    // What the provider reads was there at least once.
    for field in [
        "ImapSettings.enabled",
        "ImapSettings.maxFolderSize",
        "ImapSettings.expungeBehavior",
        "ImapSettings.autoExpunge",
        "LanguageSettings.displayLanguage",
        "Label.name",
        "Label.type",
        "Profile.messagesTotal",
        "Profile.threadsTotal",
        "Users.nextPageToken",
        "User.primaryEmail",
        "User.aliases",
        "User.suspended",
        "User.suspensionReason",
        "User.archived",
        "User.isMailboxSetup",
        "User.isEnrolledIn2Sv",
        "User.isEnforcedIn2Sv",
        "User.agreedToTerms",
        "User.lastLoginTime",
        "User.changePasswordAtNextLogin",
        "User.orgUnitPath",
        "User.isAdmin",
        "User.isDelegatedAdmin",
        "User.customerId",
        "Asp.creationTime",
        "Asp.lastTimeUsed",
        "OrgUnit.orgUnitId",
        "OrgUnit.orgUnitPath",
        "OrgUnit.parentOrgUnitId",
        "OrgUnit.parentOrgUnitPath",
        "Group.id",
        "UsageReports.warnings",
        "UsageReports.nextPageToken",
        "UsageReport.entity.userEmail",
        "UsageReport.parameters.intValue",
        "UsageReport.parameters.boolValue",
        "UsageReport.parameters.datetimeValue",
        "Activity.id.time",
        "Activity.actor.email",
        "Activity.events.name",
        "Activity.events.parameters.value",
        "ListPoliciesResponse.nextPageToken",
        "PolicyQuery.orgUnit",
        "PolicyQuery.group",
        "PolicyQuery.sortOrder",
        "Setting.type",
        "Setting.value",
    ] {
        assert!(seen.contains(field), "{field}");
    }
}

/// Holds a value against a type of the extract.
fn check(extract: &Extract, ty: &str, value: &Value, place: &str, seen: &mut BTreeSet<String>) {
    if let Some(item) = ty.strip_prefix('[').and_then(|ty| ty.strip_suffix(']')) {
        let items = value
            .as_array()
            .unwrap_or_else(|| panic!("{place} is no list: {value}"));
        return items
            .iter()
            .for_each(|one| check(extract, item, one, place, seen));
    }
    if let Some(words) = ty.strip_prefix("one of ") {
        return assert!(words.split(' ').any(|word| value == word), "{place}: {value}");
    }
    let fits = match ty {
        "string" => value.is_string(),
        "int64-text" => value.as_str().is_some_and(|text| text.parse::<i64>().is_ok()),
        "time-text" => value
            .as_str()
            .is_some_and(|text| text.contains('T') && text.ends_with('Z')),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "any" => true,
        _ => {
            let fields = extract
                .schema
                .get(ty)
                .unwrap_or_else(|| panic!("{place}: the extract has no {ty}"));
            let object = value
                .as_object()
                .unwrap_or_else(|| panic!("{place} is no object: {value}"));
            for (name, value) in object {
                let field = format!("{ty}.{name}");
                let ty = fields
                    .get(name)
                    .unwrap_or_else(|| panic!("Google knows no {field}"));
                check(extract, ty, value, &field, seen);
                seen.insert(field);
            }
            true
        }
    };
    assert!(fits, "{place}: {value} is no {ty}");
}
