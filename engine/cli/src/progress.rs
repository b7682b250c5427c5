//! The progress bar: on a terminal, unless nobody wants it.

use crate::speech::told;
use imaprules_render::for_terminal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar, or nothing where there is no terminal.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let left = told("say.eta", &[("eta", &"{eta}")]);
        let style =
            ProgressStyle::with_template(&format!("{{msg}} {{bar:30}} {{pos}}/{{len}} {{elapsed}} {left}"));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress(bar)
    }

    /// What is being looked at now.
    pub(crate) fn stage(&self, name: &str) {
        self.0.reset();
        self.0.set_message(for_terminal(name).into_owned());
    }

    /// How far it is.
    pub(crate) fn set(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// Says something without tearing the bar.
    pub(crate) fn say(&self, line: &str) {
        self.0.suspend(|| crate::messages::say(line));
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
