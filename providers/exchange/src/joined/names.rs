//! Names of things, folded so that equal ones compare equal, and a table from names to things.

use crate::evidence::Symbol;

/// The sense in which something is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameKind {
    /// Distinguished name.
    Dn,
    Guid,
    LegacyDn,
    Sid,
    /// `contoso.com/Users/Terry Adams`.
    Canonical,
    /// SMTP address.
    Address,
    Upn,
    Alias,
    /// Logon name.
    Sam,
    /// `CONTOSO\name`, `SERVER\GROUP\DATABASE`: a name with where it belongs.
    Identity,
    /// Common or display name; of a server its short host name.
    Name,
}

/// From names to things. Sorted pairs: a tenth of what a map of lists would take.
#[derive(Debug, Default)]
pub(crate) struct Names {
    all: Vec<(NameKind, Symbol, u32)>,
}

impl Names {
    /// A table of these.
    pub(crate) fn of(mut all: Vec<(NameKind, Symbol, u32)>) -> Self {
        all.sort_unstable();
        all.dedup();
        all.shrink_to_fit();
        Names { all }
    }

    /// The things of that name; a name that nobody knows has none.
    pub(crate) fn find(&self, kind: NameKind, name: Option<Symbol>) -> impl Iterator<Item = u32> + use<'_> {
        let start = name.map_or(self.all.len(), |name| {
            self.all.partition_point(|(k, n, _)| (*k, *n) < (kind, name))
        });
        let rest = self.all.get(start..).unwrap_or_default();
        rest.iter()
            .take_while(move |(k, n, _)| *k == kind && Some(*n) == name)
            .map(|(_, _, thing)| *thing)
    }
}

/// A distinguished name as it is compared: small letters, no blanks around its parts.
pub(crate) fn dn_key(dn: &str) -> String {
    let mut key = String::with_capacity(dn.len());
    for part in rdns(dn) {
        if !key.is_empty() {
            key.push(',');
        }
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        key.push_str(&name.trim().to_lowercase());
        key.push('=');
        key.push_str(&value.trim().to_lowercase());
    }
    key
}

/// The parts of a distinguished name; escaped commas part nothing (RFC 4514).
pub(crate) fn rdns(dn: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    dn.split(move |c: char| {
        let parts = c == ',' && !escaped;
        escaped = c == '\\' && !escaped;
        parts
    })
}

/// The value of a part, without escapes.
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.trim().chars();
    while let Some(c) = chars.next() {
        text.extend(match c {
            '\\' => chars.next(),
            c => Some(c),
        });
    }
    text
}

/// The canonical name of an object by its DN: `contoso.com/Users/Terry Adams`, as cmdlets print identities. Nothing for what is no DN of
/// a domain.
pub(crate) fn canonical(dn: &str) -> Option<String> {
    let mut domain: Vec<String> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for part in rdns(dn) {
        let (name, value) = part.split_once('=')?;
        match name.trim().eq_ignore_ascii_case("DC") {
            true => domain.push(unescaped(value)),
            // A slash within a name is escaped in canonical names.
            false => path.push(unescaped(value).replace('/', "\\/")),
        }
    }
    path.reverse();
    (!domain.is_empty() && !path.is_empty()).then(|| format!("{}/{}", domain.join("."), path.join("/")))
}

/// The first value of a DN: `Terry Adams` of `CN=Terry Adams,OU=...`.
pub(crate) fn common_name(dn: &str) -> Option<String> {
    let (_, value) = rdns(dn).next()?.split_once('=')?;
    Some(unescaped(value))
}

/// The short name of a server, whatever it is called by: a DN, a legacy DN, a host name.
pub(crate) fn short_host(name: &str) -> String {
    let name = name.trim();
    if let Some((_, last)) = name.rsplit_once("/cn=").or_else(|| name.rsplit_once("/CN=")) {
        return last.to_lowercase();
    }
    if name.contains('=') {
        return common_name(name).unwrap_or_default().to_lowercase();
    }
    let first = name.split('.').next().unwrap_or(name);
    first.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguished_names_compare_without_case_and_blanks() {
        assert_eq!(
            dn_key("CN=Terry , OU=Sales,DC=Contoso"),
            "cn=terry,ou=sales,dc=contoso"
        );
        assert_eq!(dn_key("CN=Adams\\, Terry,DC=x"), "cn=adams\\, terry,dc=x");
        assert_eq!(rdns("CN=Adams\\, Terry,DC=x").count(), 2);
        assert_eq!(
            common_name("CN=Adams\\, Terry,DC=x").as_deref(),
            Some("Adams, Terry")
        );
    }

    #[test]
    fn canonical_names_of_distinguished_ones() {
        for (dn, name) in [
            (
                "CN=Terry Adams,OU=Sales,DC=contoso,DC=com",
                Some("contoso.com/Sales/Terry Adams"),
            ),
            (
                "CN=Adams\\, Terry,DC=contoso,DC=com",
                Some("contoso.com/Adams, Terry"),
            ),
            ("CN=A/B,DC=x,DC=y", Some("x.y/A\\/B")),
            ("DC=contoso,DC=com", None),
            ("contoso.com/Users/Terry", None),
        ] {
            assert_eq!(canonical(dn).as_deref(), name, "{dn}");
        }
    }

    #[test]
    fn servers_by_any_of_their_names() {
        for name in [
            "MBX1",
            "mbx1.contoso.com",
            "CN=MBX1,CN=Servers,CN=x,DC=contoso,DC=com",
            "/o=Contoso/ou=First/cn=Configuration/cn=Servers/cn=MBX1",
        ] {
            assert_eq!(short_host(name), "mbx1");
        }
    }
}
