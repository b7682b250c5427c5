//! Whether a real server is here, and what its absence means.

/// True when the server was found. Without it a developer's machine skips the test with a message; where
/// `IMAPRULES_REQUIRE_SERVERS=1` promises the servers (as `tests/run` does), absence is a failure.
#[track_caller]
pub fn have(server: &str, found: bool, remedy: &str) -> bool {
    let required = std::env::var("IMAPRULES_REQUIRE_SERVERS").is_ok_and(|v| v == "1");
    assert!(
        found || !required,
        "{server} is required here but was not found; {remedy}"
    );
    if !found {
        eprintln!("SKIPPED: {server} is not installed; {remedy}");
    }
    found
}
