//! Whatever a server or a file puts into a value, it stays one argument: each shell's own reading of quotes gives the value back.

use super::Shell;
use imaprules_facts::{FactType, Value};
use imaprules_report::is_hidden;
use proptest::prelude::*;

/// The value as every shell has it: what is not seen is replaced.
fn shown(value: &str) -> String {
    let seen = value.chars().map(|c| match is_hidden(c) {
        true => char::REPLACEMENT_CHARACTER,
        false => c,
    });
    seen.collect()
}

/// <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules>: between single quotes, of which
/// typographic ones are some, two of them are one.
fn read_powershell(argument: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    let inner = argument.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut value = String::new();
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        if is_quote(c) && !characters.next().is_some_and(is_quote) {
            return None;
        }
        value.push(c);
    }
    Some(value)
}

/// <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02>: nothing is special between single quotes.
fn read_bash(argument: &str) -> Option<String> {
    let mut value = String::new();
    let mut quoted = false;
    let mut characters = argument.chars();
    while let Some(c) = characters.next() {
        match c {
            '\'' => quoted = !quoted,
            '\\' if !quoted => value.push(characters.next()?),
            // Outside of quotes nothing of the value may stand.
            _ if !quoted => return None,
            c => value.push(c),
        }
    }
    (!quoted).then_some(value)
}

/// The command prompt first: between its quotes only `%` acts, outside of them only a caret before `%` may stand. Then the program:
/// <https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments>.
fn read_cmd(argument: &str) -> Option<String> {
    let mut line = String::new();
    let mut quoted = false;
    let mut characters = argument.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                quoted = !quoted;
                line.push(c);
            }
            '^' if !quoted => line.push(characters.next().filter(|c| *c == '%')?),
            '%' => return None,
            _ if !quoted => return None,
            c => line.push(c),
        }
    }
    if quoted { None } else { read_program(&line) }
}

/// One argument of a command line, by the rules of Microsoft's C library.
fn read_program(line: &str) -> Option<String> {
    let characters: Vec<char> = line.chars().collect();
    let (mut value, mut quoted, mut at) = (String::new(), false, 0);
    while let Some(c) = characters.get(at) {
        let backslashes = characters[at..].iter().take_while(|c| **c == '\\').count();
        let before_quote = characters.get(at + backslashes) == Some(&'"');
        if backslashes > 0 {
            let kept = if before_quote {
                backslashes / 2
            } else {
                backslashes
            };
            value.extend(std::iter::repeat_n('\\', kept));
            at += backslashes;
            if before_quote && backslashes % 2 == 1 {
                value.push('"');
                at += 1;
            }
        } else if *c == '"' && quoted && characters.get(at + 1) == Some(&'"') {
            value.push('"');
            at += 2;
        } else if *c == '"' {
            quoted = !quoted;
            at += 1;
        } else if c.is_whitespace() && !quoted {
            return None;
        } else {
            value.push(*c);
            at += 1;
        }
    }
    (!quoted).then_some(value)
}

fn read(shell: Shell, argument: &str) -> Option<String> {
    match shell {
        Shell::PowerShell => read_powershell(argument),
        Shell::Bash => read_bash(argument),
        Shell::Cmd => read_cmd(argument),
    }
}

/// Values of what shells act on.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "'",
        "\"",
        "`",
        "$",
        "$(",
        ")",
        "\\",
        "\\\\",
        "%",
        "%PATH%",
        "^",
        "&",
        "|",
        "<",
        ">",
        ";",
        "\n",
        "\r\n",
        "\0",
        "!",
        "\u{2018}",
        "\u{2019}",
        "\u{201a}",
        "\u{201b}",
        "\u{201c}",
        "{",
        "}",
        "#",
        "*",
        "?",
        "~",
        "-",
        "/",
        " ",
        "\t",
        "a",
        "@",
        "rm -rf /",
        "\u{202e}",
        "\u{85}",
        "ı",
        "Ñ",
        "'; Remove-Mailbox x; '",
        "\" & del * & \"",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_value_is_one_argument_in_every_shell(value in prop_oneof![nasty(), any::<String>()]) {
        for shell in Shell::ALL {
            let argument = shell.quote(&value);
            prop_assert_eq!(read(shell, &argument), Some(shown(&value)), "{} {}", shell, argument);
        }
    }

    #[test]
    fn each_item_of_a_list_is_one(values in prop::collection::vec(nasty(), 1..4)) {
        let list = Value::List(values.iter().cloned().map(Value::Text).collect());
        let ty = FactType::List(Box::new(FactType::Text));
        for shell in Shell::ALL {
            let between = if shell == Shell::PowerShell { "," } else { " " };
            let each: Vec<String> = values.iter().map(|value| shell.quote(value)).collect();
            prop_assert_eq!(shell.argument(&list, &ty), each.join(between));
        }
    }

    #[test]
    fn a_comment_stays_one_line(value in nasty()) {
        for shell in Shell::ALL {
            let comment = shell.comment(&shown(&value));
            prop_assert_eq!(comment.lines().count(), 1);
            let mark = if shell == Shell::Cmd { "rem " } else { "#" };
            prop_assert!(comment.starts_with(mark));
        }
    }
}
