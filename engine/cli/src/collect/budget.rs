//! The numbers of the budget: settings of the source system under these names, where it declares them, and the defaults elsewhere.
//! `--set imap.connections=2` bounds both what the provider opens and what the budget grants.

use imaprules_provider::{BudgetLimits, Settings};

/// The limits that the settings of a source system give.
pub(super) fn limits(settings: Option<&Settings>) -> BudgetLimits {
    let default = BudgetLimits::default();
    let number = |name: &str, default: u32| {
        let set = settings.and_then(|settings| settings.int(name));
        set.map_or(default, |set| u32::try_from(set.max(1)).unwrap_or(u32::MAX))
    };
    BudgetLimits {
        connections: number("connections", default.connections),
        connections_in_total: number("connections_in_total", default.connections_in_total),
        refusals_per_account: number("refusals_of_account", default.refusals_per_account),
        refusals_in_a_row: number("refusals_in_a_row", default.refusals_in_a_row),
        // Only where it was asked for; everything else keeps to the numbers above.
        measured: if settings.is_some_and(|settings| settings.flag("measure_limits")) {
            number("measure_bound", default.measured)
        } else {
            default.measured
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;
    use crate::settings;

    #[test]
    fn settings_of_the_source_system_are_the_numbers_of_the_budget() {
        let (_, about) = registry::find("imap").unwrap();
        let by_default = settings::of(&about, &[]).unwrap();
        assert_eq!(limits(Some(&by_default)), BudgetLimits::default());
        let set = [
            "imap.connections=8",
            "imap.connections_in_total=30",
            "imap.refusals_of_account=2",
            "imap.refusals_in_a_row=5",
            "imap.measure_limits=true",
            "imap.measure_bound=40",
        ];
        let set: Vec<_> = set.iter().map(|pair| pair.parse().unwrap()).collect();
        let chosen = settings::of(&about, &set).unwrap();
        assert_eq!(
            limits(Some(&chosen)),
            BudgetLimits {
                connections: 8,
                connections_in_total: 30,
                refusals_per_account: 2,
                refusals_in_a_row: 5,
                measured: 40,
            }
        );
        assert_eq!(limits(None), BudgetLimits::default());
    }
}
