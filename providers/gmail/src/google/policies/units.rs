//! The tree of organisational units: ids, by which policies name them, and paths, by which users do.

use crate::google::calls::directory::OrgUnit;
use std::collections::HashMap;

/// The path of the unit at the top.
pub(crate) const TOP: &str = "/";

/// Ids by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Units(HashMap<String, String>);

impl Units {
    /// From the list of the Directory API. The unit at the top may be missing in it and is then known from those below it.
    pub(crate) fn read(list: &[OrgUnit]) -> Units {
        let mut ids = HashMap::new();
        for unit in list {
            let parent = unit
                .parent_org_unit_path
                .as_ref()
                .zip(unit.parent_org_unit_id.as_ref());
            if let Some((path, id)) = parent {
                ids.entry(path.clone()).or_insert_with(|| bare(id));
            }
        }
        for unit in list {
            if let Some((path, id)) = unit.org_unit_path.as_ref().zip(unit.org_unit_id.as_ref()) {
                ids.insert(path.clone(), bare(id));
            }
        }
        Units(ids)
    }

    /// From paths and ids, as exports tell them.
    pub(crate) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Units {
        Units(pairs.into_iter().collect())
    }

    /// The id of a unit.
    pub(crate) fn id(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Whether some unit has this as the last part of its path.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.0.keys().any(|path| path.rsplit('/').next() == Some(name))
    }
}

/// The Directory API writes `id:03ph8a2z...`, the Policy API `orgUnits/03ph8a2z...`.
fn bare(id: &str) -> String {
    id.strip_prefix("id:").unwrap_or(id).to_owned()
}

/// A unit's path and those above it, the nearest first.
pub(crate) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path.trim_end_matches('/')).filter(|path| !path.is_empty());
    let above = std::iter::from_fn(move || {
        let here = rest?;
        rest = here
            .rsplit_once('/')
            .map(|(above, _)| above)
            .filter(|above| !above.is_empty());
        Some(here)
    });
    above.chain(std::iter::once(TOP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_units_above() {
        assert_eq!(
            upwards("/Staff/Sales").collect::<Vec<_>>(),
            ["/Staff/Sales", "/Staff", "/"]
        );
        assert_eq!(upwards("/").collect::<Vec<_>>(), ["/"]);
        assert_eq!(upwards("").collect::<Vec<_>>(), ["/"]);
    }

    #[test]
    fn the_top_is_known_from_those_below() {
        let unit = |path: &str, id: &str, parent: Option<(&str, &str)>| OrgUnit {
            org_unit_id: Some(id.to_owned()),
            org_unit_path: Some(path.to_owned()),
            parent_org_unit_id: parent.map(|(_, id)| id.to_owned()),
            parent_org_unit_path: parent.map(|(path, _)| path.to_owned()),
        };
        let units = Units::read(&[unit("/Staff", "id:s", Some(("/", "id:top")))]);
        assert_eq!(
            (units.id("/"), units.id("/Staff"), units.id("/Other")),
            (Some("top"), Some("s"), None)
        );
        assert!(units.has_name("Staff") && !units.has_name("Other"));
    }
}
