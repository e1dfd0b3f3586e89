//! `sts-cli logout`: ends a login everywhere it can be ended, and reports what of it worked.

use super::call::Call;
use super::options as opt;
use super::page_hints;
use super::shared;
use crate::error::{Failure, Kind};
use crate::request::Delivery;
use crate::session::{LocalOutcome, LoggedOut, RevokeFailure, RevokeOutcome, Session};
use crate::sts::RevokeScope;
use crate::sys::{Deps, Terminal};
use std::rc::Rc;

/// Runs it. The exit code tells whether something is left that could have been ended, and whose problem that is.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let resolved = call.resolve()?;
    let request = Rc::new(shared::request(&resolved, Delivery::default(), call.deps)?);
    let scope = if resolved.settings.is_on(&opt::EVERYWHERE) { RevokeScope::Everywhere } else { RevokeScope::Here };
    let session = Session::new(&request, call.deps, page_hints)?;
    let out = call.deps.block_on(session.log_out(scope, resolved.settings.is_on(&opt::FORGET)))??;
    Ok(report(out, scope, call.deps).map_or(0, |kind| kind as u8))
}

/// Reports what came of it. Of several problems the first is whose the exit code is.
fn report(out: LoggedOut, scope: RevokeScope, deps: &Deps) -> Option<Kind> {
    let terminal = &deps.terminal;
    let local = LocalReport::of(&out, deps);
    let credentials = match (out.credentials, scope) {
        (Some(outcome), _) => {
            let done = match scope {
                RevokeScope::Everywhere => "all of this person's credentials are revoked at the storage server",
                RevokeScope::Here => "the credentials are revoked at the storage server",
            };
            report_revocation(outcome, "the credentials are not revoked", done, terminal)
        }
        (None, RevokeScope::Everywhere) => {
            terminal.warn("nothing was revoked at the storage server: that takes live credentials; log in here, then log out again");
            Some(Kind::Identity)
        }
        (None, RevokeScope::Here) => None,
    };
    let refresh_token = out.refresh_token.and_then(|outcome| {
        report_revocation(outcome, "the refresh token is not revoked", "the refresh token is revoked at the provider", terminal)
    });
    credentials.or(refresh_token).or(local.print(terminal))
}

fn report_revocation(outcome: RevokeOutcome, failed: &str, done: &str, terminal: &Terminal) -> Option<Kind> {
    match outcome {
        RevokeOutcome::Revoked => terminal.note(done),
        RevokeOutcome::NotRevocable(why) => terminal.note(&why),
        RevokeOutcome::Failed(failure) => {
            let failure = Failure::from(failure);
            terminal.warn(&format!("{failed}: {}", failure.in_full()));
            return Some(failure.kind);
        }
    }
    None
}

/// What is to be said of what was stored on this machine.
enum LocalReport {
    Note(String),
    Warning(String),
    NotRemoved(String),
}

impl LocalReport {
    fn of(out: &LoggedOut, deps: &Deps) -> Self {
        let expiration =
            out.last.as_ref().map(|last| format!("; the keys end {}", last.end_in_words(deps.clock.now()))).unwrap_or_default();
        match &out.local {
            Ok(LocalOutcome::Removed) => Self::Note(format!("forgotten on this machine{expiration}")),
            Ok(LocalOutcome::Nothing) => Self::Note("nothing of this login was on this machine".to_owned()),
            Ok(LocalOutcome::Retained) => Self::Warning(format!("{}; --forget forgets it all the same{expiration}", why_retained(out))),
            Err(error) => Self::NotRemoved(format!("not forgotten on this machine: {error}")),
        }
    }

    fn print(self, terminal: &Terminal) -> Option<Kind> {
        match self {
            Self::Note(text) => terminal.note(&text),
            Self::Warning(text) => terminal.warn(&text),
            Self::NotRemoved(text) => {
                terminal.warn(&text);
                return Some(Kind::Config);
            }
        }
        None
    }
}

/// What is still stored, and when to try again: a file kept us from asking, or a server did not answer.
fn why_retained(out: &LoggedOut) -> &'static str {
    let failures = [&out.credentials, &out.refresh_token].into_iter().filter_map(|outcome| match outcome {
        Some(RevokeOutcome::Failed(failure)) => Some(failure),
        _ => None,
    });
    match (failures.clone().any(RevokeFailure::is_of_a_file), failures.clone().any(RevokeFailure::is_out_of_reach)) {
        (true, false) => "what nobody was asked about stays on this machine, to be revoked: run it again when that file can be read",
        (true, true) => {
            "what was not revoked stays on this machine: run it again when that file can be read, and the other server can be reached"
        }
        _ => "what got no answer stays on this machine, to be revoked: run it again when the server can be reached",
    }
}
