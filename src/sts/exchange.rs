//! The exchange of a proof for credentials: probe the server early, send the proof, retry if useful, compare requested with granted values.

use super::action::{self, AssumeRoleParams};
use super::dialect::{self, LearnedServer, dialect_of};
use super::reply::{self, IssuedCredentials, Reply};
use super::{Error, Notice, RequestContext, expiration};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::identity::Proof;
use crate::policy::SessionPolicy;
use crate::request::{Dialect, Request, RoleUse, SessionDuration, SessionName, StsAction};
use crate::sys::Deps;
use crate::sys::retry::{RetryDecision, is_connection_failure, is_server_failure, with_retries};
use crate::text::printable;
use bytes::Bytes;
use http::header::DATE;
use jiff::SignedDuration;
use jiff::fmt::rfc2822;
use secrecy::ExposeSecret as _;
use std::time::Duration;

/// How often a call is repeated. Repeating one is safe: it only grants other credentials.
const MAX_RETRIES: usize = 3;
/// Part of the message for a token whose issuer's clock is slightly ahead of the server's: MinIO's, from the
/// library golang-jwt.
const ISSUED_IN_THE_FUTURE: &str = "used before issued";
/// The pause before a token that was "used before issued" is sent again.
const CLOCK_SKEW_PAUSE: Duration = Duration::from_secs(2);
/// The largest clock skew without a warning.
const TOLERATED_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// The largest ignored difference in duration, in seconds: servers round, and responses take time.
const TOLERATED_SECONDS: i64 = 5;

/// The result of probing the server with `HEAD /` during the login.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerProbe {
    dialect: Dialect,
    clock_skew: SignedDuration,
}

impl ServerProbe {
    /// Fills in the learned dialect if the probe did not reveal one.
    #[must_use]
    pub(crate) fn with_learned(self, server: &LearnedServer, request: &Request) -> Self {
        let dialect = if self.dialect == Dialect::Generic { dialect_of(request, server) } else { self.dialect };
        Self { dialect, ..self }
    }

    /// The dialect; `None` if unknown.
    fn known_dialect(&self) -> Option<Dialect> {
        Some(self.dialect).filter(|dialect| *dialect != Dialect::Generic)
    }
}

/// Checks the request's parameters. If a login takes time, also connects to the storage server meanwhile, detects its dialect and clock, and
/// checks the parameters for that dialect.
///
/// # Errors
/// [`Error::NoResponse`], so that an unreachable server is reported before the login is complete; or a parameter that the action or the
/// dialect does not support: [`Error::DurationTooLong`], [`Error::RoleRequired`], [`Error::RoleNotSupported`],
/// [`Error::PolicyNotSupported`], [`Error::PolicyTooLong`].
pub async fn probe(request: &Request, deps: &Deps) -> Result<ServerProbe, Error> {
    let dialect = dialect_of(request, &LearnedServer::default());
    check_parameters(request, dialect)?;
    if !request.should_probe() {
        return Ok(ServerProbe { dialect, clock_skew: SignedDuration::ZERO }); // no login to wait for: the STS call itself reveals it
    }
    let response = deps.http.head(request.endpoint.url()).await?;
    let date = response.headers().get(DATE).and_then(|value| value.to_str().ok());
    let server_time = date.and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
    let skew = server_time.map_or(SignedDuration::ZERO, |server_time| server_time.duration_until(deps.clock.now()));
    let mut server = LearnedServer::default();
    server.record(dialect::detect_dialect(&response));
    let dialect = dialect_of(request, &server);
    check_parameters(request, dialect)?;
    check_policy(request, dialect)?;
    Ok(ServerProbe { dialect, clock_skew: skew })
}

/// Returns warnings about a proof before it is sent. The server decides; its own messages on these points are poor.
#[must_use]
pub(crate) fn preflight_warnings(proof: &Proof, probe: &ServerProbe, request: &Request) -> Vec<Notice> {
    let mut notices = Vec::new();
    if probe.clock_skew.abs() > TOLERATED_SKEW {
        notices.push(Notice::ClockSkew(probe.clock_skew));
    }
    if let Some(claims) = &proof.claims
        && action_of(request).reads_policy_claim
        && probe.dialect.traits().reads_policy_claim
        && request.role_arn.is_none()
        && !claims.has("policy")
    {
        notices.push(Notice::NoPolicyClaim);
    }
    notices
}

/// Exchanges `proof` for credentials, and returns notices about differences from the request.
///
/// Retried with a delay: connections that were refused or broken, and servers or gateways that are failing or ask for fewer requests (but
/// not if the message says "is disabled"). Retried once: a token "used before issued".
///
/// # Errors
/// See [`Error`].
pub async fn exchange(
    proof: &Proof,
    probe: &ServerProbe,
    server: &mut LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<(Credentials, Vec<Notice>), Error> {
    let probe = &probe.with_learned(server, request);
    check_parameters(request, probe.dialect)?;
    check_policy(request, probe.dialect)?;
    server.record(probe.known_dialect().filter(|_| request.dialect.is_none()));
    let traits = probe.dialect.traits();
    let action = action_of(request);
    let revoke_type = (traits.supports_revoke_type || action.is_minio_only).then(|| revoke_type(request, deps));
    let default_length = if request.is_user_login() { traits.default_length_for_people } else { SessionDuration::HOUR };
    let mut params = AssumeRoleParams {
        action,
        duration: request.duration.unwrap_or(default_length),
        session_name: request.session_name.clone().unwrap_or_else(|| SessionName::from_claim(&proof.display_name)),
        role_arn: request.role_arn.as_ref(),
        policy: request.policy.as_ref().map(SessionPolicy::as_str),
        revoke_type: revoke_type.as_deref(),
        with_access_token: server.wants_access_token,
    };
    check_keys(proof, probe.dialect)?;
    let mut granted = send(proof, &params, server, request, deps).await;
    if !params.with_access_token && wants_access_token(&granted, proof, request, deps) {
        tracing::info!("the server requires the access token in addition to the ID token; sending it from now on");
        (server.wants_access_token, params.with_access_token) = (true, true);
        granted = send(proof, &params, server, request, deps).await;
    }
    if let Some(other) = fallback(action, &granted) {
        params.action = other;
        params.revoke_type = params.revoke_type.filter(|_| traits.supports_revoke_type);
        deps.terminal.note(&format!("the server does not support {}; using {}", action.name, other.name));
        granted = send(proof, &params, server, request, deps).await;
    }
    let granted = granted?;
    check_grant(&granted, params.action.name, dialect_of(request, server), deps)?;
    let credentials = Credentials {
        name: Some(printable(&proof.display_name)).filter(|name| !name.is_empty()),
        identity: granted.subject,
        access_key: granted.access_key,
        secret_key: granted.secret_key,
        session_token: granted.session_token,
        expiration: granted.expiration,
        granted: deps.clock.now(),
    };
    let notices = notices_about(&credentials, params.duration, request, probe);
    Ok((credentials, notices))
}

/// Refuses unusable credentials: expired ones, and those without a session token from a server that always sends one.
#[expect(clippy::disallowed_methods, reason = "it is looked at whether there is a session token")]
fn check_grant(granted: &IssuedCredentials, action: &'static str, dialect: Dialect, deps: &Deps) -> Result<(), Error> {
    if let Some(problem) = expiration::reason_unusable(granted.expiration, deps.clock.now()) {
        return Err(Error::Expired { action, problem });
    }
    if granted.session_token.expose_secret().is_empty() && dialect != Dialect::Generic {
        let problem = format!("it contains no SessionToken, which every {dialect} server sends");
        return Err(Error::InvalidResponse { action, problem });
    }
    Ok(())
}

/// Whether the server requires the access token to query userinfo (MinIO's `claim_userinfo`), and there is one. Notes if the login returned
/// none.
fn wants_access_token(outcome: &Result<IssuedCredentials, Error>, proof: &Proof, request: &Request, deps: &Deps) -> bool {
    let Err(Error::Refused { refusal, .. }) = outcome else { return false };
    let requires_access_token = refusal.message.to_lowercase().contains("access_token is mandatory");
    let has_access_token = proof.access_token.is_some();
    if requires_access_token && !has_access_token && request.is_user_login() {
        deps.terminal.note("the server requires the access token in addition to the ID token, and the provider issued none at this login");
    }
    requires_access_token && has_access_token
}

/// Checks for parameters that this dialect refuses or silently ignores, before anyone is prompted.
fn check_parameters(request: &Request, dialect: Dialect) -> Result<(), Error> {
    let (action, traits) = (action_of(request), dialect.traits());
    let max_session_seconds = action.max_session_seconds.unwrap_or(traits.max_session_seconds);
    if request.duration.is_some_and(|length| length.seconds() > max_session_seconds) {
        let action = action.max_session_seconds.map(|_| action.name);
        return Err(Error::DurationTooLong { dialect, action, longest: max_session_seconds });
    }
    let needs_role = match action.role {
        RoleUse::Required => true,
        RoleUse::Accepted => traits.needs_role,
        RoleUse::NotSupported if request.role_arn.is_some() => return Err(Error::RoleNotSupported { action: action.name }),
        RoleUse::NotSupported => false,
    };
    if request.role_arn.is_none() && needs_role {
        return Err(Error::RoleRequired { action: action.name });
    }
    if request.policy.is_some() && !action.supports_policy {
        return Err(Error::PolicyNotSupported { action: action.name });
    }
    Ok(())
}

/// Checks MinIO's length limit for session policies; also for unknown servers, which may be MinIO.
fn check_policy(request: &Request, dialect: Dialect) -> Result<(), Error> {
    match request.policy.as_ref().and_then(SessionPolicy::excess_minio_length) {
        Some(bytes) if matches!(dialect, Dialect::Minio | Dialect::Generic) => Err(Error::PolicyTooLong(bytes)),
        _ => Ok(()),
    }
}

/// Checks for temporary keys with servers that accept only long-term ones.
fn check_keys(proof: &Proof, dialect: Dialect) -> Result<(), Error> {
    let are_temporary = proof.keys.as_ref().is_some_and(|keys| keys.session_token.is_some());
    if are_temporary && !dialect.traits().chains_roles && dialect != Dialect::Generic {
        return Err(Error::TemporaryKeysRefused { dialect });
    }
    Ok(())
}

/// Returns the action by which to send the proof again, if the server does not know `action`.
fn fallback(action: &StsAction, outcome: &Result<IssuedCredentials, Error>) -> Option<&'static StsAction> {
    let Err(Error::Refused { refusal, .. }) = outcome else { return None };
    let is_unsupported = refusal.message.to_lowercase().contains("unsupported action") || refusal.code == "InvalidAction";
    action.fallback.filter(|_| is_unsupported || refusal.status == 501)
}

/// Returns the action for the identity of `request`.
fn action_of(request: &Request) -> &'static StsAction {
    request.identity.data().spec().action
}

async fn send(
    proof: &Proof,
    params: &AssumeRoleParams<'_>,
    server: &mut LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<IssuedCredentials, Error> {
    let build = || Ok(action::build(proof, params, request, deps.clock.now())?);
    with_retries(MAX_RETRIES, deps, build, |response| parse_grant(&response, proof, params, server, request), retry_decision).await
}

/// Whether a retry may succeed.
fn retry_decision(outcome: &Result<IssuedCredentials, Error>) -> RetryDecision {
    match outcome {
        Err(Error::Refused { refusal, .. }) if refusal.message.contains(ISSUED_IN_THE_FUTURE) => RetryDecision::OnceAfter(CLOCK_SKEW_PAUSE),
        Err(error) => RetryDecision::paused(is_transient(error)),
        Ok(_) => RetryDecision::Never,
    }
}

/// Whether the failure is transient.
fn is_transient(error: &Error) -> bool {
    match error {
        Error::NoResponse(error) => is_connection_failure(error),
        Error::Refused { refusal, .. } if refusal.message.contains("is disabled") || error.is_refusal() => {
            refusal.plain_code() == "IDPCommunicationError" // AWS: "Retry the request a limited number of times"
        }
        Error::Refused { refusal, .. } => refusal.is_trouble(),
        Error::NotSts { status, .. } => is_server_failure(*status),
        _ => false,
    }
}

/// Reads the granted credentials in a response.
fn parse_grant(
    response: &http::Response<Bytes>,
    proof: &Proof,
    params: &AssumeRoleParams<'_>,
    server: &mut LearnedServer,
    request: &Request,
) -> Result<IssuedCredentials, Error> {
    let action = params.action.name;
    server.record(dialect::detect_dialect(response));
    let is_identity_provider =
        || request.issuer_origin().is_some_and(|origin| origin == request.endpoint.url().origin().ascii_serialization());
    match reply::read(action, response) {
        Reply::Granted(granted) => Ok(granted),
        Reply::Refused(refusal) => {
            Err(Error::Refused { refusal, request_context: Box::new(request_context(proof, params, server, request)) })
        }
        Reply::Incomplete(problem) => Err(Error::InvalidResponse { action, problem }),
        Reply::UnsafeKeys(problem) => Err(Error::UnsafeKeys { action, problem }),
        Reply::Redirected { status, location } => {
            Err(Error::Redirected { host: host(request), status, location, is_identity_provider: is_identity_provider() })
        }
        Reply::NotSts { status, content_type, message } => {
            Err(Error::NotSts { host: host(request), status, content_type, is_identity_provider: is_identity_provider(), message })
        }
    }
}

fn request_context(proof: &Proof, params: &AssumeRoleParams<'_>, server: &LearnedServer, request: &Request) -> RequestContext {
    let none = Claims::default();
    let claims = proof.claims.as_ref().unwrap_or(&none);
    RequestContext {
        action: params.action.name,
        host: host(request),
        claim_names: claims.names().iter().map(|name| printable(name)).collect(),
        audience: claims.list("aud").iter().map(|name| printable(name)).collect(),
        issuer: claims.text("iss").map(printable),
        policies: claims.list("policy").iter().map(|name| printable(name)).collect(),
        role_arn: params.role_arn.map(|role| role.as_str().to_owned()),
        seconds: params.duration.seconds(),
        dialect: dialect_of(request, server),
    }
}

fn host(request: &Request) -> String {
    request.endpoint.address().to_owned()
}

/// Returns the revoke type: one name for all credentials of this user on this machine, by which a later logout can revoke them at the
/// server.
fn revoke_type(request: &Request, deps: &Deps) -> String {
    let fresh = || format!("sts-cli-{:032x}", rand::random::<u128>());
    let stored = request.cache_policy.enabled.then(|| deps.directories.read_or_create_state_file("revoke-type", fresh));
    match stored {
        Some(Ok(stored)) if !stored.trim().is_empty() => stored.trim().to_owned(),
        Some(Err(error)) => {
            tracing::debug!(%error, "no state directory: using a new revoke type");
            fresh()
        }
        _ => fresh(),
    }
}

/// Returns notices about granted credentials: differences from the request, an endpoint that may lack S3, and an oversized session token.
fn notices_about(credentials: &Credentials, requested: SessionDuration, request: &Request, probe: &ServerProbe) -> Vec<Notice> {
    let mut notices = Vec::new();
    let requested = i64::from(requested.seconds());
    // The server computed the expiration with its own clock: correct for the clock skew.
    let granted = (credentials.granted.duration_until(credentials.expiration) + probe.clock_skew).as_secs();
    if (granted - requested).abs() > TOLERATED_SECONDS {
        notices.push(Notice::DurationDiffers { requested, granted });
    }
    let token_facts = credentials.token_facts();
    if let Some(role) = &request.role_arn
        && token_facts.is_of_minio
        && token_facts.role_arn.as_deref() != Some(role.as_str())
    {
        let policies = token_facts.policies.iter().map(|name| printable(name)).collect();
        notices.push(Notice::RoleIgnored {
            requested: role.as_str().to_owned(),
            applied: token_facts.role_arn.as_deref().map(printable),
            policies,
        });
    }
    if request.policy.is_some() && token_facts.is_of_minio && !token_facts.has_session_policy {
        notices.push(Notice::PolicyIgnored);
    }
    if request.s3_endpoint.is_none() && request.endpoint.is_sts_only() {
        notices.push(Notice::StsOnlyEndpoint(request.s3_address()));
    }
    notices.extend(credentials.oversized_token().map(Notice::OversizedToken));
    notices
}
