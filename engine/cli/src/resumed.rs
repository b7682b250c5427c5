//! What a journal knows already: subjects that need not be asked about again.

use imaprules_facts::{FactStore, KindId, Reason};

/// Whether a provider finished with a subject: it learnt something of it, and left out nothing because the run was
/// interrupted, accounts were to be protected, or nobody had asked for it then.
pub(crate) fn is_done(store: &FactStore, kind: KindId, row: usize, provider: &str) -> bool {
    let mut told = false;
    for fact in store.schema().facts_for(kind) {
        let Some(origin) = store
            .origin(*fact, row)
            .filter(|origin| origin.source.provider == provider)
        else {
            continue;
        };
        told |= origin.source.live;
        if let Err(unknown) = store.get(*fact, row)
            && matches!(
                unknown.reason,
                Reason::Cancelled | Reason::Budget | Reason::NotCollected
            )
        {
            return false;
        }
    }
    told
}
