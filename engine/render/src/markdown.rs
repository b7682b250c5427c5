//! The report as Markdown, to paste into a ticket or a wiki page.

use crate::escape::{as_block, as_code, for_markdown};
use crate::groups::{Group, groups, missing};
use crate::{Options, words};
use imaprules_report::Report;
use std::io::{self, Write};

/// Subjects named of each group, unless all are.
const EXAMPLES: usize = 10;

/// Writes headings by rule, steps as lists, and what was not checked as a table.
pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# {}\n\n{}\n",
        for_markdown(&options.title),
        for_markdown(&crate::text::summary(report, &options.words))
    )?;
    if !report.run.complete {
        writeln!(
            out,
            "**{}**\n",
            for_markdown(options.words.word("report.partial"))
        )?;
    }
    for note in &report.run.notes {
        writeln!(out, "> {}\n", for_markdown(note))?;
    }
    for group in groups(report) {
        section(&group, options, out)?;
    }
    not_checked(report, options, out)
}

fn section(group: &Group<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let (first, words) = (group.first, &options.words);
    let word = for_markdown(&words::title(words, first));
    let (title, count) = (for_markdown(&first.title), group.results.len());
    let count = for_markdown(&words::of_kind(words, count, &first.subject.kind));
    writeln!(out, "## {word}: {title} ({count})\n")?;
    if let Some(waived) = &first.waived {
        writeln!(out, "{}\n", for_markdown(&words::accepted(words, waived)))?;
    }
    writeln!(out, "{}\n", for_markdown(&first.why))?;
    for (index, step) in first.fix.iter().enumerate() {
        writeln!(out, "{}. {}", index + 1, for_markdown(step))?;
    }
    for command in &first.commands {
        writeln!(out, "\n{}", as_block(&command.shell, &command.run))?;
    }
    let shown = if options.all {
        group.results.len()
    } else {
        EXAMPLES
    };
    writeln!(out)?;
    for result in group.results.iter().take(shown) {
        writeln!(
            out,
            "- {}",
            for_markdown(&format!("{}: {}", result.subject.id, result.title))
        )?;
    }
    if group.results.len() > shown {
        let more = words.counted("report.more", group.results.len() - shown);
        writeln!(out, "- {more}")?;
    }
    let rule = words.told("report.rule", &[("rule", &as_code(&first.rule))]);
    writeln!(out, "\n{rule}\n")
}

fn not_checked(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let missing = missing(report);
    if missing.is_empty() {
        return Ok(());
    }
    let words = &options.words;
    let columns = [
        "missing.missing",
        "missing.because",
        "missing.times",
        "missing.how",
    ];
    let columns = columns.map(|column| words.word(column)).join(" | ");
    let title = words.word("missing.title");
    writeln!(out, "## {title}\n\n| {columns} |\n| --- | --- | --- | --- |")?;
    for gap in missing {
        let facts: Vec<String> = gap.facts.iter().map(|fact| as_code(fact)).collect();
        let (reason, how) = (
            for_markdown(&words::reason(words, gap.reason)),
            for_markdown(gap.how),
        );
        writeln!(
            out,
            "| {} | {reason} | {} | {how} |",
            facts.join(", "),
            words.number(gap.subjects)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testkit::{rendered, report};
    use crate::{Format, Options};

    #[test]
    fn foreign_text_is_no_markup() {
        let mut report = report();
        report.results[0].title = "<script> [x](javascript:1) # not a heading".into();
        let text = rendered(&report, Format::Markdown, &Options::default());
        assert!(
            text.contains("&lt;script&gt; \\[x\\](javascript:1) \\# not a heading"),
            "{text}"
        );
        assert!(text.contains("| `gmail.labels` |"), "{text}");
    }

    #[test]
    fn commands_stay_in_their_block_and_hide_nothing() {
        let mut report = report();
        report.results[0].subject.kind = "<i>".into();
        report.results[0].commands = vec![imaprules_report::Command {
            shell: "bash\n# A heading".into(),
            run: "first\n~~~\n# second \u{202e}\u{200b}".into(),
            ..Default::default()
        }];
        let text = rendered(&report, Format::Markdown, &Options::default());
        let block = "\n~~~~~~\nfirst\n~~~\n# second \\u{202e}\\u{200b}\n~~~~~~\n";
        assert!(text.contains(block), "{text}");
        assert!(!text.contains("# A heading") && !text.contains("<i>"), "{text}");
    }

    #[test]
    fn the_title_is_what_was_asked_for() {
        let options = Options {
            title: "Check of *mail*".into(),
            ..Options::default()
        };
        assert!(rendered(&report(), Format::Markdown, &options).starts_with("# Check of \\*mail\\*\n"));
    }
}
