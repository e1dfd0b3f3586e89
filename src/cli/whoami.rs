//! `sts-cli whoami [PROFILE]`: whose credentials these are, what they may do and for how long; with `--online`, what they see.

mod answer;
mod json;
mod text;

use super::hints::HintFormatter;
use super::invocation::{Invocation, Resolved};
use super::keys_in_use::{KeysInUse, failure_of_environment};
use super::{explain_error, options as opt, output_settings, request_builder, required_user};
use crate::access::{self, Access};
use crate::credentials::Credentials;
use crate::error::Failure;
use crate::request::{Delivery, Request};
use crate::session::Session;
use crate::sts::LearnedServer;
use crate::whoami::{KeysOrigin, Whoami};
use crate::{advice, deliver};
use answer::Answer;
use std::rc::Rc;

/// Runs `whoami`. Exit code 4 means that a login is required.
pub(super) fn run(call: Invocation<'_>) -> Result<u8, Failure> {
    let prints_json = output_settings::prints_json(&call.typed)?;
    let is_online = call.typed.is_on(&opt::ONLINE) || call.typed.is_set(&opt::BUCKET);
    let keys = KeysInUse::resolve(&call)?;
    call.deps.terminal.disable_prompts(); // before the identity is built, which chooses the login method
    let is_of_profile = matches!(keys, KeysInUse::Profile(_));
    let (whoami, access) = match keys {
        KeysInUse::Profile(resolved) if is_online => of_profile_online(&resolved, &call)?,
        KeysInUse::Profile(resolved) => (of_profile(&resolved, &call)?, None),
        KeysInUse::Environment(keys, request) => {
            request_builder::warn_if_insecure(&request.trust, call.deps);
            let whoami = Whoami::of_environment(&keys, &request);
            let server = LearnedServer::default();
            let access = is_online.then(|| ask(&whoami, &keys.credentials, &server, &request, &call)).transpose()?;
            (whoami, access)
        }
    };
    let found_hints = hints(&whoami, access.as_ref());
    let hints = HintFormatter::of(&call).format_hints(&found_hints);
    let answer = Answer { whoami, access, hints };
    let now = call.deps.clock.now();
    deliver::print_text(&if prints_json { json::line(&answer, now) } else { text::page(&answer, now) })?;
    let needs_user_action = answer.whoami.needs_user_action;
    match answer.access.and_then(Access::into_error) {
        Some(error) => {
            let failure: Failure = if is_of_profile { error.into() } else { failure_of_environment(error, call.deps) };
            let others = failure.hints.into_iter().filter(|hint| !found_hints.contains(hint)).collect();
            Err(Failure { hints: [found_hints.clone(), others].concat(), ..failure })
        }
        None if needs_user_action => Ok(required_user(&answer.whoami).print_beside_report(&answer.hints)),
        None => Ok(0),
    }
}

/// Reads what is cached for a profile; no network, no prompt.
fn of_profile(resolved: &Resolved, call: &Invocation<'_>) -> Result<Whoami, Failure> {
    let request = Rc::new(request_builder::lookup_request(resolved, call.deps)?);
    let session = Session::new(&request, call.deps, explain_error)?;
    let status = request_builder::looked_up_status(&session, &resolved.settings);
    Ok(Whoami::of_session(&session, &request, &status, call.deps.clock.now()))
}

/// Asks the server about the credentials of a profile. If none are cached, they are obtained without a prompt.
fn of_profile_online(resolved: &Resolved, call: &Invocation<'_>) -> Result<(Whoami, Option<Access>), Failure> {
    let request = Rc::new(request_builder::request(resolved, Delivery::default(), call.deps)?);
    let session = Session::new(&request, call.deps, explain_error)?;
    let credentials = match session.status().credentials {
        Some(cached) => cached,
        None => session.credentials_blocking()?,
    };
    let whoami = Whoami::of_session(&session, &request, &session.status_with(credentials.clone()), call.deps.clock.now());
    let access = ask(&whoami, &credentials, &session.learned_server(), &request, call)?;
    Ok((whoami, Some(access)))
}

/// Asks the server what `credentials` open; also about the buckets that the session policy or `--bucket` names.
fn ask(
    whoami: &Whoami,
    credentials: &Credentials,
    server: &LearnedServer,
    request: &Request,
    call: &Invocation<'_>,
) -> Result<Access, Failure> {
    let in_policy = whoami.credentials.as_ref().map(|facts| facts.token.buckets_in_session_policy()).unwrap_or_default();
    let named = call.typed.text(&opt::BUCKET);
    let others = in_policy.into_iter().filter(|name| Some(name.as_str()) != named);
    let named: Vec<String> = named.map(str::to_owned).into_iter().chain(others).collect();
    Ok(call.deps.block_on(access::check(credentials, server, &named, request, call.deps))??)
}

/// Returns the failure of a profile whose user must act.
fn required_user(whoami: &Whoami) -> Failure {
    let KeysOrigin::Profile(profile) = &whoami.origin else { return required_user::failure("", None) };
    let token = whoami.renewal.as_ref().and_then(|renewal| renewal.token.as_ref());
    required_user::failure(profile.as_deref().unwrap_or_default(), token)
}

/// Returns the hints for defects, and for credentials that see nothing.
fn hints(whoami: &Whoami, access: Option<&Access>) -> Vec<advice::Hint> {
    let defects = whoami.credentials.iter().flat_map(|facts| &facts.defects).map(advice::for_token_defect);
    let is_restricted = whoami.credentials.as_ref().is_some_and(|facts| facts.token.has_session_policy);
    let mut hints: Vec<_> = defects.chain(access.into_iter().flat_map(|access| advice::for_sight(access, is_restricted))).collect();
    if let (true, KeysOrigin::Profile(Some(profile)), Some(renewal)) = (whoami.needs_user_action, &whoami.origin, &whoami.renewal) {
        hints.push(advice::for_required_user(profile, renewal.token.as_ref()));
    }
    hints.dedup();
    hints
}
