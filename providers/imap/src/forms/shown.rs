//! What a product takes, in words for facts of the server: no row and no separator of the settings is known there.

use super::table::Takes;

impl Takes {
    /// The form to offer first, as a manual writes it: `user*admin`; where only an authorization identity helps, that;
    /// empty where there is no way.
    pub(crate) fn shown(&self) -> String {
        if let (Some(form), false) = (self.write.first(), self.takes.is_empty()) {
            let separator = self.separator.map(String::from).unwrap_or_default();
            let shown = form.replace("{separator}", &separator);
            return shown.replace(['{', '}'], "");
        }
        match &self.root {
            Some(root) => format!("admin, with UserRoot {}", root.replace(['{', '}'], "")),
            None if self.authorization => "AUTHENTICATE PLAIN with an authorization identity".to_owned(),
            None => String::new(),
        }
    }

    /// What the migration file can do with it: a word of the fact `server.super_user_way`.
    pub(crate) fn way(&self) -> &'static str {
        if !self.takes.is_empty() {
            "user_name"
        } else if self.root.is_some() {
            "user_root"
        } else {
            "none"
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::forms::family;

    #[test]
    fn what_products_take_in_words() {
        for (name, shown, way) in [
            ("dovecot", "user*admin", "user_name"),
            ("exchange", "domain/admin/user", "user_name"),
            ("mirapoint", "#user#admin#", "user_name"),
            ("courier", "admin, with UserRoot #shared.user", "user_root"),
            (
                "zimbra",
                "AUTHENTICATE PLAIN with an authorization identity",
                "none",
            ),
            ("gmail", "", "none"),
        ] {
            let takes = family(name).unwrap();
            assert_eq!((takes.shown().as_str(), takes.way()), (shown, way), "{name}");
        }
        assert!(family("smartermail").is_none());
    }
}
