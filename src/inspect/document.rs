//! Findings for JSON documents of providers: metadata and key sets; and the names of the members of any other one.

use super::finding::{Finding, FindingKind};
use crate::provider_document::ProviderDocument;
use crate::text::RequestSecrets;

/// The most keys and members that are listed.
const MAX_LISTED: usize = 40;

/// Returns the finding for a JSON object.
pub(super) fn finding(document: &ProviderDocument) -> Finding {
    if document.value("keys").is_some_and(serde_json::Value::is_array) {
        return key_set(document);
    }
    if document.value("issuer").is_some() && (document.value("jwks_uri").is_some() || document.value("token_endpoint").is_some()) {
        return discovery_document(document);
    }
    let mut finding = Finding::new(FindingKind::Json, "JSON object without a token or credentials");
    let names = document.members().map(|(name, _)| RequestSecrets::default().redact(name)); // a name may be a token
    finding.list("members", "Members", names.take(MAX_LISTED).collect());
    finding
}

fn discovery_document(document: &ProviderDocument) -> Finding {
    let mut finding = Finding::new(FindingKind::DiscoveryDocument, "metadata of an identity provider");
    let text = |name: &str| document.string(name).ok().flatten().map(str::to_owned);
    let list = |name: &str| document.strings(name).unwrap_or_default().into_iter().map(str::to_owned).collect::<Vec<_>>();
    finding.text("issuer", "Issuer", text("issuer"));
    finding.text("authorization_endpoint", "Authorization", text("authorization_endpoint"));
    finding.text("token_endpoint", "Token", text("token_endpoint"));
    finding.text("device_authorization_endpoint", "Device code", text("device_authorization_endpoint"));
    finding.text("userinfo_endpoint", "Userinfo", text("userinfo_endpoint"));
    finding.text("jwks_uri", "Key set", text("jwks_uri"));
    finding.list("scopes_supported", "Scopes", list("scopes_supported"));
    finding.list("claims_supported", "Claims", list("claims_supported"));
    finding.list("id_token_signing_alg_values_supported", "Algorithms", list("id_token_signing_alg_values_supported"));
    finding.list("code_challenge_methods_supported", "PKCE", list("code_challenge_methods_supported"));
    finding.not_verified.push("whether the issuer publishes this document".to_owned());
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        if text(name).is_none() {
            finding.problems.push(format!("`{name}` is missing"));
        }
    }
    finding
}

fn key_set(document: &ProviderDocument) -> Finding {
    let mut finding = Finding::new(FindingKind::KeySet, "key set of an identity provider (JWKS)");
    let keys = document.objects("keys").unwrap_or_default();
    let text = |key: &ProviderDocument, name: &str| key.string(name).ok().flatten().unwrap_or("-").to_owned();
    let lines = keys
        .iter()
        .take(MAX_LISTED)
        .map(|key| format!("{} ({})", text(key, "kid"), ["kty", "alg", "use"].map(|name| text(key, name)).join(", ")))
        .collect();
    finding.list("keys", "Keys", lines);
    if keys.iter().any(|key| key.value("d").is_some() || key.value("k").is_some()) {
        finding.problems.push("it contains private or shared keys, which a key set must not".to_owned());
    }
    let unreadable = keys.iter().filter(|key| !["RSA", "EC"].contains(&text(key, "kty").as_str())).map(|key| text(key, "kty"));
    let mut unreadable: Vec<String> = unreadable.collect();
    unreadable.dedup();
    if !unreadable.is_empty() {
        finding.problems.push(format!("older servers read none of the keys if one has the type {}", unreadable.join(", ")));
    }
    finding
}
