//! `sts-cli logout`: ends a login everywhere it can be ended, and says what of it worked.

use super::call::Call;
use super::options as opt;
use super::shared;
use crate::error::{Failure, Kind};
use crate::request::Delivery;
use crate::session::{Ended, Here, LoggedOut, Session};
use crate::sts::RevokeScope;
use crate::sys::{Deps, Terminal};

/// Runs it. The exit code tells whether something is left that could have been ended, and whose problem that is.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let resolved = call.resolve()?;
    let request = shared::request(&resolved, Delivery::default(), call.deps)?;
    let reach = if resolved.settings.is_on(&opt::EVERYWHERE) { RevokeScope::Everywhere } else { RevokeScope::Here };
    let session = Session::new(&request, call.deps)?;
    let out = call.deps.block_on(session.log_out(reach, resolved.settings.is_on(&opt::FORGET)))??;
    Ok(told(&out, reach, call.deps).map_or(0, |kind| kind as u8))
}

/// Says what came of it. Of several problems the first is whose the exit code is.
fn told(out: &LoggedOut, reach: RevokeScope, deps: &Deps) -> Option<Kind> {
    let terminal = &deps.terminal;
    let granted = match (&out.credentials, reach) {
        (Some(ended), RevokeScope::Everywhere) => told_of(
            ended,
            "the credentials are not revoked",
            "all of this person's credentials are revoked at the storage server",
            terminal,
        ),
        (Some(ended), RevokeScope::Here) => {
            told_of(ended, "the credentials are not revoked", "the credentials are revoked at the storage server", terminal)
        }
        (None, RevokeScope::Everywhere) => {
            terminal.warn("nothing was revoked at the storage server: that takes live credentials; log in here, then log out again");
            Some(Kind::Identity)
        }
        (None, RevokeScope::Here) => None,
    };
    let handed_back = out
        .refresh_token
        .as_ref()
        .and_then(|ended| told_of(ended, "the refresh token is not revoked", "the refresh token is revoked at the provider", terminal));
    granted.or(handed_back).or(told_of_here(out, deps))
}

fn told_of(ended: &Ended, failed: &str, done: &str, terminal: &Terminal) -> Option<Kind> {
    match ended {
        Ended::Revoked => terminal.note(done),
        Ended::ByItself(why) => terminal.note(why),
        Ended::Not(failure) => {
            terminal.warn(&format!("{failed}: {}", failure.in_full()));
            return Some(failure.kind);
        }
    }
    None
}

fn told_of_here(out: &LoggedOut, deps: &Deps) -> Option<Kind> {
    let terminal = &deps.terminal;
    let end = out.last.as_ref().map(|last| format!("; the keys end {}", last.end_in_words(deps.clock.now()))).unwrap_or_default();
    match &out.here {
        Ok(Here::Forgotten) => terminal.note(&format!("forgotten on this machine{end}")),
        Ok(Here::Nothing) => terminal.note("nothing of this login was on this machine"),
        Ok(Here::Kept) => terminal.warn(&format!("{}; --forget forgets it all the same{end}", told_of_kept(out))),
        Err(error) => {
            terminal.warn(&format!("not forgotten on this machine: {error}"));
            return Some(Kind::Config);
        }
    }
    None
}

/// What is still here, and when to try again: a file kept us from asking, or nobody answered.
fn told_of_kept(out: &LoggedOut) -> &'static str {
    let ended = [&out.credentials, &out.refresh_token];
    let failed = |kind: Kind| ended.iter().any(|ended| matches!(ended, Some(Ended::Not(failure)) if failure.kind == kind));
    match (failed(Kind::Config), failed(Kind::Network)) {
        (true, false) => "what nobody was asked about stays on this machine, to be revoked: run it again when that file can be read",
        (true, true) => {
            "what was not revoked stays on this machine: run it again when that file can be read, and the other server can be reached"
        }
        _ => "what got no answer stays on this machine, to be revoked: run it again when the server can be reached",
    }
}
