//! Values that users give to parameters, sorted to the packs they are for.
//!
//! `max_rows=100` is enough where one pack has such a parameter; `csv.max_rows=100` names the pack.

use super::Given;
use super::raw::RawPack;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::Sink;
use imaprules_conditions::nearest;

/// For each pack, the parameters given a value, without the pack's name. What fits no parameter is reported.
pub(super) fn assign(packs: &[RawPack], given: &[Given], sink: &Sink) -> Vec<Vec<Given>> {
    let mut assigned = vec![Vec::new(); packs.len()];
    for one in given {
        let key = one.name.as_str();
        let owners: Vec<(usize, &str)> = packs
            .iter()
            .enumerate()
            .filter_map(|(which, pack)| Some((which, named(pack, key)?)))
            .collect();
        match owners.as_slice() {
            [(which, name)] => {
                if let Some(pack) = assigned.get_mut(*which) {
                    pack.push(Given {
                        name: (*name).to_owned(),
                        ..one.clone()
                    });
                }
            }
            [] => sink.push(unknown(packs, key)),
            _ => sink.push(ambiguous(packs, key, &owners)),
        }
    }
    assigned
}

/// The parameter of a pack that a key names.
fn named<'k>(pack: &RawPack, key: &'k str) -> Option<&'k str> {
    let name = match key.split_once('.') {
        Some((id, name)) => (id == pack.manifest.id.value).then_some(name)?,
        None => key,
    };
    pack.manifest
        .params
        .iter()
        .any(|param| param.name.value == name)
        .then_some(name)
}

fn unknown(packs: &[RawPack], key: &str) -> Diagnostic {
    let full = |pack: &RawPack| {
        let id = pack.manifest.id.value.clone();
        pack.manifest
            .params
            .iter()
            .map(move |param| format!("{id}.{}", param.name.value))
            .collect::<Vec<_>>()
    };
    let all: Vec<String> = packs.iter().flat_map(full).collect();
    let short = all
        .iter()
        .filter_map(|name| name.split_once('.'))
        .map(|(_, name)| name);
    let near = nearest(key, all.iter().map(String::as_str).chain(short));
    let help = match (near, all.is_empty()) {
        (Some(name), _) => format!("did you mean `{name}`?"),
        (None, true) => "the packs of this run have no parameters".to_owned(),
        (None, false) => format!("known parameters: {}", all.join(", ")),
    };
    Diagnostic::error(Code::UnknownParameter, format!("no pack has a parameter `{key}`")).help(help)
}

fn ambiguous(packs: &[RawPack], key: &str, owners: &[(usize, &str)]) -> Diagnostic {
    let full: Vec<String> = owners
        .iter()
        .filter_map(|(which, name)| Some(format!("`{}.{name}`", packs.get(*which)?.manifest.id.value)))
        .collect();
    Diagnostic::error(Code::Parameter, format!("several packs have a parameter `{key}`"))
        .help(format!("name the pack: {}", full.join(" or ")))
}
