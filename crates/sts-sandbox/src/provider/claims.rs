//! The claims of the provider's tokens (OpenID Connect Core 1.0, 2 and 5.1).

use super::clients::{CLIENTS, Client};
use super::grants::ProviderSession;
use super::oauth_error::OAuthError;
use crate::accounts::Account;
use crate::faults::Fault;
use crate::jwt::{self, Claims};
use crate::random;
use crate::state::SandboxState;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The lifetime of ID and access tokens, in seconds: Keycloak's default.
const LIFETIME: i64 = 300;
/// With this many groups a session token exceeds the header limit of S3.
const TOO_MANY_GROUPS: usize = 300;

/// Returns the lifetime of tokens, in seconds.
pub(super) fn token_lifetime(sandbox: &SandboxState) -> i64 {
    sandbox.faults.duration(Fault::ShortIdToken).map_or(LIFETIME, |lifetime| lifetime.as_secs())
}

/// Issues access token and ID token of a session, with the nonce of the login (none after a refresh).
pub(super) fn tokens(
    sandbox: &SandboxState,
    session: &ProviderSession,
    nonce: Option<&str>,
    now: Timestamp,
) -> Result<(String, String), OAuthError> {
    let person = token_claims(sandbox, session);
    let mut access = base_claims(sandbox, session.client, "Bearer", now);
    access.extend(person.clone());
    access.insert("aud".to_owned(), Value::from(session.client.id));
    access.insert("sid".to_owned(), Value::from(session.id.as_str()));
    access.insert("scope".to_owned(), Value::from(session.scope.as_str()));
    let access = sign(sandbox, &access)?;

    let mut id = base_claims(sandbox, session.client, "ID", now);
    id.extend(person);
    id.insert("aud".to_owned(), audience(sandbox, session.client));
    id.insert("sid".to_owned(), Value::from(session.id.as_str()));
    id.insert("auth_time".to_owned(), Value::from(session.signed_in.as_second()));
    id.insert("at_hash".to_owned(), Value::from(half_hash(&access)));
    if let Some(nonce) = nonce {
        id.insert("nonce".to_owned(), Value::from(nonce));
    }
    Ok((access, sign(sandbox, &id)?))
}

/// Issues the access token of a client's service account.
pub(super) fn service_token(
    sandbox: &SandboxState,
    client: &Client,
    subject: &str,
    scope: &str,
    now: Timestamp,
) -> Result<String, OAuthError> {
    if sandbox.faults.has(Fault::OpaqueAccessToken) {
        return Ok(random::token());
    }
    let mut claims = base_claims(sandbox, client, "Bearer", now);
    claims.extend([
        ("sub".to_owned(), Value::from(subject)),
        ("aud".to_owned(), json!(["sts-cli", "account"])),
        ("client_id".to_owned(), Value::from(client.id)),
        ("preferred_username".to_owned(), Value::from(format!("service-account-{}", client.id))),
        ("policy".to_owned(), Value::from("readwrite")),
        ("scope".to_owned(), Value::from(scope)),
    ]);
    if sandbox.faults.has(Fault::NoAudience) {
        claims.remove("aud");
    }
    sign(sandbox, &claims)
}

/// Issues an ID token without a login.
///
/// # Errors
/// The signing key failed.
pub(crate) fn issue_id_token(sandbox: &SandboxState, account: Account, lifetime: i64) -> std::io::Result<String> {
    let client = &CLIENTS[0];
    let now = sandbox.provider_clock.now();
    let scope = "openid profile email".to_owned();
    let mut claims = base_claims(sandbox, client, "ID", now);
    claims.extend(token_claims(sandbox, &ProviderSession { id: random::token(), client, account, scope, signed_in: now }));
    claims.insert("aud".to_owned(), Value::from(client.id));
    claims.insert("exp".to_owned(), Value::from(now.as_second() + lifetime));
    jwt::sign(&claims, &sandbox.keys, key_id(sandbox)).map_err(std::io::Error::other)
}

/// Issues the ID token of a CI job, with the policy of alice.
pub(super) fn job_token(sandbox: &SandboxState, audience: &str, now: Timestamp) -> Result<String, OAuthError> {
    let claims = Claims::from_iter([
        ("iss".to_owned(), Value::from(sandbox.issuer())),
        ("sub".to_owned(), Value::from("repo:sts-cli-sandbox/demo:ref:refs/heads/main")),
        ("aud".to_owned(), Value::from(audience)),
        ("iat".to_owned(), Value::from(now.as_second())),
        ("nbf".to_owned(), Value::from(now.as_second())),
        ("exp".to_owned(), Value::from(now.as_second() + token_lifetime(sandbox))),
        ("jti".to_owned(), Value::from(random::token())),
        ("repository".to_owned(), Value::from("sts-cli-sandbox/demo")),
        ("ref".to_owned(), Value::from("refs/heads/main")),
        ("actor".to_owned(), Value::from("alice")),
        ("event_name".to_owned(), Value::from("push")),
        ("policy".to_owned(), Value::from("readwrite")),
    ]);
    sign(sandbox, &claims)
}

/// Returns the claims about a user in tokens: all, or without the policy by a fault.
fn token_claims(sandbox: &SandboxState, session: &ProviderSession) -> Claims {
    let mut claims = user_claims(sandbox, session);
    if sandbox.faults.has(Fault::UserinfoClaims) {
        claims.remove("policy");
    }
    claims
}

/// Returns the claims about a user for the scope; groups and policy are always included.
pub(super) fn user_claims(sandbox: &SandboxState, session: &ProviderSession) -> Claims {
    let person = session.account.details();
    let mut groups: Vec<String> = person.groups.iter().map(|&group| group.to_owned()).collect();
    if sandbox.faults.has(Fault::OversizedToken) {
        groups = (0..TOO_MANY_GROUPS).map(|number| format!("department-{number:03}-of-the-company")).collect();
    }
    let mut claims = Claims::from_iter([("sub".to_owned(), json!(person.subject)), ("groups".to_owned(), json!(groups))]);
    if let Some(policy) = person.policy.filter(|_| !sandbox.faults.has(Fault::NoPolicy)) {
        let (name, value) = policy_claim(sandbox, policy);
        claims.insert(name.to_owned(), value);
    }
    let has_scope = |name: &str| session.scope.split(' ').any(|scope| scope == name);
    if has_scope("profile") {
        claims.insert("preferred_username".to_owned(), json!(person.name));
        claims.insert("name".to_owned(), json!(person.full_name));
    }
    if has_scope("email") {
        claims.insert("email".to_owned(), json!(person.email));
        claims.insert("email_verified".to_owned(), json!(true));
    }
    claims
}

/// Returns the name and the value of the claim for this policy.
fn policy_claim(sandbox: &SandboxState, policy: &str) -> (&'static str, Value) {
    let name = if sandbox.faults.has(Fault::MisnamedPolicy) { "policies" } else { "policy" };
    let value = match (sandbox.faults.has(Fault::UnknownPolicy), sandbox.faults.has(Fault::ObjectPolicy)) {
        (true, _) => json!("nosuchpolicy"),
        (_, true) => json!({policy: {"project": "demo"}}),
        _ => json!(policy),
    };
    (name, value)
}

fn base_claims(sandbox: &SandboxState, client: &Client, kind: &str, now: Timestamp) -> Claims {
    Claims::from_iter([
        ("iss".to_owned(), Value::from(sandbox.issuer())),
        ("azp".to_owned(), Value::from(client.id)),
        ("iat".to_owned(), Value::from(now.as_second())),
        ("exp".to_owned(), Value::from(now.as_second() + token_lifetime(sandbox))),
        ("jti".to_owned(), Value::from(random::token())),
        ("typ".to_owned(), Value::from(kind)),
    ])
}

fn sign(sandbox: &SandboxState, claims: &Claims) -> Result<String, OAuthError> {
    jwt::sign(claims, &sandbox.keys, key_id(sandbox)).map_err(|_| OAuthError::server_error())
}

/// Returns the audience of an ID token.
fn audience(sandbox: &SandboxState, client: &Client) -> Value {
    if sandbox.faults.has(Fault::ExtraAudience) { json!([client.id, "another-service"]) } else { json!(client.id) }
}

/// Returns the `kid` of tokens.
fn key_id(sandbox: &SandboxState) -> Option<&str> {
    match (sandbox.faults.has(Fault::NoKid), sandbox.faults.has(Fault::UnknownKid)) {
        (true, _) => None,
        (_, true) => Some("a-key-that-was-rotated-away"),
        _ => Some(&sandbox.keys.id),
    }
}

/// Returns the `at_hash`: the left half of the SHA-256.
fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token.as_bytes())[..16])
}
