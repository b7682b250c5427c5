//! What is known of versions: data, in `versions.toml`.

use super::build::Build;
use imaprules_provider::{EmbeddedTable, ProviderError};
use regex::Regex;
use serde::Deserialize;

/// The whole table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    product: Vec<Product>,
    pub(super) sign: Vec<Sign>,
    schema: Vec<Schema>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    id: String,
    #[serde(rename = "title")]
    _title: String,
    /// Its first numbers.
    line: Vec<u32>,
    at_least: Option<u32>,
}

/// Where a sign is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Greeting,
    Id,
    Capability,
    Line,
}

/// Something that a server says and only some products do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sign {
    #[serde(rename = "in")]
    pub(super) place: Place,
    #[serde(with = "pattern")]
    pub(super) pattern: Regex,
    pub(super) products: Vec<String>,
    pub(super) weight: i64,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    product: String,
    from: i64,
}

mod pattern {
    use regex::Regex;
    use serde::{Deserialize, Deserializer, de::Error};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
        Regex::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

pub(super) static TABLE: EmbeddedTable<Table, toml::de::Error> = EmbeddedTable::new(
    "exchange/versions.toml",
    include_str!("../../versions.toml"),
    toml::from_str,
);

/// Holds that the table can be read.
pub(crate) fn check() -> Result<(), ProviderError> {
    TABLE.check()
}

/// The product that a build is of.
pub(crate) fn product_of(build: Build) -> Option<&'static str> {
    let Build(numbers) = build;
    let fits = |product: &&Product| {
        numbers.starts_with(&product.line) && product.at_least.is_none_or(|least| build.line().2 >= least)
    };
    TABLE.product.iter().find(fits).map(|product| product.id.as_str())
}

/// All products, the oldest first.
pub(super) fn products() -> impl Iterator<Item = &'static str> {
    TABLE.product.iter().map(|product| product.id.as_str())
}

/// The latest product that a directory with this rangeUpper was prepared for.
pub(crate) fn schema_product(range: i64) -> Option<&'static str> {
    let mut newest_first = TABLE.schema.iter().rev();
    newest_first
        .find(|schema| schema.from <= range)
        .map(|schema| schema.product.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_names_products_it_has() {
        check().unwrap();
        assert!(!TABLE.sign.is_empty() && !TABLE.schema.is_empty());
        let known: Vec<_> = products().collect();
        let named = TABLE.sign.iter().flat_map(|sign| &sign.products);
        for product in named.chain(TABLE.schema.iter().map(|schema| &schema.product)) {
            assert!(known.contains(&product.as_str()), "{product}");
        }
    }

    #[test]
    fn products_by_build_and_schema() {
        for (text, product) in [
            ("6.5.7638.2", Some("2003")),
            ("8.3.83.6", Some("2007")),
            ("14.3.123.4", Some("2010")),
            ("15.0.1497.2", Some("2013")),
            ("15.1.2375.7", Some("2016")),
            ("15.2.1544.4", Some("2019")),
            ("15.2.2562.17", Some("se")),
            ("15.20.1.2", Some("online")),
            ("6.0.6249.0", None),
        ] {
            assert_eq!(Build::of_text(text).and_then(product_of), product, "{text}");
        }
        assert_eq!(schema_product(14_734), Some("2010"));
        assert_eq!(schema_product(15_312), Some("2013"));
        assert_eq!(schema_product(100), None);
    }
}
