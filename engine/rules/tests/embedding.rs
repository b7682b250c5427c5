//! The example of embedding does what the manual says.

#[path = "../examples/beehives.rs"]
mod beehives;

#[test]
fn the_engine_judges_what_is_not_mail() {
    beehives::main().unwrap();
}
