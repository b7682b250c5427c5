//! Facts from bundles, of one collection or of its parts.

use crate::error::Failure;
use crate::judge::Story;
use crate::messages::Volume;
use imaprules_facts::FactStore;
use imaprules_facts::bundle::{self, Bundle};
use imaprules_rules::Packs;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads bundles on top of each other; a later one adds to the earlier ones.
pub(crate) fn read(paths: &[PathBuf], packs: &Packs, volume: Volume) -> Result<(FactStore, Story), Failure> {
    let mut store = FactStore::new(Arc::clone(packs.schema()));
    let mut story: Option<Story> = None;
    for path in paths {
        let bundle = bundle::read_onto(path, store)?;
        for ignored in &bundle.ignored {
            volume.note(&format!("{}: {ignored}", path.display()));
        }
        let told = tell(&bundle);
        story = Some(match story {
            None => told,
            Some(story) => story.and(told),
        });
        store = bundle.store;
    }
    story
        .map(|story| (store, story))
        .ok_or_else(|| Failure::Internal("no bundle was named".to_owned()))
}

fn tell(bundle: &Bundle) -> Story {
    Story {
        providers: bundle.header.providers.clone(),
        started: bundle.header.created,
        finished: bundle.finished.unwrap_or_else(|| bundle.store.latest()),
        complete: bundle.complete,
        notes: bundle.notes.clone(),
    }
}
