//! `providers add`: shows what a plugin asks for, asks once, and pins its content.

use crate::args::AddProvider;
use crate::error::Failure;
use crate::speech::{Values, counted, told, word};
use crate::{ask, packs, plugins, registry};
use imaprules_host::{Lock, PluginProvider};
use imaprules_render::for_terminal;
use imaprules_report::exit;
use imaprules_rules::{Packs, load};
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// The messages that say what capabilities mean, by how they begin.
const MEANINGS: [(&str, &str); 6] = [
    ("secrets", "capability.secrets"),
    ("net:imap", "capability.net-imap"),
    ("net:dns", "capability.net-dns"),
    ("net:", "capability.net"),
    ("fs:read", "capability.fs-read"),
    ("exec", "capability.exec"),
];

pub(super) fn run(arguments: &AddProvider) -> Result<u8, Failure> {
    super::refuse_frozen()?;
    let path = locate(&arguments.library)?;
    let mut lock = Lock::read(&plugins::place().folder)?;
    if let (Some(platform), Some(id)) = (&arguments.platform, &arguments.id) {
        return add_platform(lock, &path, platform, id);
    }
    let library = plugins::read(&path)?;
    // Loading runs the library's own code, in a child. Whoever adds it wants to know what it says about itself.
    let plugin = plugins::load(library, &[])?;
    plugins::fits(&plugin)?;
    let rules = rules(&plugin)?;
    super::super::print(&shown(&plugin, rules))?;
    if !arguments.yes && !approved(&plugin)? {
        super::super::print(&format!("{}\n", word("providers.unchanged")))?;
        return Ok(exit::FINDINGS);
    }
    lock.approve(&plugin, plugin.about().capabilities.clone());
    lock.write()?;
    plugins::trust(plugin.library())?;
    super::super::print(&format!(
        "{}\n{}\n",
        told("providers.approved_in", &[("lock", &lock.path().display())]),
        told("providers.next_run", &[("provider", &by_name(&plugin))])
    ))?;
    Ok(exit::OK)
}

/// How the provider is named in a run: one with the id of a built-in one only by its path.
fn by_name(plugin: &PluginProvider) -> String {
    let built_in = registry::built_in();
    let taken = built_in.iter().any(|(_, about)| about.id == plugin.about().id);
    if taken {
        plugin.library().path().display().to_string()
    } else {
        plugin.about().id.clone()
    }
}

fn approved(plugin: &PluginProvider) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Failure::usage(
            "nobody can be asked here whether to approve the library",
            "say so beforehand with --yes",
        ));
    }
    let title = for_terminal(&plugin.about().title);
    ask::confirm(
        &told("providers.approve", &[("title", &title)]),
        word("providers.approve_help"),
    )
}

/// The library that was named: by its path, or by its name where libraries are looked for.
fn locate(named: &Path) -> Result<PathBuf, Failure> {
    if named.exists() {
        return Ok(named.to_owned());
    }
    let found = plugins::found();
    let of_name = |path: &&PathBuf| path.file_name() == named.file_name() && named.components().count() == 1;
    found.iter().find(of_name).cloned().ok_or_else(|| {
        Failure::usage(
            format!("{}: there is no such library", named.display()),
            "give its path, or put it into the folder `providers`",
        )
    })
}

fn add_platform(mut lock: Lock, path: &Path, platform: &str, id: &str) -> Result<u8, Failure> {
    let library = plugins::read(path)?;
    if !lock.pin(id, platform, &library) {
        return Err(Failure::usage(
            format!("{}: no plugin `{id}` was approved", lock.path().display()),
            "approve its library for this system first: imaprules providers add LIBRARY",
        ));
    }
    lock.write()?;
    let added = told(
        "providers.for_platform",
        &[
            ("id", &id),
            ("platform", &platform),
            ("hash", &library.sha256()),
            ("lock", &lock.path().display()),
        ],
    );
    super::super::print(&format!("{added}\n"))?;
    Ok(exit::OK)
}

/// How many rules it brings; an error when they cannot be loaded beside the shipped ones.
pub(super) fn rules(plugin: &PluginProvider) -> Result<usize, Failure> {
    let packs = load_packs(plugin, packs::Tests::LeftOut)?;
    let own = packs
        .rules()
        .filter(|(pack, _)| is_own(plugin, &pack.place.source.name));
    Ok(own.count())
}

/// Its packs beside the shipped ones, whose names go first.
pub(super) fn load_packs(plugin: &PluginProvider, tests: packs::Tests) -> Result<Packs, Failure> {
    let mut providers: Vec<_> = registry::built_in().into_iter().map(|(_, about)| about).collect();
    providers.push(plugin.about().clone());
    load(
        packs::schema(&providers)?,
        &packs::shipped(&providers, tests),
        &[],
    )
    .map_err(Failure::Packs)
}

/// Whether a file of a pack is one of the plugin's.
pub(super) fn is_own(plugin: &PluginProvider, file: &str) -> bool {
    let mut packs = plugin.about().packs.iter();
    packs.any(|pack| {
        file.strip_prefix(&pack.name)
            .is_some_and(|rest| rest.starts_with('/'))
    })
}

fn shown(plugin: &PluginProvider, rules: usize) -> String {
    let about = plugin.about();
    let mut text = super::describe(about);
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "  {}, {}",
        counted(plugin.schema().facts().count(), "fact"),
        counted(rules, "rule")
    );
    for capability in &about.capabilities {
        let meaning = MEANINGS.iter().find(|(begins, _)| capability.starts_with(begins));
        let meaning = meaning.map_or("providers.unknown_capability", |(_, meaning)| *meaning);
        let values: Values<'_> = &[("capability", capability), ("meaning", &word(meaning))];
        let _ = writeln!(text, "  {}", told("providers.asks_for", values));
    }
    let library = plugin.library();
    let values: Values<'_> = &[
        ("library", &library.path().display()),
        ("size", &library.size()),
        ("hash", &library.sha256()),
    ];
    let _ = writeln!(text, "  {}", told("providers.library", values));
    text
}
