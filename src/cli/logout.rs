//! `sts-cli logout`: revokes logins at their servers, removes them from this machine and reports the outcome.

mod report;
mod targets;

use super::call::Call;
use super::options as opt;
use super::page_hints;
use super::shared;
use crate::error::{Failure, Kind};
use crate::session::{LocalOutcome, LoggedOut, Session, Unrecorded};
use crate::sts::RevokeScope;
use targets::{Target, Targets};

/// A login and the outcome of its logout.
type Ended = (Target, Result<LoggedOut, Failure>);

/// Runs `logout`. The exit code is that of the first login that could not be revoked or removed.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let scope = if call.typed.is_on(&opt::EVERYWHERE) { RevokeScope::Everywhere } else { RevokeScope::Here };
    let Targets { logins, known, policy, .. } = Targets::of(&call)?;
    let (mut ended, mut interruption) = (Vec::new(), None);
    for target in logins {
        match end(&target, scope, &call) {
            Err(failure) if matches!(failure.kind, Kind::Interrupted | Kind::HungUp | Kind::Terminated) => {
                interruption = Some(failure);
                break;
            }
            outcome => ended.push((target, outcome)),
        }
    }
    let unrecorded = match interruption {
        None => Unrecorded::find(&known, policy, call.deps)?,
        Some(_) => Unrecorded::default(),
    };
    let is_alone = interruption.is_none() && !unrecorded.is_worth_a_word();
    let problem = report_logins(ended, is_alone, scope, &call)?;
    let problem = problem.or(report_unrecorded(unrecorded, &call));
    interruption.map_or(Ok(problem.map_or(0, |kind| kind as u8)), Err)
}

/// Logs out of one login.
fn end(target: &Target, scope: RevokeScope, call: &Call<'_>) -> Result<LoggedOut, Failure> {
    let Some(request) = &target.request else {
        let source = format!("could not read the stored login `{}`", target.label).into();
        return Err(Failure { kind: Kind::Config, source, hints: Vec::new() });
    };
    shared::warn_of(&request.trust, call.deps);
    let session = Session::new(request, call.deps, page_hints)?;
    Ok(call.deps.block_on(session.log_out(target.stored.as_ref(), scope, call.typed.is_on(&opt::FORGET)))??)
}

/// Reports each outcome and returns the first problem. Logins without stored entries are reported only if there is nothing else to report
/// (`is_alone`).
///
/// # Errors
/// The error of a single login.
fn report_logins(mut ended: Vec<Ended>, is_alone: bool, scope: RevokeScope, call: &Call<'_>) -> Result<Option<Kind>, Failure> {
    let is_told = |(_, outcome): &Ended| !matches!(outcome, Ok(LoggedOut { local: Ok(LocalOutcome::Nothing), .. }));
    if ended.iter().any(is_told) {
        ended.retain(is_told);
    } else {
        ended.truncate(usize::from(is_alone));
    }
    if ended.is_empty() && is_alone {
        call.deps.terminal.note(report::NO_MATCH);
    }
    let is_one = ended.len() < 2 && is_alone;
    let mut problem = None;
    for (target, outcome) in ended {
        let label = if is_one || target.request.is_none() { String::new() } else { format!("{}: ", target.label) };
        let kind = match outcome {
            Ok(out) => report::login(out, scope, &label, target.request.is_some_and(|request| request.profile.is_some()), call.deps),
            Err(failure) if is_one => return Err(failure),
            Err(failure) => {
                call.deps.terminal.warn(&format!("{label}{}", failure.in_full()));
                Some(failure.kind)
            }
        };
        problem = problem.or(kind);
    }
    Ok(problem)
}

/// With `--all`, removes stored entries that belong to no known login; else warns of them. Returns the problem, if any.
fn report_unrecorded(mut unrecorded: Unrecorded, call: &Call<'_>) -> Option<Kind> {
    if call.typed.is_on(&opt::FORGET) {
        unrecorded.forget_locked();
    }
    let unrecorded = &unrecorded;
    if call.typed.is_on(&opt::ALL) {
        return report::removed(unrecorded, unrecorded.remove(call.deps), call.deps);
    }
    if unrecorded.is_worth_a_word() {
        report::left(unrecorded, call.deps);
    }
    None
}
