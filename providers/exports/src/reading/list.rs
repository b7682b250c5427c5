//! Lists that an export made one text of: which sign joined them, and whether the end was cut off.
//!
//! Whether a property is a list is the consumer's knowledge; a name such as `Doe, John` holds a comma too.

/// What joined the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Nothing: it is one item.
    None,
    /// Ends of lines.
    Line,
    /// Semicolons.
    Semicolon,
    /// Bars.
    Bar,
    /// Commas.
    Comma,
    /// Blanks.
    Blank,
}

/// A list taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split<'a> {
    /// The items, in their order.
    pub items: Vec<&'a str>,
    /// What joined them.
    pub joint: Joint,
    /// Whether the end is missing: a screen shows four items and then dots.
    pub cut: bool,
}

/// Takes apart a list that was made one text: `a;b`, `{a, b...}` as on a screen, `smtp:a@x smtp:b@x`. Blanks part
/// items only when each looks like an address, and commas do not part distinguished names.
pub fn split(text: &str) -> Split<'_> {
    let text = text.trim();
    let inside = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let body = inside.unwrap_or(text).trim();
    let whole = body
        .strip_suffix("...")
        .or_else(|| body.strip_suffix('…'))
        .filter(|_| inside.is_some());
    let joint = joint(whole.unwrap_or(body));
    Split {
        items: items(whole.unwrap_or(body), joint),
        joint,
        cut: whole.is_some(),
    }
}

fn items(text: &str, joint: Joint) -> Vec<&str> {
    let parts: Vec<&str> = match joint {
        Joint::None => vec![text],
        Joint::Line => text.lines().collect(),
        Joint::Semicolon => text.split(';').collect(),
        Joint::Bar => text.split('|').collect(),
        Joint::Comma => text.split(',').collect(),
        Joint::Blank => text.split_ascii_whitespace().collect(),
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn joint(text: &str) -> Joint {
    match () {
        () if text.contains('\n') => Joint::Line,
        () if text.contains(';') => Joint::Semicolon,
        () if text.contains('|') => Joint::Bar,
        () if text.contains(',') && !is_distinguished_name(text) => Joint::Comma,
        () if are_addresses(text) => Joint::Blank,
        () => Joint::None,
    }
}

/// `CN=x,OU=y`: more than half of the parts begin with a short key.
fn is_distinguished_name(text: &str) -> bool {
    let is_key = |part: &str| {
        part.trim_start().split_once('=').is_some_and(|(key, _)| {
            !key.is_empty() && key.len() <= 6 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
        })
    };
    let (keyed, other) = text.split(',').partition::<Vec<_>, _>(|part| is_key(part));
    keyed.len() > other.len()
}

/// Several parts, each with a scheme or an `@` inside: `SMTP:a@x`, `a@x`, `X500:/o=...`.
pub(crate) fn are_addresses(text: &str) -> bool {
    let mut parts = text.split_ascii_whitespace().peekable();
    let several = text.trim().contains(char::is_whitespace);
    several && parts.peek().is_some() && parts.all(is_address)
}

fn is_address(part: &str) -> bool {
    let scheme = part.split_once(':').is_some_and(|(scheme, rest)| {
        (2..=10).contains(&scheme.len())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
            && !rest.is_empty()
    });
    scheme
        || part
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_by_what_joins_them() {
        let cases: [(&str, &[&str], Joint, bool); 12] = [
            ("FullAccess", &["FullAccess"], Joint::None, false),
            (
                "FullAccess;ReadPermission",
                &["FullAccess", "ReadPermission"],
                Joint::Semicolon,
                false,
            ),
            (
                "{FullAccess, SendAs...}",
                &["FullAccess", "SendAs"],
                Joint::Comma,
                true,
            ),
            ("{a, b, c, d…}", &["a", "b", "c", "d"], Joint::Comma, true),
            ("{FullAccess}", &["FullAccess"], Joint::None, false),
            ("{}", &[], Joint::None, false),
            ("", &[], Joint::None, false),
            (
                "SMTP:a@x.org smtp:b@x.org",
                &["SMTP:a@x.org", "smtp:b@x.org"],
                Joint::Blank,
                false,
            ),
            ("CN=a b,OU=c,DC=x", &["CN=a b,OU=c,DC=x"], Joint::None, false),
            ("Doe John", &["Doe John"], Joint::None, false),
            ("a\r\nb", &["a", "b"], Joint::Line, false),
            ("a|b", &["a", "b"], Joint::Bar, false),
        ];
        for (text, items, joint, cut) in cases {
            let expected = Split {
                items: items.to_vec(),
                joint,
                cut,
            };
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
