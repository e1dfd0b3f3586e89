//! The identity provider: its discovery document, its keys as the storage server reads them, and the redirect URI.

use super::diagnosis::Diagnosis;
use super::problem::Problem;
use super::step::{Step, StepName};
use crate::advice;
use crate::error::Responsible;
use crate::identity::{ExaminedProvider, ProviderFacts, PublishedKey, RedirectCheck};
use crate::request::{Dialect, Issuer, LoginMethod, WebIdentity};
use crate::sys::Deps;

/// The curves that MinIO reads: `cmd/config/identity/openid/jwks.go`.
const CURVES: [&str; 3] = ["P-256", "P-384", "P-521"];

/// Examines the provider of `issuer`; `web_identity` is the login at it, if there is one. `renews_silently`: whether a login without a
/// prompt is possible, which needs no redirect URI.
pub(super) async fn examine(
    issuer: &Issuer,
    web_identity: Option<&WebIdentity>,
    dialect: Dialect,
    renews_silently: bool,
    diagnosis: &mut Diagnosis<'_>,
) {
    let deps = diagnosis.deps;
    let mut provider = None;
    let is_discovered = diagnosis
        .take(async {
            match ExaminedProvider::discover(issuer, deps).await {
                Ok(found) => {
                    let step = discovery_step(&found, web_identity);
                    provider = Some(found);
                    step
                }
                Err(error) => Step::failed(StepName::Discovery, error),
            }
        })
        .await;
    let Some(provider) = provider.filter(|_| is_discovered) else {
        diagnosis.obstruct(StepName::Discovery);
        diagnosis.skip(&[StepName::Keys, StepName::RedirectUri], &StepName::Discovery.failed());
        return;
    };
    diagnosis.take(keys_step(&provider, dialect, deps)).await;
    match web_identity {
        None => diagnosis.skip(&[StepName::RedirectUri], "this identity uses no browser"),
        Some(web_identity) if web_identity.login == LoginMethod::Device => {
            diagnosis.skip(&[StepName::RedirectUri], "a login with a device code uses none");
        }
        Some(web_identity) => {
            if !diagnosis.take(redirect_step(&provider, web_identity, renews_silently, deps)).await {
                diagnosis.obstruct(StepName::RedirectUri);
            }
        }
    }
}

fn discovery_step(provider: &ExaminedProvider, web_identity: Option<&WebIdentity>) -> Step {
    let facts = provider.facts();
    let has_s256 = facts.challenge_methods.iter().any(|method| method == "S256");
    let pkce = if has_s256 { "PKCE S256" } else { "PKCE not listed" };
    let device = if facts.has_device_flow { "device codes" } else { "no device codes" };
    let ProviderFacts { issuer, challenge_methods, has_device_flow, supported_scopes, signature_algorithms } = &facts;
    let mut step = Step::passed(StepName::Discovery, format!("issuer {issuer}, {pkce}, {device}"))
        .fact("issuer", issuer.as_str())
        .fact("code_challenge_methods", challenge_methods.join(" "))
        .fact("device_flow", has_device_flow.to_string())
        .fact("supported_scopes", supported_scopes.join(" "))
        .fact("signature_algorithms", signature_algorithms.join(" "));
    if !challenge_methods.is_empty() && !has_s256 {
        step = step.warning("the provider does not list the method S256 of PKCE, which sts-cli uses", Responsible::ProviderAdministrator);
    }
    if let Some(web_identity) = web_identity {
        let requested = provider.requested_scopes(web_identity);
        let unlisted: Vec<&str> = requested.iter().filter(|scope| !supported_scopes.contains(scope)).map(String::as_str).collect();
        step = step.fact("requested_scopes", requested.join(" "));
        if !supported_scopes.is_empty() && !unlisted.is_empty() {
            step = step.note(format!("the provider does not list these requested scopes: {}", unlisted.join(" ")));
        }
        if web_identity.login == LoginMethod::Device && !has_device_flow {
            step = step.warning("the provider has no device authorization endpoint", Responsible::ProviderAdministrator);
        }
    }
    step
}

/// Examines the key set as the storage server reads it. What MinIO cannot read fails; a server of unknown type may be MinIO.
async fn keys_step(provider: &ExaminedProvider, dialect: Dialect, deps: &Deps) -> Step {
    let keys = match provider.keys(deps).await {
        Ok(keys) => keys,
        Err(error) => return Step::failed(StepName::Keys, error),
    };
    let names: Vec<String> = keys.iter().map(describe).collect();
    let count = if keys.len() == 1 { "1 key".to_owned() } else { format!("{} keys", keys.len()) };
    let add_facts = |step: Step| step.fact("keys", names.join(", "));
    let problem = unreadable_key(&keys).or_else(|| shared_secret(&keys, &provider.facts()));
    match problem {
        Some(problem) if matches!(dialect, Dialect::Minio | Dialect::Generic) => {
            let fragment = if matches!(problem, Problem::Signature(_)) { "invalid kid value" } else { "unknown jwk key type" };
            let failure = problem.with_hints(advice::for_server_message(fragment));
            add_facts(if dialect == Dialect::Minio { Step::failed(StepName::Keys, failure) } else { Step::warned(StepName::Keys, failure) })
        }
        _ => add_facts(Step::passed(StepName::Keys, format!("{count}: {}", names.join(", ")))),
    }
}

fn describe(key: &PublishedKey) -> String {
    let parts = [Some(key.kty.as_str()), key.crv.as_deref(), key.alg.as_deref(), key.usage.as_deref().filter(|usage| *usage != "sig")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the first key that makes MinIO refuse the whole key set.
fn unreadable_key(keys: &[PublishedKey]) -> Option<Problem> {
    let name = |key: &PublishedKey| key.kid.as_ref().map_or_else(|| "a key without `kid`".to_owned(), |kid| format!("the key `{kid}`"));
    keys.iter().find_map(|key| {
        let curve = key.crv.as_deref().unwrap_or("none");
        let problem = match key.kty.as_str() {
            "RSA" => return None,
            "EC" if CURVES.contains(&curve) => return None,
            "OKP" if curve == "Ed25519" => return None, // since April 2024
            "EC" | "OKP" => format!("{} has the curve {curve}", name(key)),
            "" => format!("{} has no type (`kty`)", name(key)),
            kty => format!("{} has the type {kty}", name(key)),
        };
        Some(Problem::UnreadableKey(problem))
    })
}

/// Returns the problem of a provider whose ID tokens name no public key: signed with the client secret, or without `kid`.
fn shared_secret(keys: &[PublishedKey], facts: &ProviderFacts) -> Option<Problem> {
    let algorithms = &facts.signature_algorithms;
    let problem = if keys.is_empty() {
        "its key set is empty, so that they are signed with a shared secret"
    } else if !algorithms.is_empty() && algorithms.iter().all(|algorithm| algorithm.starts_with("HS")) {
        "they are signed with a shared secret"
    } else if keys.iter().all(|key| key.kid.is_none()) {
        "no key has an ID (`kid`)"
    } else {
        return None;
    };
    Some(Problem::Signature(problem.to_owned()))
}

/// Examines the redirect URI, and asks the provider whether it accepts that.
async fn redirect_step(provider: &ExaminedProvider, web_identity: &WebIdentity, renews_silently: bool, deps: &Deps) -> Step {
    let name = StepName::RedirectUri;
    let redirect = match provider.redirect_uri(web_identity).await {
        Ok(redirect) => redirect,
        Err(error) => return Step::failed(name, error),
    };
    let registered = to_register(&redirect, web_identity.redirect.ports());
    let add_facts = |step: Step| step.fact("redirect_uri", &*redirect).fact("register", &*registered);
    add_facts(match provider.check_redirect(&redirect, web_identity, deps).await {
        Ok(RedirectCheck::Accepted) => Step::passed(name, format!("{registered} is registered")),
        Ok(RedirectCheck::Unknown) => Step::passed(name, format!("{registered} must be registered (only a login shows whether it is)")),
        Err(error) if renews_silently => Step::warned(name, error),
        Err(error) => Step::failed(name, error),
    })
}

/// Returns what must be registered: the exact URI for each fixed port, or the one with any port.
fn to_register(redirect: &str, ports: &[u16]) -> String {
    let Some((before, path)) = split_at_port(redirect) else { return redirect.to_owned() };
    match ports {
        [] => format!("{before}:PORT{path} with any PORT"),
        ports => ports.iter().map(|port| format!("{before}:{port}{path}")).collect::<Vec<_>>().join(", "),
    }
}

/// Splits a URI into the text before its port, and the path; `None` if it has no port.
fn split_at_port(uri: &str) -> Option<(&str, &str)> {
    let host = uri.find("://")? + "://".len();
    let path = uri[host..].find('/').map_or(uri.len(), |at| host + at);
    let (before, port) = uri[..path].rsplit_once(':').filter(|(before, _)| before.len() > host)?; // `[::1` is no host with a port
    (!port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some((before, &uri[path..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kty: &str, crv: &str) -> PublishedKey {
        let crv = Some(crv.to_owned()).filter(|crv| !crv.is_empty());
        PublishedKey { kid: Some("k1".to_owned()), kty: kty.to_owned(), crv, ..PublishedKey::default() }
    }

    #[test]
    fn keys_that_minio_cannot_read_are_named() {
        for (kty, crv, expected) in [
            ("RSA", "", None),
            ("EC", "P-521", None),
            ("OKP", "Ed25519", None),
            ("EC", "secp256k1", Some("the key `k1` has the curve secp256k1")),
            ("OKP", "X25519", Some("the key `k1` has the curve X25519")),
            ("oct", "", Some("the key `k1` has the type oct")),
            ("", "", Some("the key `k1` has no type (`kty`)")),
        ] {
            let found = unreadable_key(&[key("RSA", ""), key(kty, crv)]).map(|problem| problem.to_string());
            let expected = expected.map(|problem| format!("MinIO cannot read the provider's key set: {problem}"));
            assert_eq!(found, expected, "{kty} {crv}");
        }
    }

    #[test]
    fn the_redirect_uri_is_shown_as_it_must_be_registered() {
        for (redirect, ports, expected) in [
            ("http://127.0.0.1:40000/oauth2/callback", &[][..], "http://127.0.0.1:PORT/oauth2/callback with any PORT"),
            (
                "http://127.0.0.1:8000/oauth2/callback",
                &[8000, 18000],
                "http://127.0.0.1:8000/oauth2/callback, http://127.0.0.1:18000/oauth2/callback",
            ),
            ("http://localhost:8000", &[8000], "http://localhost:8000"),
            ("http://localhost/callback", &[8000], "http://localhost/callback"),
            ("http://[::1]:40000/oauth2/callback", &[], "http://[::1]:PORT/oauth2/callback with any PORT"),
            ("http://[::1]:8000/", &[8000, 18000], "http://[::1]:8000/, http://[::1]:18000/"),
            ("http://[::1]/callback", &[], "http://[::1]/callback"),
        ] {
            assert_eq!(to_register(redirect, ports), expected);
        }
    }
}
