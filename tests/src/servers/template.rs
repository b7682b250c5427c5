//! Filling in a server's configuration: `@NAME@` is replaced, and a line that begins with `@?name@ ` stays only when that
//! part is wanted.

/// The finished text. A placeholder that nobody fills fails the test: it would be a puzzling server error otherwise.
pub(super) fn fill(template: &str, values: &[(&str, String)], parts: &[(&str, bool)]) -> String {
    let kept: Vec<&str> = template.lines().filter_map(|line| keep(line, parts)).collect();
    let mut text = kept.join("\n") + "\n";
    for (name, value) in values {
        text = text.replace(&format!("@{name}@"), value);
    }
    assert!(!text.contains('@'), "a placeholder was left unfilled:\n{text}");
    text
}

fn keep<'a>(line: &'a str, parts: &[(&str, bool)]) -> Option<&'a str> {
    let Some((part, rest)) = line
        .trim_start()
        .strip_prefix("@?")
        .and_then(|l| l.split_once('@'))
    else {
        return Some(line);
    };
    let wanted = parts.iter().find(|(name, _)| *name == part);
    wanted
        .unwrap_or_else(|| panic!("no such part: {part}"))
        .1
        .then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_and_unwanted_lines_dropped() {
        let parts = [("a", true), ("b", false)];
        let filled = fill("x=@X@\n@?a@ y=@X@\n@?b@ z", &[("X", "1".to_owned())], &parts);
        assert_eq!(filled, "x=1\n y=1\n");
    }

    #[test]
    #[should_panic(expected = "unfilled")]
    fn a_forgotten_placeholder_is_noticed() {
        fill("x=@Y@", &[], &[]);
    }
}
