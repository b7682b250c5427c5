//! The rules in SQL, for SQLite: an older and wholly different implementation of three-valued logic, which says whether the
//! engine is right, about what is true and about what is unknown.

use super::conditions;
use crate::facts::{Cell, FACTS, Mailbox, RUN};
use crate::finding::Finding;
use anyhow::Result;
use rusqlite::{Connection, ToSql, params, params_from_iter};

/// All mailboxes in a database in memory.
#[derive(Debug)]
pub struct Database(Connection);

/// Lists stand in tables of their own; in the table of mailboxes stands how long they are.
const LISTS: [(&str, &str); 2] = [("folders", "folder"), ("proxy_addresses", "proxy_address")];

impl Database {
    /// Writes the mailboxes.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn new(mailboxes: &[Mailbox]) -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        let all = connection.transaction()?;
        create(&all)?;
        {
            let places = vec!["?"; FACTS.len() + 1].join(", ");
            let mut insert = all.prepare(&format!("INSERT INTO mailbox VALUES ({places})"))?;
            let mut lists = Vec::new();
            for (field, table) in LISTS {
                lists.push((
                    field,
                    all.prepare(&format!("INSERT INTO {table} VALUES (?, ?, ?)"))?,
                ));
            }
            for (number, mailbox) in mailboxes.iter().enumerate() {
                let number = number as i64;
                let cells = FACTS.iter().map(|fact| sql((fact.get)(mailbox)));
                insert.execute(params_from_iter(
                    std::iter::once(sql(Cell::Whole(number))).chain(cells),
                ))?;
                for (field, insert) in &mut lists {
                    let fact = FACTS.iter().find(|fact| fact.field == *field);
                    if let Some(Cell::List(items)) = fact.map(|fact| (fact.get)(mailbox)) {
                        for (place, item) in items.iter().enumerate() {
                            insert.execute(params![number, place as i64, item])?;
                        }
                    }
                }
            }
        }
        all.commit()?;
        Ok(Database(connection))
    }

    /// Judges all mailboxes: where is each rule true.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn judge(&self, found: &mut Vec<Finding>) -> Result<()> {
        self.ask("", found)
    }

    /// Where each rule is unknown.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn unknown(&self, found: &mut Vec<Finding>) -> Result<()> {
        self.ask(" IS NULL", found)
    }

    fn ask(&self, test: &str, found: &mut Vec<Finding>) -> Result<()> {
        let all = conditions(include_str!("conditions.sql"), "--");
        for (rule, condition) in all.into_iter().enumerate() {
            let query = format!("SELECT number FROM mailbox WHERE ({condition}){test}");
            let mut query = self.0.prepare(&query)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                found.push(Finding::of(rule, number as usize));
            }
        }
        Ok(())
    }
}

fn create(connection: &Connection) -> Result<()> {
    let columns: Vec<String> = FACTS
        .iter()
        .map(|fact| format!("{} {}", fact.field, fact.sql))
        .collect();
    connection.execute(
        &format!(
            "CREATE TABLE mailbox (number INTEGER PRIMARY KEY, {})",
            columns.join(", ")
        ),
        [],
    )?;
    for (_, table) in LISTS {
        connection.execute(
            &format!(
                "CREATE TABLE {table} (mailbox INTEGER, place INTEGER, text TEXT, PRIMARY KEY (mailbox, place)) \
                 WITHOUT ROWID"
            ),
            [],
        )?;
    }
    let names: Vec<&str> = RUN.iter().map(|fact| fact.name).collect();
    connection.execute(&format!("CREATE TABLE run ({})", names.join(", ")), [])?;
    let places = vec!["?"; RUN.len()].join(", ");
    connection.execute(
        &format!("INSERT INTO run VALUES ({places})"),
        params_from_iter(RUN.iter().map(|fact| sql(fact.value))),
    )?;
    Ok(())
}

fn sql(cell: Cell<'_>) -> Box<dyn ToSql + '_> {
    match cell {
        Cell::Missing => Box::new(rusqlite::types::Null),
        Cell::Flag(value) => Box::new(value),
        Cell::Whole(value) => Box::new(value),
        Cell::Broken(value) => Box::new(value),
        Cell::Text(text) => Box::new(text),
        Cell::List(items) => Box::new(items.len() as i64),
    }
}
