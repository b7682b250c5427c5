//! The pack by itself: it loads, lints clean, and all its cases hold.

use super::*;
use imaprules_kit::{expect_cases_hold, expect_clean};

#[test]
fn the_pack_is_clean() {
    expect_clean(&ImapProvider::new(), &OTHERS, &packs(&[]));
}

#[test]
fn every_case_holds() {
    expect_cases_hold(&packs(&[]));
}
