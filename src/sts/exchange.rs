//! The exchange of a proof for credentials: probe the server early, send the proof, retry if useful, compare requested with granted values.

use super::action::{self, Action, AssumeRoleParams};
use super::dialect::{self, LearnedServer, kind, traits};
use super::reply::{self, Granted, Reply};
use super::{Error, Notice, RequestContext, expiration};
use crate::claims::Claims;
use crate::credentials::Credentials;
use crate::identity::Proof;
use crate::policy::SessionPolicy;
use crate::request::{Dialect, Request, SessionLength, SessionName};
use crate::sys::retry::{Again, is_trouble, may_connect, repeatedly};
use crate::sys::{Deps, printable};
use bytes::Bytes;
use http::header::DATE;
use jiff::SignedDuration;
use jiff::fmt::rfc2822;
use secrecy::ExposeSecret as _;
use std::time::Duration;

/// How often a call is repeated; repeating a grant is safe.
const MORE_TRIES: usize = 3;
/// Part of the message for a token whose issuer's clock is slightly ahead of the server's.
const ISSUED_IN_THE_FUTURE: &str = "used before issued";
/// How long clocks that differ a little are waited for.
const CLOCKS: Duration = Duration::from_secs(2);
const TOLERATED_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// The largest ignored difference in duration, in seconds: servers round, and responses take time.
const TOLERATED_SECONDS: i64 = 5;

/// The result of probing the server with `HEAD /` during the login.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerProbe {
    dialect: Dialect,
    ahead: SignedDuration,
}

impl ServerProbe {
    /// Fills in the learned dialect if the probe did not reveal one.
    #[must_use]
    pub fn recalling(self, server: &LearnedServer, request: &Request) -> Self {
        let dialect = if self.dialect == Dialect::Generic { kind(request, server) } else { self.dialect };
        Self { dialect, ..self }
    }

    /// The dialect; `None` if unknown.
    fn known_dialect(&self) -> Option<Dialect> {
        Some(self.dialect).filter(|dialect| *dialect != Dialect::Generic)
    }
}

/// Connects to the storage server, and detects its dialect and clock.
///
/// # Errors
/// [`Error::NoAnswer`], so that an unreachable server is reported before the login is complete.
pub async fn probe(request: &Request, deps: &Deps) -> Result<ServerProbe, Error> {
    let dialect = kind(request, &LearnedServer::default());
    check(request, dialect)?;
    if !request.has_time_to_probe() {
        return Ok(ServerProbe { dialect, ahead: SignedDuration::ZERO }); // no login to wait for: the STS call itself reveals it
    }
    let answer = deps.http.head(request.endpoint.url()).await?;
    let date = answer.headers().get(DATE).and_then(|value| value.to_str().ok());
    let theirs = date.and_then(|date| rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
    let ahead = theirs.map_or(SignedDuration::ZERO, |theirs| theirs.duration_until(deps.clock.now()));
    let mut server = LearnedServer::default();
    server.record(dialect::detect_dialect(&answer));
    let dialect = kind(request, &server);
    check(request, dialect)?;
    check_policy(request, dialect)?;
    Ok(ServerProbe { dialect, ahead })
}

/// Returns warnings about a proof before it is sent. The server decides; its own messages on these points are poor.
#[must_use]
pub fn preflight_warnings(proof: &Proof, probe: &ServerProbe, request: &Request) -> Vec<Notice> {
    let mut notices = Vec::new();
    if probe.ahead.abs() > TOLERATED_SKEW {
        notices.push(Notice::ClockSkew(probe.ahead));
    }
    if let Proof::WebIdentity { claims, .. } = proof
        && traits(probe.dialect).reads_policy_claim
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
    let probe = &probe.recalling(server, request);
    check(request, probe.dialect)?;
    check_policy(request, probe.dialect)?;
    server.record(probe.known_dialect().filter(|_| request.dialect.is_none()));
    let traits = traits(probe.dialect);
    let action = Action::for_identity(&request.identity);
    let revoke_type = (traits.takes_revoke_type || action.is_only_minios()).then(|| revoke_type(request, deps));
    let usual = if request.logs_a_person_in() { traits.usual_for_a_person } else { SessionLength::HOUR };
    let mut terms = AssumeRoleParams {
        action,
        length: request.duration.unwrap_or(usual),
        session_name: request.session_name.clone().unwrap_or_else(|| SessionName::cleaned(proof.person())),
        role_arn: request.role_arn.as_ref(),
        policy: request.policy.as_ref().map(SessionPolicy::as_str),
        revoke_type: revoke_type.as_deref(),
        with_access_token: server.wants_access_token,
    };
    check_keys(proof, probe.dialect)?;
    let mut granted = send(proof, &terms, server, request, deps).await;
    if !terms.with_access_token && wants_access_token(&granted, proof, request, deps) {
        tracing::info!("the server requires the access token in addition to the ID token; sending it from now on");
        (server.wants_access_token, terms.with_access_token) = (true, true);
        granted = send(proof, &terms, server, request, deps).await;
    }
    if knows_no_client_grants(&granted) {
        terms.action = Action::WebIdentity;
        terms.revoke_type = terms.revoke_type.filter(|_| traits.takes_revoke_type);
        deps.terminal.note("the server does not support AssumeRoleWithClientGrants; using AssumeRoleWithWebIdentity");
        granted = send(proof, &terms, server, request, deps).await;
    }
    let granted = granted?;
    check_grant(&granted, terms.action.name(), kind(request, server), deps)?;
    let credentials = Credentials {
        name: Some(printable(proof.person())).filter(|name| !name.is_empty()),
        identity: granted.subject,
        access_key: granted.access_key,
        secret_key: granted.secret_key,
        session_token: granted.session_token,
        expiration: granted.expiration,
        granted: deps.clock.now(),
    };
    let notices = differences(&credentials, terms.length, request, probe);
    Ok((credentials, notices))
}

/// Refuses unusable credentials: expired ones, and those without a session token from a server that always sends one.
#[expect(clippy::disallowed_methods, reason = "it is looked at whether there is a session token")]
fn check_grant(granted: &Granted, action: &'static str, dialect: Dialect, deps: &Deps) -> Result<(), Error> {
    if let Some(problem) = expiration::problem(granted.expiration, deps.clock.now()) {
        return Err(Error::Expired { action, problem });
    }
    if granted.session_token.expose_secret().is_empty() && dialect != Dialect::Generic {
        let problem = format!("it contains no SessionToken, which every {dialect} server sends");
        return Err(Error::BadReply { action, problem });
    }
    Ok(())
}

/// Whether the server requires the access token to query userinfo (MinIO's `claim_userinfo`), and there is one. Notes if the login returned
/// none.
fn wants_access_token(outcome: &Result<Granted, Error>, proof: &Proof, request: &Request, deps: &Deps) -> bool {
    let Err(Error::Refused { refusal, .. }) = outcome else { return false };
    let asks = refusal.message.to_lowercase().contains("access_token is mandatory");
    let has_one = matches!(proof, Proof::WebIdentity { access_token: Some(_), .. });
    if asks && !has_one && request.logs_a_person_in() {
        deps.terminal.note("the server requires the access token in addition to the ID token, and the provider issued none at this login");
    }
    asks && has_one
}

/// Checks for parameters that this dialect refuses or silently ignores, before anyone is prompted.
fn check(request: &Request, dialect: Dialect) -> Result<(), Error> {
    let action = Action::for_identity(&request.identity);
    let traits = traits(dialect);
    if request.duration.is_some_and(|length| length.seconds() > traits.longest) {
        return Err(Error::TooLong { dialect, longest: traits.longest });
    }
    if request.role_arn.is_none() && (traits.needs_role || action == Action::CustomToken) {
        return Err(Error::RoleNeeded { action: action.name() });
    }
    if request.policy.is_some() && !action.takes_policy() {
        return Err(Error::PolicyNotTaken { action: action.name() });
    }
    Ok(())
}

/// Checks MinIO's length limit for session policies; also for unknown servers, which may be MinIO.
fn check_policy(request: &Request, dialect: Dialect) -> Result<(), Error> {
    match request.policy.as_ref().and_then(SessionPolicy::too_long_for_minio) {
        Some(bytes) if matches!(dialect, Dialect::Minio | Dialect::Generic) => Err(Error::PolicyTooLong(bytes)),
        _ => Ok(()),
    }
}

/// Checks for temporary keys with servers that accept only long-term ones.
fn check_keys(proof: &Proof, dialect: Dialect) -> Result<(), Error> {
    match proof {
        Proof::AccessKeys { session_token: Some(_), .. } if !traits(dialect).chains_roles && dialect != Dialect::Generic => {
            Err(Error::TemporaryKeys { dialect })
        }
        _ => Ok(()),
    }
}

fn knows_no_client_grants(outcome: &Result<Granted, Error>) -> bool {
    let Err(Error::Refused { refusal, sent }) = outcome else { return false };
    let says_so = refusal.message.to_lowercase().contains("unsupported action") || refusal.code == "InvalidAction";
    sent.action == Action::ClientGrants.name() && (says_so || refusal.status == 501)
}

async fn send(
    proof: &Proof,
    terms: &AssumeRoleParams<'_>,
    server: &mut LearnedServer,
    request: &Request,
    deps: &Deps,
) -> Result<Granted, Error> {
    let build = || Ok(action::build(proof, terms, request, deps.clock.now())?);
    repeatedly(MORE_TRIES, deps, build, |answer| grant_in(&answer, proof, terms, server, request), again).await
}

/// Whether a retry may succeed.
fn again(outcome: &Result<Granted, Error>) -> Again {
    match outcome {
        Err(Error::Refused { refusal, .. }) if refusal.message.contains(ISSUED_IN_THE_FUTURE) => Again::OnceAfter(CLOCKS),
        Err(error) => Again::paused(may_pass(error)),
        Ok(_) => Again::Never,
    }
}

/// Whether what was in the way passes by itself.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::NoAnswer(error) => may_connect(error),
        Error::Refused { refusal, .. } if refusal.message.contains("is disabled") || error.is_refusal() => {
            refusal.plain_code() == "IDPCommunicationError" // AWS asks to try again
        }
        Error::Refused { refusal, .. } => refusal.is_trouble(),
        Error::NotSts { status, .. } => is_trouble(*status),
        _ => false,
    }
}

/// Reads the granted credentials in a response.
fn grant_in(
    answer: &http::Response<Bytes>,
    proof: &Proof,
    terms: &AssumeRoleParams<'_>,
    server: &mut LearnedServer,
    request: &Request,
) -> Result<Granted, Error> {
    let action = terms.action.name();
    server.record(dialect::detect_dialect(answer));
    let is_the_issuers = || request.issuer_origin().is_some_and(|origin| origin == request.endpoint.url().origin().ascii_serialization());
    match reply::read(action, answer) {
        Reply::Granted(granted) => Ok(granted),
        Reply::Refused(refusal) => Err(Error::Refused { refusal, sent: Box::new(sent(proof, terms, server, request)) }),
        Reply::Incomplete(problem) => Err(Error::BadReply { action, problem }),
        Reply::UnsafeKeys(problem) => Err(Error::UnsafeKeys { action, problem }),
        Reply::Redirected { status, to } => Err(Error::Redirected { host: host(request), status, to, is_the_issuers: is_the_issuers() }),
        Reply::NotSts { status, content_type, words } => {
            Err(Error::NotSts { host: host(request), status, content_type, is_the_issuers: is_the_issuers(), words })
        }
    }
}

fn sent(proof: &Proof, terms: &AssumeRoleParams<'_>, server: &LearnedServer, request: &Request) -> RequestContext {
    let none = Claims::default();
    let claims = proof.claims().unwrap_or(&none);
    RequestContext {
        action: terms.action.name(),
        host: host(request),
        claim_names: claims.names().iter().map(|name| printable(name)).collect(),
        audience: claims.list("aud").iter().map(|name| printable(name)).collect(),
        issuer: claims.text("iss").map(printable),
        policies: claims.list("policy").iter().map(|name| printable(name)).collect(),
        role_arn: terms.role_arn.map(|role| role.as_str().to_owned()),
        seconds: terms.length.seconds(),
        dialect: kind(request, server),
    }
}

fn host(request: &Request) -> String {
    request.endpoint.address().to_owned()
}

/// Returns the revoke type: one name for all credentials of this user on this machine, by which a later logout can revoke them at the
/// server.
fn revoke_type(request: &Request, deps: &Deps) -> String {
    let fresh = || format!("sts-cli-{:032x}", rand::random::<u128>());
    let kept = request.cache_policy.files.then(|| deps.directories.state_or_else("revoke-type", fresh));
    match kept {
        Some(Ok(kept)) if !kept.trim().is_empty() => kept.trim().to_owned(),
        Some(Err(error)) => {
            tracing::debug!(%error, "no state directory: using a new revoke type");
            fresh()
        }
        _ => fresh(),
    }
}

fn differences(credentials: &Credentials, asked: SessionLength, request: &Request, probe: &ServerProbe) -> Vec<Notice> {
    let mut notices = Vec::new();
    let asked = i64::from(asked.seconds());
    // The server computed the expiration with its own clock: correct for the clock skew.
    let granted = (credentials.granted.duration_until(credentials.expiration) + probe.ahead).as_secs();
    if (granted - asked).abs() > TOLERATED_SECONDS {
        notices.push(Notice::OtherLength { asked, granted });
    }
    let facts = credentials.facts();
    if let Some(role) = &request.role_arn
        && facts.is_of_minio
        && facts.role_arn.as_deref() != Some(role.as_str())
    {
        let policies = facts.policies.iter().map(|name| printable(name)).collect();
        notices.push(Notice::RoleIgnored { asked: role.as_str().to_owned(), applied: facts.role_arn.as_deref().map(printable), policies });
    }
    if request.policy.is_some() && facts.is_of_minio && !facts.has_session_policy {
        notices.push(Notice::PolicyIgnored);
    }
    if request.s3_endpoint.is_none() && request.endpoint.is_sts_only() {
        notices.push(Notice::BucketsAtSts(request.storage()));
    }
    notices.extend(credentials.oversized_token().map(Notice::OversizedToken));
    notices
}
