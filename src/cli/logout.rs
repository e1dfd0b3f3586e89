//! `sts-cli logout`: revokes logins at their servers, removes them from this machine and reports the outcome.

mod only;
mod report;
mod targets;

use super::explain_error;
use super::invocation::Invocation;
use super::options as opt;
use super::request_builder;
use super::shared_logins::list;
use crate::error::{Failure, FailureKind};
use crate::session::{LocalOutcome, LogoutOutcome, Session, Unrecorded};
use crate::sts::RevokeScope;
use targets::{LogoutTarget, LogoutTargets};

/// A login and the outcome of its logout.
type LogoutResult = (LogoutTarget, Result<LogoutOutcome, Failure>);

/// Runs `logout`. The exit code is that of the first login that could not be revoked or removed.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    if call.typed.is_on(&opt::ONLY) {
        return only::run(&call);
    }
    let targets = LogoutTargets::select(&call)?;
    if !confirm_for_sharing_profiles(&targets.sharing_profiles, &call)? {
        return Ok(0);
    }
    run_for(targets, &call)
}

/// Logs out of the profile of this invocation, which the user has confirmed. Returns the exit code, as [`run`] does.
pub(super) fn run_confirmed(call: &Invocation<'_>) -> Result<u8, Failure> {
    run_for(LogoutTargets::select(call)?, call)
}

fn run_for(targets: LogoutTargets, call: &Invocation<'_>) -> Result<u8, Failure> {
    let scope = if call.typed.is_on(&opt::EVERYWHERE) { RevokeScope::Everywhere } else { RevokeScope::ThisMachine };
    let LogoutTargets { logins, login_keys, policy, .. } = targets;
    let (mut results, mut interruption) = (Vec::new(), None);
    for target in logins {
        match log_out(&target, scope, call) {
            Err(failure)
                if matches!(failure.kind, FailureKind::Interrupted | FailureKind::HungUp | FailureKind::Quit | FailureKind::Terminated) =>
            {
                interruption = Some(failure);
                break;
            }
            outcome => results.push((target, outcome)),
        }
    }
    let unrecorded = match interruption {
        None => Unrecorded::find(&login_keys, policy, call.deps)?,
        Some(_) => Unrecorded::default(),
    };
    let is_only_report = interruption.is_none() && !unrecorded.is_reportable();
    let problem = report_logins(results, is_only_report, scope, call)?;
    let problem = problem.or(report_unrecorded(unrecorded, call));
    interruption.map_or(Ok(problem.map_or(0, |kind| kind as u8)), Err)
}

/// Says which other profiles share the login, and on a terminal asks. Returns whether to log out.
fn confirm_for_sharing_profiles(profiles: &[String], call: &Invocation<'_>) -> Result<bool, Failure> {
    let terminal = &call.deps.terminal;
    let (names, share) = (list(profiles), if profiles.len() == 1 { "shares" } else { "share" });
    if profiles.is_empty() {
        return Ok(true);
    }
    if !terminal.is_used_interactively() {
        terminal.note(&format!("this logs out of {names} too, which {share} this login; --only removes the credentials of one profile"));
        return Ok(true);
    }
    let is_confirmed = terminal.prompt_confirmation(&format!("{names} {share} this login. Log out of all of them?"))?;
    if !is_confirmed {
        terminal.note("nothing was changed; --only removes the credentials of one profile, and leaves the login");
    }
    Ok(is_confirmed)
}

/// Logs out of one login.
fn log_out(target: &LogoutTarget, scope: RevokeScope, call: &Invocation<'_>) -> Result<LogoutOutcome, Failure> {
    let Some(request) = &target.request else {
        let source = format!("could not read the stored login `{}`", target.label).into();
        return Err(Failure { kind: FailureKind::Config, source, facts: Vec::new(), hints: Vec::new(), request_id: None });
    };
    request_builder::warn_if_insecure(&request.trust, call.deps);
    let session = Session::new(request, call.deps, explain_error)?;
    Ok(call.deps.block_on(session.log_out(target.stored_login.as_ref(), scope, call.typed.is_on(&opt::FORGET)))??)
}

/// Reports each outcome and returns the first problem. Logins without stored entries are left out if there is anything else to report:
/// another login, or unrecorded ones (then `is_only_report` is false).
///
/// # Errors
/// The error of a single login.
fn report_logins(
    mut results: Vec<LogoutResult>,
    is_only_report: bool,
    scope: RevokeScope,
    call: &Invocation<'_>,
) -> Result<Option<FailureKind>, Failure> {
    let is_worth_reporting = |(_, outcome): &LogoutResult| !matches!(outcome, Ok(LogoutOutcome { local: Ok(LocalOutcome::Nothing), .. }));
    if results.iter().any(is_worth_reporting) {
        results.retain(is_worth_reporting);
    } else {
        results.truncate(usize::from(is_only_report));
    }
    if results.is_empty() && is_only_report {
        call.deps.terminal.note(report::NO_MATCH);
    }
    let is_single_login = results.len() < 2 && is_only_report;
    let mut problem = None;
    for (target, outcome) in results {
        let label = if is_single_login || target.request.is_none() { String::new() } else { format!("{}: ", target.label) };
        let kind = match outcome {
            Ok(logout) => {
                report::report_login(logout, scope, &label, target.request.is_some_and(|request| request.profile.is_some()), call.deps)
            }
            Err(failure) if is_single_login => return Err(failure),
            Err(failure) => {
                call.deps.terminal.warn(&format!("{label}{}", failure.with_causes()));
                Some(failure.kind)
            }
        };
        problem = problem.or(kind);
    }
    Ok(problem)
}

/// With `--all`, removes stored entries that belong to no known login; else warns of them. Returns the problem, if any.
fn report_unrecorded(mut unrecorded: Unrecorded, call: &Invocation<'_>) -> Option<FailureKind> {
    if call.typed.is_on(&opt::FORGET) {
        unrecorded.forget_locked();
    }
    let unrecorded = &unrecorded;
    if call.typed.is_on(&opt::ALL) {
        return report::report_removal(unrecorded, unrecorded.remove(call.deps), call.deps);
    }
    if unrecorded.is_reportable() {
        report::warn_of_unrecorded(unrecorded, call.deps);
    }
    None
}
