//! Which commands of a report are wanted, and their order.
//!
//! Findings come worst first, and so do commands. The same command for several subjects of a rule, as for all mailboxes of one
//! database, is written once; under another rule it is named only.

use super::model::{Chosen, Part, Section, Step};
use super::sessions::{self, Session};
use crate::error::Failure;
use imaprules_report::{Command, Finding, Outcome, Report, Severities, Severity};
use imaprules_rules::Shell;
use std::collections::HashMap;

/// The commands of a report: of these rules and subjects, or of all.
pub(super) fn choose(
    report: &Report,
    rules: &[String],
    subjects: &[String],
    from: String,
) -> Result<Chosen, Failure> {
    let sessions = sessions::all()?;
    let wanted = |finding: &&Finding| {
        finding.outcome == Outcome::Fail
            && finding.waived.is_none()
            && !finding.commands.is_empty()
            && (rules.is_empty() || rules.contains(&finding.rule))
            && (subjects.is_empty()
                || subjects
                    .iter()
                    .any(|id| id.eq_ignore_ascii_case(&finding.subject.id)))
    };
    let mut order = Order {
        sessions,
        parts: Vec::new(),
        places: HashMap::new(),
        seen: HashMap::new(),
    };
    let mut findings = Severities::default();
    for finding in report.results.iter().filter(wanted) {
        *match finding.severity {
            Severity::Blocker => &mut findings.blocker,
            Severity::Warning => &mut findings.warning,
            Severity::Advice => &mut findings.advice,
        } += 1;
        finding
            .commands
            .iter()
            .for_each(|command| order.add(finding, command));
    }
    Ok(Chosen {
        tool: report.tool.clone(),
        run: report.run.clone(),
        from,
        findings,
        parts: order.parts,
    })
}

/// Wanted subjects that no finding is about.
pub(super) fn strange<'a>(report: &'a Report, subjects: &'a [String]) -> impl Iterator<Item = &'a String> {
    subjects.iter().filter(|id| {
        let found = |finding: &Finding| finding.subject.id.eq_ignore_ascii_case(id);
        !report.results.iter().any(found)
    })
}

/// Where a command stands: part, section, step.
type Place = (usize, usize, usize);

/// Commands being put in order.
struct Order {
    sessions: &'static [Session],
    parts: Vec<Part>,
    /// By rule and command.
    places: HashMap<(String, String), Place>,
    /// By command, the rule under which it stands first.
    seen: HashMap<String, String>,
}

impl Order {
    fn add(&mut self, finding: &Finding, command: &Command) {
        // Another program may have made the report, for a shell that this one does not know.
        let Some(shell) = Shell::parse(&command.shell) else {
            return;
        };
        let key = serde_json::to_string(command).unwrap_or_default();
        let place = self.places.get(&(finding.rule.clone(), key.clone())).copied();
        if let Some(step) = place.and_then(|place| self.step(place)) {
            if step.subjects.last() != Some(&finding.subject) {
                step.subjects.push(finding.subject.clone());
            }
            if let Some(section) =
                place.and_then(|(part, section, _)| self.parts.get_mut(part)?.sections.get_mut(section))
            {
                section.count(&finding.subject);
            }
            return;
        }
        let same = [
            command.does.as_deref().unwrap_or(&command.run),
            command.record.as_deref().unwrap_or(""),
        ];
        let same = format!("{shell} {:?} {}", command.session, same.join("\n"));
        let first = self.seen.entry(same).or_insert_with(|| finding.rule.clone());
        let above = (*first != finding.rule).then(|| first.clone());
        let part = self.part(shell, command.session.as_deref());
        let place = self.section(
            part,
            finding,
            Step {
                subjects: vec![finding.subject.clone()],
                command: command.clone(),
                above,
            },
        );
        self.places.insert((finding.rule.clone(), key), place);
    }

    fn step(&mut self, (part, section, step): Place) -> Option<&mut Step> {
        self.parts
            .get_mut(part)?
            .sections
            .get_mut(section)?
            .steps
            .get_mut(step)
    }

    fn part(&mut self, shell: Shell, word: Option<&str>) -> usize {
        let found = self
            .parts
            .iter()
            .position(|part| part.shell == shell && part.word.as_deref() == word);
        found.unwrap_or_else(|| {
            let known =
                |session: &&Session| session.shell == shell.as_str() && word == Some(session.id.as_str());
            self.parts.push(Part {
                shell,
                word: word.map(str::to_owned),
                session: self.sessions.iter().find(known),
                sections: Vec::new(),
            });
            self.parts.len() - 1
        })
    }

    /// Adds a step to the section of its rule; results of one rule follow one another, so that is the last or a new one.
    fn section(&mut self, at: usize, finding: &Finding, step: Step) -> Place {
        let Some(part) = self.parts.get_mut(at) else {
            return (at, 0, 0);
        };
        match part.sections.last_mut() {
            Some(section) if section.rule == finding.rule => {
                section.count(&finding.subject);
                section.steps.push(step);
            }
            _ => part.sections.push(Section {
                rule: finding.rule.clone(),
                pack: finding.pack.clone(),
                severity: finding.severity,
                title: finding.title.clone(),
                why: finding.why.clone(),
                findings: 1,
                last: finding.subject.clone(),
                steps: vec![step],
            }),
        }
        let section = part.sections.len().saturating_sub(1);
        let steps = part.sections.last().map_or(0, |section| section.steps.len());
        (at, section, steps.saturating_sub(1))
    }
}
