//! See `imaprules_fuzz::directory`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::directory(octets));
