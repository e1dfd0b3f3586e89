//! Command lines in hints and messages: quoted for a shell, without values that may be secrets.

use super::command_line::takes_next_word;

/// Options whose values are repeated unless they look like a secret. Hints mask the values of all others: what a command line contains may
/// be logged.
const PUBLIC_VALUES: [&str; 17] = [
    "--profile",
    "-p",
    "--output",
    "-o",
    "--write-profile",
    "--color",
    "--login",
    "--duration",
    "--min-life",
    "--timeout",
    "--cache",
    "--endpoint",
    "--s3-endpoint",
    "--issuer",
    "--client-id",
    "--role-arn",
    "--region",
];

/// Quotes words for a POSIX shell. Masks values of options that could be secrets, and what follows the program of `exec`.
pub(super) fn command_text(words: &[&str]) -> String {
    let (own, command) = words.split_at(words.iter().position(|word| *word == "--").unwrap_or(words.len()));
    let mut value_is_masked = false;
    let mut shown: Vec<String> = Vec::with_capacity(words.len());
    for word in own {
        let (option, value) = word.split_once('=').map_or((*word, None), |(option, value)| (option, Some(value)));
        let is_option = word.starts_with('-') && *word != "-";
        shown.push(match value {
            Some(value) if is_option && (!PUBLIC_VALUES.contains(&option) || may_be_secret(value)) => format!("{option}=…"),
            _ if value_is_masked || (!is_option && may_be_secret(word)) => "…".to_owned(),
            _ => quoted(word),
        });
        value_is_masked = is_option && value.is_none() && !PUBLIC_VALUES.contains(word) && takes_next_word(word.as_ref()) == Some(true);
    }
    let shown_count = if command.iter().all(|word| is_plain(word)) { command.len() } else { 2 };
    shown.extend(command.iter().take(shown_count).map(|word| quoted(word)));
    shown.extend((command.len() > shown_count).then(|| "…".to_owned()));
    shown.join(" ")
}

/// Whether `word` looks like a token, or contains user information or a query.
pub(super) fn may_be_secret(word: &str) -> bool {
    word.contains(['@', '?', '#']) || word.contains("eyJ") || word.len() > 100
}

fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), String::from)
}

/// Whether a word of a command can be repeated: a short word of common characters that does not look like a password or its option.
fn is_plain(word: &str) -> bool {
    let is_attached_value = word.starts_with('-') && !word.starts_with("--") && word.len() > 2;
    let lower = word.to_ascii_lowercase();
    let names_secret = ["pass", "secret", "token", "key", "auth"].iter().any(|name| lower.contains(name));
    let is_common = |character: char| character.is_ascii_alphanumeric() || "._/+-".contains(character);
    word.len() <= 32 && word.chars().all(is_common) && !is_attached_value && !names_secret
}
