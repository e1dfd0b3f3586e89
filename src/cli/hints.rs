//! Hints in words that fit the command: what its command line does not take is a key of its profile.

use super::call::{InPlay, Row};
use super::identities;
use super::option::Opt;
use crate::error::Failure;
use crate::request::UsageError;
use crate::{advice, identity};

/// The failure of a call that works with a profile, with hints that fit it.
pub(super) fn fit(mut failure: Failure, row: &Row, in_play: &InPlay) -> Failure {
    let is_of_a_login = failure.source.is::<identity::Error>();
    let takes = |option: &Opt| takes(row, option, is_of_a_login);
    let is_typed = match failure.source.downcast_ref() {
        Some(UsageError::Missing { flag, .. }) => identities::profile_options().any(|option| option.flag() == *flag && takes(option)),
        _ => false,
    };
    match advice::for_profile(&*failure.source, &in_play.profile, in_play.never.as_ref()).filter(|_| !is_typed) {
        Some(hints) => failure.hints = hints,
        None => failure.hints.iter_mut().for_each(|hint| *hint = with_keys(hint, &in_play.profile, takes)),
    }
    failure
}

/// Whether the command takes `option`. Its own flag of the same name stands for another one in what is said of a login only.
fn takes(row: &Row, option: &Opt, is_of_a_login: bool) -> bool {
    row.options().any(|known| known.name == option.name || !is_of_a_login && known.flag() == option.flag())
}

/// The hint with keys in place of the flags that the command does not take, and a profile may hold. Quoted words stay as they are:
/// they may be a whole command.
fn with_keys(hint: &str, profile: &str, takes: impl Fn(&Opt) -> bool) -> String {
    let mut names_the_profile = false;
    let parts = hint.split('`').enumerate().map(|(index, part)| {
        let is_quoted = index % 2 == 1;
        if is_quoted { part.to_owned() } else { unquoted_with_keys(part, profile, &takes, &mut names_the_profile) }
    });
    parts.collect::<Vec<_>>().join("`")
}

fn unquoted_with_keys(text: &str, profile: &str, takes: impl Fn(&Opt) -> bool, names_the_profile: &mut bool) -> String {
    let mut parts = text.split("--");
    let mut fitting = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (word, rest) = part.split_at(part.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(part.len()));
        let flag = format!("--{word}");
        let Some(option) = identities::profile_options().find(|option| option.flag() == flag && !takes(option)) else {
            fitting += &(flag + rest);
            continue;
        };
        let (key, relation, rest) = in_a_profile(&option.key_name(), rest);
        let place = if *names_the_profile { String::new() } else { format!(" {relation} the profile `{profile}`") };
        fitting += &(key + &place + rest);
        *names_the_profile = true;
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
