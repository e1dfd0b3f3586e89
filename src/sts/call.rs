//! An STS call: sends the proof, retries, and adapts the parameters to what the server requires.

use super::action::{self, AssumeRoleParams};
use super::dialect::{LearnedServer, detect_dialect, dialect_of};
use super::reply::{self, IssuedCredentials};
use super::{Error, RequestContext};
use crate::claims::Claims;
use crate::identity::{Proof, SignedInUser};
use crate::request::{Request, StsAction};
use crate::sys::retry::{RetryDecision, is_connection_failure, is_server_failure, is_without_connection, with_retries};
use crate::sys::{Deps, server_time};
use crate::text::printable;
use bytes::Bytes;
use jiff::Timestamp;
use std::time::Duration;

/// The maximum number of retries. Repeating a call without a one-time code is safe: it only grants other credentials.
const MAX_RETRIES: usize = 3;
/// Part of MinIO's message for a token whose issuer's clock is slightly ahead of the server's: from the library golang-jwt.
const ISSUED_IN_THE_FUTURE: &str = "used before issued";
/// Part of MinIO's message for an action that its configuration disables; sent with status 503, although a retry does not help:
/// `cmd/sts-errors.go`.
const DISABLED: &str = "is disabled";
/// Part of MinIO's message if its `claim_userinfo` is on and the call has no access token: `internal/config/identity/openid/jwt.go`.
const ACCESS_TOKEN_REQUIRED: &str = "access_token is mandatory";
/// The pause before a token that was "used before issued" is sent again.
const CLOCK_SKEW_PAUSE: Duration = Duration::from_secs(2);

/// A proof, the parameters to send with it, and what is known about the server.
pub(super) struct StsCall<'a> {
    pub(super) proof: &'a Proof,
    pub(super) params: AssumeRoleParams<'a>,
    pub(super) server: &'a mut LearnedServer,
    pub(super) request: &'a Request,
    pub(super) deps: &'a Deps,
}

impl StsCall<'_> {
    /// Sends the proof; again with the access token if the server requires it, and by another action if it does not know this one.
    pub(super) async fn send_as_required(&mut self) -> Result<IssuedCredentials, Error> {
        let mut outcome = self.send().await;
        if self.lacks_access_token(&outcome) && self.add_access_token() {
            outcome = self.send().await;
        }
        if let Some(fallback) = fallback(&outcome, self.params.action) {
            self.change_action(fallback);
            outcome = self.send().await;
        }
        outcome
    }

    /// Sends the proof once. Retried with a delay: connections that were refused or broken, and servers or gateways that are failing or ask
    /// for fewer requests (but not if the message says "is disabled"). Retried once: a token "used before issued". A proof that is accepted
    /// once is sent again only if it was never sent.
    async fn send(&mut self) -> Result<IssuedCredentials, Error> {
        let Self { proof, params, server, request, deps } = self;
        let build = || Ok(action::build(proof, params, request, deps.clock.now())?);
        let parse = |response: http::Response<Bytes>| {
            let clock_skew = deps.clock.skew(response.headers());
            Ok(IssuedCredentials { clock_skew, ..parse_response(&response, proof, params, server, request)? })
        };
        let decision = if proof.is_single_use { retry_decision_for_single_use } else { retry_decision };
        let outcome = with_retries(MAX_RETRIES, deps, build, parse, decision).await;
        if proof.is_single_use && outcome.as_ref().is_err_and(|error| is_transient(error) && !was_never_sent(error)) {
            deps.terminal.note("the server may have used up the one-time code, so the request was not repeated: try again with a new one");
        }
        outcome
    }

    /// Whether the server requires the access token, to query userinfo (MinIO's `claim_userinfo`), and did not get it.
    fn lacks_access_token(&self, outcome: &Result<IssuedCredentials, Error>) -> bool {
        let Err(Error::Refused { refusal, .. }) = outcome else { return false };
        !self.params.with_access_token && refusal.message.to_lowercase().contains(ACCESS_TOKEN_REQUIRED)
    }

    /// Adds the access token to this call and, through what is learned about the server, to later ones. Returns whether there is one; if the
    /// provider issued none to a user, prints a note, because the refusal of the server does not explain it.
    fn add_access_token(&mut self) -> bool {
        if self.proof.access_token.is_some() {
            tracing::info!("the server requires the access token in addition to the ID token; sending it from now on");
            (self.server.wants_access_token, self.params.with_access_token) = (true, true);
        } else if self.request.is_user_login() {
            self.deps
                .terminal
                .note("the server requires the access token in addition to the ID token, and the provider issued none at this login");
        }
        self.params.with_access_token
    }

    /// Uses `action` from now on, and prints a note about it.
    fn change_action(&mut self, action: &'static StsAction) {
        self.deps.terminal.note(&format!("the server does not support {}; using {}", self.params.action.name, action.name));
        self.params.action = action;
        if !dialect_of(self.request, self.server).traits().supports_revoke_type {
            self.params.revoke_type = None; // it was sent for the sake of the MinIO action
        }
    }
}

/// Returns the action that takes the same proof, if the server does not know `action`.
fn fallback(outcome: &Result<IssuedCredentials, Error>, action: &StsAction) -> Option<&'static StsAction> {
    let Err(Error::Refused { refusal, .. }) = outcome else { return None };
    action.fallback.filter(|_| refusal.is_of_unknown_action())
}

/// Whether a retry may succeed.
fn retry_decision(outcome: &Result<IssuedCredentials, Error>) -> RetryDecision {
    match outcome {
        Err(Error::Refused { refusal, .. }) if refusal.message.contains(ISSUED_IN_THE_FUTURE) => RetryDecision::OnceAfter(CLOCK_SKEW_PAUSE),
        Err(error) => RetryDecision::paused(is_transient(error)),
        Ok(_) => RetryDecision::Never,
    }
}

/// Whether a retry may succeed with a one-time code: a server that has seen it refuses it the next time.
fn retry_decision_for_single_use(outcome: &Result<IssuedCredentials, Error>) -> RetryDecision {
    RetryDecision::paused(outcome.as_ref().is_err_and(was_never_sent))
}

/// Whether there was no connection on which the server could have got the request.
fn was_never_sent(error: &Error) -> bool {
    matches!(error, Error::NoResponse(error) if is_without_connection(error))
}

/// Whether the failure is transient.
fn is_transient(error: &Error) -> bool {
    match error {
        Error::NoResponse(error) => is_connection_failure(error),
        Error::Refused { refusal, .. } if refusal.message.contains(DISABLED) || error.is_refusal() => {
            refusal.plain_code() == "IDPCommunicationError" // "you can retry the request a limited number of times": "AssumeRoleWithWebIdentity", AWS STS API Reference, section "Errors"
        }
        Error::Refused { refusal, .. } => refusal.is_transient(),
        Error::NotSts { status, .. } => is_server_failure(*status),
        _ => false,
    }
}

/// Reads the credentials in a response, and records the dialect that it reveals.
fn parse_response(
    response: &http::Response<Bytes>,
    proof: &Proof,
    params: &AssumeRoleParams<'_>,
    server: &mut LearnedServer,
    request: &Request,
) -> Result<IssuedCredentials, Error> {
    server.record(detect_dialect(response));
    let reply = reply::read(params.action.name, response);
    let context = request_context(proof, params, server, request);
    let not_yet_valid = proof.claims.as_ref().zip(server_time(response.headers())).and_then(|(claims, now)| not_yet_valid(claims, now));
    reply.into_result(RequestContext { not_yet_valid, ..context })
}

/// Returns the claim from which on a token is valid, if that is after `now`, and by how many seconds.
fn not_yet_valid(claims: &Claims, now: Timestamp) -> Option<(&'static str, i64)> {
    let seconds_left = |name| Some((name, claims.seconds(name)? - now.as_second()));
    ["nbf", "iat"].into_iter().filter_map(seconds_left).filter(|(_, seconds)| *seconds > 0).max_by_key(|(_, seconds)| *seconds)
}

/// Collects the facts about a request without a token, for errors and hints.
pub(super) fn context_without_token(action: &'static str, server: &LearnedServer, request: &Request) -> RequestContext {
    let provider_origin = request.issuer_origin();
    RequestContext {
        action,
        address: request.endpoint.address().to_owned(),
        shares_origin_with_provider: provider_origin.is_some_and(|origin| origin == request.endpoint.url().origin().ascii_serialization()),
        dialect: dialect_of(request, server),
        ..RequestContext::default()
    }
}

/// Collects the facts about a call, for errors and hints.
fn request_context(proof: &Proof, params: &AssumeRoleParams<'_>, server: &LearnedServer, request: &Request) -> RequestContext {
    let none = Claims::default();
    let claims = proof.claims.as_ref().unwrap_or(&none);
    RequestContext {
        claim_names: claims.names().iter().map(|name| printable(name)).collect(),
        audience: claims.list("aud").iter().map(|name| printable(name)).collect(),
        issuer: claims.text("iss").map(printable),
        key_id: proof.claims.as_ref().and_then(|_| proof.key_id()),
        user: SignedInUser::of(claims).map(|user| user.to_string()),
        is_login: request.identity.web_identity().is_some_and(|web_identity| !web_identity.switches_user),
        policies: claims.list("policy").iter().map(|name| printable(name)).collect(),
        role_arn: params.role_arn.map(|role| role.as_str().to_owned()),
        seconds: params.duration.seconds(),
        ..context_without_token(params.action.name, server, request)
    }
}
