//! One fact of all subjects of a kind: values, which of them are known, why the others are not, and from which
//! source each came.

mod bits;
mod codes;
mod list;
mod strings;
mod text;
mod texts;
mod whole;

pub use bits::{Bits, Rows};
pub use codes::Codes;
pub use list::{Items, ListColumn};
pub use strings::Strings;
pub use text::{Kept, TextColumn};
pub use texts::Texts;
pub use whole::Whole;

use crate::{FactType, Value};
use std::collections::HashMap;

/// The values of a column.
#[derive(Debug, Clone)]
pub enum Data {
    /// `bool`.
    Bool(Bits),
    /// `int`, `time`, `duration`, `bytes`.
    Int(Whole),
    /// `float`.
    Float(Vec<f64>),
    /// `text` and `enum(...)`.
    Text(TextColumn),
    /// `list<...>`.
    List(ListColumn),
}

/// A fact of all subjects of a kind. Rows beyond the end are not known, because nobody asked.
#[derive(Debug, Clone)]
pub struct Column {
    data: Data,
    valid: Bits,
    /// Numbers of unknowns, by row; 0 is "nobody asked". Empty while there is nothing else to say.
    unknown: Vec<u16>,
    main_source: Option<u16>,
    other_sources: HashMap<u32, u16>,
}

impl Column {
    /// An empty column of this type.
    pub fn of(ty: &FactType) -> Self {
        let data = match ty {
            FactType::Bool => Data::Bool(Bits::default()),
            FactType::Float => Data::Float(Vec::new()),
            FactType::List(item) => Data::List(ListColumn::of(item)),
            ty if ty.is_integral() => Data::Int(Whole::default()),
            _ => Data::Text(TextColumn::default()),
        };
        Column {
            data,
            valid: Bits::default(),
            unknown: Vec::new(),
            main_source: None,
            other_sources: HashMap::new(),
        }
    }

    /// The values. Only those of valid rows have meaning.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Which rows are known.
    pub fn valid(&self) -> &Bits {
        &self.valid
    }

    /// The value of a row, if known.
    pub fn get(&self, row: usize) -> Option<Value> {
        if !self.valid.get(row) {
            return None;
        }
        match &self.data {
            Data::Bool(bits) => Some(Value::Bool(bits.get(row))),
            Data::Int(values) => values.get(row).map(Value::Int),
            Data::Float(values) => values.get(row).copied().map(Value::Float),
            Data::Text(values) => Some(Value::from(values.get(row))),
            Data::List(values) => Some(Value::List(values.get(row))),
        }
    }

    /// The number of the unknown of a row that is not known.
    pub(crate) fn unknown(&self, row: usize) -> u16 {
        self.unknown.get(row).copied().unwrap_or(0)
    }

    /// The number of the source a known or missed row came from.
    pub(crate) fn source(&self, row: usize) -> Option<u16> {
        let other = u32::try_from(row)
            .ok()
            .and_then(|row| self.other_sources.get(&row));
        other.copied().or(self.main_source)
    }

    /// Writes a value; its type has been checked.
    pub(crate) fn set(&mut self, row: usize, value: &Value, source: u16) {
        match (&mut self.data, value) {
            (Data::Bool(bits), Value::Bool(value)) => bits.set(row, *value),
            (Data::Int(values), Value::Int(value)) => values.set(row, *value),
            (Data::Float(values), Value::Float(value)) => write(values, row, *value),
            (Data::Float(values), Value::Int(value)) => write(values, row, *value as f64),
            (Data::Text(values), Value::Text(value)) => values.set(row, value),
            (Data::List(values), Value::List(value)) => values.set(row, value),
            _ => return,
        }
        self.valid.set(row, true);
        self.from(row, source);
    }

    /// Writes text without making a [`Value`] of it first.
    pub(crate) fn set_text(&mut self, row: usize, text: &str, source: u16) {
        if let Data::Text(values) = &mut self.data {
            values.set(row, text);
            self.valid.set(row, true);
            self.from(row, source);
        }
    }

    /// The lists of a column of lists, to write one item by item; see [`Column::mark`].
    pub(crate) fn list_mut(&mut self) -> Option<&mut ListColumn> {
        match &mut self.data {
            Data::List(values) => Some(values),
            _ => None,
        }
    }

    /// Makes a row known whose value was written without [`Column::set`].
    pub(crate) fn mark(&mut self, row: usize, source: u16) {
        self.valid.set(row, true);
        self.from(row, source);
    }

    /// Notes why a row is not known.
    pub(crate) fn miss(&mut self, row: usize, unknown: u16, source: u16) {
        write(&mut self.unknown, row, unknown);
        self.from(row, source);
    }

    fn from(&mut self, row: usize, source: u16) {
        let main = *self.main_source.get_or_insert(source);
        let Ok(row) = u32::try_from(row) else { return };
        if source != main {
            self.other_sources.insert(row, source);
        } else if !self.other_sources.is_empty() {
            self.other_sources.remove(&row);
        }
    }

    /// Grows to so many rows, rounded up to whole words, if anything was ever written.
    pub(crate) fn reach(&mut self, rows: usize) {
        let rows = rows.div_ceil(64) * 64;
        self.valid.reach(rows);
        match &mut self.data {
            Data::Bool(bits) => bits.reach(rows),
            Data::Int(values) => values.reach(rows),
            Data::Float(values) => grow(values, rows),
            Data::Text(values) => values.reach(rows),
            Data::List(values) => values.reach(rows),
        }
    }

    /// Gives back memory that was held ready for more rows.
    pub(crate) fn shrink(&mut self) {
        self.valid.shrink();
        self.unknown.shrink_to_fit();
        match &mut self.data {
            Data::Bool(bits) => bits.shrink(),
            Data::Int(values) => values.shrink(),
            Data::Float(values) => values.shrink_to_fit(),
            Data::Text(values) => values.shrink(),
            Data::List(values) => values.shrink(),
        }
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let data = match &self.data {
            Data::Bool(bits) => bits.bytes(),
            Data::Int(values) => values.bytes(),
            Data::Float(values) => values.capacity() * 8,
            Data::Text(values) => values.bytes(),
            Data::List(values) => values.bytes(),
        };
        data + self.valid.bytes() + self.unknown.capacity() * 2 + self.other_sources.capacity() * 8
    }
}

fn grow<T: Default + Clone>(values: &mut Vec<T>, rows: usize) {
    if values.len() < rows {
        values.resize(rows, T::default());
    }
}

fn write<T: Default + Clone>(values: &mut Vec<T>, row: usize, value: T) {
    grow(values, row + 1);
    if let Some(cell) = values.get_mut(row) {
        *cell = value;
    }
}
