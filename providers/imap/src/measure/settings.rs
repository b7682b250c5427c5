//! Settings of the measurements.

use crate::settings::positive;
use imaprules_provider::{ProviderError, Setting, SettingType, Settings};
use std::time::Duration;

/// What is measured, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeasurePlan {
    /// Whether connections are opened until one is refused.
    pub(crate) limits: bool,
    /// Connections at the same time at most.
    pub(crate) bound: u32,
    /// Time that a server is given to notice that connections were closed.
    pub(crate) pause: Duration,
    /// Whether messages are fetched against the clock.
    pub(crate) throughput: bool,
    /// Octets fetched at most.
    pub(crate) octets: u64,
}

impl MeasurePlan {
    pub(crate) fn read(settings: &Settings) -> Result<MeasurePlan, ProviderError> {
        let bound = positive(settings, "measure_bound", 32)?;
        let too_many = || {
            let problem = format!("{bound} connections are more than one machine opens");
            ProviderError::setting("measure_bound", problem, "give a number up to 10000")
        };
        let bound = u32::try_from(bound).ok().filter(|bound| *bound <= 10_000);
        Ok(MeasurePlan {
            limits: settings.flag("measure_limits"),
            bound: bound.ok_or_else(too_many)?,
            pause: Duration::from_millis(positive(settings, "measure_pause", 500)?),
            throughput: settings.flag("measure_throughput"),
            octets: positive(settings, "measure_octets", 8_388_608)?,
        })
    }
}

/// The settings' declaration.
pub(crate) fn declared() -> impl Iterator<Item = Setting> {
    [
Setting::new("measure_limits", SettingType::Bool, Some("false"), "Whether connections are opened, 1, 2, 4, ... at the same time, until the server refuses one: first without a sign-in, then signed in to one account that works."),
Setting::new("measure_bound", SettingType::Int, Some("32"), "Connections at the same time up to which limits are looked for."),
Setting::new("measure_pause", SettingType::Duration, Some("500ms"), "Time that the server is given to notice that connections of a measurement were closed."),
Setting::new("measure_throughput", SettingType::Bool, Some("false"), "Whether messages of the largest folder are fetched, without marking them as read, to see how fast that goes."),
Setting::new("measure_octets", SettingType::Int, Some("8388608"), "Octets of messages that are fetched to see how fast that goes, at most.")
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imaprules_provider::SettingValue;

    #[test]
    fn nothing_is_measured_by_default_and_the_bound_is_bounded() {
        let read = |bound: i64| {
            let mut settings = Settings::default();
            settings.insert("measure_bound", SettingValue::Int(bound));
            MeasurePlan::read(&settings)
        };
        let plan = read(40).unwrap();
        assert_eq!((plan.limits, plan.throughput, plan.bound), (false, false, 40));
        for bound in [-1, 0, 10_001] {
            assert!(read(bound).is_err(), "{bound}");
        }
    }
}
