//! Quotes words and values for shells.

use crate::request::Shell;
use zeroize::Zeroizing;

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

/// Quotes with single quotes; a single quote in `value` becomes `'\''`.
fn posix(value: &str) -> String {
    in_quotes(&replaced(value, '\'', r"'\''"))
}

/// Quotes for fish, which has two escapes inside single quotes.
fn fish(value: &str) -> String {
    in_quotes(&replaced(&replaced(value, '\\', r"\\"), '\'', r"\'"))
}

/// Quotes for PowerShell: doubles single quotes, including typographic ones, which PowerShell also treats as quotes.
fn power_shell(value: &str) -> String {
    let mut escaped = Zeroizing::new(String::with_capacity(2 * value.len()));
    for c in value.chars() {
        escaped.push(c);
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            escaped.push(c);
        }
    }
    in_quotes(&escaped)
}

fn in_quotes(value: &str) -> String {
    ["'", value, "'"].concat()
}

fn replaced(value: &str, character: char, replacement: &str) -> Zeroizing<String> {
    Zeroizing::new(value.split(character).collect::<Vec<_>>().join(replacement))
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
