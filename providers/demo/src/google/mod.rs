//! Google's interfaces, played on loopback over HTTP: the token endpoint, the Directory, Reports and Policy APIs as an administrator sees
//! them, and the Gmail API as each user.
//!
//! A [`GoogleScene`] is an organisation as data, with whatever is wrong in it. [`GoogleDouble::start`] plays it: it checks assertions as
//! strictly as Google says it does, answers in pages, leaves out what Google leaves out, and says no in Google's words. What of its
//! behaviour is documented, seen or assumed stands beside it. It knows no rule and expects no finding, and no request changes anything.

mod answer;
mod fault;
mod http;
mod key;
mod routes;
mod scene;
mod server;
mod token;

pub use fault::{Fault, Kind};
pub use key::{CLIENT_EMAIL, CLIENT_ID, key_file, other_key_file};
pub use scene::GoogleScene;
pub use server::{Asked, GoogleDouble};
