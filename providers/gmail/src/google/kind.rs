//! Personal account or one of an organisation: told by the domain, without asking anybody.

use super::emit::Sheet;
use super::people::Person;
use imaprules_facts::{Reason, Unknown};
use imaprules_provider::{Host, Stop};

/// The source of what the address itself tells.
const SOURCE: &str = "domain of the user name";

/// Tells of every row what kind of account it is.
pub(crate) fn tell(people: &[Person], host: &dyn Host) -> Result<(), Stop> {
    for person in people {
        let mut sheet = Sheet::derived("mailbox", &person.subject.id, SOURCE);
        let known = match (person.address.contains('@'), person.is_consumer()) {
            (false, _) => Err(Unknown::noted(Reason::Malformed, "the user name is no address")),
            (true, true) => Ok("consumer".into()),
            (true, false) => Ok("workspace".into()),
        };
        sheet.set("gmail.account_kind", known);
        sheet.send(host)?;
    }
    Ok(())
}
