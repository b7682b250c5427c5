//! `providers`: what facts can be collected from, and the plugins among it.

mod add;
mod new;
mod verify;

use crate::args::ProvidersCommand;
use crate::error::Failure;
use crate::speech::{phrase, told, word};
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
            .map(|plugin| {
                let library = plugin.library().path().display();
                told("providers.from_plugin", &[("library", &library)])
            })
            .unwrap_or_default();
        let title = phrase(&about.title);
        let _ = writeln!(text, "{:<10} {title} ({}{from})", about.id, about.version);
    }
    for (id, failure) in &approved.refused {
        let refused = told("providers.refused", &[("why", &failure.told())]);
        let _ = writeln!(text, "{id:<10} {refused}");
    }
    let lock = Lock::read(&plugins::place().folder)?;
    for path in plugins::found() {
        let listed = plugins::read(&path).is_ok_and(|library| lock.approval(&library).is_ok());
        if !listed {
            let at = path.display();
            let left_out = told("providers.not_approved", &[("library", &at)]);
            let _ = writeln!(text, "\n{left_out}\n  imaprules providers add {at}");
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
            word("providers.nothing").to_owned()
        } else {
            pin.granted.join(", ")
        };
        let _ = writeln!(
            text,
            "  {}\n  {}",
            told("providers.granted", &[("capabilities", &granted)]),
            told("providers.approved_in", &[("lock", &lock.path().display())])
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
    let mut text = format!("{} {}: {}\n", about.id, about.version, phrase(&about.title));
    let needs = about.capabilities.join(", ");
    let _ = writeln!(text, "  {}", told("providers.needs", &[("capabilities", &needs)]));
    for setting in &about.settings {
        let what = phrase(&setting.about);
        if setting.kind == SettingType::Secret {
            let way = secrets::way(about, &setting.name);
            let _ = writeln!(text, "  {}.{}  {what} ({way})", about.id, setting.name);
            continue;
        }
        let shape = settings::shape(setting);
        let shape = match &setting.default {
            Some(value) => told("settings.by_default", &[("shape", &shape), ("value", value)]),
            None => shape,
        };
        let _ = writeln!(text, "  --set {}.{}  {what} ({shape})", about.id, setting.name);
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
    super::print(&format!("{}\n", told("providers.removed", &[("id", &id)])))?;
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
