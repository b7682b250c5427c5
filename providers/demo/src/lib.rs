//! An in-process source system with known faults, speaking real IMAP on loopback.
//!
//! A [`Scene`] describes a mail system as data: its texts as recorded from the real product, and a small cast of
//! accounts. [`Demo::start`] plays it. The demo presents itself under the product's public name and port, through
//! [`Demo::resolve_overrides`] and an authority of its own ([`Demo::ca_pem`]), so that a client meets nothing that
//! stems from loopback. It knows no rule and expects no finding. It holds no message texts, only their metadata,
//! and takes no change: what would change something is refused and counted ([`Tally`]).

mod demo;
mod error;
pub mod google;
mod mailbox;
mod message;
mod mutf7;
mod ranges;
mod request;
mod scene;
mod serve;
mod session;
mod system;
mod tally;
mod tls;
mod wire;
mod words;

pub use demo::Demo;
pub use error::DemoError;
pub use scene::Scene;
pub use tally::Tally;
