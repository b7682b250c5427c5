//! The migration file as a test wants it.

/// Rows of a migration file, in Microsoft's form (<https://learn.microsoft.com/exchange/mailbox-migration/migrating-imap-mailboxes/csv-files-for-imap-migration-batches>).
#[derive(Debug, Clone)]
pub struct MigrationCsv {
    text: String,
}

impl Default for MigrationCsv {
    fn default() -> Self {
        Self::new()
    }
}

impl MigrationCsv {
    /// The header alone.
    pub fn new() -> Self {
        Self {
            text: "EmailAddress,UserName,Password\r\n".to_owned(),
        }
    }

    /// The header alone, with the column that names a folder of the account that signs in.
    pub fn with_roots() -> Self {
        Self {
            text: "EmailAddress,UserName,Password,UserRoot\r\n".to_owned(),
        }
    }

    /// With one more row of four columns. The values are written as they are: no quoting.
    pub fn row_at(mut self, address: &str, user: &str, password: &str, root: &str) -> Self {
        self.text
            .push_str(&format!("{address},{user},{password},{root}\r\n"));
        self
    }

    /// With one more row. The values are written as they are: no quoting.
    pub fn row(mut self, address: &str, user: &str, password: &str) -> Self {
        self.text.push_str(&format!("{address},{user},{password}\r\n"));
        self
    }

    /// With `count` more rows of accounts that exist nowhere.
    pub fn many(mut self, count: usize) -> Self {
        for n in 1..=count {
            self = self.row(
                &format!("user{n:05}@example.test"),
                &format!("user{n:05}"),
                &format!("pw-{n:05}-Qx7"),
            );
        }
        self
    }

    /// The file's text.
    pub fn text(&self) -> &str {
        &self.text
    }
}
