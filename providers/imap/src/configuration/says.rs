//! The other facts that a configuration states: switches, lists, times, and namespaces.

use super::product::{Learnt, Product, value};
use super::settings::Setting;
use super::table::{Kind, Namespaces, Say};
use imaprules_facts::{Known, Reason, Unknown, Value};
use std::collections::BTreeMap;

/// The facts.
pub(super) fn says(product: &Product) -> Vec<Learnt> {
    let mut learnt: Vec<Learnt> = Vec::new();
    for say in &product.table.say {
        let one = said(product, say);
        // One setting may have two names over the versions: what is set, or known at least, counts.
        match learnt.iter_mut().find(|other| other.fact == one.fact) {
            Some(other) if one.line.is_some() || other.known.is_err() => *other = one,
            Some(_) => {}
            None => learnt.push(one),
        }
    }
    learnt.extend(
        product
            .table
            .namespace
            .iter()
            .flat_map(|table| namespaces(product, table)),
    );
    learnt
}

fn said(product: &Product, say: &Say) -> Learnt {
    let learnt = |known: Known, file: usize, line: Option<u64>| Learnt {
        fact: say.fact.clone(),
        known,
        file,
        line,
    };
    let settings: Vec<&Setting> = say
        .settings
        .iter()
        .flat_map(|path| product.settings.each(path))
        .collect();
    let Some(last) = settings.last() else {
        let default = product.shows(&say.forms).and_then(|file| {
            let default = product.default(&say.default)?;
            let odd = || Unknown::because(Reason::Malformed);
            value(default).ok_or_else(odd).map(|value| (file, value))
        });
        return match default {
            Ok((file, value)) => learnt(Ok(value), file, None),
            Err(why) => learnt(Err(why), 0, None),
        };
    };
    let read = match say.kind {
        Kind::Any => Some(Value::Bool(
            settings.iter().any(|setting| truth(&setting.value) == Some(true)),
        )),
        // An attribute with several values has a line for each.
        Kind::Lowest | Kind::List if settings.len() > 1 => read(
            say,
            &settings
                .iter()
                .map(|setting| setting.value.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        ),
        _ => read(say, &last.value),
    };
    let malformed = || {
        Unknown::noted(
            Reason::Malformed,
            format!("line {}: the value is not understood", last.line),
        )
    };
    learnt(read.ok_or_else(malformed), last.file, Some(last.line))
}

fn read(say: &Say, text: &str) -> Option<Value> {
    match say.kind {
        Kind::Bool | Kind::Any => truth(text).map(Value::Bool),
        Kind::Not => truth(text).map(|truth| Value::Bool(!truth)),
        Kind::There => Some(Value::Bool(true)),
        Kind::Int => text.parse().ok().map(Value::Int),
        Kind::Text => Some(Value::from(text)),
        Kind::List => {
            let item = |item: &str| {
                if say.upper {
                    item.to_ascii_uppercase()
                } else {
                    item.to_owned()
                }
            };
            Some(Value::from(items(text).map(item).collect::<Vec<_>>()))
        }
        Kind::Contains => Some(Value::Bool(
            items(text).any(|item| Some(item) == say.word.as_deref()),
        )),
        Kind::Duration => milliseconds(text).map(Value::Int),
        Kind::Word => say.words.get(text).or(say.otherwise.as_ref()).and_then(value),
        Kind::Lowest => {
            let meant = items(text)
                .filter_map(|item| say.words.get(item))
                .filter_map(toml::Value::as_str);
            meant.min().map(Value::from)
        }
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', ',']).filter(|item| !item.is_empty())
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "t" | "1" => Some(true),
        "no" | "n" | "off" | "false" | "f" | "0" | "" => Some(false),
        _ => None,
    }
}

/// `2 secs`, `2s`, `500ms`, `10m`, `1h 30m`; a bare number is seconds. As Dovecot, Cyrus and fail2ban write times.
pub(super) fn milliseconds(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut sum = 0i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let letters = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(letters)?;
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(factor(unit)?)?)?;
        rest = after.trim_start();
    }
    (!text.trim().is_empty()).then_some(sum)
}

fn factor(unit: &str) -> Option<i64> {
    const DAY: i64 = 86_400_000;
    Some(match unit.to_ascii_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "milliseconds" => 1,
        "" | "s" | "ss" | "sec" | "secs" | "second" | "seconds" => 1000,
        "m" | "mi" | "mm" | "min" | "mins" | "minute" | "minutes" => 60_000,
        "h" | "hh" | "hour" | "hours" => 3_600_000,
        "d" | "da" | "dd" | "day" | "days" => DAY,
        "w" | "we" | "ww" | "week" | "weeks" => 7 * DAY,
        "mo" | "mon" | "month" | "months" => 30 * DAY,
        "y" | "ye" | "yy" | "year" | "years" => 365 * DAY,
        _ => return None,
    })
}

/// Namespaces as `private "" /`, and the prefixes of those that several users see.
fn namespaces(product: &Product, table: &Namespaces) -> Vec<Learnt> {
    let mut blocks: BTreeMap<(usize, String), Block<'_>> = BTreeMap::new();
    for setting in &product.settings.all {
        let (block, name) = setting.path.split_once('/').unwrap_or((&setting.path, ""));
        if !super::settings::fits(&table.blocks, block) || name.contains('/') {
            continue;
        }
        let entry = blocks.entry((setting.file, block.to_owned())).or_default();
        match name {
            name if name == table.prefix => entry.prefix = &setting.value,
            name if name == table.r#type => entry.kind = Some(&setting.value),
            name if name == table.separator => entry.separator = &setting.value,
            _ => {}
        }
        entry.line.get_or_insert(setting.line);
    }
    let Some(((file, _), first)) = blocks.iter().next() else {
        return Vec::new();
    };
    let kind = |block: &Block<'_>| block.kind.unwrap_or(&table.default_type).to_owned();
    let shown = |block: &Block<'_>| {
        format!("{} \"{}\" {}", kind(block), block.prefix, block.separator)
            .trim_end()
            .to_owned()
    };
    let shared = blocks
        .values()
        .filter(|block| table.shared.contains(&kind(block)));
    let learnt = |fact: &str, values: Vec<String>| Learnt {
        fact: fact.to_owned(),
        known: Ok(Value::from(values)),
        file: *file,
        line: first.line,
    };
    vec![
        learnt("config.namespaces", blocks.values().map(shown).collect()),
        learnt(
            "config.shared_prefixes",
            shared.map(|block| block.prefix.to_owned()).collect(),
        ),
    ]
}

#[derive(Default)]
struct Block<'a> {
    prefix: &'a str,
    kind: Option<&'a str>,
    separator: &'a str,
    line: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_products_write_them() {
        for (text, wanted) in [
            ("2 secs", Some(2000)),
            ("600", Some(600_000)),
            ("10m", Some(600_000)),
            ("1d12h", Some(129_600_000)),
            ("1w", Some(604_800_000)),
            ("500 msecs", Some(500)),
            ("", None),
            ("-1", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(milliseconds(text), wanted, "{text}");
        }
    }
}
