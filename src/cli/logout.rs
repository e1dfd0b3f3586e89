//! `sts-cli logout`: ends logins everywhere they can be ended, and reports what of it worked.

use super::call::{Call, Resolved};
use super::identities::WEB_IDENTITY;
use super::options as opt;
use super::page_hints;
use super::shared;
use crate::error::{Failure, Kind};
use crate::request::{CachePolicy, Delivery, Endpoint, Identity, Issuer, Request, UsageError};
use crate::session::{LocalOutcome, LoggedOut, RevokeFailure, RevokeOutcome, Selection, Session, StoredLogin, stored_logins};
use crate::sts::RevokeScope;
use crate::sys::{Deps, Terminal};
use std::rc::Rc;

const NO_MATCH: &str = "no stored login matches";

/// A login to end.
struct Target {
    /// What it is called where several are ended.
    label: String,
    /// How to get there again; `None` if that cannot be read.
    request: Option<Rc<Request>>,
    /// What is stored of it, unless it is that of the request.
    stored: Option<StoredLogin>,
}

/// Runs it. The exit code tells whether something is left that could have been ended, and whose problem that is.
pub(super) fn run(call: Call<'_>) -> Result<u8, Failure> {
    let scope = if call.typed.is_on(&opt::EVERYWHERE) { RevokeScope::Everywhere } else { RevokeScope::Here };
    let (mut ended, mut interruption) = (Vec::new(), None);
    for target in targets(&call)? {
        match end(&target, scope, &call) {
            Err(failure) if matches!(failure.kind, Kind::Interrupted | Kind::HungUp | Kind::Terminated) => {
                interruption = Some(failure);
                break;
            }
            outcome => ended.push((target, outcome)),
        }
    }
    let is_told =
        |(_, outcome): &(Target, Result<LoggedOut, Failure>)| !matches!(outcome, Ok(LoggedOut { local: Ok(LocalOutcome::Nothing), .. }));
    if ended.iter().any(is_told) {
        ended.retain(is_told);
    } else {
        ended.truncate(usize::from(interruption.is_none()));
    }
    if ended.is_empty() && interruption.is_none() {
        call.deps.terminal.note(NO_MATCH);
    }
    let is_one = ended.len() < 2 && interruption.is_none();
    let mut problem = None;
    for (target, outcome) in ended {
        let label = if is_one || target.request.is_none() { String::new() } else { format!("{}: ", target.label) };
        let kind = match outcome {
            Ok(out) => report(out, scope, &label, target.request.is_some_and(|request| request.profile.is_some()), call.deps),
            Err(failure) if is_one => return Err(failure),
            Err(failure) => {
                call.deps.terminal.warn(&format!("{label}{}", failure.in_full()));
                Some(failure.kind)
            }
        };
        problem = problem.or(kind);
    }
    interruption.map_or(Ok(problem.map_or(0, |kind| kind as u8)), Err)
}

/// Ends one login.
fn end(target: &Target, scope: RevokeScope, call: &Call<'_>) -> Result<LoggedOut, Failure> {
    let Some(request) = &target.request else {
        let source = format!("could not read the stored login {}", target.label).into();
        return Err(Failure { kind: Kind::Config, source, hints: Vec::new() });
    };
    shared::warn_of(&request.trust, call.deps);
    let session = Session::new(request, call.deps, page_hints)?;
    Ok(call.deps.block_on(session.log_out(target.stored.as_ref(), scope, call.typed.is_on(&opt::FORGET)))??)
}

/// The logins that this call means.
fn targets(call: &Call<'_>) -> Result<Vec<Target>, Failure> {
    let by_place = [&*opt::ENDPOINT, &*opt::ISSUER, &*opt::CLIENT_ID].iter().any(|option| call.typed.is_set(option));
    match call.named()? {
        _ if call.typed.is_on(&opt::ALL) => {
            stored(Selection::All, policy(&call.resolve_without_profile(&WEB_IDENTITY)?, call.deps)?, None, call.deps)
        }
        Some((name, origin)) => of_profile(call.resolve_profile(name, origin), name, call),
        None if by_place => of_place(&call.resolve_without_profile(&WEB_IDENTITY)?, call.deps),
        None => match call.resolve() {
            Ok(resolved) => {
                let name = resolved.profile.clone().unwrap_or_default();
                of_profile(Ok(resolved), &name, call)
            }
            Err(error @ UsageError::NoProfile { .. }) => {
                let resolved = call.resolve_without_profile(&WEB_IDENTITY)?;
                let is_named = [&*opt::ENDPOINT, &*opt::ISSUER, &*opt::CLIENT_ID].iter().all(|option| resolved.settings.is_set(option));
                if is_named { of_place(&resolved, call.deps) } else { Err(error.into()) }
            }
            Err(error) => Err(error.into()),
        },
    }
}

/// The request whose login is to be ended. What was stored before caching was turned off is ended too.
fn request(resolved: &Resolved, deps: &Rc<Deps>) -> Result<Request, UsageError> {
    let mut request = shared::request(resolved, Delivery::default(), deps)?;
    request.cache_policy.files = true;
    Ok(request)
}

/// Where logins are stored, whether or not this call may cache.
fn policy(resolved: &Resolved, deps: &Deps) -> Result<CachePolicy, UsageError> {
    Ok(CachePolicy { files: true, ..shared::cache_policy(&resolved.settings, deps)? })
}

/// The login of the profile `name` as it is now, if it can be read, and all that it had before.
fn of_profile(resolved: Result<Resolved, UsageError>, name: &str, call: &Call<'_>) -> Result<Vec<Target>, Failure> {
    let now = resolved.and_then(|resolved| request(&resolved, call.deps));
    let policy = match &now {
        Ok(request) => request.cache_policy,
        Err(_) => policy(&call.resolve_without_profile(&WEB_IDENTITY)?, call.deps)?,
    };
    let before = stored(Selection::Profile(name), policy, now.as_ref().ok(), call.deps)?;
    match now {
        Err(error) if before.is_empty() => Err(error.into()),
        Ok(request) => with_current(request, name, before, call.deps),
        Err(_) => Ok(before),
    }
}

/// The logins without a profile that were made at this endpoint, this issuer, with this client.
fn of_place(resolved: &Resolved, deps: &Rc<Deps>) -> Result<Vec<Target>, Failure> {
    let settings = &resolved.settings;
    let text = |option| settings.text(option);
    let endpoint = text(&opt::ENDPOINT).map(|text| Endpoint::new(text, true)).transpose().map_err(settings.bad(&opt::ENDPOINT))?;
    let issuer = text(&opt::ISSUER).map(|text| Issuer::new(text, true)).transpose().map_err(settings.bad(&opt::ISSUER))?;
    let now = match endpoint.is_some() && issuer.is_some() && settings.is_set(&opt::CLIENT_ID) {
        true => Some(request(resolved, deps)?),
        false => None,
    };
    let selection = Selection::Matching {
        endpoint: endpoint.as_ref().map(Endpoint::address),
        issuer: issuer.as_ref().map(Issuer::name),
        client_id: text(&opt::CLIENT_ID),
    };
    let before = stored(selection, policy(resolved, deps)?, now.as_ref(), deps)?;
    match now {
        Some(request) => with_current(request, "the login without a profile", before, deps),
        None => Ok(before),
    }
}

/// The login of `request`, with what is stored of it, and after it all the others.
fn with_current(mut request: Request, name: &str, mut others: Vec<Target>, deps: &Rc<Deps>) -> Result<Vec<Target>, Failure> {
    let session = Session::new(&Rc::new(request.clone()), deps, page_hints)?;
    let same = others.iter().position(|target| target.stored.as_ref().is_some_and(|stored| session.has_login(stored)));
    let same = same.map(|nth| others.remove(nth));
    if let Some(before) = same.as_ref().and_then(|target| target.request.as_ref()) {
        take_proof(&mut request, before);
        request.s3_endpoint = request.s3_endpoint.or_else(|| before.s3_endpoint.clone());
    }
    let label = format!("{name} at {}", request.endpoint.address());
    others.insert(0, Target { label, request: Some(Rc::new(request)), stored: same.and_then(|target| target.stored) });
    Ok(others)
}

/// What is stored of the selected logins; the client secret and the certificates to trust are those that count `now`, if there are any.
fn stored(selection: Selection<'_>, policy: CachePolicy, now: Option<&Request>, deps: &Deps) -> Result<Vec<Target>, Failure> {
    let found = stored_logins(selection, policy, deps)?;
    let target = |stored: StoredLogin| {
        let mut request = stored.request(policy);
        if let (Some(request), Some(now)) = (&mut request, now) {
            take_proof(request, now);
        }
        Target { label: stored.label(), request: request.map(Rc::new), stored: Some(stored) }
    };
    Ok(found.into_iter().map(target).collect())
}

/// Has `request` prove the client as `now` does, and trust whom `now` trusts, where `now` says it; but not if it was made without verifying
/// anyone.
fn take_proof(request: &mut Request, now: &Request) {
    let (trust, now_trust) = (&mut request.trust, &now.trust);
    if !trust.insecure {
        trust.insecure = now_trust.insecure;
        trust.ca_bundle = now_trust.ca_bundle.clone().or_else(|| trust.ca_bundle.take());
        trust.client = now_trust.client.clone().or_else(|| trust.client.take());
    }
    if let (Identity::WebIdentity(person), Identity::WebIdentity(known)) = (&mut request.identity, &now.identity)
        && person.client_id == known.client_id
    {
        if known.client_secret.is_some() || known.assertion_key.is_some() {
            (person.client_secret, person.assertion_key) = (known.client_secret.clone(), known.assertion_key.clone());
            person.authentication = known.authentication;
        }
        person.authentication = known.authentication.or(person.authentication);
    }
}

/// Reports what came of one login; `label` begins each line. Of several problems the first is whose the exit code is.
fn report(out: LoggedOut, scope: RevokeScope, label: &str, is_of_profile: bool, deps: &Deps) -> Option<Kind> {
    let terminal = &deps.terminal;
    let local = LocalReport::of(&out, is_of_profile, deps);
    if out.is_unreadable {
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
    credentials.or(refresh_token).or(local.print(label, terminal))
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

/// What is to be said of what was stored on this machine.
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
