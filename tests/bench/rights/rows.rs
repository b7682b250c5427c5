//! The same organisation as cmdlets print it: sixteen rows a mailbox, forty a database.

use super::organisation::{ACCOUNT, DEPTH, NESTED, address, alias, database_dn, database_of, grants};
use super::written::sid_text;
use anyhow::Result;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

struct Clixml {
    out: BufWriter<File>,
    objects: usize,
}

impl Clixml {
    fn record(
        &mut self,
        cmdlet: &str,
        texts: &[(&str, &str)],
        lists: &[(&str, &[&str])],
        bools: &[(&str, bool)],
    ) -> Result<()> {
        let id = self.id();
        write!(self.out, r#"<Obj RefId="{id}"><MS><S N="Cmdlet">{cmdlet}</S>"#)?;
        for (name, text) in texts {
            write!(self.out, r#"<S N="{name}">{text}</S>"#)?;
        }
        for (name, items) in lists {
            let id = self.id();
            write!(self.out, r#"<Obj N="{name}" RefId="{id}"><LST>"#)?;
            for item in *items {
                write!(self.out, "<S>{item}</S>")?;
            }
            write!(self.out, "</LST></Obj>")?;
        }
        for (name, bool) in bools {
            write!(self.out, r#"<B N="{name}">{bool}</B>"#)?;
        }
        Ok(writeln!(self.out, "</MS></Obj>")?)
    }

    fn id(&mut self) -> usize {
        self.objects += 1;
        self.objects - 1
    }

    /// A row of rights: trustee, inherited, denied.
    fn row(
        &mut self,
        cmdlet: &str,
        on: (&str, &str),
        rights: (&str, &[&str]),
        (user, inherited, deny): (&str, bool, bool),
    ) -> Result<()> {
        let (access, extended) = rights;
        self.record(
            cmdlet,
            &[on, ("Identity", on.1), ("User", user)],
            &[("AccessRights", &[access]), ("ExtendedRights", extended)],
            &[("IsInherited", inherited), ("Deny", deny)],
        )
    }
}

/// Writes it.
pub(crate) fn clixml(path: &Path, mailboxes: usize, databases: usize) -> Result<()> {
    let mut clixml = Clixml {
        out: BufWriter::new(File::create(path)?),
        objects: 0,
    };
    writeln!(
        clixml.out,
        r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">"#
    )?;
    accounts(&mut clixml)?;
    for number in 0..databases {
        database(&mut clixml, number)?;
    }
    for number in 0..mailboxes {
        mailbox(&mut clixml, number)?;
    }
    writeln!(clixml.out, "</Objs>")?;
    Ok(clixml.out.flush()?)
}

fn dn(name: &str) -> String {
    format!("CN={name},CN=Users,DC=contoso,DC=com")
}

fn accounts(clixml: &mut Clixml) -> Result<()> {
    let principal =
        |clixml: &mut Clixml, cmdlet, name: &str, rid, extra: (&str, &str), lists: &[(&str, &[&str])]| {
            let (dn, sid) = (dn(name), sid_text(rid));
            let texts = [
                ("SamAccountName", name),
                ("DistinguishedName", dn.as_str()),
                ("Domain", "CONTOSO"),
                ("SID", sid.as_str()),
                extra,
            ];
            clixml.record(cmdlet, &texts, lists, &[])
        };
    let first = dn("Nested00");
    principal(
        clixml,
        "Get-ADUser",
        "mig",
        ACCOUNT,
        ("PrimaryGroupID", "513"),
        &[("MemberOf", &[&first])],
    )?;
    principal(
        clixml,
        "Get-ADGroup",
        "Domain Users",
        513,
        ("GroupScope", "Global"),
        &[("MemberOf", &[]), ("Members", &[])],
    )?;
    for number in 0..DEPTH {
        let (above, below) = (
            dn(&format!("Nested{:02}", (number + 1) % DEPTH)),
            dn(&format!("Nested{:02}", (number + DEPTH - 1) % DEPTH)),
        );
        let lists: [(&str, &[&str]); 2] = [("MemberOf", &[&above]), ("Members", &[&below])];
        principal(
            clixml,
            "Get-ADGroup",
            &format!("Nested{number:02}"),
            NESTED + number as u32,
            ("GroupScope", "Universal"),
            &lists,
        )?;
    }
    Ok(())
}

const RECEIVE_AS: (&str, &[&str]) = ("ExtendedRight", &["Receive-As"]);

fn database(clixml: &mut Clixml, number: usize) -> Result<()> {
    let (name, dn) = (format!("DB{number:02}"), database_dn(number));
    clixml.record(
        "Get-MailboxDatabase",
        &[("Name", &name), ("DistinguishedName", &dn), ("Server", "MBX1")],
        &[],
        &[],
    )?;
    let on = ("Database", dn.as_str());
    if grants(number) {
        clixml.row(
            "Get-ADPermission",
            on,
            RECEIVE_AS,
            (&format!("CONTOSO\\Nested{:02}", DEPTH - 1), false, false),
        )?;
    }
    for group in ["Domain Admins", "Enterprise Admins"] {
        clixml.row(
            "Get-ADPermission",
            on,
            RECEIVE_AS,
            (&format!("CONTOSO\\{group}"), true, true),
        )?;
    }
    for other in 0..40 {
        clixml.row(
            "Get-ADPermission",
            on,
            ("GenericAll", &[]),
            (&format!("CONTOSO\\Group{other:03}"), true, false),
        )?;
    }
    Ok(())
}

fn mailbox(clixml: &mut Clixml, number: usize) -> Result<()> {
    let (alias, address, dn) = (alias(number), address(number), dn(&alias(number)));
    let database = database_dn(database_of(number));
    let texts = [
        ("Name", alias.as_str()),
        ("Alias", &alias),
        ("SamAccountName", &alias),
        ("PrimarySmtpAddress", &address),
        ("Database", &database),
        ("ServerName", "MBX1"),
        ("DistinguishedName", &dn),
        ("RecipientTypeDetails", "UserMailbox"),
    ];
    clixml.record("Get-Mailbox", &texts, &[], &[])?;
    // As the collector script notes that it asked.
    let asked = [
        ("Asked", "Get-MailboxPermission"),
        ("For", &address),
        ("Records", "16"),
    ];
    clixml.record("collect.ps1", &asked, &[], &[])?;
    let on = ("Mailbox", address.as_str());
    let mut row = |user: &str, inherited: bool, deny: bool| {
        clixml.row(
            "Get-MailboxPermission",
            on,
            ("FullAccess", &[]),
            (user, inherited, deny),
        )
    };
    row("NT AUTHORITY\\SELF", false, false)?;
    if number.is_multiple_of(7) {
        row("CONTOSO\\mig", false, true)?;
    }
    if number.is_multiple_of(5) {
        row("CONTOSO\\Nested05", false, false)?;
    }
    for other in 0..4 {
        row(&format!("CONTOSO\\Group{:03}", number % 50 + other), false, false)?;
    }
    for group in ["Domain Admins", "Enterprise Admins", "Organization Management"] {
        row(&format!("CONTOSO\\{group}"), true, true)?;
        row(&format!("CONTOSO\\{group}"), true, false)?;
    }
    for group in [
        "Exchange Servers",
        "Exchange Trusted Subsystem",
        "Public Folder Management",
    ] {
        row(&format!("CONTOSO\\{group}"), true, false)?;
    }
    row("NT AUTHORITY\\SYSTEM", true, false)
}
