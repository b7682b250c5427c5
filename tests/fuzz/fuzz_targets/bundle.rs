//! See `imaprules_fuzz::bundle`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::bundle(octets));
