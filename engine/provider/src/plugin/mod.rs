//! A provider as a shared library: the contract of `include/imaprules_provider.h` in Rust, and [`export_provider!`] that puts a
//! [`Provider`](crate::Provider) behind it.
//!
//! The header is the original. Sizes and offsets are checked when this is compiled, and a test compares them with what a C
//! compiler makes of the header. Loading a library is not here: the program does that, in a process of its own.
//!
//! [`export_provider!`]: crate::export_provider
#![allow(unsafe_code, reason = "this is the boundary; each block says why it is sound")]

pub mod abi;
mod export;
mod handle;

pub use export::{Exported, table};

/// Exports a provider from a `cdylib`: `imaprules_provider::export_provider!(MyProvider::new());`
///
/// The expression makes the provider; it is evaluated for each instance. Panics are caught; an instance that panicked is not used
/// any more.
#[macro_export]
macro_rules! export_provider {
    ($make:expr) => {
        /// Makes the provider of this library.
        struct ExportedProvider;

        impl $crate::plugin::Exported for ExportedProvider {
            fn make() -> ::std::boxed::Box<dyn $crate::Provider> {
                ::std::boxed::Box::new($make)
            }

            fn described() -> &'static ::std::sync::OnceLock<::std::vec::Vec<u8>> {
                static DESCRIBED: ::std::sync::OnceLock<::std::vec::Vec<u8>> = ::std::sync::OnceLock::new();
                &DESCRIBED
            }
        }

        /// The only symbol of the library.
        #[allow(
            unsafe_code,
            unreachable_pub,
            reason = "the name and that it is seen are the contract's"
        )]
        #[unsafe(no_mangle)]
        pub extern "C" fn imaprules_provider_v1() -> *const $crate::plugin::abi::ProviderTable {
            static TABLE: $crate::plugin::abi::ProviderTable = $crate::plugin::table::<ExportedProvider>();
            &TABLE
        }
    };
}

#[cfg(test)]
mod tests;
