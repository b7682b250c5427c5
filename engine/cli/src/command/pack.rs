//! `rules pack`: a pack in one file. Only what loads and passes its own tests is packed.

use super::rules::chosen;
use crate::args::RulesPack;
use crate::error::Failure;
use crate::{package, packs};
use imaprules_report::exit;
use imaprules_rules::run_cases;

pub(crate) fn run(arguments: &RulesPack) -> Result<u8, Failure> {
    if arguments
        .output
        .extension()
        .is_none_or(|extension| extension != package::EXTENSION)
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
        super::print(&format!(
            "{failed} test cases fail; `imaprules rules test {}` shows them. Nothing was written.\n",
            arguments.folder.display()
        ))?;
        return Ok(exit::FINDINGS);
    }
    std::fs::write(&arguments.output, package::write(pack)?)
        .map_err(|error| Failure::unwritable(&arguments.output, &error))?;
    super::print(&format!(
        "{}: {} files of the pack {}\n",
        arguments.output.display(),
        pack.files.len(),
        pack.id().unwrap_or_default()
    ))?;
    Ok(exit::OK)
}
