//! `AssumeRoleWithCustomToken`: exchanges a token that the identity plugin accepts.

use super::issuance::{enabled, issue};
use super::reply::credentials;
use super::{parameters, role};
use crate::form::Parameters;
use crate::key_owners::CredentialsSpec;
use crate::minio_error::{MinioError, escape};
use crate::plugin;
use crate::state::SandboxState;
use serde_json::Value;

/// Handles a query with `Token` and `RoleArn`. The duration has no minimum; its maximum is that of the plugin.
pub(super) fn handle(sandbox: &SandboxState, query: &Parameters) -> Result<String, MinioError> {
    enabled(sandbox, "AssumeRoleWithCustomToken")?;
    let token = query.get("Token").ok_or_else(|| MinioError::invalid("Invalid empty `Token` parameter provided"))?;
    let duration = query.get("DurationSeconds").map(|text| {
        let seconds: Result<i64, _> = text.parse();
        seconds.map_err(|_| MinioError::invalid(format!("Invalid requested duration: {text}")))
    });
    let duration = duration.transpose()?;
    let role = role::find(query.get("RoleArn").unwrap_or_default(), &role::PLUGIN);
    let role = role.map_err(|message| MinioError::invalid(format!("Error processing parameter RoleArn: {message}")))?;
    let success = plugin::authenticate(token).map_err(|reason| MinioError::sts(500, "InternalError", reason))?;
    if success.user.is_empty() {
        return Err(MinioError::sts(500, "InternalError", "A valid user was not returned by the authenticator."));
    }
    let user = format!("custom:{}", success.user);
    let now = sandbox.storage_clock.now();
    let mut claims = success.claims;
    claims.insert("sub".to_owned(), Value::from(user.as_str()));
    claims.insert("parent".to_owned(), Value::from(user.as_str()));
    claims.insert("roleArn".to_owned(), Value::from(role.arn));
    let spec = CredentialsSpec {
        name: user.clone(),
        policies: vec![role.policy.to_owned()],
        expires: parameters::expiration_after(now, duration.map_or(success.max_seconds, |requested| requested.min(success.max_seconds))),
        session_policy: None,
        revoke_type: query.get("TokenRevokeType").map(ToOwned::to_owned),
        claims,
    };
    Ok(format!("{}<AssumedUser>{}</AssumedUser>", credentials(&issue(sandbox, spec, now)), escape(&user)))
}
