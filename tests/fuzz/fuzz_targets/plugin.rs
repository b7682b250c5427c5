//! See `imaprules_fuzz::plugin`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::plugin(octets));
