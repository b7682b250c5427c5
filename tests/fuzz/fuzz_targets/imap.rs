//! See `imaprules_fuzz::imap`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| imaprules_fuzz::imap(octets));
