//! CLIXML as `Select-Object ... | Export-Clixml` writes it: objects without types of their own, each property by name.

use std::fmt::Write;

/// A value of a property.
#[derive(Clone)]
pub(super) enum Value {
    Text(String),
    Bool(bool),
    Int(i64),
    List(Vec<String>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(bool: bool) -> Self {
        Value::Bool(bool)
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Value::Int(int)
    }
}

impl From<&[&str]> for Value {
    fn from(list: &[&str]) -> Self {
        Value::List(list.iter().map(|text| (*text).to_owned()).collect())
    }
}

/// Records, each a list of properties.
#[derive(Default)]
pub(super) struct Clixml {
    text: String,
    objects: usize,
}

impl Clixml {
    /// Adds a record.
    pub(super) fn record(&mut self, properties: &[(&str, Value)]) {
        let id = self.id();
        let types = match id {
            0 => {
                r#"<TN RefId="0"><T>Selected.System.String</T><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN>"#
            }
            _ => r#"<TNRef RefId="0" />"#,
        };
        write!(self.text, r#"<Obj RefId="{id}">{types}<MS>"#).unwrap();
        for (name, value) in properties {
            self.property(name, value);
        }
        self.text.push_str("</MS></Obj>");
    }

    fn id(&mut self) -> usize {
        self.objects += 1;
        self.objects - 1
    }

    fn property(&mut self, name: &str, value: &Value) {
        match value {
            Value::Text(text) => write!(self.text, r#"<S N="{name}">{}</S>"#, escaped(text)),
            Value::Bool(bool) => write!(self.text, r#"<B N="{name}">{bool}</B>"#),
            Value::Int(int) => write!(self.text, r#"<I32 N="{name}">{int}</I32>"#),
            Value::List(items) => {
                let id = self.id();
                let items: String = items
                    .iter()
                    .map(|item| format!("<S>{}</S>", escaped(item)))
                    .collect();
                write!(
                    self.text,
                    r#"<Obj N="{name}" RefId="{id}"><LST>{items}</LST></Obj>"#
                )
            }
        }
        .unwrap();
    }

    /// The file.
    pub(super) fn finish(self) -> String {
        format!(
            r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{}</Objs>"#,
            self.text
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
