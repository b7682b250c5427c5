//! `--help`, and what is said about a command line that cannot be read, in the language of whoever reads it.
//!
//! The texts stand at the arguments, in English, and their phrases in `locale/`. What clap says besides - headings, values,
//! mistakes - has phrases as well: what stands in the help of an argument is put there before clap lays it out, the rest is
//! looked up line by line afterwards. In English nothing is done. Completions and pages of the manual stay English.

use crate::args::Cli;
use crate::config;
use crate::language::{ask_if_known, configured_if_known, speech};
use crate::speech::{phrase, told};
use clap::builder::{PossibleValue, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};
use imaprules_words::ENGLISH;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// What stands before the way a command is called.
const USAGE: &str = "Usage:";

/// What clap puts before a mistake.
const ERROR: &str = "error: ";

/// Says what came instead of a command: help, the version, or a mistake.
pub(crate) fn tell(error: clap::Error) -> ExitCode {
    ask_if_known(asked(std::env::args_os()).as_deref());
    configured_if_known(config::language_of(None).as_deref());
    if speech().language() == ENGLISH {
        nearest_command(error).exit();
    }
    // The same once more, with the words of the language.
    let again = spoken_command().try_get_matches_from(std::env::args_os());
    let error = nearest_command(again.err().unwrap_or(error));
    let text = lines(&error);
    // Nobody is left to be told that it cannot be printed.
    let _ = if error.use_stderr() {
        anstream::stderr().write_all(text.as_bytes())
    } else {
        anstream::stdout().write_all(text.as_bytes())
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(u8::MAX))
}

/// The language that is asked for with `--lang`, wherever it stands.
fn asked(arguments: impl Iterator<Item = OsString>) -> Option<String> {
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--lang") {
            Some("") => return arguments.next(),
            Some(rest) if rest.starts_with('=') => return Some(rest.trim_start_matches('=').to_owned()),
            _ => {}
        }
    }
    None
}

/// Every command with its words in the language.
fn spoken_command() -> Command {
    let mut command = Cli::command();
    // Only then there are the arguments and commands that clap adds itself.
    command.build();
    spoken(command)
}

fn spoken(mut command: Command) -> Command {
    if let Some(about) = said(command.get_about()) {
        command = command.about(about);
    }
    if let Some(about) = said(command.get_long_about()) {
        command = command.long_about(about);
    }
    if let Some(before) = said(command.get_before_help()) {
        command = command.before_help(before);
    }
    if let Some(before) = said(command.get_before_long_help()) {
        command = command.before_long_help(before);
    }
    if let Some(after) = said(command.get_after_help()) {
        command = command.after_help(after);
    }
    if let Some(after) = said(command.get_after_long_help()) {
        command = command.after_long_help(after);
    }
    command.mut_args(spoken_argument).mut_subcommands(spoken)
}

fn said(text: Option<&StyledStr>) -> Option<String> {
    text.map(|text| speech().form().phrases().say_paragraphs(&text.to_string()))
}

/// An argument with its words, and with what clap would say about its values in English.
fn spoken_argument(argument: Arg) -> Arg {
    let short = said(argument.get_help()).unwrap_or_default();
    let long = said(argument.get_long_help()).unwrap_or_else(|| short.clone());
    let mut about = about_values(&argument);
    let values = shown_values(&argument);
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let all = phrase(&format!("[possible values: {}]", names.join(", "))).into_owned();
    let has_help = values.iter().any(|value| value.get_help().is_some());
    let mut paragraphs = vec![long];
    if has_help {
        paragraphs.push(list(&values));
    }
    let for_long = about
        .iter()
        .chain((!has_help && !names.is_empty()).then_some(&all));
    paragraphs.push(for_long.cloned().collect::<Vec<_>>().join(" "));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    about.insert(0, short);
    about.extend((!names.is_empty()).then_some(all));
    about.retain(|part| !part.is_empty());
    argument
        .help(about.join(" "))
        .long_help(paragraphs.join("\n\n"))
        .hide_default_value(true)
        .hide_env(true)
        .hide_possible_values(true)
}

/// Where a value comes from that nobody gives: from the environment, by default.
fn about_values(argument: &Arg) -> Vec<String> {
    let mut about = Vec::new();
    if let Some(name) = argument.get_env().filter(|_| !argument.is_hide_env_set()) {
        let value = std::env::var_os(name).unwrap_or_default();
        let variable = format!("{}={}", name.to_string_lossy(), value.to_string_lossy());
        about.push(phrase(&format!("[env: {variable}]")).into_owned());
    }
    let defaults = argument.get_default_values();
    let takes_value = argument.get_action().takes_values();
    if takes_value && !defaults.is_empty() && !argument.is_hide_default_value_set() {
        let defaults: Vec<_> = defaults.iter().map(|value| value.to_string_lossy()).collect();
        about.push(phrase(&format!("[default: {}]", defaults.join(" "))).into_owned());
    }
    about
}

/// The values that an argument can have, as far as help shows them.
fn shown_values(argument: &Arg) -> Vec<PossibleValue> {
    if argument.is_hide_possible_values_set() {
        return Vec::new();
    }
    let mut values = argument.get_possible_values();
    values.retain(|value| !value.is_hide_set());
    values
}

/// Values with what each is for.
fn list(values: &[PossibleValue]) -> String {
    let mut lines = vec![phrase("Possible values:").into_owned()];
    lines.extend(values.iter().map(|value| match said(value.get_help()) {
        Some(help) => format!("- {}: {help}", value.get_name()),
        None => format!("- {}", value.get_name()),
    }));
    lines.join("\n")
}

/// What clap made of it, with its own words looked up line by line.
fn lines(error: &clap::Error) -> String {
    let text = error.render().ansi().to_string();
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::DisplayVersion
    );
    let line = |line: &str| if is_help { heading(line) } else { mistake(line) };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A line of help: only headings are left to be said. Their style stays.
fn heading(line: &str) -> String {
    let plain = anstream::adapter::strip_str(line).to_string();
    match plain.trim_end() {
        text if text.starts_with(USAGE) => line.replacen(USAGE, &phrase(USAGE), 1),
        text if text.starts_with(' ') => line.to_owned(),
        text => match text.strip_suffix(':') {
            Some(name) => line.replacen(name, &phrase(name), 1),
            None => line.to_owned(),
        },
    }
}

/// A line about a mistake. What clap marks in it by colours, its phrase does not.
fn mistake(line: &str) -> String {
    let plain = anstream::adapter::strip_str(line).to_string();
    if plain.starts_with(USAGE) {
        return heading(line);
    }
    if let Some(text) = plain.strip_prefix(ERROR) {
        return told("say.error", &[("text", &phrase(text))]);
    }
    let text = plain.trim_start();
    let said = phrase(text);
    if said == text {
        return line.to_owned();
    }
    let indent = plain.strip_suffix(text).unwrap_or_default();
    format!("{indent}{said}")
}

/// Adds the command that was probably meant, which clap names only for words that are very near.
fn nearest_command(mut error: clap::Error) -> clap::Error {
    let names: Vec<String> = Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    if error.kind() == ErrorKind::InvalidSubcommand
        && error.get(ContextKind::SuggestedSubcommand).is_none()
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && let Some(near) = meant(word, &names)
    {
        error.insert(
            ContextKind::SuggestedSubcommand,
            ContextValue::Strings(vec![near.to_owned()]),
        );
    }
    error
}

/// The nearest name, or for short ones the name with the same letters in another order.
fn meant<'a>(word: &str, names: &'a [String]) -> Option<&'a str> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let near = imaprules_rules::nearest(word, names.iter().map(String::as_str));
    near.or_else(|| {
        names
            .iter()
            .map(String::as_str)
            .find(|name| letters(name) == letters(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;

    /// Whatever help can show of a command and of those below it.
    fn texts(command: &Command, into: &mut Vec<String>) {
        let of_command = [
            command.get_about(),
            command.get_long_about(),
            command.get_before_help(),
            command.get_before_long_help(),
            command.get_after_help(),
            command.get_after_long_help(),
        ];
        let mut add = |text: &StyledStr| into.extend(text.to_string().split("\n\n").map(str::to_owned));
        of_command.into_iter().flatten().for_each(&mut add);
        for argument in command.get_arguments() {
            let of_argument = [argument.get_help(), argument.get_long_help()];
            of_argument.into_iter().flatten().for_each(&mut add);
            for value in argument.get_possible_values() {
                value.get_help().into_iter().for_each(&mut add);
            }
            argument
                .get_help_heading()
                .into_iter()
                .for_each(|heading| add(&heading.to_owned().into()));
        }
        command.get_subcommands().for_each(|below| texts(below, into));
    }

    #[test]
    fn every_text_of_help_is_translated() {
        let mut command = Cli::command();
        command.build();
        let mut all = Vec::new();
        texts(&command, &mut all);
        all.sort();
        all.dedup();
        assert!(all.len() > 100);
        // Names of files are the same everywhere.
        all.retain(|text| !text.ends_with(".toml") || text.contains(' '));
        let fixed = [USAGE, "Commands", "Arguments", "Options", "Possible values:"];
        all.extend(fixed.map(str::to_owned));
        for language in language::translated() {
            let words = language::catalogue(language);
            let missing: Vec<&String> = all
                .iter()
                .filter(|text| !words.form().phrases().has(text))
                .collect();
            assert_eq!(missing, Vec::<&String>::new(), "{language}");
        }
    }

    #[test]
    fn the_language_is_found_among_arguments_of_any_kind() {
        let find = |line: &str| asked(line.split(' ').map(OsString::from));
        assert_eq!(find("imaprules guide --lang tr --help").as_deref(), Some("tr"));
        assert_eq!(find("imaprules --lang=tr --help").as_deref(), Some("tr"));
        assert_eq!(find("imaprules guide --language tr"), None);
        assert_eq!(find("imaprules guide --lang"), None);
    }

    /// Changing words changes nothing of what is read.
    #[test]
    fn the_command_line_stays_the_same() {
        spoken_command().debug_assert();
    }
}
