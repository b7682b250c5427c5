//! The quick way through a record that stands as [`BundleWriter`](super::BundleWriter) writes it: members in that order, no
//! white space, facts of declared types. It gives up at whatever it does not expect, and the line is read again by the
//! parser that knows all of JSON and says what is wrong; reading a record twice changes nothing.

use super::facts::Why;
use super::line::{Line, Reader, Target};
use super::value::Text;
use crate::moment as time;
use crate::scan::Scan;
use crate::store::Stamp;
use crate::{FactId, FactType, Subject, Value};
use std::borrow::Cow;

/// How many facts may be missing between two for the next one still to be guessed.
const GAP: usize = 4;

impl Reader<'_> {
    /// Reads a record, if the line is one that this way knows.
    pub(super) fn quick(&mut self, text: &str) -> Option<()> {
        let mut scan = Scan::new(text);
        let (subject, stamp) = self.quick_head(&mut scan)?;
        if scan.eat(",\"facts\":{") {
            self.quick_facts(&mut scan, subject, stamp)?;
        }
        if scan.eat(",\"unknown\":{") {
            self.quick_unknowns(&mut scan, subject, stamp)?;
        }
        (scan.eat("}") && scan.is_at_end()).then_some(())
    }

    fn quick_head<'a>(&mut self, scan: &mut Scan<'a>) -> Option<(Subject, Stamp)> {
        let text = |words: &'a str| Some(Text(Cow::Borrowed(words)));
        let mut line = Line::default();
        let kind = scan.eat("{\"subject\":\"").then(|| scan.string())??;
        // Others are counted by the parser that reads the line next.
        self.schema.kind(kind)?;
        line.kind = text(kind);
        line.id = text(scan.eat(",\"id\":\"").then(|| scan.string())??);
        let Target::Subject(subject) = self.target(&mut line) else {
            return None;
        };
        if scan.eat(",\"parent\":\"") {
            self.store.put_under(subject, scan.string()?);
        }
        if scan.eat(",\"references\":{") {
            self.quick_references(scan, subject)?;
        }
        line.source = scan.eat(",\"source\":").then(|| scan.whole())??.try_into().ok();
        if scan.eat(",\"place\":\"") {
            line.place = text(scan.string()?);
        }
        line.at = time::read(scan.eat(",\"at\":\"").then(|| scan.string())??);
        Some((subject, self.stamp(&mut line).ok()??))
    }

    fn quick_references(&mut self, scan: &mut Scan, subject: Subject) -> Option<()> {
        loop {
            let kind = scan.eat("\"").then(|| self.schema.kind(scan.string()?))??;
            let id = scan.eat(":\"").then(|| scan.string())??;
            self.store.refer(subject, kind, id);
            if !scan.eat(",") {
                return scan.eat("}").then_some(());
            }
        }
    }

    fn quick_facts(&mut self, scan: &mut Scan, subject: Subject, stamp: Stamp) -> Option<()> {
        let mut before = None;
        loop {
            let fact = self.quick_name(scan, subject, before)?;
            self.quick_value(scan, fact, subject.row, stamp)?;
            before = Some(fact);
            if !scan.eat(",") {
                return scan.eat("}").then_some(());
            }
        }
    }

    /// Reads the name of a declared fact. Lines mostly name the same facts in the same order, but for some that are not
    /// known: the name is compared with those that stood next before it is looked up.
    fn quick_name(&mut self, scan: &mut Scan, subject: Subject, before: Option<FactId>) -> Option<FactId> {
        let start = self.place_after(subject.kind, before);
        let mut place = start;
        for _ in 0..GAP {
            let Some(guess) = self.after(place) else { break };
            if scan.eat_name(&self.schema.fact_of(guess).name) {
                return Some(guess);
            }
            place = guess.index();
        }
        let fact = scan.eat("\"").then(|| self.schema.fact(scan.string()?))??;
        if self.schema.fact_of(fact).kind != subject.kind || !scan.eat(":") {
            return None;
        }
        self.comes_after(start, fact);
        Some(fact)
    }

    fn quick_value(&mut self, scan: &mut Scan, fact: FactId, row: usize, stamp: Stamp) -> Option<()> {
        let schema = self.schema;
        let ty = &schema.fact_of(fact).ty;
        let value = match ty {
            FactType::Text | FactType::Enum(_) => {
                let text = scan.eat("\"").then(|| scan.string())??;
                if !fits(ty, text) {
                    return None;
                }
                if let Some(column) = self.store.fresh(fact, row) {
                    column.set_text(row, text, stamp.source());
                    return Some(());
                }
                text.into()
            }
            FactType::List(item) => return self.quick_list(scan, item, (fact, row), stamp),
            other => scalar(scan, other)?,
        };
        match self.store.fresh(fact, row) {
            Some(column) => column.set(row, &value, stamp.source()),
            None => self.store.set(fact, row, &value, stamp),
        }
        Some(())
    }

    /// Reads a list of texts into its column.
    fn quick_list(
        &mut self,
        scan: &mut Scan,
        item: &FactType,
        (fact, row): (FactId, usize),
        stamp: Stamp,
    ) -> Option<()> {
        if !item.is_textual() || !scan.eat("[") {
            return None;
        }
        let column = self.store.fresh(fact, row)?;
        let list = column.list_mut()?;
        let start = list.items().len();
        while !scan.eat("]") {
            // A comma stands before every item but the first.
            if list.items().len() > start && !scan.eat(",") {
                return None;
            }
            let text = scan.eat("\"").then(|| scan.string())??;
            if !fits(item, text) {
                return None;
            }
            list.push_text(text);
        }
        list.close(row, start);
        column.mark(row, stamp.source());
        Some(())
    }

    fn quick_unknowns(&mut self, scan: &mut Scan, subject: Subject, stamp: Stamp) -> Option<()> {
        let mut before = None;
        loop {
            let fact = self.quick_name(scan, subject, before)?;
            let text = |words| Text(Cow::Borrowed(words));
            let reason = text(scan.eat("{\"reason\":\"").then(|| scan.string())??);
            let note = match scan.eat(",\"note\":\"") {
                true => Some(text(scan.string()?)),
                false => None,
            };
            let why = Why { reason, note };
            self.miss(fact, subject.row, &why, stamp).ok()?;
            before = Some(fact);
            if !scan.eat("}") {
                return None;
            }
            if !scan.eat(",") {
                return scan.eat("}").then_some(());
            }
        }
    }
}

fn fits(ty: &FactType, text: &str) -> bool {
    match ty {
        FactType::Enum(words) => words.iter().any(|word| word == text),
        _ => true,
    }
}

fn scalar(scan: &mut Scan, ty: &FactType) -> Option<Value> {
    Some(match ty {
        FactType::Bool if scan.eat("true") => true.into(),
        FactType::Bool => scan.eat("false").then_some(false)?.into(),
        FactType::Time => time::read(scan.eat("\"").then(|| scan.string())??)?.into(),
        FactType::Float => match scan.whole() {
            Some(whole) => whole.into(),
            None => scan.broken()?.into(),
        },
        _ => scan.whole()?.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{records, schema, written};
    use super::*;
    use crate::FactStore;

    #[test]
    fn lines_as_they_are_written_are_read_the_quick_way() {
        let schema = schema();
        let bytes = written(&records());
        let lines = std::str::from_utf8(&bytes).unwrap().lines();
        let mut quick = 0;
        for line in lines.filter(|line| line.starts_with("{\"subject\"")) {
            let mut store = FactStore::new(schema.clone());
            let mut reader = Reader::new(&schema, &mut store);
            for source in 0..3 {
                let source =
                    format!("{{\"source\":{source},\"provider\":\"p\",\"name\":\"n\",\"live\":true}}");
                reader.line(&source).unwrap();
            }
            // Escapes, lists of moments and numbers where moments are wanted are left to the other parser.
            let odd = ["\\", "\"t.f9\":[", "\"t.f4\":-"]
                .iter()
                .any(|odd| line.contains(odd));
            assert_eq!(reader.quick(line).is_some(), !odd, "{line}");
            quick += usize::from(!odd);
        }
        assert_eq!(quick, 2);
    }
}
