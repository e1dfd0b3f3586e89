//! The messages of `logout`: what was revoked, what stays valid, what is still stored, and entries of unknown logins.

use crate::error::{Failure, Kind};
use crate::session::{LocalOutcome, LoggedOut, RevokeFailure, RevokeOutcome, StoredLogin, Unrecorded};
use crate::sts::RevokeScope;
use crate::sys::files::FileError;
use crate::sys::{Deps, Terminal};

pub(super) const NO_MATCH: &str = "no stored login matches";
const LOCKED: &str =
    "what is sealed stays on this machine, to be revoked: unlock the keyring, and run it again; --forget removes it anyway";

/// Notes how logins without a profile are ended, if there are any, beside an error about the profile.
pub(super) fn without_profile(stored: &[StoredLogin], deps: &Deps) {
    if stored.iter().any(|login| login.profile().is_none()) {
        deps.terminal.note("a login without a profile is stored: `sts-cli logout --all` ends it, or --endpoint with its address");
    }
}

/// Reports the outcome of one login; `label` starts each line. Returns the first problem, for the exit code.
pub(super) fn login(out: LoggedOut, scope: RevokeScope, label: &str, is_of_profile: bool, deps: &Deps) -> Option<Kind> {
    let terminal = &deps.terminal;
    let local = LocalReport::of(&out, is_of_profile, deps);
    let unreadable = out.is_unreadable.then_some(Kind::Config);
    if unreadable.is_some() {
        terminal.warn(&format!("{label}the stored tokens cannot be read, so nobody was asked to revoke them"));
    }
    let credentials = match (out.credentials, scope) {
        (Some(outcome), _) => {
            let done = match scope {
                RevokeScope::Everywhere => "all of this person's credentials are revoked at the storage server",
                RevokeScope::Here => "the credentials are revoked at the storage server",
            };
            report_revocation(outcome, label, "the credentials are not revoked", done, terminal)
        }
        (None, RevokeScope::Everywhere) => {
            terminal.warn(&format!(
                "{label}nothing was revoked at the storage server: that takes live credentials; log in here, then log out again"
            ));
            Some(Kind::Identity)
        }
        (None, RevokeScope::Here) => None,
    };
    let refresh_token = out.refresh_token.and_then(|outcome| {
        report_revocation(outcome, label, "the refresh token is not revoked", "the refresh token is revoked at the provider", terminal)
    });
    credentials.or(refresh_token).or(local.print(label, terminal)).or(unreadable)
}

fn report_revocation(outcome: RevokeOutcome, label: &str, failed: &str, done: &str, terminal: &Terminal) -> Option<Kind> {
    match outcome {
        RevokeOutcome::Revoked => terminal.note(&format!("{label}{done}")),
        RevokeOutcome::NotRevocable(why) => terminal.note(&format!("{label}{why}")),
        RevokeOutcome::Failed(failure) => {
            let failure = Failure::from(failure);
            terminal.warn(&format!("{label}{failed}: {}", failure.in_full()));
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
    fn of(out: &LoggedOut, is_of_profile: bool, deps: &Deps) -> Self {
        let expiration =
            out.last.as_ref().map(|last| format!("; the keys end {}", last.end_in_words(deps.clock.now()))).unwrap_or_default();
        match &out.local {
            Ok(LocalOutcome::Removed) => Self::Note(format!("forgotten on this machine{expiration}")),
            Ok(LocalOutcome::Nothing) if is_of_profile => Self::Note("no cached login for this profile".to_owned()),
            Ok(LocalOutcome::Nothing) => Self::Note(NO_MATCH.to_owned()),
            Ok(LocalOutcome::Retained) => Self::Warning(format!("{}; --forget removes it anyway{expiration}", why_retained(out))),
            Ok(LocalOutcome::Locked) => Self::NotRemoved(LOCKED.to_owned()),
            Err(error) => Self::NotRemoved(format!("not forgotten on this machine: {error}")),
        }
    }

    fn print(self, label: &str, terminal: &Terminal) -> Option<Kind> {
        match self {
            Self::Note(text) => terminal.note(&format!("{label}{text}")),
            Self::Warning(text) => terminal.warn(&format!("{label}{text}")),
            Self::NotRemoved(text) => {
                terminal.warn(&format!("{label}{text}"));
                return Some(Kind::Config);
            }
        }
        None
    }
}

/// Explains why the login is still stored and when to run `logout` again.
fn why_retained(out: &LoggedOut) -> &'static str {
    let failures = [&out.credentials, &out.refresh_token].into_iter().filter_map(|outcome| match outcome {
        Some(RevokeOutcome::Failed(failure)) => Some(failure),
        _ => None,
    });
    if failures.clone().any(RevokeFailure::is_of_an_address) {
        return "what was not revoked stays on this machine: ask the provider's administrator which revocation endpoint is right, and run it again";
    }
    match (failures.clone().any(RevokeFailure::is_of_a_file), failures.clone().any(RevokeFailure::is_out_of_reach)) {
        (true, false) => "what nobody was asked about stays on this machine, to be revoked: run it again when that file can be read",
        (true, true) => {
            "what was not revoked stays on this machine: run it again when that file can be read, and the other server can be reached"
        }
        _ => "what got no answer stays on this machine, to be revoked: run it again when the server can be reached",
    }
}

/// Reports what belongs to no login and was removed, or could not be. What was not revoked is a problem though it is removed: it may still be
/// valid, and nothing on this machine can end it any more.
pub(super) fn removed(unrecorded: &Unrecorded, outcome: Result<(), FileError>, deps: &Deps) -> Option<Kind> {
    let terminal = &deps.terminal;
    if unrecorded.unreadable > 0 {
        let why =
            unrecorded.seal.as_ref().map_or_else(|| "torn, open to other users, or of an unknown client".to_owned(), ToString::to_string);
        terminal.warn(&format!("{} that cannot be read ({why}): nothing of that was revoked", entries(unrecorded.unreadable)));
    }
    if let Some(last) = unrecorded.credentials.iter().max_by_key(|credentials| credentials.expiration) {
        terminal.warn(&format!(
            "credentials whose login has no record are not revoked, because nothing tells which server granted them; they expire {}",
            last.end_in_words(deps.clock.now())
        ));
    }
    if let Some(seal) = unrecorded.seal.as_ref().filter(|_| unrecorded.locked() > 0) {
        terminal.warn(&format!("{} that cannot be read ({seal}): {LOCKED}", entries(unrecorded.locked())));
    }
    let may_be_valid = outcome.is_err() || unrecorded.unreadable + unrecorded.locked() > 0 || !unrecorded.credentials.is_empty();
    match outcome {
        Ok(()) if unrecorded.is_worth_a_word() && unrecorded.locked() == 0 => {
            terminal.note("what belongs to no known login is removed from this machine");
        }
        Ok(()) => {}
        Err(error) => terminal.warn(&format!("not forgotten on this machine: {error}")),
    }
    may_be_valid.then_some(Kind::Config)
}

/// Warns of entries that belong to no known login. They are not removed, because they may be another profile's.
pub(super) fn left(unrecorded: &Unrecorded, deps: &Deps) {
    let count = unrecorded.logins.len() + unrecorded.credentials.len() + unrecorded.unreadable + unrecorded.locked();
    deps.terminal.warn(&format!(
        "{} of no known login (its record is missing or cannot be read): run `sts-cli logout --all` to end every login on this machine",
        entries(count)
    ));
}

fn entries(count: usize) -> String {
    match count {
        1 => "there is 1 stored entry".to_owned(),
        _ => format!("there are {count} stored entries"),
    }
}
