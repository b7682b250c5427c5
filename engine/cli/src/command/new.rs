//! `rules new pack|rule`: something that works, to be changed into what is wanted.

use crate::args::{NewRule, RulesNew};
use crate::error::Failure;
use crate::speech::{Values, told};
use imaprules_report::exit;
use std::fs;
use std::path::{Path, PathBuf};

const PACK: &str = include_str!("../scaffold/pack.toml");
const RULES: &str = include_str!("../scaffold/rules.toml");
const TESTS: &str = include_str!("../scaffold/tests.toml");
const RULE: &str = include_str!("../scaffold/rule.toml");
const CASE: &str = include_str!("../scaffold/case.toml");

pub(super) fn run(what: RulesNew) -> Result<u8, Failure> {
    let written = match what {
        RulesNew::Pack { name, directory } => pack(&name, directory)?,
        RulesNew::Rule(rule) => add(&rule)?,
    };
    super::print(&written)?;
    Ok(exit::OK)
}

/// Writes a folder with a pack. One that is there already is left alone.
fn pack(name: &str, directory: Option<PathBuf>) -> Result<String, Failure> {
    if !is_word(name) {
        return Err(Failure::usage(
            format!("`{name}` cannot be the id of a pack"),
            "write lower-case letters and digits, joined by hyphens: contoso-checks",
        ));
    }
    let folder = directory.unwrap_or_else(|| PathBuf::from(name));
    if folder.exists() {
        return Err(Failure::usage(
            format!("{}: this exists already", folder.display()),
            "choose another name, or a folder with --directory; to add a rule to a pack: imaprules rules new rule",
        ));
    }
    let title = format!("Checks of {name}");
    let fill = |text: &str| text.replace("NAME", name).replace("TITLE", &title);
    write(&folder.join("pack.toml"), &fill(PACK))?;
    write(&folder.join("rules.toml"), &fill(RULES))?;
    write(&folder.join("tests").join("rules.toml"), &fill(TESTS))?;
    let at = folder.display();
    Ok(format!(
        "{}\n{}\n",
        told("rules.new_pack", &[("folder", &at)]),
        told("rules.new_pack_next", &[("folder", &at)])
    ))
}

/// Adds a rule and its test cases to a pack's files.
fn add(new: &NewRule) -> Result<String, Failure> {
    let id = &new.id;
    if !id.split('.').all(is_word) || id.split('.').count() < 2 {
        return Err(Failure::usage(
            format!("`{id}` cannot be the id of a rule"),
            "write area.kebab-case, as contoso.shared-mailbox",
        ));
    }
    if !new.pack.join("pack.toml").is_file() {
        return Err(Failure::usage(
            format!("{}: there is no pack.toml", new.pack.display()),
            "name the folder of a pack with --pack, or make one: imaprules rules new pack NAME",
        ));
    }
    let rules = new.pack.join("rules.toml");
    let tests = new.pack.join("tests").join("rules.toml");
    append(&rules, &RULE.replace("ID", id))?;
    append(&tests, &CASE.replace("ID", id))?;
    let values: Values<'_> = &[
        ("file", &rules.display()),
        ("rule", id),
        ("tests", &tests.display()),
    ];
    Ok(format!(
        "{}\n{}\n",
        told("rules.new_rule", values),
        told("rules.new_rule_next", &[("folder", &new.pack.display())])
    ))
}

/// Whether a name is made of lower-case letters and digits, joined by hyphens.
pub(super) fn is_word(name: &str) -> bool {
    let clean = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.split('-').all(clean) && name.starts_with(|c: char| c.is_ascii_lowercase())
}

fn append(file: &Path, text: &str) -> Result<(), Failure> {
    let before = match fs::read_to_string(file) {
        Ok(before) => before,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::unreadable(file, &error)),
    };
    let text = if before.is_empty() {
        text.trim_start()
    } else {
        text
    };
    write(file, &format!("{before}{text}"))
}

/// Writes a file, with the folders above it.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let made = file.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(file, text))
        .map_err(|error| Failure::unwritable(file, &error))
}
