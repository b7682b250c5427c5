//! See `imaprules_fuzz::rights`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::rights(octets));
