//! The three ways in which a line ends.

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineEnd {
    CrLf,
    Lf,
    Cr,
}

impl LineEnd {
    /// The line end that stands there.
    pub(crate) fn at(text: &str, at: usize) -> Option<LineEnd> {
        let mut octets = text.as_bytes().get(at..)?.iter();
        match (octets.next()?, octets.next()) {
            (b'\r', Some(b'\n')) => Some(LineEnd::CrLf),
            (b'\r', _) => Some(LineEnd::Cr),
            (b'\n', _) => Some(LineEnd::Lf),
            _ => None,
        }
    }

    pub(crate) fn octets(self) -> usize {
        match self {
            LineEnd::CrLf => 2,
            LineEnd::Lf | LineEnd::Cr => 1,
        }
    }
}
