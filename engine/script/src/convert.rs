//! Values of facts to values of Rhai and back. Only what a fact can hold crosses the border.

use imaprules_facts::Value;
use rhai::{Array, Dynamic};

use crate::limits::{self, Limit};

/// The arguments of one call as Rhai takes them.
pub(crate) struct Arguments<'a>(pub(crate) &'a [Value]);

impl rhai::FuncArgs for Arguments<'_> {
    fn parse<ARGS: Extend<Dynamic>>(self, args: &mut ARGS) {
        args.extend(self.0.iter().map(to_script));
    }
}

/// The limit that an argument exceeds, if any. A value larger than scripts may make would otherwise fail at its
/// first use, with a position that blames the script.
pub(crate) fn exceeded(args: &[Value]) -> Option<&'static Limit> {
    args.iter().find_map(|arg| {
        let mut size = Size::default();
        size.add(arg);
        size.exceeded()
    })
}

/// Size of one value, nested ones included, as the limits count it.
#[derive(Default)]
struct Size {
    text: usize,
    items: usize,
}

impl Size {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.text += text.len(),
            Value::List(items) => {
                self.items += items.len();
                items.iter().for_each(|item| self.add(item));
            }
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
        }
    }

    fn exceeded(&self) -> Option<&'static Limit> {
        if self.items > limits::ITEMS.size() {
            return Some(&limits::ITEMS);
        }
        (self.text > limits::TEXT.size()).then_some(&limits::TEXT)
    }
}

fn to_script(value: &Value) -> Dynamic {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::List(items) => items.iter().map(to_script).collect::<Array>().into(),
    }
}

/// The result of a script as the value of a fact, or a description of what it is instead.
pub(crate) fn from_script(value: Dynamic) -> Result<Value, String> {
    if value.is_unit() {
        return Err(
            "nothing (functions such as trim() and replace() change a text in place and return nothing)"
                .to_owned(),
        );
    }
    if let Ok(float) = value.as_float() {
        return match float.is_finite() {
            true => Ok(Value::Float(float)),
            false => Err("a float that is not a number".to_owned()),
        };
    }
    if value.is_array() {
        return list_from_script(value);
    }
    if let Ok(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if let Ok(value) = value.as_int() {
        return Ok(Value::Int(value));
    }
    if let Ok(value) = value.as_char() {
        return Ok(Value::Text(value.into()));
    }
    let kind = kind(&value);
    value
        .into_string()
        .map(Value::Text)
        .map_err(|_| format!("a {kind}"))
}

fn list_from_script(value: Dynamic) -> Result<Value, String> {
    let array = value.into_array().map_err(str::to_owned)?;
    let items = array.into_iter().map(from_script).collect::<Result<Vec<_>, _>>();
    let items = items.map_err(|got| format!("a list with {got} in it"))?;
    match items
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if same_kind(a, b)))
    {
        true => Ok(Value::List(items)),
        false => Err("a list with items of different kinds".to_owned()),
    }
}

fn same_kind(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// The kind of a value in the words of rule authors.
pub(crate) fn kind(value: &Dynamic) -> &'static str {
    match value.type_name() {
        "()" => "missing value",
        "bool" => "bool",
        "i64" => "int",
        "f64" => "float",
        "char" => "character",
        "string" => "text",
        "array" => "list",
        "map" => "map",
        "Fn" => "function",
        _ => "value of another kind",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(value: Value) -> Value {
        from_script(to_script(&value)).unwrap()
    }

    #[test]
    fn every_kind_of_value_survives_the_journey() {
        for value in [
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Float(-0.5),
            Value::Text("Gönderilmiş Öğeler".into()),
            Value::List(vec![Value::from("a"), Value::from("b")]),
            Value::List(vec![]),
            Value::List(vec![Value::List(vec![Value::Int(1)]), Value::List(vec![])]),
        ] {
            assert_eq!(there_and_back(value.clone()), value);
        }
    }

    #[test]
    fn a_character_is_a_text() {
        assert_eq!(from_script('ş'.into()), Ok(Value::from("ş")));
    }

    #[test]
    fn what_no_fact_can_hold_is_described() {
        let map: Dynamic = rhai::Map::new().into();
        assert!(from_script(Dynamic::UNIT).unwrap_err().starts_with("nothing"));
        assert_eq!(from_script(map.clone()).unwrap_err(), "a map");
        assert_eq!(
            from_script(f64::NAN.into()).unwrap_err(),
            "a float that is not a number"
        );
        let list: Array = vec![1_i64.into(), map];
        assert_eq!(from_script(list.into()).unwrap_err(), "a list with a map in it");
        let mixed: Array = vec![1_i64.into(), 1.0.into()];
        assert_eq!(
            from_script(mixed.into()).unwrap_err(),
            "a list with items of different kinds"
        );
    }

    #[test]
    fn arguments_are_measured_with_everything_in_them() {
        let half = "x".repeat(limits::TEXT.size() / 2);
        let two = Value::List(vec![half.as_str().into(), half.as_str().into()]);
        let three = Value::List(vec![two.clone(), half.as_str().into()]);
        assert_eq!(
            exceeded(&[two.clone(), two]),
            None,
            "each argument is measured alone"
        );
        assert_eq!(exceeded(&[three]), Some(&limits::TEXT));
        let long = Value::List(vec![Value::Int(1); limits::ITEMS.size() + 1]);
        assert_eq!(exceeded(&[Value::Int(1), long]), Some(&limits::ITEMS));
    }
}
