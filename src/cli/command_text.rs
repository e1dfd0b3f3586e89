//! Command lines in hints and messages: quoted for a shell, without values that may be secrets, and short.

use super::command_line::OptionWord;
use crate::text::may_be_secret;

/// The number of words that hints repeat of a command line, and of the command of `exec`.
const MAX_WORDS: usize = 20;

/// Quotes words for a POSIX shell. Masks values of options that could be secrets, and what follows the program of `exec`.
pub(super) fn command_text(words: &[&str]) -> String {
    let (own, command) = words.split_at(words.iter().position(|word| *word == "--").unwrap_or(words.len()));
    let mut value_is_masked = false;
    let mut shown: Vec<String> = Vec::with_capacity(words.len());
    for word in own {
        shown.push(if value_is_masked { "…".to_owned() } else { own_word(word) });
        let option = OptionWord::of(word.as_ref()).filter(|word| !value_is_masked && word.takes_next_word());
        value_is_masked = option.and_then(|word| word.valued()).is_some_and(|option| !option.has_public_value);
    }
    shorten(&mut shown, MAX_WORDS);
    let shown_count = if command.iter().all(|word| is_plain(word)) { command.len() } else { 2 };
    let mut command: Vec<String> = command.iter().take(shown_count).map(|word| quoted_or_masked(word)).collect();
    command.extend((command.len() < words.len() - own.len()).then(|| "…".to_owned()));
    shorten(&mut command, MAX_WORDS);
    shown.append(&mut command);
    shown.join(" ")
}

/// Replaces the words after the first `max` by `…`.
fn shorten(words: &mut Vec<String>, max: usize) {
    if words.len() > max {
        words.truncate(max);
        words.push("…".to_owned());
    }
}

/// Returns a word of our own command line as hints show it.
fn own_word(word: &str) -> String {
    let is_option = word.starts_with('-') && word != "-";
    let option = OptionWord::of(word.as_ref()).and_then(|word| word.valued());
    match word.split_once('=') {
        Some((name, value)) if is_option && option.is_some_and(|option| option.has_public_value) && !may_be_secret(value) => {
            format!("{name}={}", quoted(value))
        }
        Some((name, _)) if is_option => format!("{name}=…"),
        _ if is_option => quoted(word),
        _ => quoted_or_masked(word),
    }
}

fn quoted_or_masked(word: &str) -> String {
    if may_be_secret(word) { "…".to_owned() } else { quoted(word) }
}

fn quoted(word: &str) -> String {
    crate::sys::quote_word(word).map_or_else(|_| word.to_owned(), String::from)
}

/// Whether a word of a command can be repeated: a short word of common characters that does not look like a password or its option.
fn is_plain(word: &str) -> bool {
    let is_attached_value = word.starts_with('-') && !word.starts_with("--") && word.len() > 2;
    let lower = word.to_ascii_lowercase();
    let names_secret = ["pass", "secret", "token", "key", "auth"].iter().any(|name| lower.contains(name));
    let is_common = |character: char| character.is_ascii_alphanumeric() || "._/+-".contains(character);
    word.len() <= 32 && word.chars().all(is_common) && !is_attached_value && !names_secret
}
