//! Plugins: shared libraries of vendors, pinned by their content, loaded in a child process and watched from here.
//!
//! [`PluginProvider`] makes a plugin a [`Provider`](imaprules_provider::Provider) like any other. Whatever a library does - crash,
//! hang, flood, lie - costs its own later facts and becomes a [`Fault`] that says so. The lock file says which libraries may be
//! loaded at all ([`Lock`]); the child's side is [`child::main`]; [`verify`] is the kit with which vendors try their plugins.
//!
//! A native library can do what its user can do: the child process contains faults, not malice. Not here: what a rule is, and
//! what the command line looks like.

pub mod child;
mod discover;
mod fault;
mod frame;
mod fuzz;
mod library;
mod limits;
mod lock;
mod order;
mod parent;
mod platform;
mod plugin;
pub mod verify;

pub use discover::{discover, is_library, user_folder};
pub use fault::Fault;
pub use fuzz::fuzz;
pub use library::{Library, LibraryError};
pub use limits::Limits;
pub use lock::{Lock, LockError, Pin, PinnedLibrary, this_platform};
pub use plugin::{PluginError, PluginProvider};
