//! The plan for people: the comparison first, then the safest plan step by step, then what is still missing.

use super::gmail::{CONTAINER, LABELS_REMOVED, NOTHING, SAFEST, SINGLES, YOURS};
use super::model::{Batch, OfMailbox, Planned, Rescue};
use super::table::{cells, table, wrapped};
use super::words::{count, decimal, octets, size};
use crate::speech::{Values, counted, counted_as, number, told, word};
use imaprules_render::for_terminal;
use std::fmt::Write as _;

/// Mailboxes that are told one by one without `--all`.
const FEW: usize = 10;

/// What does not reach the target, in the order in which it is told.
const LOSSES: [&str; 10] = [
    "inbox",
    "label",
    "label_below_container",
    "sent",
    "drafts",
    "hidden_label",
    "only_starred",
    "archived_unlabelled",
    "spam",
    "trash",
];

pub(super) fn text(planned: &Planned, all: bool) -> String {
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
        let _ = writeln!(text, "{}", told("plan.note", &[("text", &for_terminal(note))]));
    }
    missing(&mut text, planned);
    text
}

fn head(text: &mut String, planned: &Planned) {
    let planned_of = &number(planned.mailboxes_planned);
    let all = counted(planned.mailboxes_in_all, "mailbox");
    let head = told("plan.head", &[("planned", planned_of), ("all", &all)]);
    let _ = writeln!(text, "{head}\n");
    if planned.mailboxes_planned == 0 {
        let _ = writeln!(text, "{}\n", word("plan.nothing_yet"));
    }
}

/// What each plan is called in a table.
fn letter(id: &str) -> &'static str {
    match id {
        NOTHING => "A",
        CONTAINER => "B",
        LABELS_REMOVED => "C",
        SINGLES => "D",
        SAFEST => "E",
        YOURS => "F",
        _ => "?",
    }
}

fn comparison(text: &mut String, planned: &Planned) {
    let in_sum = |one: &&OfMailbox| one.whole || planned.mailboxes_whole == 0;
    let messages: u64 = planned
        .mailboxes
        .iter()
        .filter(in_sum)
        .map(|one| one.messages)
        .sum();
    let others = match planned.mailboxes_planned.saturating_sub(planned.mailboxes_whole) {
        _ if planned.mailboxes_whole == 0 => word("plan.none_whole").to_owned(),
        0 => String::new(),
        others => told("plan.others", &[("others", &counted(others, "mailbox"))]),
    };
    let mailboxes = if planned.mailboxes_whole == 0 {
        planned.mailboxes_planned
    } else {
        planned.mailboxes_whole
    };
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
        .map(|plan| cells(letter(plan.id), &plan.figures))
        .collect();
    table(text, "", &rows);
    text.push('\n');
    for plan in &planned.plans {
        let _ = writeln!(text, "{}  {}", letter(plan.id), plan.title);
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
        } else if figures.left_behind_wide.iter().any(|(word, _)| counts(word)) {
            let which = left_behind(&figures.left_behind_wide);
            wrapped(text, "   ", &told("plan.loses", &[("which", &which)]));
        }
    }
    text.push('\n');
}

fn counts(word: &str) -> bool {
    word != "spam" && word != "trash"
}

fn messages_of(high: Option<u64>) -> String {
    high.map_or_else(
        || word("plan.unknown_messages").to_owned(),
        |high| counted(usize::try_from(high).unwrap_or(usize::MAX), "message"),
    )
}

fn left_behind(by_loss: &std::collections::BTreeMap<&'static str, u64>) -> String {
    let words: Vec<String> = LOSSES
        .iter()
        .filter(|loss| counts(loss))
        .filter_map(|loss| {
            by_loss
                .get(loss)
                .map(|count| (count, told(&format!("plan.loss.{loss}"), &[])))
        })
        .map(|(count, says)| format!("{} {says}", number(usize::try_from(*count).unwrap_or(usize::MAX))))
        .collect();
    words.join(", ")
}

/// Mailboxes that the plans differ most for.
fn one_by_one(text: &mut String, planned: &Planned, all: bool) {
    let weight = |one: &OfMailbox| {
        let worst = one
            .plans
            .get(CONTAINER)
            .and_then(|figures| figures.lost.high)
            .unwrap_or(0);
        let extra = one.plans.get(NOTHING).map_or(0, |figures| figures.repeated.low);
        (one.whole, worst.saturating_add(extra))
    };
    let mut sorted: Vec<&OfMailbox> = planned.mailboxes.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(weight(one)));
    let shown = if all { sorted.len() } else { FEW.min(sorted.len()) };
    for one in sorted.iter().take(shown) {
        let messages = usize::try_from(one.messages).unwrap_or(usize::MAX);
        let values: Values<'_> = &[
            ("mailbox", &for_terminal(&one.mailbox)),
            ("messages", &counted(messages, "different message")),
        ];
        let _ = writeln!(text, "{}", told("plan.of_mailbox", values));
        let rows: Vec<[String; 6]> = [NOTHING, CONTAINER, LABELS_REMOVED, SINGLES, SAFEST, YOURS]
            .iter()
            .filter_map(|id| one.plans.get(id).map(|figures| cells(letter(id), figures)))
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
    let best = letter(planned.safest.unwrap_or(SAFEST));
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
    let mut steps: Vec<&str> = Vec::new();
    for step in planned.rescue.iter().flat_map(|one: &Rescue| &one.general) {
        if !steps.contains(&step.as_str()) {
            steps.push(step);
        }
    }
    if let Some((search, rest)) = steps.split_first() {
        let _ = writeln!(text, "       1. {search}");
        let _ = writeln!(text, "       2. {}", word("plan.rescue_apply"));
        rest.iter().enumerate().for_each(|(number, step)| {
            let _ = writeln!(text, "       {}. {step}", number + 3);
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
    if planned.mailboxes_planned > 0 {
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

fn in_days(days: super::model::Range) -> String {
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

fn missing(text: &mut String, planned: &Planned) {
    if !planned.complete {
        let note = word("plan.incomplete");
        let _ = writeln!(text, "{}", told("plan.note", &[("text", &note)]));
    }
    let _ = writeln!(text, "{}", word("plan.missing"));
    if planned.missing.is_empty() {
        let _ = writeln!(text, "  {}", word("plan.missing_nothing"));
    }
    for one in &planned.missing {
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
