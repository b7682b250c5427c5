//! The shipped pack: it loads, lints clean, and all its cases hold.

use crate::kit::{OTHERS, packs};
use imaprules_kit::{expect_cases_hold, expect_clean};
use imaprules_provider::Provider as _;
use imaprules_provider_microsoft365::Microsoft365Provider;
use imaprules_provider_microsoft365::errors::ErrorCatalogue;

#[test]
fn the_pack_is_clean() {
    expect_clean(&Microsoft365Provider::new(), &OTHERS, packs());
}

#[test]
fn every_case_holds() {
    let many = expect_cases_hold(packs());
    assert!(many > 200, "{many}");
}

#[test]
fn symptoms_of_the_catalogue_are_those_that_the_provider_lists() {
    let listed = Microsoft365Provider::new().describe().symptoms;
    for entry in ErrorCatalogue::shipped().unwrap().entries() {
        let known = |symptom: &String| listed.iter().any(|listed| listed.id == *symptom);
        assert!(entry.symptom.as_ref().is_none_or(known), "{}", entry.id);
    }
}
