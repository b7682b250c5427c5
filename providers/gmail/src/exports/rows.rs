//! The rows of the migration file, and which Google account each means.

use imaprules_provider::Request;
use std::collections::HashMap;

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Id of its subject.
    pub(super) id: String,
    /// The account that it signs in to, in small letters: its UserName where that is an address, otherwise its EmailAddress.
    pub(super) account: String,
    /// UserName as written, if there is one.
    pub(super) user_name: Option<String>,
}

/// All rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) all: Vec<Row>,
    by_account: HashMap<String, usize>,
}

impl Rows {
    /// The rows that the program hands over.
    pub(super) fn of(request: &Request) -> Rows {
        let mut rows = Rows::default();
        for input in &request.subjects {
            if input.subject.kind != "mailbox" {
                continue;
            }
            let text = |fact| input.fact(fact).and_then(|value| value.as_text()).map(str::trim);
            let user_name = text("csv.user_name").filter(|name| !name.is_empty());
            let address = text("mailbox.address").unwrap_or(&input.subject.id);
            let account = user_name.filter(|name| is_address(name)).unwrap_or(address);
            let account = account.to_lowercase();
            *rows.by_account.entry(account.clone()).or_default() += 1;
            rows.all.push(Row {
                id: input.subject.id.clone(),
                account,
                user_name: user_name.map(str::to_owned),
            });
        }
        rows
    }

    /// Whether any row means this account, which is in small letters.
    pub(super) fn has(&self, account: &str) -> bool {
        self.by_account.contains_key(account)
    }
}

/// An address and nothing else: forms that name an administrator besides are none.
fn is_address(name: &str) -> bool {
    name.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !name.contains(['*', '#', '/', '\\', '%'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_kit::row;

    #[test]
    fn the_user_name_counts_where_it_is_an_address() {
        let request = Request {
            subjects: vec![
                row("a@new.org", "A@Old.org"),
                row("b@old.org", "b"),
                row("c@old.org", "c@old.org*admin"),
                row("d@old.org", ""),
            ],
            ..Request::default()
        };
        let rows = Rows::of(&request);
        let accounts: Vec<&str> = rows.all.iter().map(|row| row.account.as_str()).collect();
        assert_eq!(accounts, ["a@old.org", "b@old.org", "c@old.org", "d@old.org"]);
        assert!(rows.has("a@old.org") && !rows.has("a@new.org"));
    }
}
