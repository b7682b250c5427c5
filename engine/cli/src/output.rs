//! Where reports go: files that appear whole or not at all, or standard output.

use crate::args::JudgeOptions;
use crate::error::Failure;
use crate::language;
use crate::speech::told;
use imaprules_render::{Format, Options, render};
use imaprules_report::Report;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;

/// The places a report goes to.
#[derive(Debug)]
pub(crate) enum Outputs {
    /// Standard output, in this format.
    Standard(Format),
    /// Files, each with its format.
    Files(Vec<(PathBuf, Format)>),
}

/// Finds out formats and whether every file could be written, before anything else is done.
pub(crate) fn prepare(files: &[PathBuf], format: Option<Format>) -> Result<Outputs, Failure> {
    if files.is_empty() {
        return Ok(Outputs::Standard(format.unwrap_or(Format::Text)));
    }
    let prepared = files.iter().map(|file| {
        check(file)?;
        let format = Format::of_path(file).or(format).ok_or_else(|| {
            let extensions: Vec<_> = Format::extensions().collect();
            let endings = extensions.join(", .");
            Failure::usage(
                told("usage.format", &[("file", &file.display())]),
                told("usage.format_help", &[("endings", &endings)]),
            )
        })?;
        Ok((file.clone(), format))
    });
    prepared.collect::<Result<_, _>>().map(Outputs::Files)
}

/// Refuses a file that cannot be written.
pub(crate) fn check(file: &Path) -> Result<(), Failure> {
    let refuse = |kind: io::ErrorKind| Err(Failure::unwritable(file, &io::Error::from(kind)));
    if file.is_dir() {
        return refuse(io::ErrorKind::IsADirectory);
    }
    match fs::metadata(folder(file)) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => refuse(io::ErrorKind::NotADirectory),
        Err(error) => Err(Failure::unwritable(file, &error)),
    }
}

fn folder(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Writes the report to all its places.
pub(crate) fn write(report: &Report, outputs: &Outputs, judge: &JudgeOptions) -> Result<(), Failure> {
    match outputs {
        Outputs::Standard(format) => standard(report, *format, judge),
        Outputs::Files(files) => files.iter().try_for_each(|(file, format)| {
            let options = Options {
                all: judge.all,
                ..options(judge)
            };
            let mut bytes = Vec::new();
            render(report, *format, &options, &mut bytes)?;
            whole(file, &bytes).map_err(|error| Failure::unwritable(file, &error))
        }),
    }
}

fn standard(report: &Report, format: Format, judge: &JudgeOptions) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = format == Format::Text && out.is_terminal() && !no_color;
    let options = Options {
        color,
        width: width(),
        all: judge.all,
        ..options(judge)
    };
    let mut bytes = Vec::new();
    render(report, format, &options, &mut bytes)?;
    // Who closes the pipe early, as `head` does, has seen what he wanted.
    match out.write_all(&bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unwritable(Path::new("standard output"), &error))
        }
        _ => Ok(()),
    }
}

/// What reports of this program are called, and the one subject that they are all about.
fn options(judge: &JudgeOptions) -> Options {
    let words = language::words(judge);
    Options {
        title: words.word("say.report_title").to_owned(),
        words,
        root: "migration".to_owned(),
        ..Options::default()
    }
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0))
}

/// Writes a file under another name first: whoever looks at its own name sees the old file or the new one.
pub(crate) fn whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|found| !found.is_file()) {
        return fs::OpenOptions::new().write(true).open(file)?.write_all(bytes);
    }
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner alone; a report is as any other file of this user.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.prefix(".imaprules-").tempfile_in(folder(&target))?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(&target)?;
    Ok(())
}
