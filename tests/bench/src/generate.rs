//! Made-up mailboxes, the same for the same number. What share of them each rule finds is that of a large migration
//! with its usual faults, about two findings a mailbox; one fact in twenty is not known.

use crate::dice::Dice;
use crate::facts::Mailbox;

/// So many facts of a thousand are not known.
const FORGOTTEN: u64 = 50;

const GIVEN: [&str; 20] = [
    "adil", "britta", "carlos", "dana", "elif", "farid", "greta", "hana", "ivan", "jonas", "katya", "leyla",
    "marc", "nora", "omar", "petra", "quinn", "rosa", "selim", "tuva",
];
const FAMILY: [&str; 19] = [
    "arslan",
    "berg",
    "costa",
    "demir",
    "eriksen",
    "fischer",
    "gomez",
    "horvat",
    "ibrahim",
    "jensen",
    "khan",
    "lindqvist",
    "marino",
    "nowak",
    "ozturk",
    "popescu",
    "reyes",
    "sato",
    "weber",
];
const SOFTWARE: [&str; 7] = [
    "Exchange 2003",
    "Exchange 2007",
    "Exchange 2010",
    "Exchange 2013",
    "Gmail",
    "Dovecot",
    "Courier",
];
const HOSTS: [&str; 6] = [
    "imap.contoso.com",
    "imap.gmail.com",
    "mail.contoso.com",
    "imap.fabrikam.com",
    "mx2.fabrikam.com",
    "imap.northwind.example",
];
const FOLDERS: [&str; 10] = [
    "INBOX",
    "Sent Items",
    "Drafts",
    "Deleted Items",
    "Junk E-mail",
    "Archive",
    "Outbox",
    "Calendar",
    "Contacts",
    "Notes",
];
const GMAIL: [&str; 5] = [
    "[Gmail]/All Mail",
    "[Gmail]/Sent Mail",
    "[Gmail]/Important",
    "[Gmail]/Spam",
    "[Gmail]/Trash",
];
const TARGETS: [&str; 5] = [
    "UserMailbox",
    "UserMailbox",
    "UserMailbox",
    "MailUser",
    "SharedMailbox",
];
const STATES: [&str; 10] = [
    "Synced", "Synced", "Synced", "Synced", "Synced", "Synced", "Synced", "Syncing", "Queued", "Failed",
];
/// Quotas in GB.
const QUOTAS: [&str; 5] = ["2", "50", "50", "100", "100"];

/// Whose mailbox it is.
struct Person {
    number: u64,
    given: &'static str,
    family: &'static str,
    local: String,
    domain: &'static str,
}

/// The first so many mailboxes.
pub fn mailboxes(count: usize) -> Vec<Mailbox> {
    (0..count as u64).map(mailbox).collect()
}

/// The id of a mailbox: known even where its address is not.
pub fn id(number: usize) -> String {
    person(&mut Dice::of(number as u64), number as u64).local + "@example.com"
}

fn person(dice: &mut Dice, number: u64) -> Person {
    let (given, family) = (dice.one(&GIVEN), dice.one(&FAMILY));
    let domain = if dice.often(30) {
        "contoso.local"
    } else if dice.often(200) {
        "fabrikam.com"
    } else {
        "contoso.com"
    };
    Person {
        number,
        given,
        family,
        local: format!("{given}.{family}{number}"),
        domain,
    }
}

fn mailbox(number: u64) -> Mailbox {
    let dice = &mut Dice::of(number);
    let person = person(dice, number);
    let gmail = dice.often(150);
    let mut mailbox = Mailbox {
        folders: Some(folders(dice, gmail)),
        proxy_addresses: Some(addresses(dice, &person)),
        sign_in_error: Some(sign_in_error(dice, &person)),
        last_error: Some(last_error(dice, &person)),
        ..Mailbox::default()
    };
    flags(dice, &mut mailbox);
    numbers(dice, &mut mailbox);
    names(dice, &person, &mut mailbox);
    states(dice, gmail, &mut mailbox);
    mailbox.forget(|| dice.often(FORGOTTEN));
    mailbox
}

fn flags(dice: &mut Dice, mailbox: &mut Mailbox) {
    mailbox.imap_enabled = Some(!dice.often(60));
    mailbox.pop_enabled = Some(dice.often(300));
    mailbox.disabled = Some(dice.often(20));
    mailbox.on_hold = Some(dice.often(40));
    mailbox.target_exists = Some(!dice.often(30));
    mailbox.target_licensed = Some(!dice.often(50));
    mailbox.target_has_archive = Some(dice.often(250));
    mailbox.full_access = Some(!dice.often(100));
    mailbox.receive_as = Some(!dice.often(100));
    mailbox.domain_admin = Some(dice.often(10));
    mailbox.tls_trusted = Some(!dice.often(25));
    mailbox.hidden = Some(dice.often(80));
}

fn numbers(dice: &mut Dice, mailbox: &mut Mailbox) {
    let size = dice.tailed(6.0e9);
    mailbox.items = Some(dice.tailed(60_000.0));
    mailbox.largest_message = Some(dice.tailed(9.0e6));
    mailbox.size = Some(size);
    mailbox.predicted_size = Some(size + size / 5 + dice.below(1 << 30) as i64);
    mailbox.folder_count = Some(dice.tailed(300.0));
    mailbox.folder_depth = Some(dice.tailed(4.0));
    mailbox.fullest_folder = Some(dice.tailed(20_000.0));
    mailbox.quota = dice.one(&QUOTAS).parse::<i64>().ok().map(|quota| quota << 30);
    mailbox.recoverable = Some(dice.tailed(3.0e9));
    mailbox.sign_in_time = Some(dice.tailed(700.0));
    mailbox.failed_items = Some(dice.few(60, 40));
    mailbox.skipped_items = Some(dice.few(80, 90));
    mailbox.idle_days = Some(dice.tailed(5.0));
    mailbox.oversized_items = Some(dice.few(50, 9));
    mailbox.sessions = Some(dice.tailed(3.0));
    mailbox.throughput = Some(0.05 + dice.tailed(400.0) as f64 / 100.0);
}

fn names(dice: &mut Dice, person: &Person, mailbox: &mut Mailbox) {
    let Person {
        number,
        given,
        family,
        local,
        domain,
    } = person;
    mailbox.address = Some(format!("{local}@{domain}"));
    mailbox.user_name = Some(if dice.often(200) {
        format!("contoso/mover/{local}")
    } else if dice.often(20) {
        format!("{given} {family}")
    } else {
        format!("{local}@{domain}")
    });
    mailbox.display_name = Some(format!("{given} {family} {number}"));
    mailbox.target_upn = Some(format!("{local}@contoso.com"));
}

fn states(dice: &mut Dice, gmail: bool, mailbox: &mut Mailbox) {
    let software = if gmail { "Gmail" } else { dice.one(&SOFTWARE) };
    let password = if dice.often(30) {
        "expired"
    } else if dice.often(10) {
        "empty"
    } else {
        "ok"
    };
    mailbox.server_software = Some(software.to_owned());
    mailbox.password_state = Some(password.to_owned());
    mailbox.target_type = Some(dice.one(&TARGETS).to_owned());
    mailbox.sync_state = Some(dice.one(&STATES).to_owned());
    mailbox.host = Some(dice.one(&HOSTS).to_owned());
}

fn sign_in_error(dice: &mut Dice, person: &Person) -> String {
    if !dice.often(150) {
        return String::new();
    }
    match dice.below(6) {
        0 => format!(
            "A{:03} NO [AUTHENTICATIONFAILED] {} may not sign in",
            dice.below(10_000),
            person.local
        ),
        1 => "NO LOGIN failed.".to_owned(),
        2 => "BAD Command Argument Error. 12".to_owned(),
        3 => format!(
            "NO [ALERT] Invalid credentials (Failure) {:x}",
            dice.below(1 << 32)
        ),
        4 => "NO [UNAVAILABLE] come back later".to_owned(),
        _ => format!("{} hung up after {} ms", dice.one(&HOSTS), dice.below(30_000)),
    }
}

fn last_error(dice: &mut Dice, person: &Person) -> String {
    if !dice.often(200) {
        return String::new();
    }
    match dice.below(6) {
        0 => "NO [ALERT] Too many simultaneous connections. (Failure)".to_owned(),
        1 => format!("NO [OVERQUOTA] no room left for {}", person.local),
        2 => "NO Account exceeded command or bandwidth limits. (Failure)".to_owned(),
        3 => format!("the message with UID {} cannot be read", dice.below(900_000)),
        4 => "BYE shutting down".to_owned(),
        _ => format!("NO no such folder: {}", dice.one(&FOLDERS)),
    }
}

fn folders(dice: &mut Dice, gmail: bool) -> Vec<String> {
    let usual = 4 + dice.below(6) as usize;
    let mut folders: Vec<String> = FOLDERS
        .iter()
        .take(usual)
        .chain(GMAIL.iter().take(if gmail { GMAIL.len() } else { 0 }))
        .map(|name| (*name).to_owned())
        .collect();
    for _ in 0..dice.below(7) {
        let mut name = format!("Clients/{} {}", dice.one(&FAMILY), 2005 + dice.below(20));
        if dice.often(8) {
            name.push(' ');
        }
        folders.push(name);
    }
    folders
}

fn addresses(dice: &mut Dice, person: &Person) -> Vec<String> {
    let mut addresses = vec![format!("{}@{}", person.local, person.domain)];
    if dice.often(850) {
        addresses.push(format!("{}{}@contoso.com", person.given, person.number));
    }
    if dice.often(400) {
        addresses.push(format!(
            "{}.{}@contoso.onmicrosoft.com",
            person.family, person.number
        ));
    }
    addresses
}
