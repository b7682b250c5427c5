//! Lists in columns: the items of all rows side by side, and a span of them for each row.

use super::text::TextColumn;
use crate::{FactType, Value};

/// Items of all lists of a column.
#[derive(Debug, Clone)]
pub enum Items {
    /// `bool`.
    Bool(Vec<bool>),
    /// `int`, `time`, `duration`, `bytes`.
    Int(Vec<i64>),
    /// `float`.
    Float(Vec<f64>),
    /// `text` and `enum(...)`.
    Text(TextColumn),
}

/// A column of lists.
#[derive(Debug, Clone)]
pub struct ListColumn {
    spans: Vec<(u32, u32)>,
    items: Items,
}

impl ListColumn {
    /// An empty column for lists of this item type.
    pub fn of(item: &FactType) -> Self {
        let items = match item {
            FactType::Bool => Items::Bool(Vec::new()),
            FactType::Float => Items::Float(Vec::new()),
            item if item.is_integral() => Items::Int(Vec::new()),
            _ => Items::Text(TextColumn::default()),
        };
        ListColumn {
            spans: Vec::new(),
            items,
        }
    }

    /// Writes a row. Items of another type than the column's are left out: callers check types first.
    pub fn set(&mut self, row: usize, values: &[Value]) {
        let start = self.items.len();
        values.iter().for_each(|value| self.items.push(value));
        self.close(row, start);
    }

    /// Appends an item to the list that is being written.
    pub(crate) fn push(&mut self, value: &Value) {
        self.items.push(value);
    }

    /// Appends text to the list that is being written.
    pub(crate) fn push_text(&mut self, text: &str) {
        if let Items::Text(items) = &mut self.items {
            items.set(items.len(), text);
        }
    }

    /// Makes the items from `start` on the list of a row.
    pub(crate) fn close(&mut self, row: usize, start: usize) {
        let end = self.items.len();
        self.reach(row + 1);
        if let (Some(span), Ok(start), Ok(end)) = (self.spans.get_mut(row), start.try_into(), end.try_into())
        {
            *span = (start, end);
        }
    }

    /// The items of a row, as indices into [`ListColumn::items`].
    #[inline]
    pub fn span(&self, row: usize) -> std::ops::Range<usize> {
        self.spans
            .get(row)
            .map_or(0..0, |(start, end)| *start as usize..*end as usize)
    }

    /// Spans of all rows.
    pub fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }

    /// Items of all rows.
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// The list of a row.
    pub fn get(&self, row: usize) -> Vec<Value> {
        self.span(row).filter_map(|index| self.items.get(index)).collect()
    }

    /// Grows to so many rows.
    pub fn reach(&mut self, rows: usize) {
        if self.spans.len() < rows {
            self.spans.resize(rows, (0, 0));
        }
    }

    pub(super) fn shrink(&mut self) {
        self.spans.shrink_to_fit();
        match &mut self.items {
            Items::Bool(items) => items.shrink_to_fit(),
            Items::Int(items) => items.shrink_to_fit(),
            Items::Float(items) => items.shrink_to_fit(),
            Items::Text(items) => items.shrink(),
        }
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.spans.capacity() * 8 + self.items.bytes()
    }
}

impl Items {
    /// How many items there are.
    pub fn len(&self) -> usize {
        match self {
            Items::Bool(items) => items.len(),
            Items::Int(items) => items.len(),
            Items::Float(items) => items.len(),
            Items::Text(items) => items.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One item.
    pub fn get(&self, index: usize) -> Option<Value> {
        match self {
            Items::Bool(items) => items.get(index).copied().map(Value::Bool),
            Items::Int(items) => items.get(index).copied().map(Value::Int),
            Items::Float(items) => items.get(index).copied().map(Value::Float),
            Items::Text(items) => (index < items.len()).then(|| Value::from(items.get(index))),
        }
    }

    fn push(&mut self, value: &Value) {
        match (self, value) {
            (Items::Bool(items), Value::Bool(value)) => items.push(*value),
            (Items::Int(items), Value::Int(value)) => items.push(*value),
            (Items::Float(items), Value::Float(value)) => items.push(*value),
            (Items::Float(items), Value::Int(value)) => items.push(*value as f64),
            (Items::Text(items), Value::Text(value)) => items.set(items.len(), value),
            _ => {}
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Items::Bool(items) => items.capacity(),
            Items::Int(items) => items.capacity() * 8,
            Items::Float(items) => items.capacity() * 8,
            Items::Text(items) => items.bytes(),
        }
    }
}
