//! Whether a file is an export of the source. Some cmdlets exist on both ends: what names Exchange Online is the target's.

use super::cmdlet::{Recogniser, named};
use imaprules_exports::{Export, Format, Limits, Object};
use std::path::Path;

/// Records that are looked at.
const LOOK: usize = 50;

/// The property by which the collector script says whose its records are.
const COLLECTOR: &str = "Collector";

/// Parts of names that only objects of Exchange Online have.
const ONLINE: [&str; 3] = [
    "dc=prod,dc=outlook,dc=com",
    "/o=exchangelabs",
    ".prod.outlook.com",
];

/// Properties in which such names stand.
const NAMES: [&str; 6] = [
    "DistinguishedName",
    "LegacyExchangeDN",
    "Identity",
    "Database",
    "ServerName",
    "OriginatingServer",
];

/// Whether the file is one that is read here: told by its beginning.
pub(crate) fn takes(path: &Path) -> bool {
    let Ok(export) = Export::open(path, &Limits::default()) else {
        return false;
    };
    if export.format() == Format::Ldif {
        return true;
    }
    let mut recogniser = Recogniser::default();
    let (mut own, mut shared, mut foreign) = (false, false, false);
    for record in export.take(LOOK).map_while(Result::ok) {
        let object = &record.object;
        if text(object, COLLECTOR).is_some_and(|name| name.eq_ignore_ascii_case("exchange")) {
            return true;
        }
        if is_foreign(object) {
            foreign = true;
            continue;
        }
        match recogniser.of(object) {
            Some(cmdlet) if cmdlet.meaning.both => shared = true,
            Some(_) => own = true,
            None => {}
        }
    }
    own || (shared && !foreign)
}

/// Whether a record is the target's: of one of its cmdlets, or of its objects.
fn is_foreign(object: &Object) -> bool {
    let unknown = |property: &str| text(object, property).is_some_and(|name| named(&name).is_none());
    let online = |property: &str| {
        text(object, property).is_some_and(|name| {
            let name = name.to_lowercase();
            ONLINE.iter().any(|part| name.contains(part))
        })
    };
    unknown("Cmdlet") || NAMES.iter().any(|property| online(property))
}

fn text(object: &Object, property: &str) -> Option<String> {
    object
        .get(property)
        .and_then(|value| value.text())
        .map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::takes;

    #[test]
    fn files_of_the_source_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export");
        for (text, wanted) in [
            (r#"[{"Server":"CAS1","MaxConnectionsPerUser":16}]"#, true),
            (
                r#"[{"Name":"T","Alias":"t","Database":"DB1","DistinguishedName":"CN=T,DC=contoso,DC=com"}]"#,
                true,
            ),
            (
                r#"[{"Name":"T","Alias":"t","Database":"EURPR01DG001-db1","DistinguishedName":"CN=T,OU=x,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM"}]"#,
                false,
            ),
            (
                r#"[{"Cmdlet":"collect.ps1","Asked":"Get-EXOMailbox","Records":1},{"Cmdlet":"Get-MigrationBatch","Status":"Synced"}]"#,
                false,
            ),
            (
                r#"[{"Collector":"exchange","Cmdlet":"collect.ps1","Asked":"Get-Mailbox","Records":1}]"#,
                true,
            ),
            ("dn: CN=x,DC=contoso,DC=com\nobjectClass: user\n", true),
            ("DN,objectClass,mailNickname\n\"CN=x,DC=y\",user,x\n", true),
            (r#"[{"Identity":"b","Status":"Synced","TotalCount":3}]"#, false),
            ("auth_mechanisms = plain\n", false),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(takes(&path), wanted, "{text}");
        }
    }
}
