//! Rules that take the place of others: what a product's own rule says exactly, the general one need not say again.

use super::Judged;
use crate::Packs;
use imaprules_facts::column::Bits;

/// Where a rule fails, the rules named in its `instead_of` no longer fail and are no longer open: they do not apply.
/// Goes by what the rules said themselves, so that the order of packs does not matter.
pub(super) fn stand_back(packs: &Packs, judged: &mut [Judged]) {
    let claims: Vec<(usize, Bits)> = judged
        .iter()
        .filter(|by| !by.verdicts.fail.is_empty())
        .flat_map(|by| {
            let named = by.of(packs).map_or(&[][..], |rule| &rule.instead_of);
            named.iter().map(|id| (id, by.verdicts.fail.clone()))
        })
        .filter_map(|(id, rows)| Some((place(packs, judged, id)?, rows)))
        .collect();
    for (place, rows) in claims {
        if let Some(general) = judged.get_mut(place) {
            general.withdraw(&rows);
        }
    }
}

fn place(packs: &Packs, judged: &[Judged], id: &str) -> Option<usize> {
    judged
        .iter()
        .position(|one| one.of(packs).is_some_and(|rule| rule.id == id))
}

impl Judged {
    fn withdraw(&mut self, rows: &Bits) {
        let verdicts = &mut self.verdicts;
        for row in rows.rows() {
            if verdicts.fail.get(row) || verdicts.unknown.get(row) {
                verdicts.fail.set(row, false);
                verdicts.unknown.set(row, false);
                verdicts.not_applicable.set(row, true);
            }
        }
    }
}
