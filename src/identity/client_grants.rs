//! A service's own client id and secret: its access token is the proof.

use super::oidc::{Provider, ProviderError, RegisteredClient, client_credentials};
use super::{Error, LoginState, Proof};
use crate::claims::Claims;
use crate::request::{ClientGrants, TokenProvider};
use crate::secret::ClientSecret;
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

#[expect(clippy::disallowed_methods, reason = "the text read becomes a client secret, and the token is read for its claims")]
pub(super) async fn prove(service: &ClientGrants, deps: &Deps, state: &mut LoginState) -> Result<Proof, Error> {
    let secret = ClientSecret::new(service.client_secret.read(deps)?.expose_secret().to_owned());
    let (client, by_hand) = match &service.provider {
        TokenProvider::Endpoint(url) => {
            (RegisteredClient::of_endpoint(url, &service.client_id, Some(secret), service.authentication), true)
        }
        TokenProvider::Issuer(issuer) => {
            let provider = Provider::discover(issuer, &state.provider, deps).await?;
            state.provider = provider.documents();
            (RegisteredClient::new(&provider, &service.client_id, Some(secret), service.authentication), false)
        }
    };
    let token = client_credentials::token(service, &client, deps).await;
    state.provider = client.remembered_in(std::mem::take(&mut state.provider));
    let token = token.map_err(|error| match error {
        ProviderError::NoAnswer { source, .. } if by_hand => ProviderError::SilentEndpoint(source),
        other => other,
    })?;
    let claims = Claims::unverified(token.expose_secret()).ok_or(Error::OpaqueToken)?;
    Ok(Proof::ClientGrants { token, claims })
}
