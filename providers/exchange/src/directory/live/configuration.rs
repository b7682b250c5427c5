//! What the whole forest shares: the version of the schema, the domains, the objects of Exchange.

use super::{Asker, Counts, Ending, Found, Taken, ending, questions};
use crate::evidence::{Evidence, Part};
use imaprules_directory::{Connection, DirectoryError, Ended, Filter, Root, Scope, Search};

/// Below the configuration of the forest.
const EXCHANGE: &str = "CN=Microsoft Exchange,CN=Services";

impl Asker<'_> {
    pub(super) fn configuration(
        &mut self,
        connection: &mut Connection<'_>,
        root: &Root,
        domains: &mut Vec<String>,
    ) -> Result<(), DirectoryError> {
        let Some(configuration) = &root.configuration else {
            let note = "this is no Active Directory: it has no configuration where Exchange would stand";
            for part in super::FOREST {
                self.asked(part, Ending::Failed(note.to_owned()));
            }
            return Ok(());
        };
        let prepared = self.schema(connection, root)?;
        self.domains(connection, configuration, domains)?;
        self.exchange(connection, configuration, prepared)
    }

    /// Whether the schema knows Exchange; nothing where that cannot be told.
    fn schema(
        &mut self,
        connection: &mut Connection<'_>,
        root: &Root,
    ) -> Result<Option<bool>, DirectoryError> {
        let Some(schema) = &root.schema else {
            return Ok(None);
        };
        let base = format!("CN=ms-Exch-Schema-Version-Pt,{schema}");
        let mut counts = Counts::new();
        let found = self.search(
            connection,
            &whole(&base, Scope::Base, Filter::any(), &questions::SCHEMA),
            &mut counts,
        )?;
        Ok(match &found.ended {
            Ended::Whole => Some(found.entries > 0),
            ended if is_missing(ended) => Some(false),
            _ => None,
        })
    }

    fn domains(
        &mut self,
        connection: &mut Connection<'_>,
        configuration: &str,
        domains: &mut Vec<String>,
    ) -> Result<(), DirectoryError> {
        let base = format!("CN=Partitions,{configuration}");
        let filter = Filter::equal("objectClass", "crossRef");
        let before = self.evidence.domains.len();
        self.search(
            connection,
            &whole(&base, Scope::Children, filter, &questions::DOMAIN),
            &mut Counts::new(),
        )?;
        let found = self.evidence.domains.get(before..).unwrap_or_default();
        domains.extend(
            found
                .iter()
                .map(|domain| self.evidence.texts.get(domain.dn).to_owned()),
        );
        Ok(())
    }

    fn exchange(
        &mut self,
        connection: &mut Connection<'_>,
        configuration: &str,
        prepared: Option<bool>,
    ) -> Result<(), DirectoryError> {
        let base = format!("{EXCHANGE},{configuration}");
        let before = self.evidence.databases.len();
        let mut counts = Counts::new();
        let search = Search {
            security: true,
            ..whole(&base, Scope::Subtree, questions::exchange(), &questions::EXCHANGE)
        };
        let found = self.search(connection, &search, &mut counts)?;
        let missing = is_missing(&found.ended);
        self.report.exchange = exists(missing, prepared, &counts);
        if missing && prepared == Some(false) {
            for part in super::FOREST {
                self.asked(part, Ending::Whole);
            }
            return Ok(());
        }
        let hidden = self.hidden(connection, &base, missing, &counts)?;
        let part = |taken: Taken| parted(&found, &counts, taken, &hidden);
        let (organisation, servers, databases) = (
            part(Taken::Organisation),
            part(Taken::Server),
            part(Taken::Database),
        );
        let rights = rights(self.evidence, before, &databases);
        self.report.descriptors = Some(rights == Ending::Whole);
        self.asked(Part::Organisation, organisation);
        self.asked(Part::Servers, servers);
        self.asked(Part::Databases, databases);
        self.asked(Part::DatabaseRights, rights);
        let note = "the directory gives the names of throttling policies, Get-ThrottlingPolicy their numbers";
        self.asked(Part::Throttling, Ending::Partial(note.to_owned()));
        Ok(())
    }

    /// Whether there are objects of which this account sees no more than the name: an account that may only list gets none of them by
    /// their class.
    fn hidden(
        &mut self,
        connection: &mut Connection<'_>,
        base: &str,
        missing: bool,
        counts: &Counts,
    ) -> Result<Option<String>, DirectoryError> {
        let has = |taken| counts.get(&taken).copied().unwrap_or_default() > 0;
        if has(Taken::Server) && has(Taken::Database) {
            return Ok(None);
        }
        let nameless = match missing {
            true => 0,
            false => {
                let mut nameless = 0_u64;
                let search = whole(base, Scope::Subtree, Filter::any(), &["objectClass"]);
                connection.search(&search, &mut |entry| {
                    nameless += u64::from(entry.values("objectClass").is_none());
                })?;
                nameless
            }
        };
        Ok(match (missing, nameless) {
            (true, _) => {
                Some("Exchange is in the schema, and this account may not see its objects".to_owned())
            }
            (false, 0) => None,
            (false, count) => Some(format!(
                "of {count} objects this account may see no more than the name; it needs View-Only Organization Management (2010 and later) or Exchange View-Only Administrator"
            )),
        })
    }
}

/// A search with nothing special about it.
pub(super) fn whole<'s>(
    base: &'s str,
    scope: Scope,
    filter: Filter,
    attributes: &'s [&'s str],
) -> Search<'s> {
    Search {
        base,
        scope,
        filter,
        attributes,
        security: false,
    }
}

/// Whether the base of a search is not there, or not for this account.
fn is_missing(ended: &Ended) -> bool {
    matches!(ended, Ended::Short(DirectoryError::Answer { code: 32, .. }))
}

/// Whether the forest has Exchange; nothing where that cannot be told.
fn exists(missing: bool, prepared: Option<bool>, counts: &Counts) -> Option<bool> {
    match (missing, prepared) {
        _ if counts.contains_key(&Taken::Organisation) || counts.contains_key(&Taken::Server) => Some(true),
        (true, Some(false)) => Some(false),
        _ => None,
    }
}

/// How one kind of object was read.
fn parted(found: &Found, counts: &Counts, taken: Taken, hidden: &Option<String>) -> Ending {
    let some = counts.get(&taken).copied().unwrap_or_default() > 0;
    match (ending(found), hidden) {
        (Ending::Whole, Some(note)) if some => Ending::Partial(note.clone()),
        (Ending::Whole | Ending::Denied(_), Some(note)) => Ending::Denied(note.clone()),
        (ending, _) => ending,
    }
}

/// How the access lists of the databases were read.
fn rights(evidence: &Evidence, before: usize, databases: &Ending) -> Ending {
    let read = evidence.databases.get(before..).unwrap_or_default();
    let without = read
        .iter()
        .filter(|database| !matches!(database.descriptor, Some(Ok(_))))
        .count();
    match databases {
        Ending::Whole if without > 0 => Ending::Denied(format!(
            "this account may not read the access lists of {without} of {} databases",
            read.len()
        )),
        ending => ending.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::failed;
    use super::*;

    #[test]
    fn a_forest_has_no_exchange_only_where_the_schema_says_so_too() {
        let mut counts = Counts::new();
        assert_eq!(exists(true, Some(false), &counts), Some(false));
        assert_eq!(exists(true, Some(true), &counts), None);
        assert_eq!(exists(true, None, &counts), None);
        counts.insert(Taken::Organisation, 1);
        assert_eq!(exists(false, Some(true), &counts), Some(true));
        let error = DirectoryError::Budget("x".into());
        assert_eq!(failed(&error), Ending::Failed("x".into()));
    }
}
