//! A condition part by part, with what each part was and the values in it.

use super::{Case, shown};
use crate::pack::values;
use crate::template::row_of;
use imaprules_conditions::{Answer, Expression, Join, Scope, Shape, answer, compile_condition};
use imaprules_facts::{FactStore, Value};
use serde::Serialize;

/// A part of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its text.
    pub text: String,
    /// How its parts are joined: `and`, `or`, `not`; absent where it is not taken apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<&'static str>,
    /// `true`, `false`, `unknown`, or what went wrong.
    pub answer: String,
    /// The facts in it with their values, as conditions write them; absent where it has parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Step>,
}

impl Case<'_> {
    /// The steps of a condition of the rule.
    pub(super) fn steps(&self, store: &FactStore, condition: &Expression) -> Step {
        let params = values(&self.pack.params);
        let scope = Scope {
            schema: store.schema(),
            kind: self.rule.kind,
            params: &params,
            functions: &self.pack.library,
        };
        match Shape::of(condition.text()) {
            Some(shape) => self.step(store, &scope, condition.text(), &shape),
            None => self.leaf(store, condition),
        }
    }

    fn step(&self, store: &FactStore, scope: &Scope, text: &str, shape: &Shape) -> Step {
        let part = compile_condition(shape.text(text), scope);
        let own = part.map(|part| self.leaf(store, &part));
        let mut step = own.unwrap_or_else(|_| Step {
            text: shape.text(text).to_owned(),
            join: None,
            answer: "unknown".to_owned(),
            values: Vec::new(),
            parts: Vec::new(),
        });
        step.join = word(shape.join);
        if step.join.is_some() {
            step.values.clear();
        }
        step.parts = shape
            .parts
            .iter()
            .map(|part| self.step(store, scope, text, part))
            .collect();
        step
    }

    fn leaf(&self, store: &FactStore, part: &Expression) -> Step {
        let value = |fact: &imaprules_facts::FactId| {
            let declared = store.schema().fact_of(*fact);
            // A fact of children has many values; what is made of them shows in the answer.
            let row = row_of(store, self.subject, *fact)?;
            let value = match store.get(*fact, row) {
                Ok(value) => shown(&value, &declared.ty),
                Err(unknown) => format!("unknown ({})", unknown.reason),
            };
            Some((declared.name.clone(), value))
        };
        Step {
            text: part.text().to_owned(),
            join: None,
            answer: words(answer(store, part, self.subject.row, self.now)),
            values: part.facts().iter().filter_map(value).collect(),
            parts: Vec::new(),
        }
    }
}

fn word(join: Join) -> Option<&'static str> {
    match join {
        Join::And => Some("and"),
        Join::Or => Some("or"),
        Join::Not => Some("not"),
        Join::Leaf => None,
    }
}

fn words(answer: Answer) -> String {
    match answer {
        Answer::Known(Value::Bool(value)) => value.to_string(),
        Answer::Known(_) | Answer::Unknown => "unknown".to_owned(),
        Answer::Error(message) => format!("error: {message}"),
    }
}
