//! What the provider's tokens say about a person or a service (OpenID Connect Core 1.0, 2 and 5.1).

use super::clients::{CLIENTS, Client};
use super::grants::Session;
use super::refusal::Refusal;
use crate::sandbox::accounts::Account;
use crate::sandbox::faults::Fault;
use crate::sandbox::jwt::{self, Claims};
use crate::sandbox::random;
use crate::sandbox::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// How long ID and access tokens live, in seconds: Keycloak's default.
const LIFE: i64 = 300;
/// With so many groups a session token is larger than the headers of S3 may be.
const TOO_MANY_GROUPS: usize = 300;

/// How long tokens live here, in seconds.
pub(super) fn life(world: &World) -> i64 {
    world.faults.span(Fault::ShortIdToken).map_or(LIFE, |life| life.as_secs())
}

/// Access token and ID token of a session; the nonce is that of the login, a refresh has none.
pub(super) fn tokens(world: &World, session: &Session, nonce: Option<&str>, now: Timestamp) -> Result<(String, String), Refusal> {
    let person = in_tokens(world, session);
    let mut access = common(world, session.client, "Bearer", now);
    access.extend(person.clone());
    access.insert("aud".to_owned(), Value::from(session.client.id));
    access.insert("sid".to_owned(), Value::from(session.id.as_str()));
    access.insert("scope".to_owned(), Value::from(session.scope.as_str()));
    let access = sign(world, &access)?;

    let mut id = common(world, session.client, "ID", now);
    id.extend(person);
    id.insert("aud".to_owned(), audience(world, session.client));
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
    if world.faults.has(Fault::OpaqueAccessToken) {
        return Ok(random::token());
    }
    let mut claims = common(world, client, "Bearer", now);
    claims.extend([
        ("sub".to_owned(), Value::from(subject)),
        ("aud".to_owned(), json!(["sts-cli", "account"])),
        ("client_id".to_owned(), Value::from(client.id)),
        ("preferred_username".to_owned(), Value::from(format!("service-account-{}", client.id))),
        ("policy".to_owned(), Value::from("readwrite")),
        ("scope".to_owned(), Value::from(scope)),
    ]);
    if world.faults.has(Fault::NoAudience) {
        claims.remove("aud");
    }
    sign(world, &claims)
}

/// An ID token as a login gives it, for whoever wants to start with one.
///
/// # Errors
/// When the signing key fails.
pub(crate) fn ready_token(world: &World, account: Account, life: i64) -> std::io::Result<String> {
    let client = &CLIENTS[0];
    let now = world.provider_clock.now();
    let scope = "openid profile email".to_owned();
    let mut claims = common(world, client, "ID", now);
    claims.extend(in_tokens(world, &Session { id: random::token(), client, account, scope, signed_in: now }));
    claims.insert("aud".to_owned(), Value::from(client.id));
    claims.insert("exp".to_owned(), Value::from(now.as_second() + life));
    jwt::sign(&claims, &world.keys, key_id(world)).map_err(std::io::Error::other)
}

/// The ID token of a CI job. It may do what alice may.
pub(super) fn job_token(world: &World, audience: &str, now: Timestamp) -> Result<String, Refusal> {
    let claims = Claims::from_iter([
        ("iss".to_owned(), Value::from(world.issuer.as_str())),
        ("sub".to_owned(), Value::from("repo:sts-cli-sandbox/demo:ref:refs/heads/main")),
        ("aud".to_owned(), Value::from(audience)),
        ("iat".to_owned(), Value::from(now.as_second())),
        ("nbf".to_owned(), Value::from(now.as_second())),
        ("exp".to_owned(), Value::from(now.as_second() + life(world))),
        ("jti".to_owned(), Value::from(random::token())),
        ("repository".to_owned(), Value::from("sts-cli-sandbox/demo")),
        ("ref".to_owned(), Value::from("refs/heads/main")),
        ("actor".to_owned(), Value::from("alice")),
        ("event_name".to_owned(), Value::from("push")),
        ("policy".to_owned(), Value::from("readwrite")),
    ]);
    sign(world, &claims)
}

/// The claims about a person that go into tokens: all, or all but the policy.
fn in_tokens(world: &World, session: &Session) -> Claims {
    let mut claims = about(world, session);
    if world.faults.has(Fault::UserinfoClaims) {
        claims.remove("policy");
    }
    claims
}

/// The claims about a person that the scope opens; groups and policy come always, as mapped claims do.
pub(super) fn about(world: &World, session: &Session) -> Claims {
    let person = session.account.person();
    let mut groups: Vec<String> = person.groups.iter().map(|&group| group.to_owned()).collect();
    if world.faults.has(Fault::OversizedToken) {
        groups = (0..TOO_MANY_GROUPS).map(|number| format!("department-{number:03}-of-the-company")).collect();
    }
    let mut claims = Claims::from_iter([("sub".to_owned(), json!(person.subject)), ("groups".to_owned(), json!(groups))]);
    if let Some(policy) = person.policy.filter(|_| !world.faults.has(Fault::NoPolicy)) {
        claims.insert("policy".to_owned(), if world.faults.has(Fault::UnknownPolicy) { json!("nosuchpolicy") } else { json!(policy) });
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
        ("exp".to_owned(), Value::from(now.as_second() + life(world))),
        ("jti".to_owned(), Value::from(random::token())),
        ("typ".to_owned(), Value::from(kind)),
    ])
}

fn sign(world: &World, claims: &Claims) -> Result<String, Refusal> {
    jwt::sign(claims, &world.keys, key_id(world)).map_err(|_| Refusal::server_error())
}

/// Whom an ID token is for.
fn audience(world: &World, client: &Client) -> Value {
    if world.faults.has(Fault::ExtraAudience) { json!([client.id, "another-service"]) } else { json!(client.id) }
}

/// The key that the tokens' headers name.
fn key_id(world: &World) -> Option<&str> {
    match (world.faults.has(Fault::NoKid), world.faults.has(Fault::UnknownKid)) {
        (true, _) => None,
        (_, true) => Some("a-key-that-was-rotated-away"),
        _ => Some(&world.keys.id),
    }
}

/// The left half of the SHA-256, as `at_hash` wants it.
fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token.as_bytes())[..16])
}
