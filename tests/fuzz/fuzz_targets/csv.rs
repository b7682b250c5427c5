//! See `imaprules_fuzz::csv`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::csv(octets));
