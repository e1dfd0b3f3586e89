//! Shared by the two actions with OpenID tokens: exchanges a token of the sandbox's provider, with MinIO's rules and order of checks.
//!
//! Two providers are configured: one in claim mode (`policy`), and one in role mode for the tokens of another client. An unknown ARN is
//! ignored, as in MinIO since August 2025.

use super::issuance::issue;
use super::parameters;
use super::role::{self, Role, WEB_IDENTITY};
use crate::faults::Fault;
use crate::form::Parameters;
use crate::jwt::{Malformed, Token};
use crate::key_owners::{CredentialsSpec, KeyOwner};
use crate::minio_error::MinioError;
use crate::policy::Policy;
use crate::provider::{self, CLIENTS};
use crate::provider::{ROLE_CLIENT_ID, STRANGE_KEY_TYPE};
use crate::state::SandboxState;
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;

/// The claim with the policies.
const CLAIM: &str = "policy";

/// Exchanges the token in `Token`, else in `WebIdentityToken`; returns the credentials and the subject.
pub(super) fn exchange(sandbox: &SandboxState, form: &Parameters) -> Result<(Arc<KeyOwner>, String), MinioError> {
    let role = select_role(sandbox, form.get("RoleArn"))?;
    let text = form.get("Token").or_else(|| form.get("WebIdentityToken")).unwrap_or_default();
    let now = sandbox.storage_clock.now();
    let mut token = verify_token(sandbox, text)?;
    check_times(&token, now)?;
    let expires = match parameters::requested_expiration(form, now)? {
        Some(expires) => expires,
        None => expiry(&token)?,
    };
    if sandbox.faults.has(Fault::UserinfoClaims) {
        add_userinfo(sandbox, &mut token, form.get("WebIdentityAccessToken"))?;
    }
    check_audience(&token, role)?;
    let mut claims = token.claims.clone();
    let policies = match role {
        Some(role) => {
            claims.insert("roleArn".to_owned(), Value::from(role.arn));
            vec![role.policy.to_owned()]
        }
        None => {
            let policies = policies(&token)?;
            claims.insert(CLAIM.to_owned(), Value::from(policies.join(",")));
            policies
        }
    };
    let subject = token.claim("sub").filter(|subject| !subject.is_empty());
    let subject = subject.ok_or_else(|| MinioError::invalid("STS JWT Token has `sub` claim missing, `sub` claim is mandatory"))?.to_owned();
    let session_policy = parameters::session_policy(form)?;
    let name = token.claim("preferred_username").unwrap_or(&subject).to_owned();
    let revoke_type = form.get("TokenRevokeType").map(ToOwned::to_owned);
    let spec = CredentialsSpec { name, policies, expires, session_policy, revoke_type, claims };
    Ok((issue(sandbox, spec, now), subject))
}

/// Returns the role of the ARN; `None` selects claim mode.
fn select_role(sandbox: &SandboxState, arn: Option<&str>) -> Result<Option<&'static Role>, MinioError> {
    match arn.map(|arn| role::find(arn, &WEB_IDENTITY)) {
        Some(Ok(role)) => Ok(Some(role)),
        Some(Err(message)) if sandbox.faults.has(Fault::UnknownRoleRefused) || sandbox.faults.has(Fault::NoOpenid) => {
            Err(MinioError::invalid(format!("Error processing RoleArn parameter: {message}")))
        }
        None if sandbox.faults.has(Fault::NoOpenid) => Err(MinioError::invalid("Role arn:minio:iam:::role/dummy-internal does not exist")),
        _ => Ok(None),
    }
}

/// Adds userinfo claims that the token does not have.
fn add_userinfo(sandbox: &SandboxState, token: &mut Token, access_token: Option<&str>) -> Result<(), MinioError> {
    let access_token = access_token.ok_or_else(|| MinioError::invalid("access_token is mandatory if user_info claim is enabled"))?;
    let claims = provider::userinfo_claims(sandbox, access_token).ok_or_else(|| MinioError::invalid("401 Unauthorized"))?;
    for (name, value) in claims {
        token.claims.entry(name).or_insert(value);
    }
    Ok(())
}

/// Parses the token and verifies its signature.
fn verify_token<'a>(sandbox: &SandboxState, text: &'a str) -> Result<Token<'a>, MinioError> {
    let token = Token::parse(text).map_err(|malformed| {
        MinioError::invalid(match malformed {
            Malformed::Segments => "token contains an invalid number of segments",
            Malformed::Base64 => "illegal base64 data at input byte 0",
            Malformed::Json => "invalid character looking for beginning of value",
        })
    })?;
    if sandbox.faults.has(Fault::StrangeKey) {
        return Err(MinioError::invalid(format!("Unknown JWK key type {STRANGE_KEY_TYPE}"))); // the whole key set is unreadable
    }
    let key_id = token.header("kid").ok_or_else(|| MinioError::invalid("Invalid kid value"))?;
    if key_id != sandbox.keys.id {
        return Err(MinioError::invalid(format!("No public key found for kid {key_id}")));
    }
    match token.header("alg").unwrap_or_default() {
        "RS256" if token.is_signed_by(&sandbox.keys) => Ok(token),
        "RS256" => Err(MinioError::invalid("crypto/rsa: verification error")),
        "none" => Err(MinioError::invalid("'none' signature type is not allowed")),
        "HS256" | "HS384" | "HS512" => Err(MinioError::invalid("key is of invalid type")),
        other => Err(MinioError::invalid(format!("signing method {other} is unavailable"))),
    }
}

/// Checks `exp`, `iat` and `nbf` without leeway, like MinIO.
fn check_times(token: &Token, now: Timestamp) -> Result<(), MinioError> {
    let now = now.as_duration().as_secs_f64();
    if token.time("exp").is_some_and(|time| now >= time) {
        return Err(MinioError::invalid("Token is expired"));
    }
    if token.time("iat").is_some_and(|time| now < time) {
        return Err(MinioError::invalid("Token used before issued"));
    }
    if token.time("nbf").is_some_and(|time| now < time) {
        return Err(MinioError::invalid("Token is not valid yet"));
    }
    Ok(())
}

/// Returns the expiration of the token, which is that of the credentials if no duration is requested.
fn expiry(token: &Token) -> Result<Timestamp, MinioError> {
    let seconds = token.claims.get("exp").and_then(Value::as_i64).and_then(|seconds| Timestamp::from_second(seconds).ok());
    seconds.ok_or_else(|| MinioError::sts(500, "InternalError", "Invalid arguments specified"))
}

/// Checks that `aud` exists, and that it or `azp` contains a client of the selected provider. MinIO has one client per provider; in claim
/// mode the sandbox accepts all of its clients.
fn check_audience(token: &Token, role: Option<&Role>) -> Result<(), MinioError> {
    let audience = string_values(token.claims.get("aud"));
    if audience.is_empty() {
        return Err(MinioError::invalid("STS JWT Token has `aud` claim invalid, `aud` must match configured OpenID Client ID"));
    }
    let known = |name: &String| match role {
        Some(_) => name == ROLE_CLIENT_ID,
        None => name != ROLE_CLIENT_ID && CLIENTS.iter().any(|client| client.id == *name),
    };
    if audience.iter().any(known) || string_values(token.claims.get("azp")).iter().any(known) {
        return Ok(());
    }
    Err(MinioError::invalid("STS JWT Token has `azp` claim invalid, `azp` must match configured OpenID Client ID"))
}

/// Returns the policies in the claim that exist.
fn policies(token: &Token) -> Result<Vec<String>, MinioError> {
    let claim = token.claims.get(CLAIM).filter(|claim| claim.is_string() || claim.is_array());
    if claim.is_none() {
        return Err(MinioError::invalid(format!("{CLAIM} claim missing from the JWT token, credentials will not be generated")));
    }
    let policy_names = string_values(claim);
    let known: Vec<String> = policy_names.iter().filter(|name| Policy::named(name).is_some()).cloned().collect();
    if known.is_empty() {
        let policy_names = policy_names.join(",");
        return Err(MinioError::invalid(format!(
            "None of the given policies (`{policy_names}`) are defined, credentials will not be generated"
        )));
    }
    Ok(known)
}

/// Returns the values of a string, comma-separated string, or array claim.
fn string_values(claim: Option<&Value>) -> Vec<String> {
    let strings: Vec<&str> = match claim {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    strings.iter().flat_map(|text| text.split(',')).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}
