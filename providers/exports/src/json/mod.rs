//! JSON of `ConvertTo-Json`, of interfaces on the web, of tools that write one object a line: values to records.
//!
//! The file may hold an array, an object, several of them behind one another, or a list wrapped as
//! `{"value":[...],"Count":2}`. An array is read item by item; only one item is in memory at a time.

mod frame;
mod shapes;
#[cfg(test)]
mod tests;
mod value;

use crate::error::{Fault, Problem};
use crate::names::Names;
use crate::records::Records;
use crate::text::Text;
use crate::trouble::{Code, Troubles};
use crate::{Limits, Place, Record, Value};
use frame::Frame;
use std::collections::VecDeque;
use std::io::BufRead;

/// Reads JSON.
pub(crate) struct Json {
    text: Text,
    names: Names,
    frame: Frame,
    state: State,
    buffer: Vec<u8>,
    /// Items of the list that is being read.
    items: u64,
    /// Records that were read and not handed out.
    waiting: VecDeque<Record>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between values.
    Between,
    /// In an array, before its first item or behind an item.
    Items { first: bool, wrapped: bool },
}

impl Json {
    pub(crate) fn new(text: Text, limits: &Limits) -> Self {
        Json {
            text,
            names: Names::new(limits.names),
            frame: Frame::new(limits.depth),
            state: State::Between,
            buffer: Vec::new(),
            items: 0,
            waiting: VecDeque::new(),
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        let place = self.text.place();
        let skipped = self.text.skip_while(|octet| octet.is_ascii_whitespace());
        let next = skipped.and_then(|_| self.text.peek());
        next.map_err(|error| Fault::io(place, error))
    }

    /// At the start of a value: opens a list, or reads the value whole. False at the end of the text.
    fn between(&mut self, troubles: &mut Troubles) -> Result<bool, Fault> {
        let Some(first) = self.peek()? else {
            return Ok(false);
        };
        let place = self.text.place();
        match first {
            b'[' => self.open(1, false),
            b'{' => {
                let head = self.text.head(shapes::WRAPPER);
                match shapes::wrapper(head.map_err(|error| Fault::io(place, error))?) {
                    Some(length) => self.open(length, true),
                    None => self.alone(troubles)?,
                }
            }
            _ => self.alone(troubles)?,
        }
        Ok(true)
    }

    /// A value at the top. A list that is wrapped otherwise was read whole; its items wait for their turn.
    fn alone(&mut self, troubles: &mut Troubles) -> Result<(), Fault> {
        let record = self.value(troubles)?;
        let place = record.place;
        match record.object.own {
            Some(Value::List(items)) => {
                self.waiting
                    .extend(items.into_iter().map(|item| Record::of(item, place)));
            }
            _ => self.waiting.push_back(record),
        }
        Ok(())
    }

    fn open(&mut self, octets: usize, wrapped: bool) {
        self.text.consume(octets);
        self.items = 0;
        self.state = State::Items { first: true, wrapped };
    }

    /// In an array: its next item, or its end.
    fn item(&mut self, first: bool, wrapped: bool, troubles: &mut Troubles) -> Result<(), Fault> {
        let next = self.peek()?;
        let place = self.text.place();
        match next {
            None => return Err(Fault::at(place, Problem::Truncated("a list"))),
            Some(b']') => {
                self.text.consume(1);
                self.state = State::Between;
                if wrapped {
                    self.close_wrapper(place, troubles)?;
                }
                return Ok(());
            }
            Some(b',') if !first => self.text.consume(1),
            Some(_) if first => {}
            Some(_) => return Err(Fault::malformed(place, "a comma is missing between two items")),
        }
        if self.peek()? == Some(b']') {
            return Err(Fault::malformed(
                self.text.place(),
                "an item is missing behind a comma",
            ));
        }
        self.state = State::Items {
            first: false,
            wrapped,
        };
        self.items += 1;
        let record = self.value(troubles)?;
        self.waiting.push_back(record);
        Ok(())
    }

    /// Reads what follows the list in its wrapper: how many items there should be, and whether there are more pages.
    fn close_wrapper(&mut self, place: Place, troubles: &mut Troubles) -> Result<(), Fault> {
        self.text.begin_record();
        self.buffer.clear();
        self.frame.rest_of_object(&mut self.text, &mut self.buffer)?;
        let rest = shapes::rest_of_wrapper(&self.buffer)
            .ok_or_else(|| Fault::malformed(place, "the wrapper of the list is damaged"))?;
        let object = value::parse(&rest, &mut self.names, place, troubles)?;
        let Value::Object(object) = object else {
            return Ok(());
        };
        if object
            .get("@odata.nextLink")
            .is_some_and(|link| !link.is_missing())
        {
            troubles.note(Code::PageCut, place, None, "");
        }
        let count = object.get("Count").and_then(Value::int);
        if count.is_some_and(|count| u64::try_from(count) != Ok(self.items)) {
            troubles.note(
                Code::ListCut,
                place,
                None,
                &format!("{} of {}", self.items, count.unwrap_or_default()),
            );
        }
        Ok(())
    }

    fn value(&mut self, troubles: &mut Troubles) -> Result<Record, Fault> {
        self.text.begin_record();
        self.peek()?;
        let place = self.text.place();
        self.buffer.clear();
        self.frame.value(&mut self.text, &mut self.buffer)?;
        let value = value::parse(&self.buffer, &mut self.names, place, troubles)?;
        Ok(Record::of(value, place))
    }
}

impl Records for Json {
    fn next(&mut self, troubles: &mut Troubles) -> Result<Option<Record>, Fault> {
        loop {
            if let Some(record) = self.waiting.pop_front() {
                return Ok(Some(record));
            }
            match self.state {
                State::Between => {
                    if !self.between(troubles)? {
                        return Ok(None);
                    }
                }
                State::Items { first, wrapped } => self.item(first, wrapped, troubles)?,
            }
        }
    }

    fn text(&self) -> &Text {
        &self.text
    }
}
