//! Filling in a server's configuration: `@NAME@` is replaced, and a line that begins with `@?name@ ` stays only when that
//! part is wanted.

/// The values and the wanted parts.
pub(super) struct Filling<'a> {
    /// What stands for `@NAME@`.
    pub(super) values: &'a [(&'a str, &'a str)],
    /// Each conditional part and whether it is wanted.
    pub(super) parts: &'a [(&'a str, bool)],
}

/// The finished text. A placeholder that nobody fills fails the test: it would be a puzzling server error otherwise.
pub(super) fn fill(template: &str, filling: &Filling<'_>) -> String {
    let kept: Vec<&str> = template.lines().filter_map(|line| keep(line, filling.parts)).collect();
    let mut text = kept.join("\n") + "\n";
    for (name, value) in filling.values {
        text = text.replace(&format!("@{name}@"), value);
    }
    assert!(!text.contains('@'), "a placeholder was left unfilled:\n{text}");
    text
}

fn keep<'a>(line: &'a str, parts: &[(&str, bool)]) -> Option<&'a str> {
    let Some((part, rest)) = line.trim_start().strip_prefix("@?").and_then(|l| l.split_once('@')) else {
        return Some(line);
    };
    let wanted = parts.iter().find(|(name, _)| *name == part);
    wanted.unwrap_or_else(|| panic!("no such part: {part}")).1.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_and_unwanted_lines_dropped() {
        let filling = Filling { values: &[("X", "1")], parts: &[("a", true), ("b", false)] };
        assert_eq!(fill("x=@X@\n@?a@ y=@X@\n@?b@ z", &filling), "x=1\n y=1\n");
    }

    #[test]
    #[should_panic(expected = "unfilled")]
    fn a_forgotten_placeholder_is_noticed() {
        fill("x=@Y@", &Filling { values: &[], parts: &[] });
    }
}
