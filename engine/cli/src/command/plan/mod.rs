//! `plan`: the migration plan, as text or JSON. For Gmail it compares lists of excluded folders side by side, by what each loses or
//! duplicates, and names the safest with its pilot; for other systems it sorts mailboxes into batches. Either way it says how long that
//! takes, and what is still missing.
//!
//! All of that is computed in `imaprules_plan`; here it is put into words.

mod json;
mod said;
mod table;
mod text;
mod words;

use super::run::{dry, gather, volume};
use crate::args::{JudgeOptions, Plain, Plan};
use crate::error::Failure;
use crate::judge::Story;
use crate::{config, output, packs};
use imaprules_facts::FactStore;
use imaprules_plan::{Options, Planned};
use imaprules_report::exit;
use imaprules_rules::Packs;
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: Plan) -> Result<u8, Failure> {
    let volume = volume(&arguments.look.common);
    let file = config::read(arguments.look.common.config.as_deref(), volume)?;
    let wanted = JudgeOptions {
        param: arguments.param,
        ..JudgeOptions::default()
    };
    let options = wanted.or(file.judge);
    let source = arguments.look.source.or(file.source);
    let packs = packs::load_spoken(&[], &options.param)?;
    if arguments.look.common.dry_run {
        return dry(&source, &packs, volume);
    }
    let outputs: Vec<(PathBuf, Plain)> = arguments
        .output
        .into_iter()
        .map(|path| output::check(&path).map(|()| (path.clone(), format_of(&path, arguments.format))))
        .collect::<Result<_, _>>()?;
    let (store, story) = gather(&source, &arguments.look.facts, &packs, volume)?;
    let planned = plan(&store, &story, &packs, &arguments.exclude)?;
    let missing = said::missing(&planned, packs.schema());
    let shown = |format| match format {
        Plain::Json => serde_json::to_value(json::of(&planned, &missing))
            .and_then(|value| imaprules_render::json_for_terminal(&value))
            .map_err(|error| Failure::Internal(error.to_string())),
        Plain::Text => Ok(text::text(&planned, &missing, arguments.all)),
    };
    for (path, format) in &outputs {
        let text = format!("{}\n", shown(*format)?.trim_end());
        output::whole(path, text.as_bytes()).map_err(|error| Failure::unwritable(path, &error))?;
    }
    if outputs.is_empty() {
        super::print(&format!(
            "{}\n",
            shown(arguments.format.unwrap_or(Plain::Text))?.trim_end()
        ))?;
    }
    Ok(if story.complete {
        exit::OK
    } else {
        exit::INCOMPLETE
    })
}

/// The format of a file: by `--format`, or else by its name.
fn format_of(path: &Path, given: Option<Plain>) -> Plain {
    let json = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    given.unwrap_or(if json { Plain::Json } else { Plain::Text })
}

fn plan(store: &FactStore, story: &Story, packs: &Packs, exclude: &[String]) -> Result<Planned, Failure> {
    let providers: Vec<&str> = story
        .providers
        .iter()
        .map(|provider| provider.id.as_str())
        .collect();
    let options = Options {
        providers: &providers,
        exclude,
        complete: story.complete,
    };
    imaprules_plan::plan(store, packs, &options).map_err(|error| Failure::Internal(error.to_string()))
}
