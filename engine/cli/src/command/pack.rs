//! `rules pack`: a pack in one file. Only what loads and passes its own tests is packed.

use super::rules::chosen;
use crate::args::RulesPack;
use crate::error::Failure;
use crate::speech::{Values, told};
use crate::{pack_file, packs};
use imaprules_report::exit;
use imaprules_rules::run_cases;

pub(crate) fn run(arguments: &RulesPack) -> Result<u8, Failure> {
    if arguments
        .output
        .extension()
        .is_none_or(|extension| extension != pack_file::EXTENSION)
    {
        let problem = format!("{} does not end in .pack", arguments.output.display());
        return Err(Failure::usage(
            problem,
            "by its ending the program knows it again",
        ));
    }
    let files = packs::files(&arguments.folder)?;
    let [pack] = files.as_slice() else {
        let problem = format!("{} holds {} packs", arguments.folder.display(), files.len());
        return Err(Failure::usage(problem, "name the folder of one of them"));
    };
    let (loaded, ids, _) = chosen(Some(&arguments.folder))?;
    let failed = run_cases(&loaded)
        .iter()
        .filter(|case| ids.contains(&case.pack) && !case.verdict.is_ok())
        .count();
    if failed > 0 {
        let values: Values<'_> = &[("count", &failed), ("folder", &arguments.folder.display())];
        super::print(&format!("{}\n", told("rules.cases_fail", values)))?;
        return Ok(exit::FINDINGS);
    }
    std::fs::write(&arguments.output, pack_file::write(pack)?)
        .map_err(|error| Failure::unwritable(&arguments.output, &error))?;
    let values: Values<'_> = &[
        ("file", &arguments.output.display()),
        ("count", &pack.files.len()),
        ("pack", &pack.id().unwrap_or_default()),
    ];
    super::print(&format!("{}\n", told("rules.packed", values)))?;
    Ok(exit::OK)
}
