//! The program in Turkish: what it says itself, in every place where people read, and nothing of it where programs do.

use std::sync::LazyLock;

use imaprules_tests::{Outcome, Program};

/// One report for all tests that only look at it.
static TURKISH: LazyLock<Outcome> =
    LazyLock::new(|| demo("--lang tr -o report.txt -o report.html -o report.md"));

fn demo(more: &str) -> Outcome {
    let outcome = Program::line("run --provider imap --demo")
        .args(more.split_whitespace())
        .run();
    outcome.expect_code(1);
    outcome
}

/// What the program says in English around the words of rules: as these stand there, at the beginning of a line or a cell.
const ENGLISH_FRAME: [&str; 22] = [
    "\nBLOCKER ",
    "\nWARNING ",
    "\nADVICE ",
    "\n  Why ",
    "\n  Fix ",
    "\n  Run ",
    "\n  Seen ",
    "\n    How ",
    "asked:",
    "Not checked",
    "nobody asked for it",
    "could not be decided everywhere",
    " mailboxes, ",
    " in order, ",
    " not checked",
    "names every one",
    "Migration report",
    "how to obtain it",
    "<h2>Blocker",
    "<h2>Warning",
    ">Seen:",
    "\nRule `",
];

fn english_left(text: &str) -> Vec<&'static str> {
    ENGLISH_FRAME
        .into_iter()
        .filter(|words| text.contains(words))
        .collect()
}

#[test]
fn reports_for_people_have_no_english_frame() {
    for file in ["report.txt", "report.html", "report.md"] {
        let text = TURKISH.written(file);
        assert_eq!(english_left(&text), Vec::<&str>::new(), "{file}");
    }
    let text = TURKISH.written("report.txt");
    for words in [
        "\nENGEL ",
        "\n  Neden ",
        "\n  Çözüm 1. ",
        "\nDenetlenmedi ",
        " posta kutusu",
        " denetlenmedi",
    ] {
        assert!(text.contains(words), "{words:?} is missing in\n{text}");
    }
    let page = TURKISH.written("report.html");
    assert!(
        page.contains("<html lang=\"tr\">") && page.contains("<h1>Geçiş raporu</h1>"),
        "{page}"
    );
}

/// The words that are forbidden there are those of the English report: otherwise they would forbid nothing.
#[test]
fn the_english_report_has_that_frame() {
    let english = demo("-o report.txt -o report.html -o report.md");
    let all = ["report.txt", "report.html", "report.md"]
        .map(|file| english.written(file))
        .join("\n");
    let missing: Vec<_> = ENGLISH_FRAME
        .iter()
        .filter(|words| !all.contains(**words))
        .collect();
    assert_eq!(missing, Vec::<&&str>::new());
}

/// The report without what changes from run to run.
fn lasting(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.contains(char::is_numeric))
        .collect()
}

#[test]
fn the_system_s_language_has_the_same_effect() {
    let by_system = Program::line("run --provider imap --demo -o report.txt")
        .env("LANG", "tr_TR.UTF-8")
        .run();
    by_system.expect_code(1);
    let (system, asked) = (by_system.written("report.txt"), TURKISH.written("report.txt"));
    assert_eq!(lasting(&system), lasting(&asked));
    assert!(lasting(&system).len() > 20, "{system}");
}

#[test]
fn programs_read_english_unless_somebody_asks() {
    let run = |more: &str| {
        let outcome = Program::line("run --provider imap --demo")
            .args(more.split_whitespace())
            .env("LANG", "tr_TR.UTF-8")
            .run();
        outcome.expect_code(1);
        outcome
    };
    let turkish = |text: &str| text.contains("posta kutu");
    assert!(!turkish(&run("--format json").stdout));
    assert!(turkish(&run("--format json --lang tr").stdout));
    assert!(!turkish(&run("-o report.json").written("report.json")));
    // One report is one language: where a program reads along, it is English.
    let both = run("-o report.json -o report.txt");
    assert!(!turkish(&both.written("report.json")) && both.written("report.txt").contains("\nBLOCKER "));
}

#[test]
fn numbers_and_moments_are_written_the_turkish_way() {
    let page = TURKISH.written("report.html");
    let (before, _) = page.split_once(" UTC").expect("a moment in the head of the page");
    let moment: String = before
        .chars()
        .rev()
        .take(16)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let shape: String = moment
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert!(
        ["00.00.0000 00:00", "0.0000 00:00:00", ".0000 00:00:00"]
            .iter()
            .any(|known| shape.ends_with(known)),
        "{moment}"
    );
    let plan = Program::line("plan --provider gmail --demo --lang tr").run();
    plan.expect_code(0);
    assert!(
        plan.stdout.contains("GB") && plan.stdout.contains("Hâlâ eksik"),
        "{}",
        plan.stdout
    );
    let english = Program::line("plan --provider gmail --demo").run();
    let numbers = |text: &str, mark: char| {
        text.split(|c: char| !(c.is_ascii_digit() || c == mark))
            .any(|word| word.len() >= 5 && word.split_once(mark).is_some_and(|(_, rest)| rest.len() == 3))
    };
    assert!(numbers(&english.stdout, ','), "{}", english.stdout);
    assert!(
        numbers(&plan.stdout, '.') && !numbers(&plan.stdout, ','),
        "{}",
        plan.stdout
    );
}

/// Turkish letters are one column wide, however many octets they have.
#[test]
fn lines_are_wrapped_by_letters() {
    let text = TURKISH.written("report.txt");
    let wide = |line: &&str| line.chars().count() > 100 && line.contains(' ');
    let free =
        |line: &&str| line.starts_with("        ") || line.starts_with("ENGEL") || line.starts_with("UYARI");
    let over: Vec<_> = text.lines().filter(wide).filter(|line| !free(line)).collect();
    assert_eq!(over, Vec::<&str>::new());
    let labels = text.lines().filter(|line| line.starts_with("  Çözüm "));
    let columns: Vec<_> = labels.map(|line| line.chars().position(|c| c == '1')).collect();
    assert!(
        !columns.is_empty() && columns.iter().all(|column| *column == Some(8)),
        "{columns:?}"
    );
}

#[test]
fn the_other_commands_speak_too() {
    let said = |line: &str| Program::line(line).run();
    let gaps = said("gaps --provider imap --demo --lang tr");
    assert!(
        gaps.stdout.contains("karar vermeye yarar") && !gaps.stdout.contains("would help"),
        "{}",
        gaps.stdout
    );
    let dry = said("run --provider imap --demo --dry-run --lang tr");
    assert!(
        dry.stdout.contains("hiçbirine erişilmiyor") && !dry.stdout.contains("at most"),
        "{}",
        dry.stdout
    );
    let rule = said("explain csv.row.password-empty --lang tr");
    assert!(
        rule.stdout.contains("Neden önemli.") && rule.stdout.contains("parola"),
        "{}",
        rule.stdout
    );
    let error = Program::new([
        "explain",
        "--lang",
        "tr",
        "We had trouble signing in to this account",
    ])
    .run();
    assert!(
        error.stdout.contains("Hizmetin yaptığı:") && !error.stdout.contains("sure by"),
        "{}",
        error.stdout
    );
    let json = Program::new([
        "explain",
        "--format",
        "json",
        "We had trouble signing in to this account",
    ])
    .env("LANG", "tr_TR.UTF-8")
    .run();
    assert!(
        json.stdout.contains("\"permanent\"") && json.stdout.contains("resume the batch"),
        "{}",
        json.stdout
    );
    let check = Program::line("csv check users.csv --lang tr")
        .file("users.csv", "EmailAddress,UserName,Password\na@example.com,a,\n")
        .run();
    assert!(
        check.stdout.contains(": engel: ") && check.stdout.contains("1 satır"),
        "{}",
        check.stdout
    );
}

#[test]
fn errors_and_languages_that_nobody_speaks() {
    let missing = Program::line("report render none.json --lang tr").run();
    missing.expect_code(2);
    assert!(
        missing.stderr.contains("hata: ") && missing.stderr.contains("yardım: "),
        "{}",
        missing.stderr
    );
    let strange = Program::line("gaps --provider imap --demo --lang xx").run();
    strange.expect_code(2);
    assert!(strange.stderr.contains("en, tr"), "{}", strange.stderr);
}

#[test]
fn help_and_mistakes_on_the_command_line_speak() {
    let help = Program::line("guide --lang tr --help").run();
    help.expect_code(0);
    let headings = [
        "\nKullanım: imaprules guide",
        "\nSeçenekler:",
        "\nKaynak:",
        "adım adım",
    ];
    let missing: Vec<_> = headings
        .into_iter()
        .filter(|words| !help.stdout.contains(words))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "{}", help.stdout);
    let english = [
        "Usage:",
        "Options:",
        "Source:",
        "[default:",
        "[env:",
        "Possible values:",
        "Print help",
    ];
    let found = |text: &str| english.into_iter().filter(|words| text.contains(words)).count();
    assert_eq!(found(&help.stdout), 0, "{}", help.stdout);
    let in_english = Program::line("guide --help").run();
    assert_eq!(found(&in_english.stdout), english.len(), "{}", in_english.stdout);
    let mistake = Program::line("guide --lnag tr").env("IMAPRULES_LANG", "tr").run();
    mistake.expect_code(2);
    assert!(
        mistake
            .stderr
            .starts_with("hata: beklenmeyen bağımsız değişken: --lnag")
            && !mistake.stderr.contains("For more"),
        "{}",
        mistake.stderr
    );
}

#[test]
fn scripts_and_tools_speak_and_programs_read_english() {
    let turkish = |line: &str| Program::line(line).env("LANG", "tr_TR.UTF-8").run();
    let script = turkish("commands --provider exchange --demo");
    assert!(
        script.stdout.starts_with("# Made by imaprules commands ")
            && script.stdout.contains("# -------- engel: ")
            && script.stdout.contains("# Neden: ")
            && script.stdout.contains("# Posta kutusu: "),
        "{}",
        script.stdout
    );
    let english = ["# Why:", "# For mailbox", "Nothing of this", "From the run"];
    let left = english.into_iter().filter(|words| script.stdout.contains(words));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", script.stdout);
    let in_english = Program::line("commands --provider exchange --demo").run();
    let missing = english
        .into_iter()
        .filter(|words| !in_english.stdout.contains(words));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&str>::new());
    let shown = turkish("providers show exchange");
    assert!(
        shown.stdout.contains("gerekenler: ") && !shown.stdout.contains("by default"),
        "{}",
        shown.stdout
    );
    let fact = turkish("facts show csv.row_count --format json");
    let named = turkish("facts show csv.row_count");
    assert!(
        fact.stdout.contains("Number of rows after the header"),
        "{}",
        fact.stdout
    );
    assert!(named.stdout.contains("  Nasıl: "), "{}", named.stdout);
}

/// A problem is looked up by itself, whatever file it is about.
#[test]
fn problems_of_files_speak() {
    let limits = Program::line("run --provider imap --demo --lang tr")
        .file("imaprules.toml", "[plugins]\nstart = \"soon\"\n")
        .run();
    limits.expect_code(2);
    assert!(
        limits
            .stderr
            .contains("hata: imaprules.toml: plugins.start: `soon` bir süre değil"),
        "{}",
        limits.stderr
    );
    let missing = Program::line("report render none.json --lang tr").run();
    assert!(!missing.stderr.contains("No such file"), "{}", missing.stderr);
    let nobody = Program::line("why csv.row.password-empty --provider imap --demo --lang tr").run();
    nobody.expect_code(2);
    assert!(
        nobody.stderr.contains("belirtilmedi") && !nobody.stderr.contains("``"),
        "{}",
        nobody.stderr
    );
}
