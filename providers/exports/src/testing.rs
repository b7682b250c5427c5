//! Helpers of the tests: read all of an export at once.

use crate::{Code, Export, ExportError, Limits, Record, Value};

/// All that an export gives.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) records: Vec<Record>,
    pub(crate) error: Option<ExportError>,
    pub(crate) export: Export,
}

impl Outcome {
    /// Codes of troubles with the properties they are about.
    pub(crate) fn troubles(&self) -> Vec<(Code, &str)> {
        let troubles = self.export.troubles().iter();
        troubles
            .map(|trouble| (trouble.code, trouble.property.as_deref().unwrap_or("")))
            .collect()
    }

    /// A property of a record.
    pub(crate) fn get(&self, record: usize, name: &str) -> &Value {
        self.records[record]
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.records[record]))
    }

    /// The error without its path.
    pub(crate) fn what(&self) -> String {
        self.error.as_ref().map_or(String::new(), ExportError::what)
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Reads octets to their end or to the first error.
pub(crate) fn read(octets: &[u8]) -> Outcome {
    read_within(octets, &Limits::default())
}

pub(crate) fn read_within(octets: &[u8], limits: &Limits) -> Outcome {
    drain(Export::from_bytes("export", octets, limits).unwrap())
}

pub(crate) fn read_stream(octets: &[u8], limits: &Limits) -> Outcome {
    drain(Export::from_reader("export", std::io::Cursor::new(octets.to_vec()), limits).unwrap())
}

/// The error of octets that are refused at once.
pub(crate) fn refused(octets: &[u8]) -> ExportError {
    Export::from_bytes("export", octets, &Limits::default()).unwrap_err()
}

fn drain(mut export: Export) -> Outcome {
    let (mut records, mut error) = (Vec::new(), None);
    for item in &mut export {
        match item {
            Ok(record) => records.push(record),
            Err(stopped) => error = Some(stopped),
        }
    }
    Outcome {
        records,
        error,
        export,
    }
}
