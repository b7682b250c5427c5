//! The program can be run, fed, watched and ended.

use imaprules_tests::Program;

#[test]
fn runs_in_a_directory_of_its_own_and_tells_its_version() {
    let outcome = Program::line("--version").run();
    outcome.expect_code(0);
    assert!(outcome.stdout.starts_with("imaprules "), "{}", outcome.stdout);
    assert_eq!(outcome.files(), Vec::<String>::new());
}

#[test]
fn finds_the_files_that_were_laid_out_for_it() {
    let program = Program::line("--version").file("users.csv", "x");
    assert_eq!(
        std::fs::read(program.directory().join("users.csv")).expect("the file"),
        b"x"
    );
    assert_eq!(program.run().files(), ["users.csv"]);
}

#[cfg(unix)]
#[test]
fn runs_on_a_terminal() {
    let mut terminal = imaprules_tests::Terminal::start(Program::line("--help"));
    let limit = std::time::Duration::from_secs(20);
    terminal.wait_for("Usage", limit);
    assert_eq!(terminal.finish(limit), Some(0));
}
