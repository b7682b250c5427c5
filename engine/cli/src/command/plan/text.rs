//! The plan for people: the comparison first, then the safest plan step by step, then what is still missing.

use super::gmail::{CONTAINER, LABELS_REMOVED, NOTHING, SAFEST, SINGLES, YOURS};
use super::model::{Batch, OfMailbox, Planned, Rescue};
use super::table::{cells, table, wrapped};
use super::words::{count, octets, size};
use imaprules_render::{counted, for_terminal, number};
use std::fmt::Write as _;

/// Mailboxes that are told one by one without `--all`.
const FEW: usize = 10;

/// What does not reach the target, in words.
const LOSSES: [(&str, &str); 10] = [
    ("inbox", "in the Inbox"),
    ("label", "under an excluded label"),
    ("label_below_container", "under a label below the container"),
    ("sent", "sent"),
    ("drafts", "drafts"),
    ("hidden_label", "under hidden labels alone"),
    ("only_starred", "archived with a star"),
    ("archived_unlabelled", "archived without a label"),
    ("spam", "spam"),
    ("trash", "trash"),
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
        let _ = writeln!(text, "Note   {}", for_terminal(note));
    }
    missing(&mut text, planned);
    text
}

fn head(text: &mut String, planned: &Planned) {
    let _ = writeln!(
        text,
        "Plan for {} of {}\n",
        number(planned.mailboxes_planned),
        counted(planned.mailboxes_in_all, "mailbox"),
    );
    if planned.mailboxes_planned == 0 {
        text.push_str(
            "Nothing can be planned yet: no mailbox was looked at. What is missing stands below.\n\n",
        );
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
        _ if planned.mailboxes_whole == 0 => " Of none of them all messages could be counted.".to_owned(),
        0 => String::new(),
        others => format!(
            " Of {} more not all messages could be counted: they are no part of these sums.",
            counted(others, "mailbox")
        ),
    };
    let words = format!(
        "What becomes of {} different messages in {}. Where there are two numbers it is one or the other: whether an excluded folder takes along those below it is not documented. Lost: but for Spam and Trash.{others}",
        number(usize::try_from(messages).unwrap_or(usize::MAX)),
        counted(
            if planned.mailboxes_whole == 0 {
                planned.mailboxes_planned
            } else {
                planned.mailboxes_whole
            },
            "mailbox"
        ),
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
            let words = format!(
                "loses {} ({}) or makes {} extra copies",
                messages_of(figures.lost.high),
                left_behind(&figures.left_behind_wide),
                figures
                    .repeated
                    .high
                    .map_or("an unknown number of".to_owned(), |high| {
                        number(usize::try_from(high).unwrap_or(usize::MAX))
                    }),
            );
            wrapped(text, "   ", &words);
        } else if figures.left_behind_wide.iter().any(|(word, _)| counts(word)) {
            wrapped(
                text,
                "   ",
                &format!("loses messages: {}", left_behind(&figures.left_behind_wide)),
            );
        }
    }
    text.push('\n');
}

fn counts(word: &str) -> bool {
    word != "spam" && word != "trash"
}

fn messages_of(high: Option<u64>) -> String {
    high.map_or_else(
        || "an unknown number of messages".to_owned(),
        |high| counted(usize::try_from(high).unwrap_or(usize::MAX), "message"),
    )
}

fn left_behind(by_loss: &std::collections::BTreeMap<&'static str, u64>) -> String {
    let words: Vec<String> = LOSSES
        .iter()
        .filter(|(word, _)| counts(word))
        .filter_map(|(word, says)| by_loss.get(word).map(|count| (count, says)))
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
        let _ = writeln!(
            text,
            "{}, {}",
            for_terminal(&one.mailbox),
            counted(
                usize::try_from(one.messages).unwrap_or(usize::MAX),
                "different message"
            )
        );
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
        let _ = writeln!(text, "... and {} more (--all names every one)", number(hidden));
    }
}

fn safest(text: &mut String, planned: &Planned, all: bool) {
    let _ = writeln!(
        text,
        "The safest plan is {}. Nothing is certain before a pilot: until then every plan loses or duplicates something.\n",
        letter(planned.safest.unwrap_or(SAFEST))
    );
    if planned.rescue.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "First  Rescue archived mail, which would be lost otherwise:"
    );
    let shown = if all {
        planned.rescue.len()
    } else {
        FEW.min(planned.rescue.len())
    };
    for one in planned.rescue.iter().take(shown) {
        let how_many = match one.messages {
            Some(messages) => counted(usize::try_from(messages).unwrap_or(usize::MAX), "message"),
            None => "nobody knows how many messages: All Mail is not shown, or was not seen whole".to_owned(),
        };
        let _ = writeln!(
            text,
            "       {}: label {} ({how_many})",
            for_terminal(&one.mailbox),
            for_terminal(&one.label)
        );
    }
    more(text, planned.rescue.len() - shown);
    let mut told: Vec<&str> = Vec::new();
    for step in planned.rescue.iter().flat_map(|one: &Rescue| &one.steps) {
        let general = !step.starts_with("Apply") && !step.starts_with("Show");
        if general && !told.contains(&step.as_str()) {
            told.push(step);
        }
    }
    if let Some((search, rest)) = told.split_first() {
        let _ = writeln!(text, "       1. {search}");
        let _ = writeln!(
            text,
            "       2. Apply the label. It can be taken off again at any time."
        );
        rest.iter().enumerate().for_each(|(number, step)| {
            let _ = writeln!(text, "       {}. {step}", number + 3);
        });
    }
    text.push('\n');
}

fn batches(text: &mut String, planned: &Planned, all: bool) {
    let letter = if planned.plans.is_empty() { "" } else { "Then   " };
    if !planned.batches.is_empty() {
        let _ = writeln!(
            text,
            "{letter}A batch takes one list for all its mailboxes, which makes {} here; {} are copied at a time.",
            counted(planned.batches.len(), "batch"),
            counted(
                usize::try_from(planned.numbers.concurrent_mailboxes).unwrap_or(usize::MAX),
                "mailbox"
            ),
        );
    }
    for (number, batch) in planned.batches.iter().enumerate() {
        one_batch(text, number + 1, batch, all);
    }
    if planned.mailboxes_planned > 0 {
        let _ = writeln!(
            text,
            "\nAll of it takes {}{}, and a last pass for mail that comes meanwhile.",
            in_days(planned.days),
            speed(planned)
        );
    }
}

fn speed(planned: &Planned) -> String {
    let numbers = &planned.numbers;
    if planned.plans.is_empty() {
        let how = if numbers.speed_measured {
            "as measured"
        } else {
            "assumed"
        };
        return format!(
            " at {} a day for each mailbox ({how})",
            size(numbers.octets_per_day)
        );
    }
    format!(
        " at {} a day for each mailbox, Google's limit of {} less a share of {} for the user's own devices",
        size(numbers.allowance().left()),
        size(numbers.daily_download),
        numbers.headroom
    )
}

fn one_batch(text: &mut String, number_of: usize, batch: &Batch, all: bool) {
    let members = counted(batch.mailboxes.len(), "mailbox");
    let _ = writeln!(
        text,
        "\nBatch {number_of}  {members}, {}, {}",
        octets(batch.octets),
        in_days(batch.days)
    );
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
        let _ = writeln!(text, "  Exclude nothing");
    } else {
        let _ = writeln!(text, "  Exclude");
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
            .map(|expected| format!(", which should come to {} items", count(expected)))
            .unwrap_or_default();
        let _ = writeln!(text, "  Pilot {} alone{expected}:", for_terminal(pilot));
        let _ = writeln!(
            text,
            "    New-MigrationBatch -Analyze{list} # with the other parameters of the batch"
        );
    }
}

fn in_days(days: super::model::Range) -> String {
    let word = if days.low == 1 && days.high == Some(1) {
        "day"
    } else {
        "days"
    };
    format!("{} {word}", count(days))
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
    let _ = writeln!(text, "\nMailboxes that take longer than a day:");
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
        let _ = writeln!(
            text,
            "Note   The collection was not complete, and so is this plan."
        );
    }
    let _ = writeln!(text, "Still missing");
    if planned.missing.is_empty() {
        let _ = writeln!(text, "  nothing");
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
            let rest = if rest > 0 {
                format!(" and {} more", number(rest))
            } else {
                String::new()
            };
            format!(" ({}{rest})", examples.join(", "))
        };
        wrapped(text, "  ", &format!("{}{whose}", for_terminal(&one.what)));
        wrapped(text, "    How ", &for_terminal(&one.how));
    }
}
