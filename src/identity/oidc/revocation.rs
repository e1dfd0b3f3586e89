//! Handing a refresh token back: RFC 7009. The provider ends the login behind it.

use super::refusal::Words;
use super::{Grant, Provider, ProviderEndpoint, ProviderError, RegisteredClient};
use crate::secret::RefreshToken;
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

/// Revokes `token`. A token that the provider does not know (any more) is answered as one that it has just revoked.
///
/// # Errors
/// No such endpoint, no answer, or a refusal.
#[expect(clippy::disallowed_methods, reason = "the token is handed back")]
pub(crate) async fn revoke(provider: &Provider, client: &RegisteredClient, token: &RefreshToken, deps: &Deps) -> Result<(), ProviderError> {
    let endpoint = provider.endpoint(ProviderEndpoint::Revocation).map_err(|problem| {
        tracing::debug!(%problem, "the provider counts as one without revocation");
        ProviderError::NoEndpoint(ProviderEndpoint::Revocation)
    })?;
    let fields = [("token", token.expose_secret()), ("token_type_hint", "refresh_token")];
    let answer = client.present(&endpoint, Grant::Revocation, &fields, deps).await?;
    if answer.status().is_success() {
        return Ok(());
    }
    let Words { code, description, .. } = Words::of(&answer);
    Err(ProviderError::NotRevoked { status: answer.status().as_u16(), code, description, authentication: client.authentication() })
}
