//! Finds exports of the wrong thing: the wrapper of the objects instead of the objects.

use crate::record::Object;

/// The property of every object that a Format cmdlet makes.
pub(crate) const FORMAT_PROPERTY: &str = "ClassId2e4f51ef21dd47e99d3c952918aff9cd";
/// Name space of these objects.
pub(crate) const FORMAT_SPACE: &str = "Microsoft.PowerShell.Commands.Internal.Format.";

/// Whether an object is what a Format cmdlet made for the screen.
pub(crate) fn is_format_object(object: &Object) -> bool {
    object.types().names().any(|name| name.starts_with(FORMAT_SPACE)) || object.get(FORMAT_PROPERTY).is_some()
}

/// Types whose properties are never what was meant.
const WRONG_TYPES: [&str; 9] = [
    "System.String",
    "System.Int32",
    "System.Int64",
    "System.Boolean",
    "System.Object[]",
    "System.String[]",
    "System.Collections.ArrayList",
    "System.Collections.Hashtable",
    "System.Management.Automation.ErrorRecord",
];

/// Properties that only wrappers have: of a text, a list, a table.
const WRAPPERS: [&[&str]; 3] = [
    &["Length"],
    &[
        "Length",
        "LongLength",
        "Rank",
        "SyncRoot",
        "IsReadOnly",
        "IsFixedSize",
        "IsSynchronized",
        "Count",
    ],
    &[
        "IsReadOnly",
        "IsFixedSize",
        "IsSynchronized",
        "Keys",
        "Values",
        "SyncRoot",
        "Count",
        "Capacity",
    ],
];

/// The wrapper's name when the columns of a table, or its type line, are those of a wrapper.
pub(crate) fn wrong_object<'a>(
    type_name: Option<&str>,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Option<String> {
    let type_name = type_name.map(str::trim);
    if let Some(wrong) =
        type_name.filter(|name| WRONG_TYPES.iter().any(|wrong| wrong.eq_ignore_ascii_case(name)))
    {
        return Some(wrong.to_owned());
    }
    // A few columns of these names may well be somebody's own; a lone `Length` is what a text has.
    let count = names.clone().count();
    let is_wrapper = |known: &&[&str]| {
        (count == known.len() || count >= 4)
            && names
                .clone()
                .all(|name| known.iter().any(|known| known.eq_ignore_ascii_case(name)))
    };
    WRAPPERS
        .iter()
        .any(is_wrapper)
        .then(|| names.collect::<Vec<_>>().join(", "))
}
