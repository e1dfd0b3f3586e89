//! Distinguishes the kinds of signed tokens by their header and claims. Providers mark them differently; most marks are optional.

use super::finding::FindingKind;
use crate::claims::{Claims, access_token_type};
use crate::credentials::{TokenFacts, TokenForm};
use crate::provider_document::ProviderDocument;

/// The issuer of the tokens of GitHub Actions.
const GITHUB_ACTIONS: &str = "https://token.actions.githubusercontent.com";

/// Returns the kind of a token, and its title.
pub(super) fn kind_of(header: &ProviderDocument, claims: &Claims, facts: &TokenFacts) -> (FindingKind, &'static str) {
    match facts.form {
        TokenForm::Minio => return (FindingKind::SessionToken, "session token of MinIO (or a server like it)"),
        TokenForm::SeaweedFs => return (FindingKind::SessionToken, "session token of SeaweedFS"),
        _ => {}
    }
    if access_token_type(header).is_some() {
        return (FindingKind::AccessToken, "access token");
    }
    if claims.has("kubernetes.io") || claims.text("sub").is_some_and(|sub| sub.starts_with("system:serviceaccount:")) {
        return (FindingKind::ServiceAccountToken, "token of a Kubernetes service account");
    }
    if claims.text("iss") == Some(GITHUB_ACTIONS) || claims.has("pipeline_id") || claims.has("build_number") {
        return (FindingKind::CiToken, "token of a CI job");
    }
    let mark = claims.text("typ").or_else(|| claims.text("token_use")).unwrap_or_default().to_ascii_lowercase();
    match mark.as_str() {
        "id" => return (FindingKind::IdToken, "ID token"),
        "refresh" | "offline" => return (FindingKind::RefreshToken, "refresh token"),
        "bearer" | "access" => return (FindingKind::AccessToken, "access token"),
        _ => {}
    }
    let has_any = |names: &[&str]| names.iter().any(|name| claims.has(name));
    if has_any(&["nonce", "at_hash", "c_hash", "auth_time"]) {
        (FindingKind::IdToken, "ID token")
    } else if has_any(&["scope", "scp", "client_id", "cid"]) {
        (FindingKind::AccessToken, "access token")
    } else if claims.has("aud") && has_any(&["email", "preferred_username", "name"]) {
        (FindingKind::IdToken, "ID token (by its claims)")
    } else {
        (FindingKind::Jwt, "JSON Web Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn tokens_are_told_apart_by_their_marks() {
        for (header, claims, kind) in [
            (r#"{"typ":"at+jwt"}"#, r#"{"nonce":"n"}"#, FindingKind::AccessToken),
            (r#"{"typ":"application/at+JWT"}"#, "{}", FindingKind::AccessToken),
            (r#"{"typ":"JWT"}"#, r#"{"typ":"ID","scope":"openid"}"#, FindingKind::IdToken),
            ("{}", r#"{"typ":"Bearer"}"#, FindingKind::AccessToken),
            ("{}", r#"{"typ":"Offline"}"#, FindingKind::RefreshToken),
            ("{}", r#"{"token_use":"access"}"#, FindingKind::AccessToken),
            ("{}", r#"{"at_hash":"x"}"#, FindingKind::IdToken),
            ("{}", r#"{"scp":["a"]}"#, FindingKind::AccessToken),
            ("{}", r#"{"aud":"x","email":"a@b"}"#, FindingKind::IdToken),
            ("{}", r#"{"kubernetes.io":{},"aud":["x"]}"#, FindingKind::ServiceAccountToken),
            ("{}", r#"{"iss":"https://token.actions.githubusercontent.com"}"#, FindingKind::CiToken),
            ("{}", r#"{"accessKey":"K"}"#, FindingKind::SessionToken),
            ("{}", r#"{"a":1}"#, FindingKind::Jwt),
        ] {
            let token = format!("x.{}.x", URL_SAFE_NO_PAD.encode(claims));
            let header = ProviderDocument::read(header.as_bytes()).unwrap_or_default();
            let claims_read = Claims::unverified(&token).unwrap_or_default();
            assert_eq!(kind_of(&header, &claims_read, &TokenFacts::of_claims(&claims_read)).0, kind, "{claims}");
        }
    }
}
