//! Command lines as texts: split into words, and words quoted, as the shells of this system do it.
//!
//! On Unix by the rules of POSIX shells. On Windows a backslash separates folders, so the rules are those by which its programs read their
//! arguments ("Parsing C++ command-line arguments" in Microsoft's documentation): quotes group, and a backslash escapes nothing but a quote.

#[cfg(unix)]
pub(crate) use shlex::{split as split_command_line, try_quote as quote_word};
#[cfg(windows)]
pub(crate) use windows::{quote_word, split_command_line};

#[cfg(any(windows, test))]
mod windows {
    use std::borrow::Cow;

    /// Splits a command line into words; `None` if a quote is not closed.
    #[must_use]
    pub(crate) fn split_command_line(line: &str) -> Option<Vec<String>> {
        let (mut words, mut word, mut is_quoted, mut backslashes) = (Vec::new(), None::<String>, false, 0);
        for c in line.chars() {
            if c == '\\' {
                backslashes += 1;
                continue;
            }
            // before a quote, two backslashes are one, and a single one escapes the quote
            let (kept, is_escaped) = if c == '"' { (backslashes / 2, backslashes % 2 == 1) } else { (backslashes, false) };
            if kept > 0 {
                word.get_or_insert_default().push_str(&"\\".repeat(kept));
            }
            backslashes = 0;
            match c {
                '"' if !is_escaped => {
                    is_quoted = !is_quoted;
                    word.get_or_insert_default();
                }
                ' ' | '\t' | '\r' | '\n' if !is_quoted => words.extend(word.take()),
                _ => word.get_or_insert_default().push(c),
            }
        }
        if backslashes > 0 {
            word.get_or_insert_default().push_str(&"\\".repeat(backslashes));
        }
        words.extend(word);
        (!is_quoted).then_some(words)
    }

    /// Quotes a word for cmd and PowerShell, if needed. Backslashes before the closing quote are doubled, or it would be part of the word.
    ///
    /// # Errors
    /// It contains NUL or a quote, for which these two have no common form.
    pub(crate) fn quote_word(word: &str) -> Result<Cow<'_, str>, shlex::QuoteError> {
        let is_plain = |c: char| c.is_alphanumeric() || "_@+=:,./\\-~".contains(c);
        if word.contains(['\0', '"']) {
            return Err(shlex::QuoteError::Nul);
        }
        let is_plain = !word.is_empty() && word.chars().all(is_plain);
        let last_backslashes = &word[word.trim_end_matches('\\').len()..];
        Ok(if is_plain { word.into() } else { format!("\"{word}{last_backslashes}\"").into() })
    }
}

#[cfg(test)]
mod tests {
    use super::windows::{quote_word, split_command_line};

    #[test]
    fn on_windows_backslashes_stay_in_paths() {
        for (line, words) in [
            (r"C:\bin\token.exe --for me", vec![r"C:\bin\token.exe", "--for", "me"]),
            (r#""C:\Program Files\x.exe" "a b" "#, vec![r"C:\Program Files\x.exe", "a b"]),
            (r#"x "" y"#, vec!["x", "", "y"]),
            (r#"x a\"b "c\\" \\server\share\"#, vec!["x", "a\"b", r"c\", r"\\server\share\"]),
            (r#"x "it's" 'a b'"#, vec!["x", "it's", "'a", "b'"]),
            (" \t", vec![]),
        ] {
            assert_eq!(split_command_line(line).unwrap(), words, "{line}");
        }
        assert_eq!(split_command_line(r#"x "y"#), None);
        assert_eq!(split_command_line(r#"x "y\""#), None);
    }

    #[test]
    fn on_windows_words_are_quoted_for_both_shells() {
        for (word, quoted) in
            [(r"C:\a\b", r"C:\a\b"), (r"C:\a b\c", r#""C:\a b\c""#), (r"C:\a b\", r#""C:\a b\\""#), ("", r#""""#), ("it's", r#""it's""#)]
        {
            let found = quote_word(word).unwrap();
            assert_eq!(found, quoted);
            assert_eq!(split_command_line(&found).unwrap(), [word]);
        }
        assert!(quote_word("a\"b").is_err());
    }
}
