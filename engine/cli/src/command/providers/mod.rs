//! `providers`: what facts can be collected from, and the plugins among it.

mod add;
mod new;
mod verify;

use crate::args::ProvidersCommand;
use crate::error::Failure;
use crate::{plugins, registry, secrets, settings};
use imaprules_host::Lock;
use imaprules_provider::{Description, SettingType};
use imaprules_report::exit;
use std::fmt::Write;

pub(crate) fn run(command: ProvidersCommand) -> Result<u8, Failure> {
    match command {
        ProvidersCommand::List => list(),
        ProvidersCommand::Show { provider } => show(&provider),
        ProvidersCommand::Add(arguments) => add::run(&arguments),
        ProvidersCommand::Remove { provider } => remove(&provider),
        ProvidersCommand::New(arguments) => new::run(&arguments),
        ProvidersCommand::Verify(arguments) => verify::run(&arguments),
    }
}

/// The child that loads a plugin. It ends with the program that started it.
pub(crate) fn host(parent: u32) -> Result<u8, Failure> {
    let ended = imaprules_host::child::main(parent);
    let why = ended.err().map(|error| error.to_string()).unwrap_or_default();
    Err(Failure::usage(
        format!("provider-host is started by imaprules itself: {why}"),
        "try `imaprules providers --help`",
    ))
}

fn list() -> Result<u8, Failure> {
    let mut text = String::new();
    let approved = plugins::approved();
    // Writing to a String cannot fail.
    for (_, about) in registry::all() {
        let plugin = approved
            .usable
            .iter()
            .find(|plugin| plugin.about().id == about.id);
        let built_in = registry::built_in().iter().any(|(_, known)| known.id == about.id);
        let from = plugin
            .filter(|_| !built_in)
            .map(|plugin| format!(", plugin {}", plugin.library().path().display()))
            .unwrap_or_default();
        let _ = writeln!(text, "{:<10} {} ({}{from})", about.id, about.title, about.version);
    }
    for (id, failure) in &approved.refused {
        let _ = writeln!(text, "{id:<10} refused: {failure}");
    }
    let lock = Lock::read(&plugins::place().folder)?;
    for path in plugins::found() {
        let listed = plugins::read(&path).is_ok_and(|library| lock.approval(&library).is_ok());
        if !listed {
            let at = path.display();
            let _ = writeln!(text, "\nnot approved: {at}\n  imaprules providers add {at}");
        }
    }
    super::print(&text)?;
    Ok(exit::OK)
}

fn show(id: &str) -> Result<u8, Failure> {
    let (_, about) = registry::find(id)?;
    let mut text = describe(&about);
    let lock = Lock::read(&plugins::place().folder)?;
    if let Some(pin) = lock.find(&about.id) {
        let granted = if pin.granted.is_empty() {
            "nothing".to_owned()
        } else {
            pin.granted.join(", ")
        };
        let _ = writeln!(
            text,
            "  granted: {granted}\n  approved in {}",
            lock.path().display()
        );
        for library in &pin.libraries {
            let _ = writeln!(
                text,
                "  {}  {}  {}",
                library.platform,
                library.path.display(),
                library.hashes.join(", ")
            );
        }
    }
    super::print(&text)?;
    Ok(exit::OK)
}

/// What a provider needs and takes.
fn describe(about: &Description) -> String {
    let mut text = format!("{} {}: {}\n", about.id, about.version, about.title);
    let _ = writeln!(text, "  needs: {}", about.capabilities.join(", "));
    for setting in &about.settings {
        if setting.kind == SettingType::Secret {
            let way = secrets::way(about, &setting.name);
            let _ = writeln!(text, "  {}.{}  {} ({way})", about.id, setting.name, setting.about);
            continue;
        }
        let default = setting
            .default
            .as_deref()
            .map(|value| format!(", by default {value}"))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  --set {}.{}  {} ({}{default})",
            about.id,
            setting.name,
            setting.about,
            settings::shape(setting)
        );
    }
    text
}

fn remove(id: &str) -> Result<u8, Failure> {
    refuse_frozen()?;
    let mut lock = Lock::read(&plugins::place().folder)?;
    if !lock.remove(id) {
        return Err(Failure::usage(
            format!("{}: no plugin `{id}` was approved", lock.path().display()),
            "`imaprules providers list` shows which were",
        ));
    }
    lock.write()?;
    super::print(&format!(
        "{id} is not approved any more; its library stays where it is\n"
    ))?;
    Ok(exit::OK)
}

/// With `--frozen` nothing is approved and nothing taken back.
fn refuse_frozen() -> Result<(), Failure> {
    if plugins::place().frozen {
        return Err(Failure::usage(
            "--frozen: approvals stay as they are",
            "leave --frozen (or IMAPRULES_FROZEN) away",
        ));
    }
    Ok(())
}
