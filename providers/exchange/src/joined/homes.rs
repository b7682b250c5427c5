//! Databases that mailboxes name and nobody exported: they exist all the same.

use crate::evidence::{Database, Evidence, Seen, Symbol};
use std::collections::HashMap;

/// Adds a sighting of each database that a mailbox names. Where the database itself was read, they are one.
pub(crate) fn add_homes(evidence: &mut Evidence) {
    let mut named: HashMap<Symbol, Seen> = HashMap::new();
    for mailbox in &evidence.mailboxes {
        if let Some(database) = mailbox.database {
            named.entry(database).or_insert(mailbox.seen);
        }
    }
    let mut named: Vec<(Symbol, Seen)> = named.into_iter().collect();
    named.sort_unstable_by_key(|(symbol, _)| *symbol);
    for (symbol, seen) in named {
        let written = evidence.texts.get(symbol);
        let is_dn = written.contains('=') && written.contains(',');
        let mut database = Database::new(seen);
        match (is_dn, written.contains('\\')) {
            (true, _) => database.dn = Some(symbol),
            (false, true) => database.identity = Some(symbol),
            (false, false) => database.name = Some(symbol),
        }
        evidence.databases.push(database);
    }
}

#[cfg(test)]
mod tests {
    use super::add_homes;
    use crate::evidence::{Database, Evidence, Mailbox, Seen};
    use crate::joined::Joined;
    use imaprules_exports::Place;

    #[test]
    fn a_database_that_a_mailbox_names_exists_once() {
        let mut evidence = Evidence::default();
        let origin = evidence.origin("m.json", false);
        let seen = Seen {
            origin,
            place: Place::default(),
            at: 0,
        };
        let known = Database {
            dn: evidence.symbol("CN=DB1,CN=Databases,DC=x"),
            name: evidence.symbol("DB1"),
            ..Database::new(seen)
        };
        evidence.databases.push(known);
        for name in ["DB1", "DB1", "cn=db1,cn=databases,dc=x", "DB2"] {
            let mailbox = Mailbox {
                alias: evidence.symbol(name),
                database: evidence.symbol(name),
                ..Mailbox::new(seen)
            };
            evidence.mailboxes.push(mailbox);
        }
        add_homes(&mut evidence);
        let joined = Joined::of(&mut evidence);
        assert_eq!(joined.database_ids().count(), 2);
        assert!(joined.mailbox_ids().all(|id| joined.home(id).is_some()));
    }
}
