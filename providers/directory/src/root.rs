//! What a directory says of itself before anybody signed in: the root DSE (RFC 4512 section 5.1).

use crate::connection::Connection;
use crate::entry::Entry;
use crate::error::DirectoryError;

/// The root DSE, as far as it matters here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    /// The domain of an Active Directory server.
    pub domain: Option<String>,
    /// The configuration of the forest: there Exchange stands.
    pub configuration: Option<String>,
    /// The schema of the forest.
    pub schema: Option<String>,
    /// Everything the server has.
    pub contexts: Vec<String>,
}

const ATTRIBUTES: [&str; 4] = [
    "defaultNamingContext",
    "configurationNamingContext",
    "schemaNamingContext",
    "namingContexts",
];

impl Root {
    fn of(entry: &Entry) -> Root {
        let text = |name: &str| entry.text(name).map(str::to_owned);
        let texts = |name: &str| entry.texts(name).into_iter().map(str::to_owned).collect();
        Root {
            domain: text("defaultNamingContext"),
            configuration: text("configurationNamingContext"),
            schema: text("schemaNamingContext"),
            contexts: texts("namingContexts"),
        }
    }

    /// Whether it is an Active Directory: others have no configuration.
    pub fn is_active_directory(&self) -> bool {
        self.configuration.is_some() && self.domain.is_some()
    }
}

impl Connection<'_> {
    /// Reads what the directory says of itself. It needs no sign-in.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn root(&mut self) -> Result<Root, DirectoryError> {
        let entry = self.read("", &ATTRIBUTES, false)?;
        Ok(entry.as_ref().map(Root::of).unwrap_or_default())
    }
}
