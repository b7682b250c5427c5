//! In which order a file writes day and month: a question about a file, not about a value.

use crate::reading::{Order, order_of};
use crate::{Export, Format, Limits};
use std::path::Path;

/// Records that are looked at.
const SAMPLE: usize = 2000;

/// Octets beyond which a text is no date.
const LONG: usize = 40;

/// The order of day and month in a file, by the dates of its first records. Only CSV holds dates as the exporter's culture writes them.
pub fn order_in(path: &Path) -> Option<Order> {
    let export = Export::open(path, &Limits::default()).ok()?;
    if export.format() != Format::Csv {
        return None;
    }
    let mut texts = Vec::new();
    for record in export.take(SAMPLE).filter_map(Result::ok) {
        let values = record.object.properties().iter();
        let short = values
            .filter_map(|(_, value)| value.text())
            .filter(|text| text.len() < LONG)
            .map(|text| text.into_owned());
        texts.extend(short);
    }
    order_of(texts.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_date_shows_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export");
        for (text, wanted) in [
            ("Name,When\na,1/2/2024\nb,13/2/2024\n", Some(Order::DayFirst)),
            ("Name,When\na,1/2/2024\nb,2/13/2024\n", Some(Order::MonthFirst)),
            ("Name,When\na,1/2/2024\n", None),
            (r#"[{"When":"13/2/2024"}]"#, None),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(order_in(&path), wanted, "{text}");
        }
        assert_eq!(order_in(&folder.path().join("none")), None);
    }
}
