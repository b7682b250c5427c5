//! Recognising which cmdlet a record came from. The knowledge is data, in `cmdlets.toml`.

use crate::evidence::Part;
use imaprules_exports::Object;
use serde::Deserialize;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    Asked,
    MailboxEntry,
    DirectoryEntry,
    ImapAccess,
    ImapSettings,
    Component,
    PolicyAssociation,
    Policy,
    Certificate,
    SetupVersion,
    StoreLimits,
    Database,
    Organisation,
    Folder,
    Statistics,
    Sddl,
    Service,
    Domain,
    User,
    GroupMember,
    Group,
    Account,
    Server,
    VirtualServer,
    Mailbox,
    Entry,
}

/// An entry of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cmdlet {
    pub(super) sort: Sort,
    /// The cmdlets whose output looks so; the first one stands for all.
    pub(super) names: Vec<String>,
    /// The part of the picture that its output gives.
    pub(super) part: Option<Part>,
    /// Records the cmdlet returns unless it is told otherwise.
    pub(super) page: Option<u64>,
    /// Whether cmdlets of the target write the same.
    #[serde(default)]
    pub(super) both: bool,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

#[derive(Deserialize)]
struct Table {
    cmdlet: Vec<Cmdlet>,
}

/// The property by which a script can say what a record is.
const TOLD: &str = "Cmdlet";

static TABLE: LazyLock<Vec<Cmdlet>> = LazyLock::new(|| {
    // A test holds that the table can be read.
    toml::from_str::<Table>(include_str!("../../cmdlets.toml")).map_or(Vec::new(), |table| table.cmdlet)
});

impl Cmdlet {
    /// The name that stands for the entry.
    pub(super) fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn fits(&self, object: &Object) -> bool {
        let has = |name: &String| object.get(name).is_some();
        let typed = object
            .types()
            .short()
            .is_some_and(|short| self.types.iter().any(|known| known == short));
        let looks = self.all.iter().all(has)
            && (self.any.is_empty() || self.any.iter().any(has))
            && !self.none.iter().any(has);
        typed || looks
    }
}

/// The entry of a cmdlet by its name.
pub(super) fn named(name: &str) -> Option<&'static Cmdlet> {
    let is = |known: &String| known.eq_ignore_ascii_case(name.trim());
    TABLE.iter().find(|cmdlet| cmdlet.names.iter().any(is))
}

/// Recognises the records of one file; equal shapes are looked up once.
#[derive(Debug, Default)]
pub(super) struct Recogniser {
    shapes: HashMap<u64, Option<&'static Cmdlet>>,
}

/// Shapes remembered; a file with more is odd and only gets slower.
const SHAPES: usize = 1000;

impl Recogniser {
    /// The cmdlet of a record.
    pub(super) fn of(&mut self, object: &Object) -> Option<&'static Cmdlet> {
        let told = object.get(TOLD).and_then(|value| value.text());
        if let Some(told) = told.and_then(|name| named(&name)) {
            return Some(told);
        }
        let shape = shape(object);
        if let Some(known) = self.shapes.get(&shape) {
            return *known;
        }
        let found = by_type(object).or_else(|| TABLE.iter().find(|cmdlet| cmdlet.fits(object)));
        if self.shapes.len() < SHAPES {
            self.shapes.insert(shape, found);
        }
        found
    }
}

/// By the name of its type alone, which is surer than its looks.
fn by_type(object: &Object) -> Option<&'static Cmdlet> {
    let short = object.types().short()?;
    TABLE
        .iter()
        .find(|cmdlet| cmdlet.types.iter().any(|known| known == short))
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
    use imaprules_exports::{Export, Limits};

    fn sort(json: &str) -> Option<Sort> {
        let mut export = Export::from_bytes("t.json", json.as_bytes(), &Limits::default()).unwrap();
        let record = export.next().unwrap().unwrap();
        Recogniser::default().of(&record.object).map(|cmdlet| cmdlet.sort)
    }

    #[test]
    fn the_table_is_read() {
        let read = toml::from_str::<Table>(include_str!("../../cmdlets.toml")).unwrap();
        assert_eq!(TABLE.len(), read.cmdlet.len());
        assert_eq!(named("get-imapsettings").unwrap().sort, Sort::ImapSettings);
    }

    #[test]
    fn shapes_of_cmdlets() {
        for (json, wanted) in [
            (
                r#"[{"Identity":"x/Terry","User":"X\\a","AccessRights":["FullAccess"],"IsInherited":false,"Deny":false}]"#,
                Some(Sort::MailboxEntry),
            ),
            (
                r#"[{"Identity":"DB1","User":"X\\a","AccessRights":["ExtendedRight"],"ExtendedRights":["Receive-As"],"Deny":false}]"#,
                Some(Sort::DirectoryEntry),
            ),
            (r#"[{"Name":"Terry","ImapEnabled":true}]"#, Some(Sort::ImapAccess)),
            (
                r#"[{"Server":"CAS1","MaxConnectionsPerUser":16,"LoginType":3}]"#,
                Some(Sort::ImapSettings),
            ),
            (
                r#"[{"ServerFqdn":"s","Component":"ImapProxy","State":1}]"#,
                Some(Sort::Component),
            ),
            (
                r#"[{"SystemName":"CAS1","Name":"MSExchangeIMAP4","StartMode":"Auto","State":"Running"}]"#,
                Some(Sort::Service),
            ),
            (
                r#"[{"Name":"CAS1","AdminDisplayVersion":"Version 14.3 (Build 123.4)","ServerRole":"Mailbox"}]"#,
                Some(Sort::Server),
            ),
            (
                r#"[{"Name":"Terry","Alias":"terry","Database":"DB1","RecipientTypeDetails":"UserMailbox"}]"#,
                Some(Sort::Mailbox),
            ),
            (
                r#"[{"Maximum Allowed Sessions Per User":100}]"#,
                Some(Sort::StoreLimits),
            ),
            (
                r#"[{"Mailbox":"a@x","FolderPath":"/Inbox","ItemsInFolder":1}]"#,
                Some(Sort::Folder),
            ),
            (
                r#"[{"Name":"DB1","EdbFilePath":"d:\\x.edb","Server":"MBX1"}]"#,
                Some(Sort::Database),
            ),
            (
                r#"[{"Path":"AD:\\CN=x","Sddl":"D:(A;;GA;;;DA)"}]"#,
                Some(Sort::Sddl),
            ),
            (r#"[{"DN":"CN=x","objectClass":"user"}]"#, Some(Sort::Entry)),
            (
                r#"[{"Cmdlet":"Get-MailboxDatabase","Name":"x"}]"#,
                Some(Sort::Database),
            ),
            (r#"[{"a":1}]"#, None),
        ] {
            assert_eq!(sort(json), wanted, "{json}");
        }
    }
}
