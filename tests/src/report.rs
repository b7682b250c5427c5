//! The JSON report as a script would read it: by field names, without the program's own types.

use serde_json::Value;

/// A parsed report.
#[derive(Debug, Clone)]
pub struct Report(pub Value);

impl Report {
    /// Parses a report and checks what every report has.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let value: Value =
            serde_json::from_str(text).unwrap_or_else(|e| panic!("not JSON ({e}):\n{text:.2000}"));
        assert_eq!(value["format"], "imaprules-report/1", "{text:.400}");
        assert_eq!(value["tool"]["name"], "imaprules");
        for field in ["run", "subjects", "summary"] {
            assert!(value[field].is_object(), "{field} is missing");
        }
        for field in ["results", "undecided", "gaps"] {
            assert!(value[field].is_array(), "{field} is missing");
        }
        Self(value)
    }

    /// Whether the run went to its end.
    pub fn complete(&self) -> bool {
        self.0["run"]["complete"].as_bool().expect("run.complete")
    }

    /// How many subjects of a kind there are.
    pub fn subjects(&self, kind: &str) -> u64 {
        self.0["subjects"][kind].as_u64().unwrap_or_default()
    }

    /// The listed results.
    pub fn results(&self) -> &[Value] {
        self.0["results"].as_array().expect("results")
    }

    /// The rules that fail on a subject, in the order of the report.
    pub fn failing(&self, subject: &str) -> Vec<&str> {
        let of_subject = |r: &&Value| r["outcome"] == "fail" && r["subject"]["id"] == subject;
        self.results()
            .iter()
            .filter(of_subject)
            .filter_map(|r| r["rule"].as_str())
            .collect()
    }

    /// Whether a rule fails on any subject.
    pub fn fails(&self, rule: &str) -> bool {
        self.results()
            .iter()
            .any(|r| r["rule"] == rule && r["outcome"] == "fail")
    }

    /// The rules that broke; a test that does not provoke one expects none.
    pub fn errors(&self) -> Vec<&Value> {
        self.results()
            .iter()
            .filter(|r| r["outcome"] == "error")
            .collect()
    }

    /// The reasons for which a rule is undecided somewhere.
    pub fn undecided(&self, rule: &str) -> Vec<&str> {
        let entries = self.0["undecided"]
            .as_array()
            .expect("undecided")
            .iter()
            .filter(|u| u["rule"] == rule);
        entries
            .flat_map(|u| u["reasons"].as_array().expect("reasons"))
            .filter_map(Value::as_str)
            .collect()
    }

    /// The report without what differs from run to run: times.
    pub fn without_times(&self) -> Value {
        let mut value = self.0.clone();
        strip_times(&mut value);
        value
    }
}

fn strip_times(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for name in ["started", "finished", "at"] {
                map.remove(name);
            }
            map.values_mut().for_each(strip_times);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_times),
        _ => {}
    }
}
