//! Numbers as people and cultures write them.

/// A float as whole number, when it is one.
pub(crate) fn whole(float: f64) -> Option<i64> {
    // Beyond 2^53 a float no longer holds every whole number.
    (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then_some(float as i64)
}

/// A float as the XML forms of the cmdlets write it.
pub(crate) fn float_text(text: &str) -> Option<f64> {
    match text {
        "INF" | "Infinity" | "∞" => Some(f64::INFINITY),
        "-INF" | "-Infinity" | "-∞" => Some(f64::NEG_INFINITY),
        _ => text.parse().ok(),
    }
}

/// Signs that only ever stand between groups of digits.
fn is_group(sign: char) -> bool {
    matches!(
        sign,
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}' | '_' | '\u{66c}'
    )
}

/// Signs that stand between groups of digits in one culture and before decimals in another.
fn is_point(sign: char) -> bool {
    matches!(sign, '.' | ',' | '\u{66b}')
}

/// A whole number that may have separators between its groups, of whatever size: India writes `12,34,567`.
pub(super) fn grouped(text: &str) -> Option<u64> {
    let groups = text.split(|c: char| is_group(c) || is_point(c));
    let mut digits = String::new();
    for group in groups {
        if group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.push_str(group);
    }
    digits.parse().ok()
}

/// A whole number without a unit, whose last group must have three digits: `1.5` is none.
pub(super) fn grouped_by_three(text: &str) -> Option<u64> {
    let last = text.rsplit(|c: char| is_group(c) || is_point(c)).next()?;
    let single = last.len() == text.len();
    (single || last.len() == 3).then(|| grouped(text))?
}

/// A number that may have a fraction. Nothing when it can be read in two ways, as `1.234` can.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let points: Vec<(usize, char)> = text.char_indices().filter(|&(_, c)| is_point(c)).collect();
    let Some(&(at, point)) = points.last() else {
        return grouped(text).map(|whole| whole as f64);
    };
    let repeated = points.iter().filter(|&&(_, c)| c == point).count() > 1;
    if repeated {
        let one_kind = points.iter().all(|&(_, c)| c == point);
        return one_kind.then(|| grouped(text))?.map(|whole| whole as f64);
    }
    let (before, after) = (text.get(..at)?, text.get(at + point.len_utf8()..)?);
    let two_ways = points.len() == 1 && after.len() == 3 && before.len() <= 3 && before != "0";
    if two_ways || !after.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{}.{after}", grouped(before)?).parse().ok()
}
