//! The exchange of a proof for credentials: check, send, check what was granted, compare it with the request.

use super::action::{AssumeRoleParams, action_of};
use super::call::StsCall;
use super::comparison::{clock_skew_notice, notices_about};
use super::dialect::{LearnedServer, dialect_of};
use super::reply::IssuedCredentials;
use super::{Error, Notice, ServerProbe, check};
use crate::credentials::Credentials;
use crate::identity::Proof;
use crate::policy::SessionPolicy;
use crate::request::{Dialect, Request, RoleArn, SessionDuration, SessionName};
use crate::sys::{Deps, TimedStep};
use crate::text::printable;
use jiff::Timestamp;

/// Exchanges `proof` for credentials, and returns notices about differences from the request. Transient failures are retried; what a
/// response reveals about the server is recorded in `server`.
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
    check::request(request, probe.dialect)?;
    check::keys(proof, action_of(request).name, probe.dialect)?;
    server.record(probe.known_dialect().filter(|_| request.dialect.is_none()));
    let revoke_type = needs_revoke_type(request, probe.dialect).then(|| load_or_create_revoke_type(request, deps));
    let params = params(proof, revoke_type.as_deref(), server, request, probe.dialect);
    let mut call = StsCall { proof, params, server, request, deps };
    let issued = {
        let _step = TimedStep::begin("STS call");
        call.send_as_required().await?
    };
    let now = deps.clock.now();
    check::issued(&issued, call.params.action.name, dialect_of(request, call.server), now)?;
    let is_skew_new = clock_skew_notice(probe).is_none();
    let probe = probe.with_clock_skew(issued.clock_skew);
    let credentials = to_credentials(issued, proof, now);
    let skew = clock_skew_notice(&probe).filter(|_| is_skew_new);
    let notices = notices_about(&credentials, proof, call.params.duration, request, &probe);
    Ok((credentials, skew.into_iter().chain(notices).collect()))
}

/// Whether credentials get a revoke type: at MinIO, and with actions and roles that only MinIO has. A job on a new machine often makes one
/// call only, before its server is known.
fn needs_revoke_type(request: &Request, dialect: Dialect) -> bool {
    let is_role_of_minio = dialect == Dialect::Generic && request.role_arn.as_ref().is_some_and(RoleArn::is_of_minio);
    dialect.traits().supports_revoke_type || action_of(request).is_minio_only || is_role_of_minio
}

/// Returns the parameters of the call: those of the request, else the defaults of the action, the dialect and the proof.
fn params<'a>(
    proof: &Proof,
    revoke_type: Option<&'a str>,
    server: &LearnedServer,
    request: &'a Request,
    dialect: Dialect,
) -> AssumeRoleParams<'a> {
    let default_duration = if request.is_user_login() { dialect.traits().default_length_for_people } else { SessionDuration::HOUR };
    let action = action_of(request);
    AssumeRoleParams {
        action,
        duration: request.duration.or(action.default_duration).unwrap_or(default_duration),
        session_name: request.session_name.clone().unwrap_or_else(|| SessionName::from_claim(&proof.display_name)),
        role_arn: request.role_arn.as_ref(),
        policy: request.policy.as_ref().map(SessionPolicy::as_str),
        revoke_type,
        with_access_token: server.wants_access_token,
    }
}

/// Loads or creates the revoke type: one name for all credentials of this user on this machine, by which a later logout can revoke them at
/// the server. It is stored in the state directory unless the cache is disabled.
fn load_or_create_revoke_type(request: &Request, deps: &Deps) -> String {
    let new = || format!("sts-cli-{:032x}", rand::random::<u128>());
    let stored = request.cache_policy.enabled.then(|| deps.directories.read_or_create_state_file("revoke-type", new));
    match stored {
        Some(Ok(stored)) if !stored.trim().is_empty() => stored.trim().to_owned(),
        Some(Err(error)) => {
            tracing::debug!(%error, "could not store the revoke type: using a new one");
            new()
        }
        _ => new(),
    }
}

/// Returns the credentials, with the name that the proof has for their owner.
fn to_credentials(issued: IssuedCredentials, proof: &Proof, granted: Timestamp) -> Credentials {
    let IssuedCredentials { access_key, secret_key, session_token, expiration, identity, .. } = issued;
    let name = Some(printable(&proof.display_name)).filter(|name| !name.is_empty());
    Credentials { name, identity, access_key, secret_key, session_token, expiration, granted }
}
