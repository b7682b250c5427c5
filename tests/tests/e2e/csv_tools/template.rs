//! `csv template`: every file it makes passes the check.

use imaprules_tests::Program;

use super::csv;

#[test]
fn every_template_passes_the_check_without_a_finding() {
    let mut tried = 0;
    for source in ["gmail", "exchange", "imap"] {
        let families: &[&str] = if source == "imap" {
            &[
                "",
                "dovecot",
                "uw",
                "stalwart",
                "mirapoint",
                "courier",
                "oracle",
                "cyrus",
                "zimbra",
                "hmailserver",
                "kerio",
                "domino",
                "groupwise",
                "yahoo",
                "icloud",
                "zoho",
                "yandex",
                "workmail",
            ]
        } else {
            &[""]
        };
        for family in families {
            for form in ["user", "address", "admin", "admin-upn"] {
                let mut program = Program::new(["csv", "template", "--provider", source, "--form", form]);
                if !family.is_empty() {
                    program = program.args(["--family", family]);
                }
                let outcome = program.run();
                if outcome.code == Some(2) {
                    outcome.expect_complaint(&["--form is one of user"]);
                    continue;
                }
                outcome.expect_code(0);
                assert!(
                    outcome.stdout.starts_with("EmailAddress,UserName,Password"),
                    "{}",
                    outcome.stdout
                );
                let checked = csv("check users.csv", &outcome.stdout).run();
                assert_eq!(
                    checked.stdout, "users.csv: nothing found in 2 rows\n",
                    "{source} {family} {form}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried >= 28, "{tried}");
}

#[test]
fn templates_show_the_forms_of_the_source() {
    let template = |words: &str| Program::line(&format!("csv template {words}")).run();
    let shown = |words: &str, row: &str| {
        let outcome = template(words);
        outcome.expect_code(0);
        assert!(outcome.stdout.contains(row), "{row}\n{}", outcome.stdout);
        outcome
    };
    shown(
        "--provider gmail",
        "terry.adams@contoso.com,terry.adams@contoso.com,sixteenletterapp\r\n",
    );
    shown(
        "--provider exchange --form admin",
        ",contoso/mailadmin/terry.adams,",
    );
    shown(
        "--provider exchange --form admin-upn",
        ",mailadmin@contoso.com/terry.adams,",
    );
    shown(
        "--provider imap --family courier --form admin",
        ",mailadmin,Password-of-mailadmin,/users/terry.adams\r\n",
    );
    let dovecot = shown(
        "--provider imap --family dovecot",
        ",terry.adams@contoso.com,Password-of-terry.adams\r\n",
    );
    dovecot.expect_complaint(&["--form admin", "terry.adams@contoso.com*mailadmin"]);
    template("--provider gmial")
        .expect_code(2)
        .expect_complaint(&["gmial", "gmail"]);
    template("--provider imap --family dovecto")
        .expect_code(2)
        .expect_complaint(&["dovecto", "dovecot"]);
    template("--provider gmail --form admin")
        .expect_code(2)
        .expect_complaint(&["app password"]);
    let taken = Program::line("csv template --provider gmail -o new.csv")
        .file("new.csv", "mine")
        .run();
    taken.expect_code(2).expect_complaint(&["new.csv", "--force"]);
    assert_eq!(taken.written("new.csv"), "mine");
}

#[test]
fn every_tool_has_help_and_a_page_in_the_manual() {
    for tool in ["", "check", "fix", "split", "template"] {
        let help = Program::new(["csv"])
            .args(tool.split_whitespace())
            .arg("--help")
            .run();
        help.expect_code(0);
        assert!(help.stdout.contains("Usage:"), "{tool}");
        let page = Program::new(["man", "csv"]).args(tool.split_whitespace()).run();
        page.expect_code(0);
        assert!(page.stdout.contains(".SH NAME"), "{tool}");
    }
}
