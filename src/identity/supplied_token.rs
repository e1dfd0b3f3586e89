//! A supplied token as web identity. It is decoded but not verified: problems are reported as warnings, and the server decides.

use super::Proof;
use super::token_source::{self, SourceError};
use super::token_text::{ExtractedToken, extract_token, tokens_in};
use crate::claims::Claims;
use crate::request::SuppliedToken;
use crate::secret::Token;
use crate::sys::Deps;
use crate::text::printable;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

/// Reads the token, and warns if the server is likely to refuse it.
///
/// # Errors
/// See [`SourceError`].
pub(super) async fn prove(supplied_token: &SuppliedToken, deps: &Deps) -> Result<Proof, SourceError> {
    let ExtractedToken { token, note } =
        extract_token(token_source::read(&supplied_token.source, supplied_token.audience.as_deref(), deps).await?)?;
    if let Some(note) = note {
        deps.terminal.note_once(note);
    }
    let claims = claims(&token);
    for warning in warnings(&token, claims.as_ref(), supplied_token.audience.as_deref(), deps.clock.now()) {
        deps.terminal.warn(&warning);
    }
    Ok(Proof::from_token(token, claims.unwrap_or_default()))
}

/// Returns the claims of the token if it can be read without waiting.
pub(super) fn claims_without_waiting(supplied_token: &SuppliedToken, deps: &Deps) -> Option<Claims> {
    claims(
        &extract_token(token_source::read_without_waiting(&supplied_token.source, supplied_token.audience.as_deref(), deps)?).ok()?.token,
    )
}

/// The claims of the token; `None` if it is opaque.
#[expect(clippy::disallowed_methods, reason = "the claims of the token are read")]
fn claims(token: &Token) -> Option<Claims> {
    Claims::unverified(token.expose_secret())
}

/// Returns warnings about a token that the server may refuse. They contain names and times, never the token.
#[expect(clippy::disallowed_methods, reason = "the parts of the token are counted")]
fn warnings(token: &Token, claims: Option<&Claims>, audience: Option<&str>, now: Timestamp) -> Vec<String> {
    let text = token.expose_secret();
    let Some(claims) = claims else {
        let problem = match text.split('.').count() {
            _ if tokens_in(text).len() > 1 => "contains several tokens, which no server accepts: give only the right one",
            _ if text.contains(char::is_whitespace) => "contains spaces or line breaks, which no token has: give only the token",
            5 => "is encrypted (five parts): servers without the key cannot read it",
            3 => "has three parts, but the second contains no readable claims",
            _ => "is opaque (not a JSON Web Token): servers that verify tokens cannot read it",
        };
        return vec![format!("the token {problem}")];
    };
    let mut warnings = Vec::new();
    let audiences = claims.list("aud");
    if let Some(expected) = audience
        && !audiences.contains(&expected)
        && claims.text("azp") != Some(expected)
    {
        let found: Vec<String> = audiences.into_iter().map(printable).collect();
        let found = if found.is_empty() { "empty".to_owned() } else { found.join(", ") };
        warnings.push(format!("the token's audience is {found}, not {}", printable(expected)));
    }
    if let Some(seconds_ago) = claims.seconds("exp").map(|expires| now.as_second() - expires).filter(|seconds_ago| *seconds_ago >= 0) {
        warnings.push(format!("the token expired {seconds_ago} s ago by this machine's clock"));
    }
    warnings
}
