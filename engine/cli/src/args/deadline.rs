//! `--deadline`: how long a collection may take.

use imaprules_conditions::parse_duration;
use std::str::FromStr;
use std::time::Duration;

/// So long, and no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deadline(pub(crate) Duration);

impl FromStr for Deadline {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match parse_duration(text).filter(|millis| *millis > 0) {
            Some(millis) => Ok(Deadline(Duration::from_millis(millis))),
            None => Err(format!("`{text}` is not a duration such as 90m or 8h")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_length_of_time_and_not_nothing() {
        assert_eq!("90m".parse(), Ok(Deadline(Duration::from_secs(5_400))));
        for odd in ["", "0s", "-1h", "soon", "90"] {
            assert!(odd.parse::<Deadline>().is_err(), "{odd}");
        }
    }
}
