//! Any table that is written well comes back the same, whoever wrote it and however.

use crate::host::{Read, read_with};
use encoding_rs::{Encoding, WINDOWS_1254};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Marks every generated password, so that it can be looked for.
pub(crate) const MARK: &str = "Zq9-Kx7";

#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// EmailAddress, UserName, Password, UserRoot.
    pub(crate) rows: Vec<[String; 4]>,
    /// Order of the columns.
    pub(crate) order: Vec<usize>,
    delimiter: u8,
    end: &'static str,
    always_quoted: bool,
    last_end: bool,
    letters: Letters,
}

#[derive(Debug, Clone, Copy)]
enum Letters {
    Utf8 { mark: bool },
    Utf16 { little: bool, mark: bool },
    Turkish,
}

fn value() -> impl Strategy<Value = String> {
    // All of them are in code page 1254.
    let any = proptest::sample::select("aZ09.@-_/\\*#,;|\t\" '\r\nşğıİÇöü§".chars().collect::<Vec<_>>());
    proptest::collection::vec(any, 0..12).prop_map(|chars| chars.into_iter().collect())
}

pub(crate) fn table() -> impl Strategy<Value = Table> {
    let address = prop_oneof![value(), "[a-c]{1,2}@example\\.com"];
    let row = (address, value(), value(), value());
    let row =
        row.prop_map(|(address, user, password, root)| [address, user, format!("{MARK}{password}"), root]);
    let letters = prop_oneof![
        any::<bool>().prop_map(|mark| Letters::Utf8 { mark }),
        any::<(bool, bool)>().prop_map(|(little, mark)| Letters::Utf16 { little, mark }),
        Just(Letters::Turkish),
    ];
    let order = Just(vec![0, 1, 2, 3]).prop_shuffle();
    let delimiter = proptest::sample::select(&b",;\t|"[..]);
    let end = proptest::sample::select(&["\r\n", "\n", "\r"][..]);
    let rows = proptest::collection::vec(row, 0..8);
    (rows, order, delimiter, end, any::<(bool, bool)>(), letters).prop_map(
        |(rows, order, delimiter, end, (always_quoted, last_end), letters)| Table {
            rows,
            order,
            delimiter,
            end,
            always_quoted,
            last_end,
            letters,
        },
    )
}

impl Table {
    /// The text, as the crate `csv` writes it.
    fn text(&self) -> String {
        let terminator = match self.end {
            "\r\n" => csv::Terminator::CRLF,
            end => csv::Terminator::Any(end.as_bytes()[0]),
        };
        let style = if self.always_quoted {
            csv::QuoteStyle::Always
        } else {
            csv::QuoteStyle::Necessary
        };
        let mut builder = csv::WriterBuilder::new();
        builder
            .delimiter(self.delimiter)
            .terminator(terminator)
            .quote_style(style);
        let mut writer = builder.from_writer(Vec::new());
        let header = ["EmailAddress", "UserName", "Password", "UserRoot"];
        writer
            .write_record(self.order.iter().map(|at| header[*at]))
            .unwrap();
        for row in &self.rows {
            writer
                .write_record(self.order.iter().map(|at| &row[*at]))
                .unwrap();
        }
        let mut text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        if !self.last_end {
            text.truncate(text.len() - self.end.len());
        }
        text
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        let text = self.text();
        match self.letters {
            Letters::Utf8 { mark } => format!("{}{text}", if mark { "\u{feff}" } else { "" }).into_bytes(),
            Letters::Utf16 { little, mark } => {
                let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
                units
                    .flat_map(if little {
                        u16::to_le_bytes
                    } else {
                        u16::to_be_bytes
                    })
                    .collect()
            }
            Letters::Turkish => WINDOWS_1254.encode(&text).0.into_owned(),
        }
    }

    /// The settings that it takes to read it.
    pub(crate) fn settings(&self) -> &'static [(&'static str, &'static str)] {
        match self.letters {
            Letters::Turkish => &[("encoding", "windows-1254")],
            _ => &[],
        }
    }

    fn read(&self) -> Read {
        read_with(self.octets(), self.settings())
    }

    /// The lines on which rows begin.
    fn lines(&self) -> Vec<i64> {
        let mut line = 2;
        let mut lines = Vec::new();
        for row in &self.rows {
            lines.push(line);
            let breaks = |value: &String| value.replace("\r\n", "\n").matches(['\r', '\n']).count();
            line += 1 + row.iter().map(breaks).sum::<usize>() as i64;
        }
        lines
    }
}

pub(crate) fn blank(c: char) -> bool {
    c.is_whitespace()
}

/// Ids as the design wants them: the address, with its line where it repeats or is empty.
fn ids(table: &Table) -> Vec<String> {
    let key = |row: &[String; 4]| row[0].trim_matches(blank).to_lowercase();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    table
        .rows
        .iter()
        .for_each(|row| *counts.entry(key(row)).or_default() += 1);
    let id = |(row, line): (&[String; 4], i64)| {
        let address = row[0].trim_matches(blank);
        let alone = !address.is_empty() && !address.contains('#') && counts[&key(row)] == 1;
        if alone {
            address.to_owned()
        } else {
            format!("{address}#{line}")
        }
    };
    table.rows.iter().zip(table.lines()).map(id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_table_written_well_comes_back_the_same(table in table()) {
        let read = table.read();
        let ids = ids(&table);
        prop_assert_eq!(read.ids(), ids.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(read.number("csv.row_count"), table.rows.len() as i64);
        prop_assert_eq!(read.list("csv.unclosed_quotes").len(), 0);
        prop_assert_eq!(read.number("csv.blank_lines"), 0);
        for ((row, line), id) in table.rows.iter().zip(table.lines()).zip(&ids) {
            prop_assert_eq!(read.of(id, "csv.line"), line.to_string());
            prop_assert_eq!(&read.of(id, "csv.email_address"), &row[0]);
            prop_assert_eq!(read.of(id, "csv.user_name"), row[1].trim_matches(blank));
            prop_assert_eq!(read.of(id, "csv.user_root"), row[3].trim_matches(blank));
            prop_assert_eq!(&read.passwords[id], &row[2]);
            prop_assert_eq!(read.of(id, "csv.field_count"), "4");
            let spans = row.iter().any(|value| value.contains(['\r', '\n']));
            prop_assert_eq!(read.of(id, "csv.spans_lines"), spans.to_string());
        }
        prop_assert!(!read.said().contains(MARK));
    }

    #[test]
    fn no_octets_break_it_or_give_a_password_away(
        head in prop_oneof![Just(""), Just("EmailAddress,UserName,Password\r\n"), Just("Password;EmailAddress\n")],
        body in proptest::collection::vec(any::<u8>(), 0..300),
        encoding in prop_oneof![Just(""), Just("utf-16le"), Just("gbk"), Just("iso-2022-jp")],
    ) {
        let octets = [head.as_bytes(), &body[..]].concat();
        let named = [("encoding", encoding)];
        let read = read_with(&octets, if encoding.is_empty() { &[] } else { &named });
        let rows = read.rows().count();
        let mut ids = read.ids();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), rows, "ids are unique");
        prop_assert!(encoding.is_empty() || Encoding::for_label(encoding.as_bytes()).is_some());
    }

    #[test]
    fn pieces_of_tables_never_show_what_stands_under_password(
        pieces in proptest::collection::vec(proptest::sample::select(
            &["Zq9-Kx7", ",", ",", ";", "\"", "\r\n", "\n", " ", "Zq9-Kx7"][..]), 0..40),
        header in proptest::sample::select(&["Password,EmailAddress\n", "Password,UserName,EmailAddress\r\n", ""][..]),
    ) {
        // Every piece of text is a password: none may show, except under a name that the row itself gives it.
        let text = format!("{header}{}", pieces.concat());
        let read = read_with(text, &[]);
        for row in read.rows() {
            let aligned = header.is_empty() || crate::host::known(row, "csv.field_count").as_ref().unwrap().as_int()
                == Some(header.matches(',').count() as i64 + 1);
            if !aligned || header.is_empty() {
                prop_assert!(!format!("{row:?}").contains(MARK), "{:?}", row);
            }
        }
        if header.is_empty() {
            prop_assert!(!read.said().contains(MARK));
        }
    }
}
