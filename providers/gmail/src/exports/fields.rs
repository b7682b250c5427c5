//! One record under the names that Google's interfaces give: the same whether GAM wrote it into columns
//! (`setting.value.enableImapAccess`), an interface answered with objects in objects, or a report with parameters in a list.

use super::json;
use imaprules_exports::{Object, Value, is_name};
use serde_json::{Map, Value as Json};

/// The values of a parameter of a usage report, by its type
/// (<https://developers.google.com/workspace/admin/reports/v1/reference/usageReports>).
const PARAMETER: [&str; 4] = ["intValue", "boolValue", "datetimeValue", "stringValue"];

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    object: &'a Object,
    /// The object is an item of this one, which may say what all its items have in common.
    around: Option<&'a Object>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(object: &'a Object, around: Option<&'a Object>) -> Self {
        Fields { object, around }
    }

    /// The value of that name, if the record has it: a column, an object in an object, a parameter of a report.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.object
            .get(name)
            .or_else(|| nested(self.object, name))
            .or_else(|| parameter(self.object, name))
            .or_else(|| self.around?.get(name))
    }

    /// Whether the record has a value or an empty cell of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// What the record has below a name, in columns or as an object, as the interfaces write it.
    pub(super) fn below(&self, name: &str) -> Map<String, Json> {
        if let Some(object) = self.get(name).and_then(Value::object) {
            return json::object(object);
        }
        let mut map = Map::new();
        for (written, value) in self.object.properties() {
            let start = written
                .get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name));
            let rest = written.get(name.len()..).and_then(|rest| rest.strip_prefix('.'));
            if let (true, Some(path), Some(value)) = (start, rest, json::cell(value)) {
                json::put(&mut map, path, value);
            }
        }
        map
    }

    /// Its text without blanks at the ends; nothing where it is empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = self.get(name)?.text()?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The texts of a list: in numbered columns, or a list as such. Nothing where the record has neither.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let numbered = self.object.numbered(name, "");
        let values: Vec<&Value> = match self.get(name) {
            // GAM writes how many items there are into the column of the list itself.
            Some(own) if numbered.is_empty() && own.int().is_none() => own.items().iter().collect(),
            None if numbered.is_empty() => return None,
            _ => numbered,
        };
        let texts = values.into_iter().filter_map(Value::text);
        let trimmed = texts.map(|text| text.trim().to_owned());
        Some(trimmed.filter(|text| !text.is_empty()).collect())
    }

    /// The day that stands in the note of a column's name, as in `Gmail storage used (MB) [2026-11-18 GMT]`.
    pub(super) fn day_in_name(&self, name: &str) -> Option<String> {
        let (written, _) = self
            .object
            .properties()
            .iter()
            .find(|(written, _)| is_name(written, name))?;
        let (_, note) = written.trim().strip_suffix(']')?.rsplit_once('[')?;
        note.split_whitespace().next().map(str::to_owned)
    }

    /// Numbers that columns of a list have, as in `asps.0.codeId`.
    pub(super) fn numbered(&self, name: &str, after: &str) -> Vec<&'a Value> {
        self.object.numbered(name, after)
    }
}

/// `a.b.c` in objects in objects.
fn nested<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    let (first, rest) = name.split_once('.')?;
    let inner = object.get(first)?.object()?;
    inner.get(rest).or_else(|| nested(inner, rest))
}

/// A parameter of a usage report.
fn parameter<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    if !name.contains(':') {
        return None;
    }
    let mut items = object.get("parameters")?.items().iter().filter_map(Value::object);
    let item = items.find(|item| item.get("name").and_then(Value::text).as_deref() == Some(name))?;
    item.get_any(&PARAMETER)
}

/// Calls with each record that an object of a file holds: itself, the items of a list in it, or the object that GAM wrote as
/// JSON into a cell.
pub(super) fn each(object: &Object, mut take: impl FnMut(Fields<'_>)) {
    let lists = &super::table::TABLE.lists;
    if let Some(text) = object.get(&lists.cell).and_then(Value::text) {
        if let Some(record) = inner(&text) {
            take(Fields::of(&record.object, Some(object)));
        }
        return;
    }
    let mut any = false;
    for name in &lists.names {
        for item in object.get(name).map_or(&[][..], Value::items) {
            if let Some(item) = item.object() {
                any = true;
                take(Fields::of(item, Some(object)));
            }
        }
    }
    if !any {
        take(Fields::of(object, None));
    }
}

/// The object that a text of JSON holds.
fn inner(text: &str) -> Option<imaprules_exports::Record> {
    let limits = imaprules_exports::Limits::default();
    let mut export =
        imaprules_exports::Export::from_bytes("JSON in a cell", text.as_bytes().to_vec(), &limits).ok()?;
    export.next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::testing::object;

    #[test]
    fn names_reach_into_columns_objects_and_parameters() {
        let record = object(
            r#"[{"setting":{"type":"x","value":{"enableImapAccess":true}},"aliases":["a@x.org"],"asps":2,
                 "date":"2026-11-18","entity":{"userEmail":"A@x.org"},
                 "parameters":[{"name":"accounts:gmail_used_quota_in_mb","intValue":"8123"},{"name":"accounts:is_2sv_enrolled","boolValue":false}]}]"#,
        );
        let fields = Fields::of(&record, None);
        assert_eq!(
            fields.get("setting.value.enableImapAccess").and_then(Value::bool),
            Some(true)
        );
        assert_eq!(fields.text("entity.userEmail").as_deref(), Some("A@x.org"));
        assert_eq!(
            fields.get("accounts:gmail_used_quota_in_mb").and_then(Value::int),
            Some(8123)
        );
        assert_eq!(
            fields.get("accounts:is_2sv_enrolled").and_then(Value::bool),
            Some(false)
        );
        assert_eq!(fields.texts("aliases"), Some(vec!["a@x.org".to_owned()]));
        assert_eq!(fields.texts("asps"), Some(vec![]));
        assert_eq!(fields.texts("gone"), None);
        assert!(!fields.has("setting.value.other"));
    }

    #[test]
    fn columns_are_named_with_notes_and_numbers() {
        let record = object(
            "User,Gmail storage used (MB) [2026-11-18 GMT],aliases,aliases.0,aliases.1\na@x.org,12,2,b@x.org,\n",
        );
        let fields = Fields::of(&record, None);
        assert_eq!(
            fields.day_in_name("Gmail storage used (MB)").as_deref(),
            Some("2026-11-18")
        );
        assert_eq!(fields.day_in_name("User"), None);
        assert_eq!(fields.texts("aliases"), Some(vec!["b@x.org".to_owned()]));
    }

    #[test]
    fn lists_and_cells_are_opened() {
        for (text, users) in [
            (
                r#"{"kind":"k","users":[{"primaryEmail":"a"},{"primaryEmail":"b"}]}"#,
                2,
            ),
            (r#"[{"primaryEmail":"a"}]"#, 1),
            (
                "primaryEmail,JSON\na,\"{\"\"primaryEmail\"\":\"\"a\"\",\"\"suspended\"\":true}\"\n",
                1,
            ),
        ] {
            let mut seen = 0;
            each(&object(text), |fields| {
                seen += usize::from(fields.has("primaryEmail"));
            });
            assert_eq!(seen, users, "{text}");
        }
    }
}
