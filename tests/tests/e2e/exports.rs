//! Exports of the target and the job beside the migration file and a source: one run, one verdict for each mailbox.

mod bad;
mod together;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use imaprules_tests::Program;

/// What a mailbox of the target is, as `Get-Mailbox` tells it.
struct Mailbox<'a> {
    address: &'a str,
    kind: &'a str,
    quota: u64,
    receive: u64,
    size: u64,
}

/// One with room, and nothing about it.
fn roomy(address: &str) -> Mailbox<'_> {
    Mailbox {
        address,
        kind: "UserMailbox",
        quota: 50 << 30,
        receive: 150 << 20,
        size: 1 << 20,
    }
}

/// A size as cmdlets write it.
fn size(octets: u64) -> String {
    let digits = octets.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits"))
        .collect();
    format!("{} MB ({} bytes)", octets >> 20, groups.join(","))
}

/// `Get-Mailbox | Export-Clixml`.
fn clixml(mailboxes: &[Mailbox<'_>]) -> String {
    let one = |(n, mailbox): (usize, &Mailbox<'_>)| {
        let (address, quota, receive) = (mailbox.address, size(mailbox.quota), size(mailbox.receive));
        let id = n * 2;
        let list = id + 1;
        let types = if n == 0 {
            r#"<TN RefId="0"><T>Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox</T></TN>"#
        } else {
            r#"<TNRef RefId="0" />"#
        };
        format!(
            r#"<Obj RefId="{id}">{types}<Props><S N="PrimarySmtpAddress">{address}</S><Obj N="EmailAddresses" RefId="{list}"><LST><S>SMTP:{address}</S></LST></Obj><S N="RecipientTypeDetails">{kind}</S><S N="ProhibitSendReceiveQuota">{quota}</S><S N="MaxReceiveSize">{receive}</S><S N="ArchiveStatus">None</S><S N="RetentionPolicy"></S></Props></Obj>"#,
            kind = mailbox.kind
        )
    };
    let all: String = mailboxes.iter().enumerate().map(one).collect();
    format!(r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{all}</Objs>"#)
}

/// `Get-Recipient | Export-Csv -Encoding Unicode`: groups and contacts.
fn recipients(rows: &[(&str, &str)]) -> Vec<u8> {
    let mut text =
        "\"Name\",\"PrimarySmtpAddress\",\"EmailAddresses\",\"RecipientTypeDetails\"\r\n".to_owned();
    for (address, kind) in rows {
        text.push_str(&format!(
            "\"{address}\",\"{address}\",\"SMTP:{address}\",\"{kind}\"\r\n"
        ));
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// `Get-EXOMailboxStatistics | ConvertTo-Json`.
fn statistics(mailboxes: &[Mailbox<'_>]) -> String {
    let one = |mailbox: &Mailbox<'_>| {
        format!(
            r#"{{"PrimarySmtpAddress":"{}","ItemCount":10,"TotalItemSize":"{}"}}"#,
            mailbox.address,
            size(mailbox.size)
        )
    };
    format!("[{}]", mailboxes.iter().map(one).collect::<Vec<_>>().join(","))
}

/// `Get-MigrationUser | ConvertTo-Json`: address, status, error.
fn users(rows: &[(&str, &str, &str)]) -> String {
    let one = |(address, status, error): &(&str, &str, &str)| {
        format!(
            r#"{{"Identity":"{address}","BatchId":"Pilot","Status":"{status}","ErrorSummary":"{error}","SyncedItemCount":3,"SkippedItemCount":0}}"#
        )
    };
    format!("[{}]", rows.iter().map(one).collect::<Vec<_>>().join(","))
}

const BATCHES: &str = r#"[{"Identity":"Pilot","Status":"SyncedWithErrors","MigrationType":"IMAP","TotalCount":2,"FailedCount":1,"SourceEndpoint":"Old"}]"#;

const ENDPOINTS: &str = r#"[{"Identity":"Old","EndpointType":"IMAP","RemoteServer":"mail.corp.local","Port":993,"Security":"Ssl","MaxConcurrentMigrations":"200"}]"#;

const FULL: &str = "This mailbox is full. Please free up some space so that email can be downloaded.";

fn gz(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).expect("memory");
    packer.finish().expect("memory")
}

/// A migration file with these addresses and passwords that must not be seen.
fn csv(addresses: &[&str]) -> String {
    let row = |address: &&str| format!("{address},{address},{SECRET}-1\r\n");
    let rows: String = addresses.iter().map(row).collect();
    format!("EmailAddress,UserName,Password\r\n{rows}")
}

const SECRET: &str = "Zq9-secret";

/// A run over a migration file and these imports, with the report as JSON.
fn run(addresses: &[&str], imports: &[&str]) -> Program {
    let program = Program::line("run --csv users.csv --format json").file("users.csv", csv(addresses));
    imports
        .iter()
        .fold(program, |program, import| program.args(["--import", import]))
}
