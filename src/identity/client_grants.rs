//! The client credentials of a service: the access token obtained with them is the proof.

use super::oidc::{Provider, ProviderError, RegisteredClient, client_credentials};
use super::{Error, LoginState, Proof, client_authentication};
use crate::claims::Claims;
use crate::request::{ClientGrants, TokenProvider};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

/// Requests an access token for the service. It must be a JSON Web Token, which the storage server can verify.
///
/// # Errors
/// See [`Error`].
#[expect(clippy::disallowed_methods, reason = "the claims of the token are read")]
pub(super) async fn prove(client_grants: &ClientGrants, deps: &Deps, state: &mut LoginState) -> Result<Proof, Error> {
    let authentication = client_authentication::read(
        client_grants.client_secret.as_ref(),
        client_grants.assertion_key.as_ref(),
        client_grants.client_auth,
        deps,
    )?;
    let client = match &client_grants.provider {
        TokenProvider::Endpoint(url) => RegisteredClient::for_endpoint(url, &client_grants.client_id, authentication, &state.documents)?,
        TokenProvider::Issuer(issuer) => {
            let provider = Provider::discover(issuer, &state.documents, deps).await?;
            state.documents = provider.documents();
            let client = RegisteredClient::new(&provider, &client_grants.client_id, authentication)?;
            client.warn_if_unlisted(&provider, deps);
            client
        }
    };
    let token = client_credentials::request_access_token(client_grants, &client, deps).await;
    state.documents = client.with_learned_method(std::mem::take(&mut state.documents));
    let is_configured = matches!(client_grants.provider, TokenProvider::Endpoint(_));
    let token = token.map_err(|error| match error {
        ProviderError::NoResponse { source, .. } if is_configured => ProviderError::TokenEndpointUnreachable(source),
        ProviderError::NoTokens { status, response, .. } => ProviderError::NoTokens { status, response, is_configured },
        other => other,
    })?;
    let claims = Claims::unverified(token.expose_secret()).ok_or(Error::OpaqueToken)?;
    Ok(Proof::from_token(token.into(), claims))
}
