//! The messages of `logout`: what was revoked, what stays valid, what is still stored, and entries of unknown logins.

use super::super::shared_logins::list;
use crate::error::{Failure, FailureKind};
use crate::request::Request;
use crate::session::{LocalOutcome, LogoutOutcome, RevokeFailure, RevokeOutcome, Session, StoredLogin, Unrecorded};
use crate::sts::RevokeScope;
use crate::sys::files::FileError;
use crate::sys::{Deps, Terminal};

pub(super) const NO_MATCH: &str = "no matching login is stored";
const LOCKED: &str = "the encrypted entries stay on this machine because they were not revoked: unlock the keyring, then log out again; --forget removes them anyway";

/// Notes how logins without a profile are ended, if there are any, beside an error about the profile. A login that was saved as one of
/// `profiles` later is its login.
pub(super) fn without_profile(stored: &[StoredLogin], profiles: &[(String, Request, Session)], deps: &Deps) {
    let is_saved = |login: &StoredLogin| {
        let entries = login.entries();
        stored.iter().any(|other| other.profile().is_some() && other.entries().shares_login_with(&entries))
    };
    let is_of_profile = |login: &StoredLogin| {
        login.profile().is_some() || is_saved(login) || profiles.iter().any(|(_, _, session)| session.has_login(login))
    };
    if !stored.iter().all(is_of_profile) {
        deps.terminal.note("a login without a profile is stored: to revoke it, run `sts-cli logout --all`, or set --endpoint to its URL");
    }
}

/// Notes, beside an error about a profile without a login, which profiles have `stored` ones.
pub(super) fn other_profiles(stored: &[StoredLogin], deps: &Deps) {
    let mut names: Vec<String> = stored.iter().filter_map(|login| login.profile().map(str::to_owned)).collect();
    names.sort();
    names.dedup();
    if !names.is_empty() {
        deps.terminal.note(&format!("logins of {} are stored: `sts-cli logout --all` revokes every login on this machine", list(&names)));
    }
}

/// Notes that the supplied token, which identifies the login, is missing.
pub(super) fn token_missing(source: &str, deps: &Deps) {
    deps.terminal.note(&format!("the token from {source} is missing: the login is found by its record on this machine"));
}

/// Reports the outcome of one login; `label` starts each line. Returns the first problem, for the exit code.
pub(super) fn report_login(
    logout: LogoutOutcome,
    scope: RevokeScope,
    label: &str,
    is_of_profile: bool,
    deps: &Deps,
) -> Option<FailureKind> {
    let terminal = &deps.terminal;
    let local = LocalReport::of(&logout, is_of_profile, deps);
    let unreadable = logout.has_unreadable_entries.then_some(FailureKind::Config);
    if unreadable.is_some() {
        terminal.warn(&format!("{label}could not read the stored tokens, so they were not revoked"));
    }
    let credentials = match (logout.credentials, scope) {
        (Some(outcome), _) => {
            let success_text = match scope {
                RevokeScope::Everywhere => "revoked all of this user's credentials at the storage server",
                RevokeScope::ThisMachine => "revoked the credentials at the storage server",
            };
            report_revocation(outcome, label, "could not revoke the credentials", success_text, terminal)
        }
        (None, RevokeScope::Everywhere) => {
            terminal.warn(&format!(
                "{label}could not revoke credentials at the storage server, which requires unexpired credentials: log in on this machine, then log out again"
            ));
            Some(FailureKind::Identity)
        }
        (None, RevokeScope::ThisMachine) => None,
    };
    let refresh_token = logout.refresh_token.and_then(|outcome| {
        report_revocation(outcome, label, "could not revoke the refresh token", "revoked the refresh token at the provider", terminal)
    });
    credentials.or(refresh_token).or(local.print(label, terminal)).or(unreadable)
}

fn report_revocation(
    outcome: RevokeOutcome,
    label: &str,
    failure_text: &str,
    success_text: &str,
    terminal: &Terminal,
) -> Option<FailureKind> {
    match outcome {
        RevokeOutcome::Revoked => terminal.note(&format!("{label}{success_text}")),
        RevokeOutcome::NotRevocable(reason) => terminal.note(&format!("{label}{reason}")),
        RevokeOutcome::Failed(failure) => {
            let failure = Failure::from(failure);
            terminal.warn(&format!("{label}{failure_text}: {}", failure.with_causes()));
            return Some(failure.kind);
        }
    }
    None
}

/// The message about the entries stored on this machine.
enum LocalReport {
    Note(String),
    Warning(String),
    NotRemoved(String),
}

impl LocalReport {
    fn of(logout: &LogoutOutcome, is_of_profile: bool, deps: &Deps) -> Self {
        let expiration = logout
            .last_to_expire
            .as_ref()
            .map(|last_to_expire| format!("; the keys expire at {}", last_to_expire.expiration_in_words(deps.clock.now())))
            .unwrap_or_default();
        match &logout.local {
            Ok(LocalOutcome::Removed) => Self::Note(format!("removed from this machine{expiration}")),
            Ok(LocalOutcome::Nothing) if is_of_profile => Self::Note("no cached login for this profile".to_owned()),
            Ok(LocalOutcome::Nothing) => Self::Note(NO_MATCH.to_owned()),
            Ok(LocalOutcome::Retained) => Self::Warning(format!("{}; --forget removes it anyway{expiration}", retention_reason(logout))),
            Ok(LocalOutcome::Locked) => Self::NotRemoved(LOCKED.to_owned()),
            Err(error) => Self::NotRemoved(format!("could not remove the login from this machine: {error}")),
        }
    }

    fn print(self, label: &str, terminal: &Terminal) -> Option<FailureKind> {
        match self {
            Self::Note(text) => terminal.note(&format!("{label}{text}")),
            Self::Warning(text) => terminal.warn(&format!("{label}{text}")),
            Self::NotRemoved(text) => {
                terminal.warn(&format!("{label}{text}"));
                return Some(FailureKind::Config);
            }
        }
        None
    }
}

/// Explains why the login is still stored and when to run `logout` again.
fn retention_reason(logout: &LogoutOutcome) -> &'static str {
    let failures = [&logout.credentials, &logout.refresh_token].into_iter().filter_map(|outcome| match outcome {
        Some(RevokeOutcome::Failed(failure)) => Some(failure),
        _ => None,
    });
    if failures.clone().any(RevokeFailure::is_bad_endpoint) {
        return "the login stays on this machine because it was not revoked: ask the provider's administrator for the right revocation endpoint, then log out again";
    }
    match (failures.clone().any(RevokeFailure::is_file_error), failures.clone().any(RevokeFailure::is_unreachable)) {
        (true, false) => "the login stays on this machine because it was not revoked: log out again when that file can be read",
        (true, true) => {
            "the login stays on this machine because it was not revoked: log out again when that file can be read and the other server can be reached"
        }
        _ => "the login stays on this machine because it was not revoked: log out again when the server can be reached",
    }
}

/// Reports what belongs to no login and was removed, or could not be. What was not revoked is a problem though it is removed: it may still be
/// valid, and nothing on this machine can end it any more.
pub(super) fn report_removal(unrecorded: &Unrecorded, outcome: Result<(), FileError>, deps: &Deps) -> Option<FailureKind> {
    let terminal = &deps.terminal;
    if unrecorded.unreadable > 0 {
        let reason = unrecorded
            .seal
            .as_ref()
            .map_or_else(|| "damaged, readable by other users, or of an unknown client".to_owned(), ToString::to_string);
        terminal.warn(&format!("{} that cannot be read ({reason}): these were not revoked", entries(unrecorded.unreadable)));
    }
    if let Some(last) = unrecorded.credentials.iter().max_by_key(|credentials| credentials.expiration) {
        terminal.warn(&format!(
            "could not revoke credentials without a login record, because their server is unknown; they expire at {}",
            last.expiration_in_words(deps.clock.now())
        ));
    }
    if let Some(seal) = unrecorded.seal.as_ref().filter(|_| unrecorded.locked() > 0) {
        terminal.warn(&format!("{} that cannot be read ({seal}): {LOCKED}", entries(unrecorded.locked())));
    }
    let may_be_valid = outcome.is_err() || unrecorded.unreadable + unrecorded.locked() > 0 || !unrecorded.credentials.is_empty();
    match outcome {
        Ok(()) if unrecorded.is_reportable() && unrecorded.locked() == 0 => {
            terminal.note("removed entries that belong to no known login");
        }
        Ok(()) => {}
        Err(error) => terminal.warn(&format!("could not remove entries from this machine: {error}")),
    }
    may_be_valid.then_some(FailureKind::Config)
}

/// Warns of entries that belong to no known login. They are not removed, because they may be another profile's.
pub(super) fn warn_of_unrecorded(unrecorded: &Unrecorded, deps: &Deps) {
    let count = unrecorded.logins.len() + unrecorded.credentials.len() + unrecorded.unreadable + unrecorded.locked();
    deps.terminal.warn(&format!(
        "{} of an unknown login (its record is missing or cannot be read): run `sts-cli logout --all` to log out of every login on this machine",
        entries(count)
    ));
}

fn entries(count: usize) -> String {
    match count {
        1 => "there is 1 stored entry".to_owned(),
        _ => format!("there are {count} stored entries"),
    }
}
