//! What the tables call a limit, for whoever met one without having read the configuration.

use super::table;

/// A limit by the name that the product gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) called: &'static str,
    /// Where and how it is set; `{n}` stands for the number.
    pub(crate) remedy: &'static str,
}

/// The setting of a family behind the limit that this fact tells, the commonest first.
pub(crate) fn named(family: &str, fact: &str) -> Option<Named> {
    let mut limits = table::of(family)?.limit.iter();
    let limit =
        limits.find(|limit| limit.scope.facts().first() == Some(&fact) && !limit.settings.is_empty())?;
    Some(Named {
        called: &limit.called,
        remedy: &limit.remedy,
    })
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn limits_have_the_names_of_their_product() {
        let called = |family: &str, fact: &str| named(family, fact).map(|named| named.called);
        for (family, fact, name) in [
            ("courier", "server.limit.per_address", Some("MAXPERIP")),
            (
                "dovecot",
                "server.limit.per_user",
                Some("mail_max_userip_connections"),
            ),
            // No setting that could be raised.
            ("dovecot", "server.limit.per_address", None),
            ("unheard-of", "server.limit.total", None),
        ] {
            assert_eq!(called(family, fact), name, "{family}");
        }
        assert!(
            named("courier", "server.limit.per_address")
                .unwrap()
                .remedy
                .contains("{n}")
        );
    }
}
