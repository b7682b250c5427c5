//! What can go wrong when a demo starts. Faults of one connection are not here: they end that connection only.

/// Why a demo could not be loaded or started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// No scene of that name ships with the program.
    #[error("there is no demo named {name:?}: use one of {known}")]
    UnknownScene {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The text of a scene is not TOML, or lacks a field.
    #[error("the demo scene {name} cannot be read: {source}")]
    Syntax {
        /// Name of the scene.
        name: String,
        /// What the reader says, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A scene is well-formed but makes no sense.
    #[error("the demo scene {name} makes no sense: {problem}; correct the scene")]
    Scene {
        /// Name of the scene.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The certificates of the demo could not be made.
    #[error("the demo's certificates could not be made: {0}; check the clock of this machine")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refused the certificates.
    #[error("the demo's TLS could not be set up: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
    /// No port could be opened on loopback, or no thread started.
    #[error("the demo could not {action}: {source}; it needs a free port on 127.0.0.1")]
    Start {
        /// What was tried.
        action: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
}
