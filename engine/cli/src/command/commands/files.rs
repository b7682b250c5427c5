//! Scripts in files: those that were named, one beside them for each other shell, and one that takes back for each.

use super::dialect::{self, shell_of};
use super::model::Chosen;
use super::script::{self, Beside, MARK};
use super::{json, undo};
use crate::error::Failure;
use crate::messages::Volume;
use crate::output;
use crate::speech::{counted_with, told};
use imaprules_render::json_for_terminal;
use imaprules_rules::Shell;
use std::path::{Path, PathBuf};

/// Windows PowerShell takes a file without this mark for one in the code page of the machine, in which parts of letters are quotes.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file that was named: of a shell, or JSON.
pub(super) struct Named {
    path: PathBuf,
    shell: Option<Shell>,
}

/// Finds out what is wanted in which file, and whether it could be written, before anything else is done.
pub(super) fn prepare(files: &[PathBuf]) -> Result<Vec<Named>, Failure> {
    let named = files.iter().map(|path| {
        output::check(path)?;
        let shell = shell_of(path);
        let json = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        if shell.is_none() && !json {
            let problem = format!(
                "{}: its name does not say for which shell it is wanted",
                path.display()
            );
            return Err(Failure::usage(problem, "end it in .ps1, .sh, .cmd or .json"));
        }
        Ok(Named {
            path: path.clone(),
            shell,
        })
    });
    named.collect()
}

/// A file to write.
struct Planned {
    path: PathBuf,
    shell: Shell,
    /// Whether somebody named it.
    named: bool,
}

pub(super) fn write(chosen: &Chosen, named: &[Named], volume: Volume) -> Result<(), Failure> {
    for one in named.iter().filter(|one| one.shell.is_none()) {
        let text =
            json_for_terminal(&json::of(chosen)).map_err(|error| Failure::Internal(error.to_string()))?;
        put(&one.path, &format!("{text}\n"))?;
    }
    let scripts = planned(chosen, named);
    let undos: Vec<PathBuf> = scripts
        .iter()
        .filter(|script| chosen.has_undo(script.shell))
        .map(|script| undo_of(&script.path, script.shell))
        .collect();
    let own = scripts
        .iter()
        .filter(|script| !script.named)
        .map(|script| &script.path);
    own.chain(&undos).try_for_each(|path| refuse_foreign(path))?;
    for script in &scripts {
        one(chosen, script, &scripts, volume)?;
    }
    Ok(())
}

/// The scripts that were named, and for shells that were not, one beside the first.
fn planned(chosen: &Chosen, named: &[Named]) -> Vec<Planned> {
    let mut scripts: Vec<Planned> = named
        .iter()
        .filter_map(|one| {
            Some(Planned {
                path: one.path.clone(),
                shell: one.shell?,
                named: true,
            })
        })
        .collect();
    let Some(first) = scripts.first().map(|script| script.path.clone()) else {
        return scripts;
    };
    for shell in chosen.shells() {
        if scripts.iter().all(|script| script.shell != shell) {
            let path = first.with_extension(dialect::of(shell).ending);
            scripts.push(Planned {
                path,
                shell,
                named: false,
            });
        }
    }
    scripts
}

fn one(chosen: &Chosen, script: &Planned, all: &[Planned], volume: Volume) -> Result<(), Failure> {
    let shell = script.shell;
    let stem = script
        .path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let undo = chosen.has_undo(shell).then(|| undo_of(&script.path, shell));
    let beside = Beside {
        stem: stem.unwrap_or_default(),
        undo: undo.as_deref().map(name),
        others: all
            .iter()
            .filter(|other| other.shell != shell)
            .map(|other| name(&other.path))
            .collect(),
    };
    put(
        &script.path,
        &encoded(shell, script::script(chosen, shell, &beside)),
    )?;
    if let Some(path) = &undo {
        let text = undo::script(chosen, shell, &beside.stem, &name(&script.path));
        put(path, &encoded(shell, text))?;
    }
    let undo = undo.map(|path| told("commands.takes_back", &[("undo", &path.display())]));
    let steps = chosen.steps(shell).filter(|step| step.above.is_none());
    volume.note(&counted_with(
        "commands.file",
        steps.count(),
        &[
            ("file", &script.path.display()),
            ("shell", &shell),
            ("undo", &undo.unwrap_or_default()),
        ],
    ));
    Ok(())
}

/// As the shell reads files.
fn encoded(shell: Shell, text: String) -> String {
    match shell {
        Shell::PowerShell => format!("{BYTE_ORDER_MARK}{text}"),
        Shell::Bash => text,
        Shell::Cmd => text.replace('\n', "\r\n"),
    }
}

fn undo_of(script: &Path, shell: Shell) -> PathBuf {
    let ending = script.extension().and_then(|ending| ending.to_str());
    script.with_extension(format!("undo.{}", ending.unwrap_or(dialect::of(shell).ending)))
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A file that nobody named is written over only where this program made it.
fn refuse_foreign(path: &Path) -> Result<(), Failure> {
    let foreign = match std::fs::read(path) {
        Ok(bytes) => !String::from_utf8_lossy(&bytes).contains(MARK),
        Err(_) => false,
    };
    if foreign {
        let problem = format!(
            "{}: this file is there, and was not made by this program",
            path.display()
        );
        return Err(Failure::usage(
            problem,
            "move it away, or give the script another name",
        ));
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    output::whole(path, text.as_bytes()).map_err(|error| Failure::unwritable(path, &error))
}
