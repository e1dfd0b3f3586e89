//! Errors of clap as JSON, and the format of errors before a command line is parsed.

use super::options::ERROR_FORMAT;
use crate::advice::{Hint, Part};
use crate::error::{Failure, FailureKind};
use crate::request::option_spec::VARIABLE_PREFIX;
use crate::sys::{Environment, print_messages_as_json};
use std::ffi::OsString;

/// Clap's message, without its usage lines.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct ClapMessage(String);

/// Selects JSON if `arguments` ask for it before `--`, and returns whether they have the flag at all. What is invalid about them is reported
/// later.
pub(super) fn select_format(arguments: &[OsString]) -> bool {
    let flag = ERROR_FORMAT.flag();
    let words: Vec<&str> =
        arguments.iter().skip(1).map(|word| word.to_str().unwrap_or_default()).take_while(|word| *word != "--").collect();
    if words.windows(2).any(|pair| pair == [flag.as_str(), "json"]) || words.contains(&format!("{flag}=json").as_str()) {
        print_messages_as_json();
    }
    words.iter().any(|word| word.strip_prefix(flag.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
}

/// Selects JSON if the variable of the option asks for it, also for errors that come before the options are read.
pub(super) fn select_format_by_variable(environment: &Environment) {
    if environment.with_prefix(VARIABLE_PREFIX).any(|(rest, text)| ERROR_FORMAT.is_variable(rest) && text == "json") {
        print_messages_as_json();
    }
}

/// Returns clap's error `text` as a failure: its first paragraph is the message, its tips are hints.
pub(super) fn failure(text: &str) -> Failure {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let mut paragraphs = text.split("\n\n");
    let joined = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = joined(paragraphs.next().unwrap_or_default());
    let tips = paragraphs.filter(|paragraph| !paragraph.starts_with("Usage:")).map(joined);
    let hint = |tip: String| Hint::sentence(vec![Part::from(tip.trim_start_matches("tip: ").to_owned())]);
    let hints = tips.filter(|tip| !tip.is_empty()).map(hint).collect();
    Failure::new(FailureKind::Usage, ClapMessage(message), hints)
}
