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
    let mut names_a_key = false;
    for part in parts {
        let (word, rest) = part.split_at(part.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(part.len()));
        let flag = format!("--{word}");
        let option = identities::profile_options().find(|option| option.flag() == flag).filter(|_| !takes(row, &flag));
        names_a_key |= option.is_some();
        fitting += &option.map_or(flag, |option| format!("`{}`", option.key_name()));
        fitting += rest;
    }
    if names_a_key { format!("in the profile `{profile}`: {fitting}") } else { fitting }
}
