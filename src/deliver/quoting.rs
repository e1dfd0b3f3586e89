//! Quotes words and values for shells.

use crate::request::Shell;

/// Quotes `value` as one word of `shell`. `cmd` reads values up to the end of the line, so they are not quoted.
#[must_use]
pub fn quoted(shell: Shell, value: &str) -> String {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh => posix(value),
        Shell::Fish => fish(value),
        Shell::PowerShell => power_shell(value),
        Shell::Cmd => value.to_owned(),
    }
}

/// Quotes a word for a command that the user copies into a POSIX shell; unquoted if possible.
#[must_use]
pub fn word(value: &str) -> String {
    let is_plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-+@:,%=".contains(&byte));
    if is_plain { value.to_owned() } else { posix(value) }
}

/// Quotes for POSIX shells, which have no escape inside single quotes.
fn posix(value: &str) -> String {
    if !value.contains('\'') {
        return ["'", value, "'"].concat(); // as nearly always: the search for one character is much faster than one that looks at each
    }
    in_single_quotes(value, |c| (c == '\'').then_some(r"'\''"))
}

/// Quotes for fish, which has two escapes inside single quotes.
fn fish(value: &str) -> String {
    in_single_quotes(value, |c| match c {
        '\'' => Some(r"\'"),
        '\\' => Some(r"\\"),
        _ => None,
    })
}

/// Quotes for PowerShell: doubles single quotes, including typographic ones, which PowerShell also treats as quotes.
fn power_shell(value: &str) -> String {
    in_single_quotes(value, |c| match c {
        '\'' => Some("''"),
        '\u{2018}' => Some("\u{2018}\u{2018}"),
        '\u{2019}' => Some("\u{2019}\u{2019}"),
        '\u{201a}' => Some("\u{201a}\u{201a}"),
        '\u{201b}' => Some("\u{201b}\u{201b}"),
        _ => None,
    })
}

/// Encloses `value` in single quotes, with the replacement of each character that has one. The text is made in its whole length at once.
fn in_single_quotes(value: &str, replacement: impl Fn(char) -> Option<&'static str>) -> String {
    let mut parts = vec!["'"];
    let mut start = 0;
    for (at, c) in value.char_indices() {
        if let Some(replacement) = replacement(c) {
            parts.extend([&value[start..at], replacement]);
            start = at + c.len_utf8();
        }
    }
    parts.extend([&value[start..], "'"]);
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_word_is_quoted_if_a_shell_would_change_or_lose_it() {
        for (value, expected) in [("a/b.c", "a/b.c"), ("", "''"), ("a b", "'a b'"), ("it's", r"'it'\''s'"), ("~", "'~'")] {
            assert_eq!(word(value), expected);
        }
    }
}
