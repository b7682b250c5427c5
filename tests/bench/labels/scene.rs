//! A mailbox of many messages with a hundred and twenty combinations of labels, as a scene of the demo.

use anyhow::Result;
use imaprules_demo::{Demo, Scene};
use std::fmt::Write as _;

pub(crate) const USER: &str = "large@example.com";
pub(crate) const PASSWORD: &str = "lanternharborsix";
pub(crate) const PORT: u16 = 143;

/// The demo's scene of Gmail, of which everything but the cast is taken.
const GMAIL: &str = include_str!("../../../providers/demo/scenes/gmail.toml");

/// Combinations of labels.
const COMBINATIONS: u64 = 120;

pub(crate) fn start(messages: u64) -> Result<Demo> {
    let mut scene: toml::Table = toml::from_str(GMAIL)?;
    let cast: toml::Table = toml::from_str(&cast(messages))?;
    scene.extend(cast);
    Ok(Demo::start(Scene::parse("large", &toml::to_string(&scene)?)?)?)
}

/// One account. Every message has one to three labels; a tenth has none, and lives in All Mail alone.
fn cast(messages: u64) -> String {
    let mut text = String::from("[[listener]]\nport = 143\nsecurity = \"none\"\n\n");
    let _ = writeln!(
        text,
        "[[row]]\nemail = \"{USER}\"\nuser = \"{USER}\"\npassword = \"{PASSWORD}\"\n"
    );
    let _ = writeln!(
        text,
        "[[account]]\nusers = [\"{USER}\"]\npassword = \"{PASSWORD}\"\nsets = [\"english\"]"
    );
    let folders: Vec<String> = (0..30)
        .map(|number| format!("{{ name = \"Label {number}\" }}"))
        .collect();
    let _ = writeln!(text, "folder = [{}]\nmail = [", folders.join(", "));
    for number in 0..COMBINATIONS {
        let count = messages / COMBINATIONS + u64::from(number < messages % COMBINATIONS);
        let labels = match number % 10 {
            0 => String::new(),
            1..=3 => "'\\Inbox'".to_owned(),
            4 => "'\\Sent'".to_owned(),
            5 => format!("'\\Inbox', '\\Important', \"Label {}\"", number % 30),
            _ => format!("\"Label {}\", \"Label {}\"", number % 30, number / 4),
        };
        if count > 0 {
            let _ = writeln!(
                text,
                "    {{ count = {count}, sizes = [4200, 18000, 7300], in = [{labels}], date = \"{}-03-02\" }},",
                2005 + number % 15
            );
        }
    }
    text.push_str("]\n");
    text
}
