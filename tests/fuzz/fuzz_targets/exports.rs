//! See `imaprules_fuzz::exports`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::exports(octets));
