//! Entries of a directory, as LDIF (RFC 2849).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// An entry.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    dn: String,
    /// What is done to which attribute, where the entry is there already.
    change: Option<(&'static str, String)>,
    attributes: Vec<(String, Vec<u8>)>,
}

impl Entry {
    /// An entry of this name and class.
    pub fn new(dn: &str, class: &str) -> Self {
        Self {
            dn: dn.to_owned(),
            ..Self::default()
        }
        .with("objectClass", class)
    }

    /// One more value for an entry that is there already.
    pub fn added(dn: &str, name: &str, value: &str) -> Self {
        Self::change("add", dn, name, value)
    }

    /// Another value for an entry that is there already.
    pub fn replaced(dn: &str, name: &str, value: &str) -> Self {
        Self::change("replace", dn, name, value)
    }

    fn change(how: &'static str, dn: &str, name: &str, value: &str) -> Self {
        Self {
            dn: dn.to_owned(),
            change: Some((how, name.to_owned())),
            ..Self::default()
        }
        .with(name, value)
    }

    /// With one more value.
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.attributes.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// Its name.
    pub fn dn(&self) -> &str {
        &self.dn
    }

    /// As text. Every value is in base64, which may hold anything.
    pub fn ldif(&self) -> String {
        let mut text = format!("dn:: {}\n", STANDARD.encode(&self.dn));
        if let Some((how, name)) = &self.change {
            text.push_str(&format!("changetype: modify\n{how}: {name}\n"));
        }
        for (name, value) in &self.attributes {
            text.push_str(&format!("{name}:: {}\n", STANDARD.encode(value)));
        }
        text.push('\n');
        text
    }
}

/// An account of the domain.
#[derive(Debug, Clone)]
pub struct AdAccount {
    /// Name of the object and for signing in.
    pub name: String,
    /// The last number of its SID.
    pub rid: u32,
    /// Its password.
    pub password: String,
    /// `userAccountControl`; 512 is an ordinary account, 514 a disabled one.
    pub control: u32,
    /// The rest of its attributes.
    pub attributes: Vec<(String, Vec<u8>)>,
}

impl AdAccount {
    /// An ordinary account without a mailbox.
    pub fn new(name: &str, rid: u32, password: &str) -> Self {
        Self {
            name: name.to_owned(),
            rid,
            password: password.to_owned(),
            control: 512,
            attributes: Vec::new(),
        }
    }

    /// With one more value.
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.attributes.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// With a mailbox in a database, its alias the account's name.
    pub fn in_database(self, database: &str) -> Self {
        let address = format!("SMTP:{}@contoso.test", self.name);
        let alias = self.name.clone();
        let guid: [u8; 16] = std::array::from_fn(|at| (self.rid >> (at % 4 * 8)) as u8);
        self.with("homeMDB", database)
            .with("mailNickname", alias)
            .with("proxyAddresses", address)
            .with("msExchMailboxGuid", guid)
    }

    /// As an entry below a container.
    pub(super) fn entry(&self, below: &str) -> Entry {
        let mut entry = Entry::new(&format!("CN={},{below}", self.name), "user")
            .with("sAMAccountName", &self.name)
            .with("userPrincipalName", format!("{}@contoso.test", self.name))
            .with("objectSid", super::forest::sid(self.rid))
            .with("userAccountControl", self.control.to_string());
        // Making keys of a password takes a while, so that accounts nobody signs in with have none.
        if !self.password.is_empty() {
            // In quotes and UTF-16, as Active Directory wants it ([MS-ADTS] 3.1.1.3.1.5.1).
            let quoted = format!("\"{}\"", self.password);
            let octets: Vec<u8> = quoted.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry = entry.with("unicodePwd", octets);
        }
        let rest = self.attributes.iter();
        rest.fold(entry, |entry, (name, value)| entry.with(name, value))
    }
}

/// A group of the domain.
#[derive(Debug, Clone)]
pub struct AdGroup {
    /// Name of the object.
    pub name: String,
    /// The last number of its SID.
    pub rid: u32,
    /// Names of accounts and groups that were added before.
    pub members: Vec<String>,
}

impl AdGroup {
    /// A group with these members.
    pub fn new(name: &str, rid: u32, members: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            rid,
            members: members.iter().map(|member| (*member).to_owned()).collect(),
        }
    }

    /// As an entry below a container, its members there too.
    pub(super) fn entry(&self, below: &str) -> Entry {
        let entry = Entry::new(&format!("CN={},{below}", self.name), "group")
            .with("sAMAccountName", &self.name)
            .with("objectSid", super::forest::sid(self.rid));
        let members = self.members.iter();
        members.fold(entry, |entry, member| {
            entry.with("member", format!("CN={member},{below}"))
        })
    }
}
