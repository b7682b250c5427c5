//! The quick way through a record that stands as [`write_record`](super::write_record) writes it: members in that order, no white
//! space, no escapes. It gives up at whatever it does not expect, and the line is read by the parser that knows all of JSON and
//! says what is wrong.

use super::Lines;
use imaprules_facts::scan::Scan;
use imaprules_facts::{FactType, KindId, Known, Reason, Record, SubjectRef, Unknown, Value};

impl Lines {
    /// Reads a record, if the line is one that this way knows.
    pub(super) fn quick(&mut self, text: &str) -> Option<Record> {
        let mut scan = Scan::new(text);
        let kind = scan.eat("{\"subject\":\"").then(|| scan.string())??;
        let of = self.schema().kind(kind)?;
        let id = scan.eat(",\"id\":\"").then(|| scan.string())??;
        let parent = match scan.eat(",\"parent\":\"") {
            true => Some(scan.string()?.to_owned()),
            false => None,
        };
        let references = match scan.eat(",\"references\":{") {
            true => self.quick_references(&mut scan)?,
            false => Vec::new(),
        };
        let number = scan.eat(",\"source\":").then(|| scan.whole())??;
        let source = self.source_of(u64::try_from(number).ok()?)?.clone();
        let place = match scan.eat(",\"place\":\"") {
            true => Some(scan.string()?.to_owned()),
            false => None,
        };
        let at = scan.eat(",\"at\":").then(|| scan.whole())??;
        let mut facts = Vec::with_capacity(self.expected());
        if scan.eat(",\"facts\":{") && !scan.eat("}") {
            self.quick_facts(&mut scan, of, &mut facts)?;
        }
        if scan.eat(",\"unknown\":{") {
            self.quick_unknowns(&mut scan, of, &mut facts)?;
        }
        let whole = scan.eat("}") && scan.is_at_end();
        whole.then(|| Record {
            subject: SubjectRef::new(kind, id),
            parent,
            references,
            source,
            place,
            at,
            facts,
        })
    }

    fn quick_references(&self, scan: &mut Scan<'_>) -> Option<Vec<SubjectRef>> {
        let mut references = Vec::new();
        loop {
            let kind = scan.eat("\"").then(|| scan.string())??;
            self.schema().kind(kind)?;
            let id = scan.eat(":\"").then(|| scan.string())??;
            references.push(SubjectRef::new(kind, id));
            if !scan.eat(",") {
                return scan.eat("}").then_some(references);
            }
        }
    }

    fn quick_facts(
        &mut self,
        scan: &mut Scan<'_>,
        of: KindId,
        facts: &mut Vec<(String, Known)>,
    ) -> Option<()> {
        loop {
            let name = scan.eat("\"").then(|| scan.string())??;
            let fact = self.fact(name, facts.len(), of).ok()?;
            let value = scan
                .eat(":")
                .then(|| value(scan, &self.schema().fact_of(fact).ty))??;
            facts.push((name.to_owned(), Ok(value)));
            if !scan.eat(",") {
                return scan.eat("}").then_some(());
            }
        }
    }

    fn quick_unknowns(
        &mut self,
        scan: &mut Scan<'_>,
        of: KindId,
        facts: &mut Vec<(String, Known)>,
    ) -> Option<()> {
        loop {
            let name = scan.eat("\"").then(|| scan.string())??;
            self.fact(name, facts.len(), of).ok()?;
            let reason = scan.eat(":{\"reason\":\"").then(|| scan.string())??;
            let note = match scan.eat(",\"note\":\"") {
                true => Some(scan.string()?.to_owned()),
                false => None,
            };
            let reason = Reason::parse(reason)?;
            facts.push((name.to_owned(), Err(Unknown { reason, note })));
            if !scan.eat("}") {
                return None;
            }
            if !scan.eat(",") {
                return scan.eat("}").then_some(());
            }
        }
    }
}

/// A value of a declared type.
fn value(scan: &mut Scan<'_>, ty: &FactType) -> Option<Value> {
    Some(match ty {
        FactType::Bool if scan.eat("true") => true.into(),
        FactType::Bool => scan.eat("false").then_some(false)?.into(),
        FactType::Float => match scan.whole() {
            Some(whole) => whole.into(),
            None => scan.broken()?.into(),
        },
        FactType::Text => scan.eat("\"").then(|| scan.string())??.into(),
        FactType::Enum(words) => {
            let word = scan.eat("\"").then(|| scan.string())??;
            words.iter().any(|known| known == word).then_some(word)?.into()
        }
        FactType::List(item) => return list(scan, item),
        FactType::Int | FactType::Time | FactType::Duration | FactType::Bytes => scan.whole()?.into(),
    })
}

fn list(scan: &mut Scan<'_>, item: &FactType) -> Option<Value> {
    let mut items = Vec::new();
    if !scan.eat("[") {
        return None;
    }
    while !scan.eat("]") {
        // A comma stands before every item but the first.
        if !items.is_empty() && !scan.eat(",") {
            return None;
        }
        items.push(value(scan, item)?);
    }
    Some(Value::List(items))
}
