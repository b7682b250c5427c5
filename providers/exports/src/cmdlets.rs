//! Tables of cmdlets, by which a record without a name is recognised.
//!
//! Each provider has a table of its own, a TOML file, and says what its entries mean. How a record is held against a table is the same
//! for all of them, and stands here.

use crate::{Object, is_name};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The property by which a script can say what a record is.
const TOLD: &str = "Cmdlet";

/// Shapes remembered; a file with more is odd and only gets slower.
const SHAPES: usize = 1000;

/// An entry of a table: what the output of a cmdlet, or of a service, looks like, and what it means to the provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cmdlet<M> {
    /// The cmdlets whose output looks so; the first one stands for all.
    pub names: Vec<String>,
    /// Records the cmdlet returns unless it is told otherwise.
    pub page: Option<u64>,
    /// What the provider says of it besides.
    #[serde(flatten)]
    pub meaning: M,
    #[serde(default)]
    types: Vec<String>,
    /// A part of the file's name that must be there, in lower case.
    file: Option<String>,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

impl<M> Cmdlet<M> {
    /// The name that stands for the entry.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn is_of_type(&self, object: &Object) -> bool {
        let short = object.types().short();
        short.is_some_and(|short| self.types.iter().any(|known| known == short))
    }

    fn fits(&self, object: &Object, file: &str) -> bool {
        let has = |name: &String| object.get(name).is_some();
        let of_file = self.file.as_ref().is_none_or(|part| file.contains(part));
        let looks = || self.all.iter().all(has) && (self.any.is_empty() || self.any.iter().any(has));
        of_file && !self.none.iter().any(has) && (self.is_of_type(object) || looks())
    }
}

/// A table. Where several entries fit, the first one counts.
#[derive(Debug)]
pub struct Cmdlets<M>(Vec<Cmdlet<M>>);

impl<M: DeserializeOwned> Cmdlets<M> {
    /// Reads a table.
    ///
    /// # Errors
    /// When it is no TOML, lacks something or holds something else.
    pub fn read(text: &str) -> Result<Cmdlets<M>, toml::de::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table<M> {
            cmdlet: Vec<Cmdlet<M>>,
        }
        toml::from_str::<Table<M>>(text).map(|table| Cmdlets(table.cmdlet))
    }
}

impl<M> Default for Cmdlets<M> {
    fn default() -> Self {
        Cmdlets(Vec::new())
    }
}

impl<M> Cmdlets<M> {
    /// The entry of a cmdlet by its name, whatever its case.
    pub fn named(&self, name: &str) -> Option<&Cmdlet<M>> {
        let name = name.trim();
        self.find(|cmdlet| {
            let mut names = cmdlet.names.iter();
            names.any(|known| known.eq_ignore_ascii_case(name))
        })
    }

    /// The cmdlet that a property's name stands for, in files that hold the outputs of several.
    pub fn of_property(&self, property: &str) -> Option<&Cmdlet<M>> {
        self.find(|cmdlet| {
            let mut names = cmdlet.names.iter();
            names.any(|known| known.contains('-') && is_name(property, known))
        })
    }

    /// The cmdlet that a record itself names, as scripts write it.
    pub fn told(&self, object: &Object) -> Option<&Cmdlet<M>> {
        let name = object.get(TOLD)?.text()?;
        self.named(&name)
    }

    /// By the name of its type alone, which is surer than its looks.
    pub fn of_type(&self, object: &Object) -> Option<&Cmdlet<M>> {
        self.find(|cmdlet| cmdlet.is_of_type(object))
    }

    /// By its type or its looks, in a file of that name.
    pub fn fitting(&self, object: &Object, file: &str) -> Option<&Cmdlet<M>> {
        let file = file.to_ascii_lowercase();
        self.find(|cmdlet| cmdlet.fits(object, &file))
    }

    fn find(&self, is: impl Fn(&Cmdlet<M>) -> bool) -> Option<&Cmdlet<M>> {
        self.0.iter().find(|cmdlet| is(cmdlet))
    }
}

/// What was found of the records of one file: equal shapes, which are most of them, are looked up once.
#[derive(Debug)]
pub struct Shapes<F>(HashMap<u64, F>);

impl<F> Default for Shapes<F> {
    fn default() -> Self {
        Shapes(HashMap::new())
    }
}

impl<F: Copy> Shapes<F> {
    /// What was found of a record of this shape, or is found now.
    pub fn find(&mut self, object: &Object, look: impl FnOnce() -> F) -> F {
        let shape = shape(object);
        if let Some(known) = self.0.get(&shape) {
            return *known;
        }
        let found = look();
        if self.0.len() < SHAPES {
            self.0.insert(shape, found);
        }
        found
    }
}

fn shape(object: &Object) -> u64 {
    let mut hasher = DefaultHasher::new();
    object.types().short().hash(&mut hasher);
    let names = object.properties().iter();
    names.for_each(|(name, _)| name.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Export, Limits};

    #[derive(Debug, Deserialize)]
    struct Meaning {
        sort: String,
        #[serde(default)]
        both: bool,
    }

    const TABLE: &str = r#"
        [[cmdlet]]
        sort  = "shared"
        names = ["Get-Shared", "Get-SharedToo"]
        both  = true
        all   = ["Name"]
        any   = ["One", "Other"]
        none  = ["Never"]

        [[cmdlet]]
        sort  = "filed"
        names = ["the filed ones"]
        file  = "member"
        all   = ["Name"]

        [[cmdlet]]
        sort  = "typed"
        names = ["Get-Typed"]
        page  = 1000
        types = ["Typed"]
        all   = ["Name"]
    "#;

    fn table() -> Cmdlets<Meaning> {
        Cmdlets::read(TABLE).unwrap()
    }

    fn object(text: &str) -> Object {
        let mut export = Export::from_bytes("t", text.as_bytes(), &Limits::default()).unwrap();
        export.next().unwrap().unwrap().object
    }

    /// A record of a type, with these properties.
    fn typed(short: &str, properties: &[&str]) -> Object {
        let properties = properties
            .iter()
            .map(|name| format!("<S N=\"{name}\">x</S>"))
            .collect::<String>();
        object(&format!(
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>Deserialized.A.B.{short}</T></TN><MS>{properties}</MS></Obj></Objs>"
        ))
    }

    #[test]
    fn the_first_entry_that_fits_counts() {
        let table = table();
        for (file, text, wanted) in [
            ("x.json", r#"[{"Name":"a","Other":1}]"#, Some("shared")),
            ("x.json", r#"[{"Name":"a","Other":1,"Never":1}]"#, Some("typed")),
            ("x.json", r#"[{"Name":"a"}]"#, Some("typed")),
            ("RoleMembers.json", r#"[{"Name":"a"}]"#, Some("filed")),
            ("RoleMembers.json", r#"[{"Other":"a"}]"#, None),
        ] {
            let found = table.fitting(&object(text), file);
            let found = found.map(|cmdlet| cmdlet.meaning.sort.as_str());
            assert_eq!(found, wanted, "{file} {text}");
        }
    }

    #[test]
    fn types_say_more_than_looks_where_that_is_asked() {
        let table = table();
        let record = typed("Typed", &["Name", "One"]);
        assert_eq!(table.of_type(&record).unwrap().meaning.sort, "typed");
        assert_eq!(table.fitting(&record, "").unwrap().meaning.sort, "shared");
        assert_eq!(
            table.fitting(&typed("Typed", &["Else"]), "").unwrap().page,
            Some(1000)
        );
        assert!(table.of_type(&typed("Unknown", &["Name"])).is_none());
    }

    #[test]
    fn names_are_found_in_any_case() {
        let table = table();
        let shared = table.named(" get-SHAREDtoo").unwrap();
        assert_eq!((shared.name(), shared.meaning.both), ("Get-Shared", true));
        assert!(table.named("Get-Other").is_none());
        let told = object(r#"[{"Cmdlet":"Get-Typed","One":1}]"#);
        assert_eq!(table.told(&told).unwrap().meaning.sort, "typed");
        assert!(table.told(&object(r#"[{"One":1}]"#)).is_none());
        assert_eq!(table.of_property("get-typed").unwrap().meaning.sort, "typed");
        assert!(table.of_property("the filed ones").is_none());
    }

    #[test]
    fn a_shape_is_looked_up_once() {
        let mut shapes = Shapes::default();
        let mut looked = 0;
        for text in [r#"[{"a":1}]"#, r#"[{"a":2}]"#, r#"[{"b":1}]"#, r#"[{"a":3}]"#] {
            let mut look = || {
                looked += 1;
                looked
            };
            shapes.find(&object(text), &mut look);
        }
        assert_eq!(looked, 2);
        let again = shapes.find(&typed("Typed", &["a"]), || 7);
        assert_eq!(again, 7, "the type is part of the shape");
        assert_eq!(shapes.find(&object(r#"[{"a":4}]"#), || 8), 1);
    }

    #[test]
    fn misspelled_keys_are_refused() {
        for (right, wrong) in [("any ", "anny"), ("both ", "bothh"), ("names", "nmaes")] {
            let text = TABLE.replacen(right, wrong, 1);
            assert!(Cmdlets::<Meaning>::read(&text).is_err(), "{wrong}");
        }
    }
}
