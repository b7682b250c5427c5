//! `collect`: facts into a bundle, to be judged later, elsewhere, again.

use crate::args::Collect;
use crate::error::Failure;
use crate::{collect, config, journal, output, packs, registry};
use imaprules_report::exit;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: Collect) -> Result<u8, Failure> {
    let Collect {
        source,
        common,
        output,
        script,
    } = arguments;
    if let Some(id) = script {
        return print_script(&id, output.as_deref());
    }
    let volume = super::run::volume(&common);
    let file = config::read(common.config.as_deref(), volume)?;
    let source = source.or(file.source);
    let packs = packs::load_all(&[], &[])?;
    if common.dry_run {
        return super::run::dry(&source, &packs, volume);
    }
    let (journal, bundle) = names(output, source.resume.as_deref())?;
    let plan = collect::plan(&source, volume)?;
    let header = plan.header(collect::now());
    let begin = if source.resume.is_some() {
        journal::resume
    } else {
        journal::begin
    };
    let opened = begin(&journal, packs.schema(), &header)?;
    let begun = opened.begun();
    let collected = plan
        .collect(opened, volume)
        .inspect_err(|failure| tidy(failure, begun.as_deref()))?;
    if let Some(file) = collected.journal {
        file.finish(collected.complete, collected.finished, &collected.notes)?;
    }
    if journal != bundle {
        fs::rename(&journal, &bundle).map_err(|error| Failure::unwritable(&bundle, &error))?;
    }
    for note in &collected.notes {
        volume.note(note);
    }
    Ok(if collected.complete {
        exit::OK
    } else {
        exit::INCOMPLETE
    })
}

/// Hands out a provider's script.
fn print_script(id: &str, output: Option<&Path>) -> Result<u8, Failure> {
    let script = registry::script(id)?;
    match output {
        Some(file) => {
            output::check(file)?;
            output::whole(file, script.as_bytes()).map_err(|error| Failure::unwritable(file, &error))?;
        }
        None => super::print(script)?,
    }
    Ok(exit::OK)
}

/// Removes a journal that holds nothing because something could not be used. One that could not be written any more
/// holds what was collected until then.
fn tidy(failure: &Failure, begun: Option<&Path>) {
    if let (Some(journal), false) = (begun, matches!(failure, Failure::Bundle(_))) {
        // The failure itself is what the user has to hear about.
        let _ = fs::remove_file(journal);
    }
}

/// The file that is written to while collecting, and the one that is left in the end.
fn names(output: Option<PathBuf>, resume: Option<&Path>) -> Result<(PathBuf, PathBuf), Failure> {
    let bundle = match (output, resume) {
        (Some(output), _) => output,
        (None, Some(resume)) => resume.to_owned(),
        (None, None) => {
            return Err(Failure::usage(
                "there is no file to write to",
                "name the bundle with -o FILE",
            ));
        }
    };
    output::check(&bundle)?;
    let packed = |path: &Path| {
        path.extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zst"))
    };
    match resume {
        Some(resume) if packed(resume) != packed(&bundle) => {
            let problem = format!(
                "{} and {}: only one of them is compressed",
                resume.display(),
                bundle.display()
            );
            Err(Failure::usage(problem, "end both names in .zst, or none"))
        }
        Some(resume) => Ok((resume.to_owned(), bundle)),
        None if fs::metadata(&bundle).is_ok_and(|found| !found.is_file()) => Ok((bundle.clone(), bundle)),
        None => Ok((journal::beside(&bundle), bundle)),
    }
}
