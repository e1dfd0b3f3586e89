//! Lets the user choose a profile at the terminal, if none is given and none is the default.

use super::explain_error;
use super::invocation::{Invocation, Resolved};
use super::{options as opt, profile_names, request_builder};
use crate::error::Failure;
use crate::request::{CachePolicy, LoginMethod, OutputFormat, Request, UsageError};
use crate::session::Session;
use crate::sys::{Menu, MenuItem};
use crate::text::printable;
use std::cmp::Reverse;
use std::rc::Rc;
use std::time::SystemTime;

/// Resolves the settings of `call`, with a profile that the user chooses if none is given.
///
/// # Errors
/// The errors of [`Invocation::resolve`], and those of the menu.
pub(super) fn resolve(call: &Invocation<'_>) -> Result<Resolved, Failure> {
    match call.resolve() {
        Err(error @ UsageError::NoProfile { .. }) => pick(error, call),
        resolved => Ok(resolved?),
    }
}

/// Resolves the settings with a profile that the user chooses. A single profile is used without a menu.
///
/// # Errors
/// `error`, which says that no profile is given, if there are no profiles or the user cannot choose.
pub(super) fn pick(error: UsageError, call: &Invocation<'_>) -> Result<Resolved, Failure> {
    let name = match &error {
        UsageError::NoProfile { known, .. } if !known.is_empty() && can_choose(call)? => choose(known, call)?,
        _ => return Err(error.into()),
    };
    Ok(call.resolve_profile(&name, None)?)
}

/// Returns the name of a profile that the user chooses; `None` if there are none or the user cannot choose.
///
/// # Errors
/// Those of the menu, and of reading the names.
pub(super) fn choose_name(call: &Invocation<'_>) -> Result<Option<String>, Failure> {
    let known = profile_names::names(&call.deps.directories)?;
    if known.is_empty() || !can_choose(call)? { Ok(None) } else { choose(&known, call).map(Some) }
}

/// Returns whether a menu is possible and expected: a credential helper must not wait for a choice.
pub(super) fn can_choose(call: &Invocation<'_>) -> Result<bool, UsageError> {
    let is_helper = call.typed.value(&opt::OUTPUT)? == Some(OutputFormat::Process);
    let is_login_disabled = call.typed.value(&opt::LOGIN)? == Some(LoginMethod::Never);
    Ok(!is_helper && !is_login_disabled && call.deps.terminal.can_prompt())
}

fn choose(names: &[String], call: &Invocation<'_>) -> Result<String, Failure> {
    if let [only] = names {
        call.deps.terminal.note(&format!("using `{only}`, the only profile"));
        return Ok(only.clone());
    }
    let mut rows: Vec<(Option<SystemTime>, MenuItem)> = names.iter().map(|name| row(name, call)).collect();
    rows.sort_by_key(|(last_stored, _)| Reverse(*last_stored));
    let items: Vec<MenuItem> = rows.into_iter().map(|(_, item)| item).collect();
    let index = call.deps.terminal.choose(&Menu { question: question(call.row.name), items: &items, default: 0, is_numbered: false })?;
    Ok(items.into_iter().nth(index).map(|item| item.name).unwrap_or_default())
}

fn question(command: &str) -> &'static str {
    match command {
        "login" => "Log in with which profile?",
        "logout" => "Log out of which profile?",
        _ => "Use which profile?",
    }
}

/// Returns the item of a profile, and when its login was last used to get credentials or tokens.
fn row(name: &str, call: &Invocation<'_>) -> (Option<SystemTime>, MenuItem) {
    let resolved = call.resolve_inactive_profile(name, None).ok();
    let description = resolved.as_ref().map_or_else(String::new, |resolved| {
        let endpoint = profile_names::masked_address(resolved.settings.text(&opt::ENDPOINT).unwrap_or_default());
        printable(&format!("{} {endpoint}", resolved.identity.name))
    });
    let last_stored = resolved.and_then(|resolved| last_stored(&resolved, call));
    (last_stored, MenuItem { name: name.to_owned(), description })
}

fn last_stored(resolved: &Resolved, call: &Invocation<'_>) -> Option<SystemTime> {
    let request = request_builder::lookup_request(resolved, call.deps).ok()?;
    // the entries are not read, so the keyring is not needed
    let cache_policy = CachePolicy { sealed: false, ..request.cache_policy };
    Session::new(&Rc::new(Request { cache_policy, ..request }), call.deps, explain_error).ok()?.last_stored()
}
