//! From what was counted to facts: sums for the mailbox, and a record for each combination of labels, so that any plan can be tried on them later.

use super::capped::capped;
use super::exclude::Exclusions;
use super::pass::Rules;
use super::simulate::{Loss, simulate};
use super::{Combination, Folder, Label, LabelSource, Mailbox, Role, Store};
use imaprules_facts::{Reason, Record, Unknown, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

/// Facts that nobody knows without the look.
const OF_MAILBOX: [&str; 27] = [
    "gmail.folders",
    "gmail.folder_roles",
    "gmail.labels",
    "gmail.container",
    "gmail.label_source",
    "gmail.labels_complete",
    "gmail.label_mix_count",
    "gmail.counted_messages",
    "gmail.unseen_messages",
    "gmail.unique_messages",
    "gmail.unique_size",
    "gmail.visible_copies",
    "gmail.visible_size",
    "gmail.copies_histogram",
    "gmail.archived_unlabelled",
    "gmail.archived_unlabelled_size",
    "gmail.only_starred",
    "gmail.only_hidden",
    "gmail.over_limit",
    "gmail.largest_message",
    "gmail.oldest",
    "gmail.newest",
    "gmail.hidden_labels",
    "gmail.hidden_roles",
    "gmail.capped_folders",
    "gmail.labels_below_container",
    "gmail.user_labels",
];

/// Names that one fact lists.
const MOST_NAMES: usize = 10_000;

/// Octets of folder names in one list.
const MOST_LISTED: usize = 200_000;

/// What is seen of messages besides their labels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Looked {
    over_limit: u64,
    largest: u64,
    oldest: Option<i64>,
    newest: Option<i64>,
}

impl Looked {
    pub(super) fn size(&mut self, size: u64, limit: u64) {
        self.largest = self.largest.max(size);
        self.over_limit += u64::from(size > limit);
    }

    pub(super) fn date(&mut self, at: Option<i64>) {
        if let Some(at) = at {
            self.oldest = Some(self.oldest.map_or(at, |oldest| oldest.min(at)));
            self.newest = Some(self.newest.map_or(at, |newest| newest.max(at)));
        }
    }
}

/// Nobody could look.
pub(super) fn missed(record: &mut Record, why: &Unknown) {
    for fact in OF_MAILBOX {
        record.miss(fact, why.clone());
    }
}

/// Writes everything down. Gives back the records of the combinations.
pub(super) fn write(
    record: &mut Record,
    mut mailbox: Mailbox,
    looked: &Looked,
    cut: Option<Unknown>,
    rules: &Rules,
) -> Vec<Record> {
    let listed = mailbox.missing.clone();
    let capped = capped(&mailbox);
    let all_cut = capped.iter().flatten().any(|(_, role)| *role == Role::All);
    if all_cut && mailbox.missing.is_none() {
        let note = "All Mail shows only a part of the messages: a folder size limit seems to be set";
        mailbox.missing = Some(Unknown::noted(Reason::Unsupported, note));
    }
    let told = may_tell(&mut mailbox, rules);
    let hidden = (mailbox.source == LabelSource::Folders).then(|| {
        let note = "IMAP does not show All Mail: archived mail without a label was not seen";
        Unknown::noted(Reason::Unsupported, note)
    });
    let partial = mailbox.missing.clone().or(cut).or_else(|| {
        (mailbox.rest.messages > 0).then(|| {
            let note = "messages have more different combinations of labels than are kept apart";
            Unknown::noted(Reason::Budget, note)
        })
    });
    let whole = partial.clone().or_else(|| hidden.clone());
    labels(record, &mailbox, whole.as_ref());
    folders(record, &mailbox, listed.as_ref());
    record.know("gmail.label_source", mailbox.source.word());
    record.know("gmail.labels_complete", whole.is_none());
    put(
        record,
        "gmail.label_mix_count",
        partial.as_ref(),
        mailbox.mix.len() as u64,
    );
    record.know("gmail.counted_messages", int(mailbox.counted()));
    rest(record, &mailbox);
    match (&mailbox.missing, &hidden) {
        (Some(why), _) | (None, Some(why)) => record.miss("gmail.unseen_messages", why.clone()),
        (None, None) => record.know("gmail.unseen_messages", int(mailbox.rest.messages)),
    };
    let capped = capped.map(|capped| capped.into_iter().map(|(name, _)| name).collect::<Vec<_>>());
    tell(record, "gmail.capped_folders", capped);
    sums(record, &mailbox, looked, partial.as_ref(), whole.as_ref());
    if told {
        combinations(record, &mailbox)
    } else {
        Vec::new()
    }
}

/// Takes the combinations from the number that a run may tell. Where they are too many, all messages are a remainder.
fn may_tell(mailbox: &mut Mailbox, rules: &Rules) -> bool {
    let count = mailbox.mix.len() as u64;
    let take = |left: u64| left.checked_sub(count);
    if rules
        .left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        .is_ok()
    {
        return true;
    }
    let note = format!(
        "the rows before have so many combinations of labels that no more than {} in all are told (setting label_combinations_in_all)",
        rules.in_all
    );
    mailbox
        .missing
        .get_or_insert(Unknown::noted(Reason::Budget, note));
    false
}

/// Labels of the user's own. Where messages were not seen, there may be more.
fn labels(record: &mut Record, mailbox: &Mailbox, whole: Option<&Unknown>) {
    if let Some(why) = whole {
        for fact in ["gmail.labels", "gmail.user_labels", "gmail.hidden_labels"] {
            record.miss(fact, why.clone());
        }
        return;
    }
    let on_messages = mailbox
        .mix
        .iter()
        .flat_map(|one| &one.labels)
        .filter_map(Label::user);
    let on_messages: BTreeSet<&str> = on_messages.collect();
    let folders = own_folders(mailbox);
    record.know("gmail.labels", list(&mut on_messages.union(&folders)));
    record.know(
        "gmail.user_labels",
        int(on_messages.union(&folders).count() as u64),
    );
    record.know("gmail.hidden_labels", list(&mut on_messages.difference(&folders)));
}

/// Folders of the user's own.
fn own_folders(mailbox: &Mailbox) -> BTreeSet<&str> {
    let shown = |folder: &&Folder| folder.role == Role::None && folder.selectable;
    let shown = mailbox.folders.iter().filter(shown);
    shown.map(|folder| folder.name.as_str()).collect()
}

fn list(names: &mut dyn Iterator<Item = &&str>) -> Value {
    let names = names.take(MOST_NAMES).map(|name| (*name).to_owned());
    Value::from(names.collect::<Vec<String>>())
}

/// What follows from the list of folders; `missing`: why there may be more of them.
fn folders(record: &mut Record, mailbox: &Mailbox, missing: Option<&Unknown>) {
    if let Some(why) = missing {
        for fact in [
            "gmail.folders",
            "gmail.folder_roles",
            "gmail.container",
            "gmail.labels_below_container",
            "gmail.hidden_roles",
        ] {
            record.miss(fact, why.clone());
        }
        return;
    }
    folder_list(record, mailbox);
    let container = mailbox.container();
    let start = container.as_ref().map(|name| format!("{name}/"));
    let below = |name: &&&str| {
        start
            .as_ref()
            .is_some_and(|start| name.starts_with(start.as_str()))
    };
    record.know(
        "gmail.labels_below_container",
        list(&mut own_folders(mailbox).iter().filter(below)),
    );
    record.know("gmail.container", container.unwrap_or_default());
    let roles = [
        Role::All,
        Role::Sent,
        Role::Drafts,
        Role::Junk,
        Role::Trash,
        Role::Flagged,
        Role::Important,
    ];
    let hidden = roles.into_iter().filter(|role| mailbox.folder(*role).is_none());
    record.know("gmail.hidden_roles", hidden.map(Role::word).collect::<Vec<_>>());
}

/// Folders with what each is for, for rules about names that a batch excludes. Scripts take lists of a bounded size.
fn folder_list(record: &mut Record, mailbox: &Mailbox) {
    let folders: Vec<&Folder> = mailbox.folders.iter().collect();
    let octets: usize = folders.iter().map(|folder| folder.name.len()).sum();
    if octets > MOST_LISTED || folders.len() > MOST_NAMES / 2 {
        let why = Unknown::noted(Reason::Budget, "the mailbox has more folders than rules look at");
        record.miss("gmail.folders", why.clone());
        record.miss("gmail.folder_roles", why);
        return;
    }
    let names = folders.iter().map(|folder| folder.name.clone());
    record.know("gmail.folders", names.collect::<Vec<_>>());
    let roles = folders.iter().map(|folder| folder.role.word());
    record.know("gmail.folder_roles", roles.collect::<Vec<_>>());
}

fn rest(record: &mut Record, mailbox: &Mailbox) {
    let rest = mailbox.rest;
    record.know("gmail.rest_messages", int(rest.messages));
    let unasked = || Unknown::noted(Reason::NotCollected, "some of these messages were not looked at");
    for (fact, value) in [
        ("gmail.rest_size", rest.octets),
        ("gmail.rest_copies", rest.copies),
        ("gmail.rest_copied_size", rest.copied_octets),
    ] {
        match value {
            Some(value) => record.know(fact, int(value)),
            None => record.miss(fact, unasked()),
        };
    }
}

/// `partial`: why messages that IMAP shows were not counted apart; `whole`: why that, or messages that it does not show.
fn sums(
    record: &mut Record,
    mailbox: &Mailbox,
    looked: &Looked,
    partial: Option<&Unknown>,
    whole: Option<&Unknown>,
) {
    let nothing = simulate(mailbox, &Exclusions::default()).narrow;
    put(record, "gmail.visible_copies", partial, nothing.copies.low);
    put(record, "gmail.visible_size", partial, nothing.octets.low);
    put(record, "gmail.over_limit", partial, looked.over_limit);
    put(record, "gmail.largest_message", partial, looked.largest);
    match partial {
        None => record.know("gmail.copies_histogram", histogram(mailbox)),
        Some(why) => record.miss("gmail.copies_histogram", why.clone()),
    };
    let octets = mailbox.mix.iter().map(|one| one.octets).sum();
    put(record, "gmail.unique_messages", whole, mailbox.counted());
    put(record, "gmail.unique_size", whole, octets);
    let archived: Vec<&Combination> = mailbox.mix.iter().filter(|one| unlabelled(one)).collect();
    let starred = archived
        .iter()
        .filter(|one| one.labels.iter().any(|label| label.is(Role::Flagged)));
    put(
        record,
        "gmail.archived_unlabelled",
        whole,
        archived.iter().map(|one| one.messages).sum(),
    );
    put(
        record,
        "gmail.archived_unlabelled_size",
        whole,
        archived.iter().map(|one| one.octets).sum(),
    );
    put(
        record,
        "gmail.only_starred",
        whole,
        starred.map(|one| one.messages).sum(),
    );
    put(record, "gmail.only_hidden", whole, only_hidden(mailbox));
    for (fact, at) in [("gmail.oldest", looked.oldest), ("gmail.newest", looked.newest)] {
        match (partial, at) {
            (Some(why), _) => record.miss(fact, why.clone()),
            (None, Some(at)) => record.know(fact, at),
            (None, None) => record.miss(fact, Unknown::noted(Reason::Unsupported, "there is no message")),
        };
    }
}

/// Archived, with no label but those that Gmail or a star gives.
fn unlabelled(one: &Combination) -> bool {
    let gives = |label: &Label| {
        !matches!(label, Label::User(_))
            && ![Role::Inbox, Role::Sent, Role::Drafts]
                .iter()
                .any(|role| label.is(*role))
    };
    one.store == Store::All && one.labels.iter().all(gives)
}

/// Messages that nothing but All Mail, Starred and Important shows, because their labels are hidden.
fn only_hidden(mailbox: &Mailbox) -> u64 {
    let repeats = mailbox.folders.iter().filter(|folder| folder.role.repeats());
    let list = Exclusions::read(repeats.map(|folder| folder.name.as_str()));
    let lost = simulate(mailbox, &list).narrow.by_loss;
    lost.get(&Loss::HiddenLabel).copied().unwrap_or(0)
}

/// `COPIES: MESSAGES`, for messages in no folder, in one, in two, ...
fn histogram(mailbox: &Mailbox) -> Vec<String> {
    let mut by_copies: BTreeMap<usize, u64> = BTreeMap::new();
    for one in &mailbox.mix {
        *by_copies.entry(mailbox.shows(one).len()).or_default() += one.messages;
    }
    by_copies
        .into_iter()
        .map(|(copies, messages)| format!("{copies}: {messages}"))
        .collect()
}

fn tell(record: &mut Record, fact: &str, known: Result<impl Into<Value>, Unknown>) {
    match known {
        Ok(value) => record.know(fact, value),
        Err(why) => record.miss(fact, why),
    };
}

fn combinations(record: &Record, mailbox: &Mailbox) -> Vec<Record> {
    let of = |one: &Combination| {
        let labels: Vec<String> = one.labels.iter().map(Label::text).collect();
        let id = format!("{}/{}: {}", mailbox.id, one.store.word(), labels.join(", "));
        let mut told = Record::about("gmail.label_mix", &id, record.source.clone(), record.at);
        told.parent = Some(mailbox.id.clone());
        let shows = mailbox.shows(one);
        let folders: Vec<&Folder> = shows.iter().filter_map(|at| mailbox.folders.get(*at)).collect();
        told.know("label_mix.store", one.store.word());
        told.know("label_mix.labels", labels);
        told.know(
            "label_mix.folders",
            folders
                .iter()
                .map(|folder| folder.name.clone())
                .collect::<Vec<_>>(),
        );
        told.know(
            "label_mix.roles",
            folders
                .iter()
                .map(|folder| folder.role.word())
                .collect::<Vec<_>>(),
        );
        told.know("label_mix.messages", int(one.messages));
        told.know("label_mix.size", int(one.octets));
        told
    };
    mailbox.mix.iter().map(of).collect()
}

fn put(record: &mut Record, fact: &str, why: Option<&Unknown>, value: u64) {
    match why {
        None => record.know(fact, int(value)),
        Some(why) => record.miss(fact, why.clone()),
    };
}

fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
