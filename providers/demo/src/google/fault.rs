//! Faults of the service itself, for a number of requests or for good.

/// A fault on requests whose path begins so.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Beginning of the path, as it is sent.
    pub path: String,
    /// Requests that are answered rightly before.
    pub after: u32,
    /// Requests that see it; after them all is well.
    pub times: u32,
    /// What they see.
    pub kind: Kind,
}

/// What a request sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// An error of Google's.
    Error {
        /// HTTP status.
        status: u16,
        /// `errors[].reason`.
        reason: String,
        /// Value of `Retry-After`, if it is sent.
        retry_after: Option<String>,
    },
    /// Half the answer, with the length of the whole.
    Half,
    /// Half the answer, with the length of the half: nobody sees it but by its content.
    Cut,
    /// No answer.
    Silence,
    /// An answer that no server of Google's gives.
    Html,
    /// A redirect elsewhere.
    Redirect,
    /// A list whose next page is always the same.
    Loop,
}

impl Fault {
    /// A fault that never ends.
    pub fn always(path: &str, kind: Kind) -> Fault {
        Fault::times(path, u32::MAX, kind)
    }

    /// A fault for the first requests.
    pub fn times(path: &str, times: u32, kind: Kind) -> Fault {
        Fault {
            path: path.to_owned(),
            after: 0,
            times,
            kind,
        }
    }

    /// The first request in trouble is one after so many good ones.
    pub fn after(self, after: u32) -> Fault {
        Fault { after, ..self }
    }
}

impl Kind {
    /// Too many requests.
    pub fn too_many(status: u16, reason: &str, retry_after: Option<&str>) -> Kind {
        Kind::Error {
            status,
            reason: reason.to_owned(),
            retry_after: retry_after.map(str::to_owned),
        }
    }
}
