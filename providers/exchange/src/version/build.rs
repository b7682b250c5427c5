//! Build numbers in the forms in which directories, cmdlets and files write them.

use std::fmt;

/// What Exchange 2013 and later add to the build in the directory
/// (seen in setup logs: `Version 15.1 (Build 31531.3)` for 15.1.1531.3).
const ADDED: u32 = 30_000;

/// A build: major, minor, build, revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Build(pub(crate) [u32; 4]);

impl Build {
    /// Reads `Version 15.1 (Build 31531.3)`, `Version 6.5 (Build 7638.2: Service Pack 2)`, `14.03.0382.000`, `15.0.1497`.
    pub(crate) fn of_text(text: &str) -> Option<Build> {
        let mut numbers = [0u32; 4];
        let mut found = 0;
        // Numbers of the version come first; what follows them, such as a service pack, does not count.
        let version = text.split([':', ',']).next().unwrap_or(text);
        for part in version.split(|c: char| !c.is_ascii_digit()) {
            if part.is_empty() {
                continue;
            }
            let Some(slot) = numbers.get_mut(found) else { break };
            *slot = part.parse().ok()?;
            found += 1;
        }
        let [major, minor, build, revision] = numbers;
        let build = if build >= ADDED { build - ADDED } else { build };
        (found >= 2 && major > 0).then_some(Build([major, minor, build, revision]))
    }

    /// Reads `versionNumber` as packed from Exchange 2007 on: four bits of format, six each of major and minor, a flag, and fifteen of
    /// build, as in Autodiscover's ServerVersion
    /// (<https://learn.microsoft.com/exchange/client-developer/web-service-reference/serverversion-pox>).
    pub(crate) fn of_packed(number: i64) -> Option<Build> {
        let number = u32::try_from(number).ok()?;
        let (format, major, minor, build) = (
            number >> 28,
            (number >> 22) & 0x3f,
            (number >> 16) & 0x3f,
            number & 0x7fff,
        );
        (format == 7 && major > 0).then_some(Build([major, minor, build, 0]))
    }

    /// Whether the last number is known: that of a packed number is not.
    pub(crate) fn line(self) -> (u32, u32, u32) {
        let Build([major, minor, build, _]) = self;
        (major, minor, build)
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Build([major, minor, build, revision]) = self;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_as_they_are_written() {
        for (text, build) in [
            ("Version 15.1 (Build 31531.3)", Some("15.1.1531.3")),
            ("Version 15.1 (Build 1531.3)", Some("15.1.1531.3")),
            ("Version 6.5 (Build 7638.2: Service Pack 2)", Some("6.5.7638.2")),
            ("Version 14.3 (Build 123.4)", Some("14.3.123.4")),
            ("14.03.0382.000", Some("14.3.382.0")),
            ("15.00.1497.048", Some("15.0.1497.48")),
            ("Version 8.3", Some("8.3.0.0")),
            ("", None),
            ("Exchange", None),
            ("Version 99999999999.1", None),
        ] {
            assert_eq!(
                Build::of_text(text).map(|build| build.to_string()).as_deref(),
                build,
                "{text}"
            );
        }
    }

    #[test]
    fn packed_builds() {
        for (number, build) in [
            (1_912_636_077, Some("8.0.685.0")),
            (1_912_832_083, Some("8.3.83.0")),
            (1_937_801_855, Some("14.0.639.0")),
            (1_937_866_970, Some("14.1.218.0")),
            (1_937_997_947, Some("14.3.123.0")),
            (1_941_996_036, Some("15.0.516.0")),
            (1_941_997_017, Some("15.0.1497.0")),
            (7638, None),
            (-1, None),
            (i64::MAX, None),
        ] {
            assert_eq!(
                Build::of_packed(number).map(|build| build.to_string()).as_deref(),
                build,
                "{number}"
            );
        }
    }
}
