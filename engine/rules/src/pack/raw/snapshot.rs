//! `snapshots/RULE.toml`: whole findings of test cases, as their author accepted them. Written by the program, read by
//! people in reviews.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::{Data, Sink, parse};
use crate::text::SourceText;
use std::sync::Arc;

/// An accepted finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub(crate) rule: String,
    pub(crate) case: String,
    pub(crate) text: String,
}

pub(super) fn read(rule: &str, source: &Arc<SourceText>, sink: &Sink) -> Vec<Snapshot> {
    let root = match parse(source) {
        Ok(root) => root,
        Err(problems) => {
            sink.extend(problems);
            return Vec::new();
        }
    };
    let Data::Table(entries) = root.data else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        match entry.node.data {
            Data::Text(text) => found.push(Snapshot {
                rule: rule.to_owned(),
                case: entry.key,
                text,
            }),
            _ => sink.push(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("`{}` must be the text of a finding", entry.key),
                )
                .at(source, entry.span)
                .help("remove the file and run `imaprules rules test --accept`"),
            ),
        }
    }
    found
}
