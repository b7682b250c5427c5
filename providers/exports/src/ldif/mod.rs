//! LDIF (RFC 2849), as `ldifde` and directory tools write it: entries to records.
//!
//! An attribute that comes more than once is a list. Values in base64 are text when they can be, octets otherwise; the
//! form does not tell the two apart. Files that values point at are not opened.

mod line;
#[cfg(test)]
mod tests;

use crate::bag::Bag;
use crate::error::{Fault, Problem};
use crate::names::Names;
use crate::records::Records;
use crate::text::Text;
use crate::trouble::{Code, Troubles};
use crate::{Limits, Object, Omitted, Place, Record, Value};
use line::{Line, parse};

/// Reads LDIF.
pub(crate) struct Ldif {
    text: Text,
    names: Names,
    /// The physical line read ahead: a logical line ends only where the next one does not continue it.
    ahead: Option<(Vec<u8>, Place)>,
}

impl Ldif {
    pub(crate) fn new(text: Text, limits: &Limits) -> Self {
        Ldif {
            text,
            names: Names::new(limits.names),
            ahead: None,
        }
    }

    fn physical(&mut self) -> Result<Option<(Vec<u8>, Place)>, Fault> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let place = self.text.place();
        let mut line = Vec::new();
        let more = self
            .text
            .read_line(&mut line)
            .map_err(|error| Fault::io(place, error))?;
        Ok(more.then_some((line, place)))
    }

    /// The next line with its continuations, which begin with a blank; comments are left out.
    fn logical(&mut self) -> Result<Option<(Vec<u8>, Place)>, Fault> {
        loop {
            let Some((mut line, place)) = self.physical()? else {
                return Ok(None);
            };
            while let Some((next, at)) = self.physical()? {
                match next.strip_prefix(b" ") {
                    Some(rest) if !line.is_empty() => line.extend_from_slice(rest),
                    _ => {
                        self.ahead = Some((next, at));
                        break;
                    }
                }
            }
            if !line.starts_with(b"#") {
                return Ok(Some((line, place)));
            }
        }
    }

    /// Reads the lines of an entry behind its first one.
    fn entry(&mut self, first: Line, place: Place, troubles: &mut Troubles) -> Result<Bag, Fault> {
        let mut bag = Bag::default();
        self.add(&mut bag, first, place, troubles);
        while let Some((line, at)) = self.logical()? {
            match parse(&line) {
                _ if line.is_empty() => break,
                // Parts of a change are parted by dashes.
                _ if line == b"-" => {}
                Some(line) => self.add(&mut bag, line, at, troubles),
                None => return Err(malformed(at)),
            }
        }
        Ok(bag)
    }

    fn add(&mut self, bag: &mut Bag, line: Line, place: Place, troubles: &mut Troubles) {
        let name = self.names.share(line.name);
        if line.ranged {
            troubles.note(Code::ListCut, place, Some(&name), "");
        }
        match line.value {
            Value::Omitted(Omitted::Malformed) => troubles.note(Code::ValueMalformed, place, Some(&name), ""),
            Value::Omitted(Omitted::External) => troubles.note(Code::ValueExternal, place, Some(&name), ""),
            _ => {}
        }
        match bag.value_mut(&name) {
            None => _ = bag.add(name, line.value),
            // One secret is as good as two.
            Some(Value::Omitted(Omitted::Secret)) => {}
            Some(Value::List(items)) => items.push(line.value),
            Some(slot) => {
                let first = std::mem::replace(slot, Value::Null);
                *slot = Value::List(vec![first, line.value]);
            }
        }
    }
}

fn malformed(place: Place) -> Fault {
    Fault::malformed(place, "this line is no `attribute: value`")
}

impl Records for Ldif {
    fn next(&mut self, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        loop {
            self.text.begin_record();
            let Some((line, place)) = self.logical()? else {
                return Ok(None);
            };
            if line.is_empty() {
                continue;
            }
            let first = parse(&line).ok_or_else(|| malformed(place))?;
            match first.name.to_ascii_lowercase().as_str() {
                "version" if first.value == Value::Text("1".to_owned()) => continue,
                "version" => return Err(Fault::malformed(place, "this version of LDIF is not known")),
                "dn" => {}
                // `ldifde` and search tools end with lines of their own.
                "search" | "result" | "ref" => {
                    self.entry(first, place, &mut Troubles::default())?;
                    continue;
                }
                _ => {
                    return Err(Fault::at(
                        place,
                        Problem::Malformed("an entry must begin with `dn:`".to_owned()),
                    ));
                }
            }
            let bag = self.entry(first, place, troubles)?;
            let object = Object::of(bag.into_properties());
            if object
                .get("changetype")
                .and_then(Value::text)
                .is_some_and(|change| change != "add")
            {
                troubles.note(Code::ChangeRecord, place, None, "");
                continue;
            }
            return Ok(Some(Record { object, place }));
        }
    }

    fn text(&self) -> &Text {
        &self.text
    }
}
