//! See `imaprules_fuzz::conditions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::conditions(octets));
