//! What the provider's tokens say about a person or a service (OpenID Connect Core 1.0, 2 and 5.1).

use super::clients::{CLIENTS, Client};
use super::grants::Session;
use super::refusal::Refusal;
use crate::sandbox::accounts::Account;
use crate::sandbox::jwt::{self, Claims};
use crate::sandbox::random;
use crate::sandbox::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// How long ID and access tokens live, in seconds: Keycloak's default.
pub(super) const LIFE: i64 = 300;

/// Access token and ID token of a session; the nonce is that of the login, a refresh has none.
pub(super) fn tokens(world: &World, session: &Session, nonce: Option<&str>, now: Timestamp) -> Result<(String, String), Refusal> {
    let person = about(session);
    let mut access = common(world, session.client, "Bearer", now);
    access.extend(person.clone());
    access.insert("aud".to_owned(), Value::from(session.client.id));
    access.insert("sid".to_owned(), Value::from(session.id.as_str()));
    access.insert("scope".to_owned(), Value::from(session.scope.as_str()));
    let access = sign(world, &access)?;

    let mut id = common(world, session.client, "ID", now);
    id.extend(person);
    id.insert("aud".to_owned(), Value::from(session.client.id));
    id.insert("sid".to_owned(), Value::from(session.id.as_str()));
    id.insert("auth_time".to_owned(), Value::from(session.signed_in.as_second()));
    id.insert("at_hash".to_owned(), Value::from(half_hash(&access)));
    if let Some(nonce) = nonce {
        id.insert("nonce".to_owned(), Value::from(nonce));
    }
    Ok((access, sign(world, &id)?))
}

/// The access token of a client's own service account.
pub(super) fn service_token(world: &World, client: &Client, subject: &str, scope: &str, now: Timestamp) -> Result<String, Refusal> {
    let mut claims = common(world, client, "Bearer", now);
    claims.extend([
        ("sub".to_owned(), Value::from(subject)),
        ("aud".to_owned(), json!(["sts-cli", "account"])),
        ("client_id".to_owned(), Value::from(client.id)),
        ("preferred_username".to_owned(), Value::from(format!("service-account-{}", client.id))),
        ("policy".to_owned(), Value::from("readwrite")),
        ("scope".to_owned(), Value::from(scope)),
    ]);
    sign(world, &claims)
}

/// An ID token as a login gives it, for whoever wants to start with one.
///
/// # Errors
/// When the signing key fails.
pub(crate) fn ready_token(world: &World, account: Account, life: i64) -> std::io::Result<String> {
    let client = &CLIENTS[0];
    let now = world.clock.now();
    let scope = "openid profile email".to_owned();
    let mut claims = common(world, client, "ID", now);
    claims.extend(about(&Session { id: random::token(), client, account, scope, signed_in: now }));
    claims.insert("aud".to_owned(), Value::from(client.id));
    claims.insert("exp".to_owned(), Value::from(now.as_second() + life));
    jwt::sign(&claims, &world.keys).map_err(std::io::Error::other)
}

/// The ID token of a CI job. It may do what alice may.
pub(super) fn job_token(world: &World, audience: &str, now: Timestamp) -> Result<String, Refusal> {
    let claims = Claims::from_iter([
        ("iss".to_owned(), Value::from(world.issuer.as_str())),
        ("sub".to_owned(), Value::from("repo:sts-cli-sandbox/demo:ref:refs/heads/main")),
        ("aud".to_owned(), Value::from(audience)),
        ("iat".to_owned(), Value::from(now.as_second())),
        ("nbf".to_owned(), Value::from(now.as_second())),
        ("exp".to_owned(), Value::from(now.as_second() + LIFE)),
        ("jti".to_owned(), Value::from(random::token())),
        ("repository".to_owned(), Value::from("sts-cli-sandbox/demo")),
        ("ref".to_owned(), Value::from("refs/heads/main")),
        ("actor".to_owned(), Value::from("alice")),
        ("event_name".to_owned(), Value::from("push")),
        ("policy".to_owned(), Value::from("readwrite")),
    ]);
    sign(world, &claims)
}

/// The claims about a person that the scope opens; groups and policy come always, as mapped claims do.
pub(super) fn about(session: &Session) -> Claims {
    let person = session.account.person();
    let mut claims = Claims::from_iter([("sub".to_owned(), json!(person.subject)), ("groups".to_owned(), json!(person.groups))]);
    if let Some(policy) = person.policy {
        claims.insert("policy".to_owned(), json!(policy));
    }
    let has = |wanted: &str| session.scope.split(' ').any(|word| word == wanted);
    if has("profile") {
        claims.insert("preferred_username".to_owned(), json!(person.name));
        claims.insert("name".to_owned(), json!(person.full_name));
    }
    if has("email") {
        claims.insert("email".to_owned(), json!(person.email));
        claims.insert("email_verified".to_owned(), json!(true));
    }
    claims
}

fn common(world: &World, client: &Client, kind: &str, now: Timestamp) -> Claims {
    Claims::from_iter([
        ("iss".to_owned(), Value::from(world.issuer.as_str())),
        ("azp".to_owned(), Value::from(client.id)),
        ("iat".to_owned(), Value::from(now.as_second())),
        ("exp".to_owned(), Value::from(now.as_second() + LIFE)),
        ("jti".to_owned(), Value::from(random::token())),
        ("typ".to_owned(), Value::from(kind)),
    ])
}

fn sign(world: &World, claims: &Claims) -> Result<String, Refusal> {
    jwt::sign(claims, &world.keys).map_err(|_| Refusal::server_error())
}

/// The left half of the SHA-256, as `at_hash` wants it.
fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token.as_bytes())[..16])
}
