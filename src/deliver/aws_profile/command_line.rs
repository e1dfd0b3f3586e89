//! Builds a `credential_process` command line that all clients split the same way.
//!
//! botocore splits it like Python's `shlex`; the SDKs for Go, JavaScript, Rust and others pass it to `sh -c` (`cmd.exe /C` on Windows);
//! some split at spaces. Only words that require quotes are quoted, with single quotes: version 1 of the SDK for Go, and so rclone 1.60 and
//! s5cmd 2.3, ends a value that begins with `"` at the next `"` and loses all arguments.

use super::Error;
use std::borrow::Cow;
use std::path::Path;

/// Returns the command line that runs `program` with `arguments`.
///
/// # Errors
/// [`Error::NotText`].
pub fn command_line(program: &Path, arguments: &[&str]) -> Result<String, Error> {
    let program = program.to_str().ok_or_else(|| Error::NotText(program.to_owned()))?;
    let parts = [program].into_iter().chain(arguments.iter().copied());
    Ok(parts.map(|argument| if cfg!(windows) { windows(argument) } else { posix(argument) }).collect::<Vec<_>>().join(" "))
}

fn posix(argument: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "_@%+=:,./-".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        argument.into()
    } else {
        quoted(&argument.replace('\'', r"'\''"), '\'').into()
    }
}

fn windows(argument: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "_@+=:,./\\-".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) { argument.into() } else { quoted(argument, '"').into() }
}

/// Quotes `argument` with `quote`. `#` and `;` after whitespace begin a comment even inside quotes, so the quotes are closed and reopened
/// between the two characters.
fn quoted(argument: &str, quote: char) -> String {
    let mut text = String::from(quote);
    for c in argument.chars() {
        if matches!(c, '#' | ';') && text.ends_with(char::is_whitespace) {
            text.extend([quote, quote]);
        }
        text.push(c);
    }
    text.push(quote);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_need_quotes_are_quoted() {
        let cases = [
            ("/usr/bin/sts-cli", "/usr/bin/sts-cli"),
            ("/opt/my tools/sts-cli", "'/opt/my tools/sts-cli'"),
            ("/opt/$x y", "'/opt/$x y'"),
            ("/it's", r"'/it'\''s'"),
            ("/a \"b\" c", "'/a \"b\" c'"),
            ("/no #1;2 ;3", "'/no ''#1;2 '';3'"),
            ("/no\t#1\u{a0};2", "'/no\t''#1\u{a0}'';2'"),
            ("", "''"),
        ];
        for (argument, line) in cases {
            assert_eq!(posix(argument), line);
            assert_eq!(shlex::split(line), Some(vec![argument.to_owned()]), "{line}");
        }
        assert_eq!(windows(r"C:\Program Files\sts-cli.exe"), r#""C:\Program Files\sts-cli.exe""#);
        assert_eq!(windows(r"C:\bin\sts-cli.exe"), r"C:\bin\sts-cli.exe");
    }
}
