//! The providers: those that are built in - adding one is a line here - and the plugins that were approved.

use crate::error::Failure;
use crate::plugins;
use imaprules_provider::{Description, Provider};

/// The provider of the migration file, which joins whenever a file is named.
pub(crate) const CSV: &str = "csv";

/// The provider of the target and the migration job, which joins whenever an export is its.
pub(crate) const TARGET: &str = "microsoft365";

/// Every provider, with its description: first those that are built in.
pub(crate) fn all() -> Vec<(Box<dyn Provider>, Description)> {
    let mut all = built_in();
    // A plugin never takes the place of another provider by itself; it can still be named by its path.
    for plugin in &plugins::approved().usable {
        if all.iter().all(|(_, about)| about.id != plugin.about().id) {
            all.push((Box::new(plugin.clone()), plugin.about().clone()));
        }
    }
    all
}

/// Every built-in provider, with its description.
pub(crate) fn built_in() -> Vec<(Box<dyn Provider>, Description)> {
    let providers: [Box<dyn Provider>; 5] = [
        Box::new(imaprules_provider_csv::CsvProvider::new()),
        Box::new(imaprules_provider_imap::ImapProvider::new()),
        Box::new(imaprules_provider_gmail::provider()),
        Box::new(imaprules_provider_exchange::provider()),
        Box::new(imaprules_provider_microsoft365::Microsoft365Provider::new()),
    ];
    providers
        .into_iter()
        .map(|provider| (provider.describe(), provider))
        .map(|(about, it)| (it, about))
        .collect()
}

/// These providers, and those they are built on: whose packs are judged.
pub(crate) fn with_bases<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let known = all();
    let base = |id: &str| {
        let about = known.iter().map(|(_, about)| about).find(|about| about.id == id);
        about.and_then(|about| about.based_on.clone())
    };
    let mut all: Vec<String> = ids
        .flat_map(|id| std::iter::once(id.to_owned()).chain(base(id)))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The scripts with which administrators export, by the provider of what they export.
const SCRIPTS: [(&str, &str); 2] = [
    (TARGET, imaprules_provider_microsoft365::COLLECTOR),
    ("exchange", imaprules_provider_exchange::COLLECTOR),
];

/// The script of that provider.
pub(crate) fn script(id: &str) -> Result<&'static str, Failure> {
    let found = SCRIPTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
    found.map(|(_, script)| *script).ok_or_else(|| {
        let known: Vec<_> = SCRIPTS.iter().map(|(id, _)| *id).collect();
        Failure::usage(
            format!("there is no script for `{id}`"),
            format!("--script is one of {}", known.join(", ")),
        )
    })
}

/// The provider of that id.
pub(crate) fn find(id: &str) -> Result<(Box<dyn Provider>, Description), Failure> {
    if plugins::is_path(id) {
        let plugin = plugins::by_path(id.as_ref())?;
        let about = plugin.about().clone();
        return Ok((Box::new(plugin), about));
    }
    let mut known = Vec::new();
    for (provider, about) in all() {
        if about.id.eq_ignore_ascii_case(id) {
            return Ok((provider, about));
        }
        known.push(about.id);
    }
    if let Some(refused) = plugins::approved().refusal(id) {
        return Err(refused);
    }
    let problem = format!("there is no provider `{id}`");
    Err(Failure::usage(
        problem,
        format!("--provider is one of {}", known.join(", ")),
    ))
}
