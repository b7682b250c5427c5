//! What goes over the wire: octets to lines, lines to responses, commands to octets. Nothing here connects.

mod codec;
mod command;
mod condition;
mod framer;
mod namespaces;
mod proto;
mod redact;
mod response;
mod tokens;
mod untyped;
mod utf7;

pub(crate) use command::{Bearer, Command, Part, Unwritable};
pub(crate) use condition::{Condition, Kind};
pub(crate) use framer::{Framed, Framer};
pub(crate) use redact::{Redactor, printable};
pub(crate) use response::{Esearch, Fetched, Listed, Namespaces, Quota, Reader, Response, StatusItems, read};
pub(crate) use tokens::{Token, tokens};
pub(crate) use utf7::{decode as decode_utf7, encode as encode_utf7};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use tokio::io::{AsyncRead, AsyncWrite};

/// A connection, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}
