//! `providers list|show`: what facts can be collected from.

use crate::args::ProvidersCommand;
use crate::error::Failure;
use crate::{registry, secrets, settings};
use imaprules_provider::SettingType;
use imaprules_report::exit;
use std::fmt::Write;

pub(crate) fn run(command: ProvidersCommand) -> Result<u8, Failure> {
    match command {
        ProvidersCommand::List => list(),
        ProvidersCommand::Show { provider } => show(&provider),
    }
}

fn list() -> Result<u8, Failure> {
    let line = |about: &imaprules_provider::Description| {
        format!("{:<10} {} ({})\n", about.id, about.title, about.version)
    };
    super::print(
        &registry::all()
            .iter()
            .map(|(_, about)| line(about))
            .collect::<String>(),
    )?;
    Ok(exit::OK)
}

fn show(id: &str) -> Result<u8, Failure> {
    let (_, about) = registry::find(id)?;
    let mut text = format!("{} {}: {}\n", about.id, about.version, about.title);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  needs: {}", about.capabilities.join(", "));
    for setting in &about.settings {
        if setting.kind == SettingType::Secret {
            let way = secrets::way(&about, &setting.name);
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
    super::print(&text)?;
    Ok(exit::OK)
}
