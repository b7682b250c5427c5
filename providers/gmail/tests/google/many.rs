//! More rows than pages: lists are read to their end, calls stay within the bound, and memory holds the rows alone.

use crate::kit::{Lab, scene};
use imaprules_demo::google::GoogleScene;
use std::time::Instant;

#[test]
fn calls_at_the_same_time_are_bounded() {
    let lab = Lab::new(scene());
    let rows: Vec<String> = scene().addresses().map(str::to_owned).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let ran = lab.run(&rows, &[("connections", "3")]);
    assert!(lab.double.most_at_once() <= 4, "{}", lab.double.most_at_once());
    assert!(lab.double.most_at_once() >= 2, "{}", lab.double.most_at_once());
    for row in rows {
        assert!(
            ran.host.fact("mailbox", row, "gmail.user_status").is_ok(),
            "{row}"
        );
    }
}

#[test]
fn lists_are_read_page_by_page() {
    let lab = Lab::new(scene());
    let rows: Vec<String> = scene().addresses().map(str::to_owned).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let ran = lab.run(&rows, &[("google_list_from", "1")]);
    let tokens = |path: &str| {
        let pages = ran.asked.iter().filter(|asked| asked.path.starts_with(path));
        pages
            .filter(|asked| asked.query.iter().any(|(name, _)| name == "pageToken"))
            .count()
    };
    // Seven things on a page; the Policy API's first page is empty.
    assert_eq!(tokens("/v1/policies"), 2);
    assert!(tokens("/admin/directory/v1/users") >= 3);
    assert!(tokens("/admin/reports/v1/usage/users/all") >= 2);
    assert_eq!(
        ran.host.mailbox("ned.nokey@example.com", "gmail.user_status"),
        "active"
    );
}

/// An organisation of so many users.
fn large(count: usize) -> String {
    let scopes: Vec<String> = toml::from_str::<toml::Table>(include_str!("../../google-apis.toml")).unwrap()
        ["scope"]
        .as_array()
        .unwrap()
        .iter()
        .map(|scope| format!("\"{}\"", scope["url"].as_str().unwrap()))
        .collect();
    let mut text = format!(
        "customer = \"C0large\"\ndelegated = [{}]\napis = [\"gmail.googleapis.com\", \"admin.googleapis.com\", \
         \"cloudidentity.googleapis.com\"]\npage = 500\nreport_lag = 1\nunit = [{{ path = \"/\", id = \"top\" }}]\n\
         [[user]]\naddress = \"admin@example.com\"\nadmin = true\n",
        scopes.join(", ")
    );
    for number in 0..count {
        text.push_str(&format!(
            "[[user]]\naddress = \"u{number}@example.com\"\nimap = true\nused_mb = {number}\n"
        ));
    }
    text
}

#[test]
fn many_rows_are_many_calls_and_none_is_lost() {
    let count = std::env::var("IMAPRULES_TEST_ROWS").map_or(600, |rows| rows.parse().unwrap());
    let lab = Lab::new(GoogleScene::parse("large", &large(count)).unwrap());
    let rows: Vec<String> = (0..count)
        .map(|number| format!("u{number}@example.com"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let start = Instant::now();
    let ran = lab.run(&rows, &[]);
    let took = start.elapsed();
    println!("{count} rows, {} calls, {took:?}", ran.asked.len());
    let of = |beginning: &str| {
        ran.asked
            .iter()
            .filter(|asked| asked.path.starts_with(beginning))
            .count()
    };
    assert_eq!(of("/gmail/"), count * 4);
    // Each user's token, the survey's and the administrator's.
    assert_eq!(of("/token"), count + 2);
    let last = format!("u{}@example.com", count - 1);
    assert_eq!(
        ran.host.mailbox(&last, "gmail.used"),
        ((count - 1) << 20).to_string()
    );
    assert_eq!(ran.host.mailbox(&last, "gmail.imap_enabled"), "true");
    assert!(
        ran.asked
            .iter()
            .all(|asked| asked.status == 200 || asked.path.contains("/dates/"))
    );
}
