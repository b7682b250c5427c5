//! A page of wrapped, maybe coloured lines. Everything written to it is made safe for terminals.

use crate::Options;
use crate::escape::for_terminal;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Where lines go.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    width: usize,
    color: bool,
}

/// Kinds of text that look different.
#[derive(Debug, Clone, Copy)]
pub(super) enum Look {
    Plain,
    Bad,
    Risky,
    Mild,
    Faint,
}

impl Look {
    fn style(self) -> Style {
        match self {
            Look::Plain => Style::new().bold(),
            Look::Bad => AnsiColor::Red.on_default().bold(),
            Look::Risky => AnsiColor::Yellow.on_default().bold(),
            Look::Mild => AnsiColor::Cyan.on_default().bold(),
            Look::Faint => Style::new().dimmed(),
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, options: &Options) -> Self {
        Page {
            out,
            width: options.width.max(40),
            color: options.color,
        }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.wrapped("", "", text)
    }

    pub(super) fn warning(&mut self, text: &str) -> io::Result<()> {
        self.wrapped("! ", "  ", text)
    }

    /// A heading, with something small at its end.
    pub(super) fn heading(&mut self, look: Look, word: &str, rest: &str, small: &str) -> io::Result<()> {
        let (word, small) = (self.styled(look, word), self.styled(Look::Faint, small));
        let rest = for_terminal(rest);
        writeln!(self.out, "{word} {rest}  {small}")
    }

    /// A paragraph behind a label; following lines stand under its text.
    pub(super) fn labelled(&mut self, label: &str, text: &str) -> io::Result<()> {
        let first = format!("  {label:<5} ");
        let rest = " ".repeat(first.chars().count());
        self.wrapped(&first, &rest, text)
    }

    /// A paragraph, indented.
    pub(super) fn item(&mut self, text: &str) -> io::Result<()> {
        self.wrapped("  ", "    ", text)
    }

    /// A line as it is, for commands: wrapping would break them.
    pub(super) fn verbatim(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            writeln!(self.out, "        {}", for_terminal(line))?;
        }
        Ok(())
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) -> io::Result<()> {
        let text = for_terminal(text);
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false);
        for line in textwrap::wrap(&text, options) {
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn styled(&self, look: Look, text: &str) -> String {
        let text = for_terminal(text);
        if !self.color {
            return text.into_owned();
        }
        let style = look.style();
        format!("{style}{text}{style:#}")
    }
}
