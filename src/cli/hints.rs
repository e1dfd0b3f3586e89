//! Hints in words that fit the command: what its command line does not take is a key of its profile.

use super::call::Row;
use super::identities;
use crate::advice;
use crate::error::Failure;
use crate::request::UsageError;

/// The failure of a call that works with `profile`, with hints that fit it.
pub(super) fn fit(mut failure: Failure, row: &Row, profile: &str) -> Failure {
    let is_typed = matches!(failure.source.downcast_ref(), Some(UsageError::Missing { flag, .. }) if takes(row, flag));
    match advice::for_profile(&*failure.source, profile).filter(|_| !is_typed) {
        Some(hints) => failure.hints = hints,
        None => failure.hints.iter_mut().for_each(|hint| *hint = with_keys(hint, row, profile)),
    }
    failure
}

fn takes(row: &Row, flag: &str) -> bool {
    row.options().any(|option| option.flag() == flag)
}

/// The hint with keys in place of the flags that the command does not take, and a profile may hold.
fn with_keys(hint: &str, row: &Row, profile: &str) -> String {
    let mut parts = hint.split("--");
    let mut fitting = parts.next().unwrap_or_default().to_owned();
    let mut names_the_profile = false;
    for part in parts {
        let (word, rest) = part.split_at(part.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(part.len()));
        let flag = format!("--{word}");
        let Some(option) = identities::profile_options().find(|option| option.flag() == flag && !takes(row, &flag)) else {
            fitting += &(flag + rest);
            continue;
        };
        let (key, relation, rest) = in_a_profile(&option.key_name(), rest);
        let place = if names_the_profile { String::new() } else { format!(" {relation} the profile `{profile}`") };
        fitting += &(key + &place + rest);
        names_the_profile = true;
    }
    fitting
}

/// How a key is written, with the value that followed its flag if one did, how it stands to its profile, and what is left of the hint.
fn in_a_profile<'a>(key: &str, rest: &'a str) -> (String, &'static str, &'a str) {
    let quoted = rest.strip_prefix(" '").and_then(|value| value.split_once('\''));
    let word = rest.strip_prefix(' ').unwrap_or_default();
    let (value, after) = quoted.unwrap_or_else(|| word.split_at(word.find([' ', ',', ';', ')']).unwrap_or(word.len())));
    if value.contains(':') { (format!("`{key} = \"{value}\"`"), "in", after) } else { (format!("`{key}`"), "of", rest) }
}
