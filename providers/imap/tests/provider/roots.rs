//! Rows of an administrator that name a folder in the column UserRoot. Answers are recorded from Courier 5.0 and Cyrus 3.6,
//! shortened.

use crate::scripted::{Server, say, simple};
use imaprules_kit::Row;

const CAPABILITY: &str = "* CAPABILITY IMAP4rev1 QUOTA\r\n{tag} OK done\r\n";

#[test]
fn a_root_is_asked_for_by_name_in_the_spelling_of_the_server() {
    let server = Server::start("* OK Courier-IMAP ready.", |asked| match asked.verb.as_str() {
        "CAPABILITY" => say(CAPABILITY),
        "LIST" if asked.line.ends_with("LIST \"\" \"\"") => {
            say("* LIST (\\Noselect) \".\" \"\"\r\n{tag} OK LIST completed\r\n")
        }
        "LIST" if asked.line.ends_with("\"#shared.M&APw-d&APw-r*\"") => say(
            "* LIST () \".\" \"#shared.M&APw-d&APw-r\"\r\n* LIST () \".\" \"#shared.M&APw-d&APw-r.Old\"\r\n* LIST () \".\" \"#shared.M&APw-d&APw-res\"\r\n{tag} OK LIST completed\r\n",
        ),
        "LIST" => say("* LIST () \".\" \"INBOX\"\r\n{tag} OK LIST completed\r\n"),
        "GETQUOTAROOT" if asked.line.contains("#shared.M&APw-d&APw-r\"") => say(
            "* QUOTAROOT \"#shared.M&APw-d&APw-r\" \"\"\r\n* QUOTA \"\" (STORAGE 5 70)\r\n{tag} OK done\r\n",
        ),
        _ => simple(asked),
    });
    let row: Row<'_> = ("a@example.com", "mailadmin|/#shared/Müdür", "pw-admin-1");
    let host = server.collect(&[row], &[]);
    let mut folders = host.folders(row.0);
    folders.sort();
    assert_eq!(
        folders,
        ["a@example.com/#shared.Müdür", "a@example.com/#shared.Müdür.Old"]
    );
    assert_eq!(
        host.int(row.0, "imap.quota_limit"),
        70 * 1024,
        "of the user, not of the administrator"
    );
    assert!(
        !server.heard().contains("LIST \"\" \"*\""),
        "everybody's folders: {}",
        server.heard()
    );
}

#[test]
fn an_administrator_needs_no_mailbox_of_his_own() {
    let row: Row<'_> = ("dave@example.com", "cyrus|user/dave", "pw-admin-1");
    let answer = |exists: bool| {
        move |asked: &crate::scripted::Asked<'_>| match asked.verb.as_str() {
            "LIST" if asked.line.ends_with("\"\"") => {
                say("* LIST (\\Noselect) \"/\" \"\"\r\n{tag} OK Completed\r\n")
            }
            "LIST" if exists => say("* LIST () \"/\" user/dave\r\n{tag} OK Completed\r\n"),
            "LIST" => say("{tag} OK Completed\r\n"),
            "STATUS" if asked.line.contains("user/dave") && exists => {
                say("* STATUS user/dave (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\r\n{tag} OK Completed\r\n")
            }
            "STATUS" => say("{tag} NO Mailbox does not exist\r\n"),
            _ => simple(asked),
        }
    };
    let host = Server::start("* OK Cyrus IMAP ready", answer(true)).collect(&[row], &[]);
    assert_eq!(host.text(row.0, "imap.login"), "ok");
    assert_eq!(host.int(row.0, "imap.folder_count"), 1);
    let host = Server::start("* OK Cyrus IMAP ready", answer(false)).collect(&[row], &[]);
    assert_eq!(host.text(row.0, "imap.login"), "unusable");
}
