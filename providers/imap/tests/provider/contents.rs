//! What a mailbox holds, asked in the ways that servers allow. Answers are recorded from Courier 5.2, Cyrus 3.10 and
//! Dovecot 2.3, shortened.

use crate::scripted::{Act, Server, but, say, simple};
use imaprules_facts::Value;
use imaprules_kit::{Memory, Row};
use imaprules_provider::SettingValue;

const ROW: Row<'static> = ("u@example.com", "u", "pw-of-u-123");

fn capabilities(extra: &str) -> (&'static str, Act) {
    (
        "CAPABILITY",
        say(&format!("* CAPABILITY IMAP4rev1 {extra}\r\n{{tag}} OK done\r\n")),
    )
}

#[track_caller]
fn folder(host: &Memory, name: &str, fact: &str) -> Value {
    host.fact("folder", &format!("{}/{name}", ROW.0), fact)
        .unwrap_or_else(|why| panic!("{fact} of {name}: {why:?}"))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// STATUS, EXAMINE and FETCH of folders with the given sizes of messages.
fn mailbox(asked: &str, verb: &str, folders: &[(&str, &[u64])]) -> Option<Act> {
    let named = |line: &str| folders.iter().find(|(name, _)| line.contains(name)).copied();
    let answer = match verb {
        "STATUS" => {
            let (name, sizes) = named(asked)?;
            format!(
                "* STATUS \"{name}\" (MESSAGES {} UIDNEXT 9 UIDVALIDITY 795340985)\r\n{{tag}} OK STATUS Completed.\r\n",
                sizes.len()
            )
        }
        "EXAMINE" => {
            let (_, sizes) = named(asked)?;
            format!(
                "* FLAGS (\\Seen)\r\n* {} EXISTS\r\n* OK [MYRIGHTS \"acdilrsw\"] ACL\r\n{{tag}} OK [READ-ONLY] Ok\r\n",
                sizes.len()
            )
        }
        _ => return None,
    };
    Some(Act::Say(answer))
}

#[test]
fn courier_is_asked_folder_by_folder() {
    let folders: &[(&str, &[u64])] = &[
        ("INBOX.R&AOk-sum&AOk-", &[700, 36_700_161]),
        ("INBOX", &[1000, 2000, 300]),
    ];
    let open = std::sync::Mutex::new(0usize);
    let server = Server::start(
        "* OK [CAPABILITY IMAP4rev1 NAMESPACE QUOTA ACL] Courier-IMAP ready.",
        move |asked| {
            let name = folders.iter().position(|(name, _)| asked.line.contains(name));
            if asked.verb == "EXAMINE" {
                *open.lock().unwrap() = name.unwrap();
            }
            match asked.verb.as_str() {
                "LOGIN" => say("{tag} OK LOGIN Ok.\r\n"),
                "CAPABILITY" => {
                    say("* CAPABILITY IMAP4rev1 NAMESPACE QUOTA ACL\r\n{tag} OK CAPABILITY completed\r\n")
                }
                "LIST" => say(
                    "* LIST (\\HasNoChildren) \".\" \"INBOX.R&AOk-sum&AOk-\"\r\n* LIST (\\Unmarked \\HasChildren) \".\" \"INBOX\"\r\n{tag} OK LIST completed\r\n",
                ),
                "FETCH" => {
                    let sizes = folders[*open.lock().unwrap()].1.iter().enumerate();
                    let lines: String = sizes
                        .map(|(at, size)| format!("* {} FETCH (RFC822.SIZE {size})\r\n", at + 1))
                        .collect();
                    say(&format!("{lines}{{tag}} OK FETCH completed.\r\n"))
                }
                "GETQUOTAROOT" => {
                    say("* QUOTAROOT \"INBOX\" \"ROOT\"\r\n* QUOTA \"ROOT\"\r\n{tag} OK GETQUOTAROOT Ok.\r\n")
                }
                "NAMESPACE" => say(
                    "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))\r\n{tag} OK NAMESPACE completed.\r\n",
                ),
                verb => mailbox(asked.line, verb, folders).unwrap_or_else(|| simple(asked)),
            }
        },
    );
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.text(ROW.0, "imap.login"), "ok");
    assert_eq!(host.int(ROW.0, "mailbox.item_count"), 5);
    assert_eq!(host.int(ROW.0, "mailbox.size"), 36_700_161 + 700 + 3300);
    assert_eq!(host.int(ROW.0, "mailbox.largest_message"), 36_700_161);
    assert_eq!(host.int(ROW.0, "imap.oversize_messages"), 1);
    assert_eq!(host.reason(ROW.0, "imap.quota_limit"), "unsupported");
    assert_eq!(folder(&host, "INBOX.Résumé", "folder.delimiter"), text("."));
    assert_eq!(
        folder(&host, "INBOX.Résumé", "folder.raw_name"),
        text("INBOX.R&AOk-sum&AOk-")
    );
    assert_eq!(folder(&host, "INBOX", "folder.special_use"), text("inbox"));
    let heard = server.heard();
    assert!(
        !heard.contains("SELECT") && !heard.contains("RETURN") && !heard.contains("BODY"),
        "{heard}"
    );
}

#[test]
fn what_a_folder_does_not_tell_is_unknown_and_so_are_the_sums() {
    let list = "* LIST () \"/\" INBOX\r\n* LIST (\\NonExistent) \"/\" gone\r\n* LIST () \"/\" \"no rights\"\r\n{tag} OK done\r\n";
    let server = Server::start("* OK ready", move |asked| match asked.verb.as_str() {
        "LIST" => say(list),
        "STATUS" if asked.line.contains("no rights") => say("{tag} NO [NOPERM] Permission denied\r\n"),
        _ => simple(asked),
    });
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.int(ROW.0, "imap.folder_count"), 3);
    assert_eq!(host.reason(ROW.0, "mailbox.item_count"), "no-permission");
    assert_eq!(host.reason(ROW.0, "mailbox.largest_message"), "no-permission");
    assert_eq!(folder(&host, "gone", "folder.selectable"), Value::Bool(false));
    assert_eq!(folder(&host, "gone", "folder.messages"), Value::Int(0));
    assert_eq!(folder(&host, "INBOX", "folder.messages"), Value::Int(0));
    assert!(
        !server.heard().contains("STATUS gone"),
        "what cannot be selected is not asked"
    );
}

#[test]
fn a_promise_that_is_not_kept_is_noticed() {
    // LIST-STATUS and STATUS=SIZE are offered; SIZE never comes, and one folder has no STATUS at all.
    let list = "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\n* LIST () \"/\" \"old\"\r\n{tag} OK done\r\n";
    let server = Server::start("* OK ready", move |asked| match asked.verb.as_str() {
        "CAPABILITY" => capabilities("LIST-EXTENDED LIST-STATUS STATUS=SIZE SPECIAL-USE ESEARCH").1,
        "LIST" => say(list),
        "STATUS" if asked.line.contains("old") => {
            say("* STATUS old (MESSAGES 1 UIDNEXT 3 UIDVALIDITY 8)\r\n{tag} OK done\r\n")
        }
        "EXAMINE" if asked.line.contains("INBOX") => say("* 2 EXISTS\r\n{tag} OK done\r\n"),
        "EXAMINE" => say("{tag} NO cannot be opened\r\n"),
        "FETCH" => {
            say("* 1 FETCH (RFC822.SIZE 10)\r\n* 2 FETCH (RFC822.SIZE 5000000000)\r\n{tag} OK done\r\n")
        }
        _ => simple(asked),
    });
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.int(ROW.0, "mailbox.item_count"), 3);
    assert_eq!(folder(&host, "INBOX", "folder.size"), Value::Int(5_000_000_010));
    assert_eq!(
        folder(&host, "INBOX", "folder.largest"),
        Value::Int(5_000_000_000)
    );
    assert_eq!(host.reason(ROW.0, "mailbox.size"), "refused");
    assert!(server.heard().contains(
        "LIST \"\" \"*\" RETURN (CHILDREN SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY SIZE))"
    ));
}

#[test]
fn a_refused_extension_falls_back_to_the_plain_list() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "CAPABILITY" => capabilities("LIST-EXTENDED LIST-STATUS SPECIAL-USE").1,
        "LIST" if asked.line.contains("RETURN") => say("{tag} BAD Error in IMAP command\r\n"),
        _ => simple(asked),
    });
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.int(ROW.0, "imap.folder_count"), 1);
    assert_eq!(host.int(ROW.0, "mailbox.item_count"), 0);
}

#[test]
fn special_uses_of_xlist_are_understood() {
    let list = "* XLIST (\\HasNoChildren \\Inbox) \"/\" \"Gelen Kutusu\"\r\n* XLIST (\\HasNoChildren \\Spam) \"/\" \"[Gmail]/Spam\"\r\n{tag} OK Success\r\n";
    let server = Server::start(
        "* OK ready",
        but(vec![capabilities("XLIST"), ("XLIST", say(list))]),
    );
    let host = server.collect(&[ROW], &[]);
    assert_eq!(folder(&host, "Gelen Kutusu", "folder.special_use"), text("inbox"));
    assert_eq!(folder(&host, "[Gmail]/Spam", "folder.special_use"), text("junk"));
}

#[test]
fn only_what_lies_below_the_root_of_a_row_is_its_mail() {
    let list = "* LIST () \".\" INBOX\r\n* LIST () \".\" users.alberta\r\n* LIST () \".\" users.alberta.Sent\r\n* LIST () \".\" users.albertani\r\n{tag} OK done\r\n";
    let table = || vec![("LIST", say(list))];
    let alberta = ("alberta@example.com", "mailadmin|/users/alberta", "pw-admin-1");
    let other = ("other@example.com", "mailadmin|/users/other", "pw-admin-1");
    let host = Server::start("* OK ready", but(table())).collect(&[alberta, other], &[]);
    let mut folders = host.folders(alberta.0);
    folders.sort();
    assert_eq!(
        folders,
        [
            "alberta@example.com/users.alberta",
            "alberta@example.com/users.alberta.Sent"
        ]
    );
    assert_eq!(host.reason(other.0, "mailbox.item_count"), "no-permission");
    assert_eq!(
        host.text(alberta.0, "imap.identity"),
        "unverifiable",
        "both see the admin's INBOX, and that is right"
    );
}

#[test]
fn names_that_look_the_same_stay_two_folders() {
    let list = "* LIST () \"/\" \"R&AOk-sum&AOk-\"\r\n* LIST () \"/\" \"Résumé\"\r\n* LIST () \"/\" \"a&b\"\r\n{tag} OK done\r\n";
    let host = Server::start("* OK ready", but(vec![("LIST", say(list))])).collect(&[ROW], &[]);
    assert_eq!(host.folders(ROW.0).len(), 3);
    assert_eq!(host.int(ROW.0, "imap.folder_count"), 3);
    assert_eq!(folder(&host, "a&b", "folder.name_valid"), Value::Bool(false));
    assert_eq!(folder(&host, "Résumé", "folder.name_valid"), Value::Bool(true));
}

#[test]
fn names_of_folders_cannot_break_out_of_a_command() {
    let list = "* LIST () \"/\" {17}\r\nx\r\nA9 DELETE INBOX\r\n{tag} OK done\r\n";
    let list = list.replace("{17}", &format!("{{{}}}", "x\r\nA9 DELETE INBOX".len()));
    let server = Server::start("* OK ready", move |asked| match asked.verb.as_str() {
        "LIST" => say(&list),
        // The name goes back as a literal, and is refused.
        "STATUS" if asked.line.ends_with('}') => say("{tag} NO no such folder\r\n"),
        _ => simple(asked),
    });
    let host = server.collect(&[ROW], &[]);
    assert_eq!(host.int(ROW.0, "imap.folder_count"), 1);
    assert!(
        !server.heard().lines().any(|line| line.starts_with("A9")),
        "{}",
        server.heard()
    );
}

#[test]
fn a_search_without_counts_asks_only_for_the_rare_ones() {
    let server = Server::start("* OK ready", |asked| match asked.verb.as_str() {
        "STATUS" => say("* STATUS INBOX (MESSAGES 5000 UIDNEXT 5001 UIDVALIDITY 7)\r\n{tag} OK done\r\n"),
        "EXAMINE" => say("* 5000 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"),
        "UID" if asked.line.contains("SEARCH LARGER 36700160") => {
            say("* SEARCH 17 4000\r\n{tag} OK done\r\n")
        }
        "UID" if asked.line.contains("FETCH 17,4000 (RFC822.SIZE)") => say(
            "* 17 FETCH (UID 17 RFC822.SIZE 36700170)\r\n* 4000 FETCH (UID 4000 RFC822.SIZE 50000000)\r\n{tag} OK done\r\n",
        ),
        _ => simple(asked),
    });
    let host = server.collect(&[ROW], &[("fetch_limit", SettingValue::Int(100))]);
    assert_eq!(host.int(ROW.0, "imap.oversize_messages"), 2);
    assert_eq!(host.int(ROW.0, "mailbox.largest_message"), 50_000_000);
    assert_eq!(host.reason(ROW.0, "mailbox.size"), "not-collected");
    let searches = server.heard().matches("SEARCH").count();
    assert_eq!(searches, 2, "{}", server.heard());
}
