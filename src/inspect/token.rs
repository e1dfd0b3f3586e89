//! Findings for tokens: signed, encrypted, opaque, or a part of one.

use super::finding::{Finding, FindingKind};
use super::servers;
use super::token_kind::kind_of;
use super::user_facts::{add_rights, add_user};
use crate::claims::{Claims, token_header};
use crate::credentials::{TokenFacts, format_time};
use crate::provider_document::ProviderDocument;
use crate::text::{RequestSecrets, without_user_info};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The claims whose values are for one login or token only; their names are listed without values.
const WITHOUT_VALUE: [&str; 8] = ["nonce", "jti", "sid", "session_state", "at_hash", "c_hash", "s_hash", "uti"];
/// The claims that have a fact of their own.
const WITH_FACT: [&str; 23] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "email",
    "preferred_username",
    "name",
    "groups",
    "policy",
    "accessKey",
    "parent",
    "roleArn",
    "sessionPolicy",
    "ldapUser",
    "ldapActualUser",
    "ldapUsername",
    "pol",
    "spol",
    "role",
    "principal",
];
/// The most claims whose values are shown.
const MAX_CLAIMS: usize = 40;

/// Returns the finding for `token`, a word; `None` if it is neither a JSON Web Token nor looks like a part of one.
pub(super) fn finding(token: &str, now: Timestamp) -> Option<Finding> {
    let parts: Vec<&str> = token.split('.').collect();
    let header = if parts.len() == 1 { token_header(&format!("{token}.")) } else { token_header(token) };
    match (header, parts.len()) {
        (Some(header), 3) => Some(match Claims::unverified(token) {
            Some(claims) => signed(token, &header, &claims, now),
            None => partial("its second part cannot be decoded: characters are missing, or were changed"),
        }),
        (Some(header), 5) => Some(encrypted(token, &header)),
        (Some(_), 1) => Some(partial("it is only the header, the first of three parts")),
        (Some(_), count) => Some(partial(&format!("it has {count} parts, and a signed token has three"))),
        (None, _) if token.starts_with("eyJ") => Some(partial("its header cannot be decoded")),
        (None, _) => None,
    }
}

/// Returns the finding for a word that is not a JSON Web Token.
pub(super) fn opaque(token: &str) -> Finding {
    let mut finding = Finding::new(FindingKind::OpaqueToken, "opaque token, or a secret");
    finding.length(token.len());
    finding.not_verified.push("everything: only the server or provider that issued it can read it".to_owned());
    finding.servers = servers::of_unreadable("it is not a JSON Web Token");
    finding
}

fn partial(problem: &str) -> Finding {
    let mut finding = Finding::new(FindingKind::PartialToken, "part of a token").problem(problem);
    finding.servers = servers::of_unreadable("it is not complete");
    finding
}

/// Returns the finding for an encrypted token (JWE): RFC 7516.
fn encrypted(token: &str, header: &ProviderDocument) -> Finding {
    let mut finding = Finding::new(FindingKind::EncryptedToken, "encrypted token (JWE, five parts)");
    add_header(&mut finding, header);
    finding.text("encryption", "Encryption", text(header, "enc"));
    finding.length(token.len());
    finding.not_verified.push("everything: only the owner of the private key can read its claims".to_owned());
    finding.servers = servers::of_unreadable("it is encrypted; have the provider issue signed tokens only");
    finding
}

/// Returns the finding for a signed token.
fn signed(token: &str, header: &ProviderDocument, claims: &Claims, now: Timestamp) -> Finding {
    let facts = TokenFacts::of_token(token);
    let (kind, title) = kind_of(header, claims, &facts);
    let mut finding = Finding::new(kind, title);
    add_user(&mut finding, &facts);
    finding.text("issuer", "Issuer", facts.issuer.clone());
    finding.list("audience", "Audience", claims.list("aud").into_iter().map(str::to_owned).collect());
    finding.text("authorized_party", "Client (azp)", claims.text("azp"));
    add_rights(&mut finding, &facts, kind == FindingKind::SessionToken);
    add_times(&mut finding, claims, kind, now);
    finding.problems.extend(facts.signature_defect.iter().map(|defect| format!("its {defect}")));
    add_header(&mut finding, header);
    finding.length(token.len());
    add_claims(&mut finding, claims);
    match kind {
        FindingKind::SessionToken => {
            finding.not_verified.push("signature: only the server that issued it has the key".to_owned());
            finding.servers = servers::of_session_token(&facts, now);
        }
        FindingKind::RefreshToken => {
            finding.not_verified.push("signature: only the provider that issued it can verify it".to_owned());
            finding.servers = servers::of_unreadable("it is for the provider alone");
        }
        _ => {
            finding.not_verified.push("signature: that needs the keys of the issuer, and no network is used".to_owned());
            finding.not_verified.push("whether the issuer is right, and whether it has revoked the token".to_owned());
            finding.servers = servers::of_token(header, claims, &facts, now);
        }
    }
    finding
}

fn add_header(finding: &mut Finding, header: &ProviderDocument) {
    finding.text("algorithm", "Algorithm", text(header, "alg"));
    finding.text("key_id", "Key ID (kid)", text(header, "kid"));
    finding.text("type", "Type", text(header, "typ"));
}

fn text(document: &ProviderDocument, name: &str) -> Option<String> {
    document.string(name).ok().flatten().map(str::to_owned)
}

/// Adds the times, and compares them with this machine's clock.
fn add_times(finding: &mut Finding, claims: &Claims, kind: FindingKind, now: Timestamp) {
    let (issued, not_before, expiration) = (claims.time("iat"), claims.time("nbf"), claims.expiration());
    finding.time("issued", "Issued", issued);
    finding.time("not_before", "Not before", not_before);
    finding.time("expiration", "Expires", expiration);
    if issued.or(not_before).or(expiration).is_some() {
        finding.verified.push("times, against this machine's clock".to_owned());
    }
    for name in ["exp", "nbf", "iat"].into_iter().filter(|name| claims.has(name) && claims.time(name).is_none()) {
        finding.problems.push(format!("its claim `{name}` is not a time"));
    }
    if !claims.has("exp") && kind != FindingKind::RefreshToken {
        finding.problems.push("it has no claim `exp`: it does not say when it expires".to_owned());
    }
    if let Some(expiration) = expiration.filter(|expiration| *expiration <= now) {
        finding.problems.push(format!("it expired {}", format_time(expiration, now)));
    }
    let future = [("issued", issued), ("valid", not_before)].into_iter().find(|(_, time)| time.is_some_and(|time| time > now));
    if let Some((what, Some(time))) = future {
        finding.problems.push(format!("it is {what} only from {}: one of the clocks is wrong", format_time(time, now)));
    }
}

/// Adds the names of all claims, and the values of those that have no fact of their own.
fn add_claims(finding: &mut Finding, claims: &Claims) {
    finding.list("claims", "Claims", claims.names());
    let has_own_fact = |name: &str| WITH_FACT.contains(&name) || WITHOUT_VALUE.contains(&name);
    let others = claims.document().members().filter(|(name, _)| !has_own_fact(name)).take(MAX_CLAIMS);
    let others: Map<String, Value> = others.map(|(name, value)| (name.clone(), redacted(value))).collect();
    let lines = others.iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect();
    finding.lines("other_claims", "Other claims", lines, Value::Object(others));
}

/// Returns the value of a claim without what looks like a secret: a truth value or number as it is, anything else as text.
fn redacted(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        other => Value::from(RequestSecrets::default().redact(&without_user_info(&shown(other)))),
    }
}

/// Formats the value of a claim: a text as it is, a list of texts separated by commas.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) if entries.iter().all(Value::is_string) => {
            entries.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
