//! Values in the form of a language: `1,5 GB`, `24.11.2026 10:00 UTC`, `60.000`.

use imaprules_conditions::format_value;
use imaprules_facts::{FactType, Value};
use imaprules_words::Form;

/// Last words of the names of numbers that count nothing, as in `server.port`. They are written without marks between their digits:
/// somebody has to type or find them.
const LABELS: [&str; 10] = [
    "port", "line", "lines", "quotes", "code", "year", "group", "bits", "build", "validity",
];

/// The value of a fact or parameter of that name, as people who read this language write it.
pub(crate) fn formed(form: &Form, name: &str, value: &Value, ty: &FactType) -> String {
    let printed = || format_value(value, ty);
    if form.is_english() {
        return printed();
    }
    match (ty, value) {
        (FactType::List(item), Value::List(items)) => items
            .iter()
            .map(|value| formed(form, name, value, item))
            .collect::<Vec<_>>()
            .join(", "),
        (FactType::Bytes | FactType::Duration, Value::Int(_)) => form.measure(&printed()),
        (FactType::Time, Value::Int(_)) => form.moment(&printed()),
        (FactType::Int | FactType::Float, _) if !is_label(name) => form.decimal(&printed()),
        _ => printed(),
    }
}

fn is_label(name: &str) -> bool {
    let last = name.rsplit(['.', '_']).next().unwrap_or(name);
    LABELS.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_language_does() {
        let turkish = Form::of("tr");
        let told = |name: &str, value: Value, ty: FactType| formed(&turkish, name, &value, &ty);
        assert_eq!(
            told("a.size", Value::Int(1_610_612_736), FactType::Bytes),
            "1,5 GB"
        );
        assert_eq!(
            told("a.wait", Value::Int(28_800_000), FactType::Duration),
            "8 saat"
        );
        assert_eq!(told("a.count", Value::Int(60_000), FactType::Int), "60.000");
        assert_eq!(
            told("a.at", Value::Int(0), FactType::Time),
            "01.01.1970 00:00 UTC"
        );
        assert_eq!(told("a.share", Value::Float(0.5), FactType::Float), "0,5");
        assert_eq!(told("server.port", Value::Int(10_143), FactType::Int), "10143");
        let lines = Value::List(vec![Value::Int(1_200), Value::Int(7)]);
        let ty = FactType::List(Box::new(FactType::Int));
        assert_eq!(
            told("csv.same_address_lines", lines.clone(), ty.clone()),
            "1200, 7"
        );
        assert_eq!(told("a.sums", lines.clone(), ty.clone()), "1.200, 7");
        assert_eq!(formed(&Form::default(), "a.sums", &lines, &ty), "1200, 7");
    }
}
