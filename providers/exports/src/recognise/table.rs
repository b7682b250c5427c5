//! Whether a text is a table of values parted by a separator, and by which.

/// Separators that exports use: that of the culture is a comma or a semicolon.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows that are looked at.
const ROWS: usize = 20;

/// Whether a text is a table.
pub(super) fn is_table(text: &str, whole: bool) -> bool {
    if starts_with_type(text) || declared(text).is_some() {
        return true;
    }
    let rows = rows(text, whole);
    let Some(header) = rows.first() else { return false };
    match best(&rows) {
        Some(separator) => are_headers(&cells(header, separator)) && agree(&rows, separator),
        None => is_column(&rows),
    }
}

/// The separator of a table by its head. One column has none; a comma is as good as any then.
pub(crate) fn delimiter(head: &[u8]) -> u8 {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    declared(text).or_else(|| best(&rows(text, true))).unwrap_or(b',')
}

/// `#TYPE` and the name of a type, which Windows PowerShell writes above the header.
pub(crate) fn starts_with_type(text: &str) -> bool {
    text.trim_start_matches('"')
        .get(..6)
        .is_some_and(|start| start.eq_ignore_ascii_case("#TYPE "))
}

/// `sep=;`, which tells Excel the separator.
fn declared(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim().trim_matches('"');
    if !line.get(..4)?.eq_ignore_ascii_case("sep=") {
        return None;
    }
    match line.as_bytes() {
        [_, _, _, _, separator] => Some(*separator),
        [_, _, _, _] => Some(b'\t'),
        _ => None,
    }
}

/// The separator that the header has most often outside quotes.
fn best(rows: &[&str]) -> Option<u8> {
    let header = rows.first()?;
    let count = |separator| cells(header, separator).len();
    let best = SEPARATORS
        .into_iter()
        .max_by_key(|&separator| (count(separator), std::cmp::Reverse(separator)))?;
    (count(best) > 1).then_some(best)
}

/// The first rows that are not empty, without a type line. Rows of several lines stay whole; the last row may be cut
/// off unless the text is whole.
fn rows(text: &str, whole: bool) -> Vec<&str> {
    let mut rows = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, octet) in text.bytes().enumerate() {
        match octet {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                rows.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
        if rows.len() > ROWS * 2 {
            break;
        }
    }
    if whole || rows.is_empty() {
        rows.push(text.get(start..).unwrap_or_default());
    }
    rows.retain(|row| !row.trim().is_empty() && !starts_with_type(row));
    rows.truncate(ROWS);
    rows
}

fn cells(row: &str, separator: u8) -> Vec<&str> {
    let mut quoted = false;
    let parted = row.split(|c: char| {
        quoted ^= c == '"';
        !quoted && c == char::from(separator)
    });
    parted.collect()
}

/// Names of properties, not sentences or settings. Some may be empty: spreadsheets leave columns behind.
fn are_headers(cells: &[&str]) -> bool {
    let is_header = |cell: &&str| {
        let bare = cell.trim().trim_matches('"');
        let sentence = bare.ends_with('.') || bare.ends_with('!') || bare.split(' ').count() > 10;
        bare.len() <= 200
            && !sentence
            && !bare.starts_with('#')
            && ![": ", " = ", "{", "}", "<", ">"]
                .iter()
                .any(|sign| bare.contains(sign))
    };
    let named = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    named * 2 > cells.len() && cells.iter().all(is_header)
}

/// Enough rows have as many cells as the header; an export may be damaged.
fn agree(rows: &[&str], separator: u8) -> bool {
    let Some((header, rows)) = rows.split_first() else {
        return false;
    };
    let wanted = cells(header, separator).len();
    let same = rows
        .iter()
        .filter(|row| cells(row, separator).len() == wanted)
        .count();
    same * 3 >= rows.len()
}

/// A table of one column: quoted, or single words throughout.
fn is_column(rows: &[&str]) -> bool {
    let is_quoted = |row: &str| row.len() > 2 && row.starts_with('"') && row.trim_end().ends_with('"');
    let is_word = |row: &str| {
        !row.trim()
            .contains(|c: char| c.is_whitespace() || "=:{}<>()/\\#".contains(c))
    };
    match rows.first() {
        Some(header) if is_quoted(header) => are_headers(&[header]),
        Some(header) => {
            let starts_well = header.starts_with(|c: char| c.is_alphabetic() || c == '_');
            // Dashes under a header are a screen's.
            let ruled = rows.get(1).is_some_and(|row| row.starts_with("--"));
            rows.len() > 1
                && !ruled
                && starts_well
                && !header.contains('@')
                && rows.iter().all(|row| is_word(row))
        }
        None => false,
    }
}
