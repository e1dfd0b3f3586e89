//! Tokens: verified, found in a text, and read without verification.

use crate::assertions::{assert_harmless, assert_harmless_error, split_parts};
use sts_cli::claims::Claims;
use sts_cli::fuzz_entry::{extract_token, provider, tokens_in};
use sts_cli::request::Issuer;

const ISSUER: &str = "https://id.example.com/realms/prod";
const DISCOVERY: &str = r#"{"issuer":"https://id.example.com/realms/prod","token_endpoint":"https://id.example.com/token"}"#;
const NOW: i64 = 1_893_454_000;

/// A key set, whose private key nobody has any longer, and the only token that was signed with it.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","alg":"ES256","x":"7E6SBllPUuXy6oPFLa4U9EcwpfAygXLwMo97fFOu_Qs","y":"m5E33sOLhiipwfjbsJp3tWOcfamP8E3cV6buvw8NqKo"}]}"#;
const TOKEN: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6Im9uZSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tL3JlYWxtcy9wcm9kIiwiYXVkIjoic3RzLWNsaSIsInN1YiI6ImFsaWNlIiwiaWF0IjoxODkzNDUyNDAwLCJleHAiOjE4OTM0NTYwMDB9.2IwvLWMlOTxansmoZbfP22K9oR_YyHUAIUEHT6l2hO0HHH_LzGl0_1voMcj8KnSki0yzRhjWnGCFX3dzbxlMhQ";

/// The only token that is accepted is the signed one. The word TOKEN in an input stands for it, its parts are HEADER, CLAIMS and SIGNATURE.
pub fn id_tokens(input: &[u8]) {
    let parts: Vec<&str> = TOKEN.split('.').collect();
    let text = String::from_utf8_lossy(input).replace("TOKEN", TOKEN);
    let text = text.replace("HEADER", parts[0]).replace("CLAIMS", parts[1]).replace("SIGNATURE", parts[2]);
    let (token, keys) = split_parts(text.as_bytes());
    let keys = if keys.is_empty() { KEYS.as_bytes() } else { keys };
    let (token, issuer) = (String::from_utf8_lossy(token), Issuer::new(ISSUER, false).expect("an issuer"));
    let now = jiff::Timestamp::from_second(NOW).expect("a time");
    match provider::verify_id_token(&token, keys, &issuer, DISCOVERY.as_bytes(), now) {
        Ok(()) => assert_eq!(token.trim_end_matches('='), TOKEN, "another token than the signed one is accepted"),
        Err(Some(error)) => assert_harmless_error(&error),
        Err(None) => {}
    }
}

/// A token that is found is a part of the text, and is found again in itself.
pub fn in_text(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for token in tokens_in(&text) {
        assert!(text.contains(token) && token.split('.').count() == 3, "{token:?}");
        assert!(Claims::unverified(token).is_some(), "{token:?}");
        assert!(token.bytes().all(|byte| byte.is_ascii_graphic()), "{token:?}");
    }
    if let Some(token) = extract_token(&text) {
        assert!(!text.starts_with('{') || !token.is_empty() || text.contains("\"\""), "{text:?}");
        let again = extract_token(&token);
        assert!(
            tokens_in(&token).len() != 1 || again.as_deref() == tokens_in(&token).first().copied(),
            "{token:?} is extracted as {again:?}"
        );
    }
    if let Some(claims) = Claims::unverified(&text) {
        assert_eq!(claims.digest().len(), 64);
        let names = claims.names();
        assert!(names.is_sorted() && names.iter().all(|name| claims.has(name)));
        let expiration = claims.expiration().map(|time| time.as_second());
        assert!(expiration.is_none_or(|seconds| seconds > 0));
        claims.display_name().into_iter().for_each(|name| assert_harmless(&sts_cli::fuzz_entry::printable(name)));
    }
}
