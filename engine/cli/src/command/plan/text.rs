//! The plan for people: the comparison first, then the safest plan step by step, then what is still missing.

use super::said::{self, Lack};
use super::table::{cells, table, wrapped};
use super::words::{count, decimal, octets, size};
use crate::speech::{Values, counted, counted_as, number, told, word};
use imaprules_plan::{Batch, Loss, OfMailbox, Planned, Range, Rescue, Step, Way, compared};
use imaprules_render::for_terminal;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Mailboxes that are told one by one without `--all`.
const FEW: usize = 10;

pub(super) fn text(planned: &Planned, lacking: &[Lack], all: bool) -> String {
    let mut text = String::new();
    head(&mut text, planned);
    if !planned.plans.is_empty() {
        comparison(&mut text, planned);
        one_by_one(&mut text, planned, all);
        safest(&mut text, planned, all);
    }
    batches(&mut text, planned, all);
    long_ones(&mut text, planned, all);
    for note in &planned.notes {
        let note = said::note(note);
        let _ = writeln!(text, "{}", told("plan.note", &[("text", &for_terminal(&note))]));
    }
    missing(&mut text, planned.complete, lacking);
    text
}

fn head(text: &mut String, planned: &Planned) {
    let planned_of = &number(planned.mailboxes.len());
    let all = counted(planned.mailboxes_in_all, "mailbox");
    let head = told("plan.head", &[("planned", planned_of), ("all", &all)]);
    let _ = writeln!(text, "{head}\n");
    if planned.mailboxes.is_empty() {
        let _ = writeln!(text, "{}\n", word("plan.nothing_yet"));
    }
}

/// What each way is called in a table.
fn letter(way: Way) -> &'static str {
    match way {
        Way::Nothing => "A",
        Way::Container => "B",
        Way::LabelsRemoved => "C",
        Way::Singles => "D",
        Way::Safest => "E",
        Way::Yours => "F",
    }
}

fn comparison(text: &mut String, planned: &Planned) {
    let messages: u64 = compared(&planned.mailboxes).map(|one| one.messages).sum();
    let whole = said::whole(planned);
    let others = match planned.mailboxes.len().saturating_sub(whole) {
        _ if whole == 0 => word("plan.none_whole").to_owned(),
        0 => String::new(),
        others => told("plan.others", &[("others", &counted(others, "mailbox"))]),
    };
    let mailboxes = compared(&planned.mailboxes).count();
    let words = told(
        "plan.comparison",
        &[
            (
                "messages",
                &number(usize::try_from(messages).unwrap_or(usize::MAX)),
            ),
            ("mailboxes", &counted(mailboxes, "mailbox")),
            ("others", &others),
        ],
    );
    wrapped(text, "", &words);
    text.push('\n');
    let rows: Vec<[String; 6]> = planned
        .plans
        .iter()
        .map(|plan| cells(letter(plan.way), &plan.figures))
        .collect();
    table(text, "", &rows);
    text.push('\n');
    for plan in &planned.plans {
        let _ = writeln!(text, "{}  {}", letter(plan.way), said::title(planned, plan.way));
        let figures = &plan.figures;
        if figures.depends() {
            let copies = figures.repeated.high.map_or_else(
                || word("plan.unknown_number").to_owned(),
                |high| number(usize::try_from(high).unwrap_or(usize::MAX)),
            );
            let words = told(
                "plan.loses_or",
                &[
                    ("messages", &messages_of(figures.lost.high)),
                    ("which", &left_behind(&figures.left_behind_wide)),
                    ("copies", &copies),
                ],
            );
            wrapped(text, "   ", &words);
        } else if figures.left_behind_wide.keys().any(|loss| loss.counts()) {
            let which = left_behind(&figures.left_behind_wide);
            wrapped(text, "   ", &told("plan.loses", &[("which", &which)]));
        }
    }
    text.push('\n');
}

fn messages_of(high: Option<u64>) -> String {
    high.map_or_else(
        || word("plan.unknown_messages").to_owned(),
        |high| counted(usize::try_from(high).unwrap_or(usize::MAX), "message"),
    )
}

fn left_behind(by_loss: &BTreeMap<Loss, u64>) -> String {
    let words: Vec<String> = by_loss
        .iter()
        .filter(|(loss, _)| loss.counts())
        .map(|(loss, count)| {
            let says = told(&format!("plan.loss.{}", loss.word()), &[]);
            format!("{} {says}", number(usize::try_from(*count).unwrap_or(usize::MAX)))
        })
        .collect();
    words.join(", ")
}

/// Mailboxes that the plans differ most for.
fn one_by_one(text: &mut String, planned: &Planned, all: bool) {
    let mut sorted: Vec<&OfMailbox> = planned.mailboxes.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.difference()));
    let shown = if all { sorted.len() } else { FEW.min(sorted.len()) };
    for one in sorted.iter().take(shown) {
        let messages = usize::try_from(one.messages).unwrap_or(usize::MAX);
        let values: Values<'_> = &[
            ("mailbox", &for_terminal(&one.mailbox)),
            ("messages", &counted(messages, "different message")),
        ];
        let _ = writeln!(text, "{}", told("plan.of_mailbox", values));
        let rows: Vec<[String; 6]> = one
            .plans
            .iter()
            .map(|(way, figures)| cells(letter(*way), figures))
            .collect();
        table(text, "  ", &rows);
    }
    more(text, sorted.len() - shown);
    text.push('\n');
}

fn more(text: &mut String, hidden: usize) {
    if hidden > 0 {
        let _ = writeln!(text, "{}", counted_as("plan.more", hidden));
    }
}

fn safest(text: &mut String, planned: &Planned, all: bool) {
    let best = letter(planned.safest.unwrap_or(Way::Safest));
    let _ = writeln!(text, "{}\n", told("plan.safest", &[("letter", &best)]));
    if planned.rescue.is_empty() {
        return;
    }
    let _ = writeln!(text, "{}", word("plan.first"));
    let shown = if all {
        planned.rescue.len()
    } else {
        FEW.min(planned.rescue.len())
    };
    for one in planned.rescue.iter().take(shown) {
        let how_many = match one.messages {
            Some(messages) => counted(usize::try_from(messages).unwrap_or(usize::MAX), "message"),
            None => word("plan.unknown_rescue").to_owned(),
        };
        let values: Values<'_> = &[
            ("mailbox", &for_terminal(&one.mailbox)),
            ("label", &for_terminal(&one.label)),
            ("messages", &how_many),
        ];
        let _ = writeln!(text, "       {}", told("plan.rescue_one", values));
    }
    more(text, planned.rescue.len() - shown);
    let mut steps: Vec<&Step> = Vec::new();
    for step in planned.rescue.iter().flat_map(|one: &Rescue| &one.steps) {
        if step.is_general() && !steps.contains(&step) {
            steps.push(step);
        }
    }
    if let Some((search, rest)) = steps.split_first() {
        let _ = writeln!(text, "       1. {}", said::step(search));
        let _ = writeln!(text, "       2. {}", word("plan.rescue_apply"));
        rest.iter().enumerate().for_each(|(number, step)| {
            let _ = writeln!(text, "       {}. {}", number + 3, said::step(step));
        });
    }
    text.push('\n');
}

fn batches(text: &mut String, planned: &Planned, all: bool) {
    let then = if planned.plans.is_empty() {
        ""
    } else {
        word("plan.then")
    };
    if !planned.batches.is_empty() {
        let at_once = usize::try_from(planned.numbers.concurrent_mailboxes).unwrap_or(usize::MAX);
        let values: Values<'_> = &[
            ("batches", &counted(planned.batches.len(), "batch")),
            ("mailboxes", &counted(at_once, "mailbox")),
        ];
        let _ = writeln!(text, "{then}{}", told("plan.batches", values));
    }
    for (number, batch) in planned.batches.iter().enumerate() {
        one_batch(text, number + 1, batch, all);
    }
    if !planned.mailboxes.is_empty() {
        let values: Values<'_> = &[("days", &in_days(planned.days)), ("speed", &speed(planned))];
        let _ = writeln!(text, "\n{}", told("plan.all_takes", values));
    }
}

fn speed(planned: &Planned) -> String {
    let numbers = &planned.numbers;
    if planned.plans.is_empty() {
        let how = if numbers.speed_measured {
            word("plan.measured")
        } else {
            word("plan.assumed")
        };
        return told(
            "plan.speed",
            &[("size", &size(numbers.octets_per_day)), ("how", &how)],
        );
    }
    told(
        "plan.speed_google",
        &[
            ("size", &size(numbers.allowance().left())),
            ("limit", &size(numbers.daily_download)),
            ("share", &decimal(&numbers.headroom.to_string())),
        ],
    )
}

fn one_batch(text: &mut String, number_of: usize, batch: &Batch, all: bool) {
    let members = counted(batch.mailboxes.len(), "mailbox");
    let values: Values<'_> = &[
        ("number", &number_of),
        ("mailboxes", &members),
        ("size", &octets(batch.octets)),
        ("days", &in_days(batch.days)),
    ];
    let _ = writeln!(text, "\n{}", told("plan.batch", values));
    let shown = if all {
        batch.mailboxes.len()
    } else {
        3.min(batch.mailboxes.len())
    };
    for id in batch.mailboxes.iter().take(shown) {
        let _ = writeln!(text, "  {}", for_terminal(id));
    }
    more(text, batch.mailboxes.len() - shown);
    if batch.exclude.is_empty() {
        let _ = writeln!(text, "  {}", word("plan.exclude_nothing"));
    } else {
        let _ = writeln!(text, "  {}", word("plan.exclude"));
        for name in &batch.exclude {
            let _ = writeln!(text, "    {}", for_terminal(name));
        }
    }
    let list = if batch.exclude.is_empty() {
        String::new()
    } else {
        format!(" -ExcludeFolders {}", quoted(&batch.exclude))
    };
    if let Some(pilot) = &batch.pilot {
        let expected = batch
            .expected
            .map(|expected| told("plan.expected", &[("count", &count(expected))]))
            .unwrap_or_default();
        let values: Values<'_> = &[("mailbox", &for_terminal(pilot)), ("expected", &expected)];
        let _ = writeln!(text, "  {}", told("plan.pilot", values));
        let others = word("plan.other_parameters");
        let _ = writeln!(text, "    New-MigrationBatch -Analyze{list} # {others}");
    }
}

fn in_days(days: Range) -> String {
    let one = days.low == 1 && days.high == Some(1);
    let message = if one { "plan.day" } else { "plan.days" };
    told(message, &[("days", &count(days))])
}

/// For PowerShell: single quotes, doubled inside. What would end a line has no place in a name.
fn quoted(names: &[String]) -> String {
    let quote = |name: &String| {
        let safe: String = name
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .flat_map(|c| match c {
                '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => vec![c, c],
                c => vec![c],
            })
            .collect();
        format!("'{}'", for_terminal(&safe))
    };
    names.iter().map(quote).collect::<Vec<_>>().join(",")
}

/// Mailboxes that take more than a day.
fn long_ones(text: &mut String, planned: &Planned, all: bool) {
    let mut long: Vec<&OfMailbox> = planned
        .mailboxes
        .iter()
        .filter(|one| one.days.high.is_none_or(|days| days > 1))
        .collect();
    if long.is_empty() {
        text.push('\n');
        return;
    }
    long.sort_by_key(|one| std::cmp::Reverse((one.days.high, one.days.low)));
    let _ = writeln!(text, "\n{}", word("plan.longer"));
    let shown = if all { long.len() } else { FEW.min(long.len()) };
    for one in long.iter().take(shown) {
        let _ = writeln!(
            text,
            "  {}: {}, {}",
            for_terminal(&one.mailbox),
            in_days(one.days),
            octets(one.octets)
        );
    }
    more(text, long.len() - shown);
    text.push('\n');
}

fn missing(text: &mut String, complete: bool, lacking: &[Lack]) {
    if !complete {
        let note = word("plan.incomplete");
        let _ = writeln!(text, "{}", told("plan.note", &[("text", &note)]));
    }
    let _ = writeln!(text, "{}", word("plan.missing"));
    if lacking.is_empty() {
        let _ = writeln!(text, "  {}", word("plan.missing_nothing"));
    }
    for one in lacking {
        let whose = if one.mailboxes == 0 {
            String::new()
        } else {
            let examples: Vec<_> = one
                .examples
                .iter()
                .map(|id| for_terminal(id).into_owned())
                .collect();
            let rest = one.mailboxes.saturating_sub(examples.len());
            let list = examples.join(", ");
            let list = match rest {
                0 => list,
                rest => told("say.page_or_more", &[("list", &list), ("count", &number(rest))]),
            };
            format!(" ({list})")
        };
        wrapped(text, "  ", &format!("{}{whose}", for_terminal(&one.what)));
        wrapped(
            text,
            &format!("    {} ", word("plan.how")),
            &for_terminal(&one.how),
        );
    }
}
