//! The client credentials grant: RFC 6749, section 4.4.

use super::ProviderError;
use super::client::TokenClient;
use super::token_answer::Tokens;
use super::token_endpoint::{self, Call};
use crate::request::{ClientAuthentication, ClientGrants};
use crate::secret::{AccessToken, ClientSecret};
use crate::sys::Deps;
use oauth2::{Client, ClientId, EndpointNotSet, Scope, TokenUrl};
use secrecy::ExposeSecret as _;
use url::Url;

/// Asks `endpoint` for an access token of the service itself.
///
/// # Errors
/// The endpoint did not answer, refused, or answered with something else.
#[expect(clippy::disallowed_methods, reason = "the client secret goes to the token endpoint")]
pub(crate) async fn token(
    service: &ClientGrants,
    endpoint: &Url,
    authentication: Option<ClientAuthentication>,
    secret: &ClientSecret,
    deps: &Deps,
) -> Result<AccessToken, ProviderError> {
    let authentication = authentication.or(Some(ClientAuthentication::Basic));
    let client: TokenClient<EndpointNotSet, EndpointNotSet> = Client::new(ClientId::new(service.client_id.clone()))
        .set_token_uri(TokenUrl::from_url(endpoint.clone()))
        .set_auth_type(token_endpoint::auth_type(authentication))
        .set_client_secret(oauth2::ClientSecret::new(secret.expose_secret().to_owned()));
    let mut asked = client.exchange_client_credentials().add_scopes(service.scopes.iter().cloned().map(Scope::new));
    asked = service.audience.iter().fold(asked, |asked, audience| asked.add_extra_param("audience", audience));
    asked = service.resource.iter().fold(asked, |asked, resource| asked.add_extra_param("resource", resource));
    let call = Call::new(deps);
    let answer = asked.request_async(&|request| call.send(request)).await;
    let answer = answer.map_err(|error| call.refused(error, super::Grant::ClientCredentials, token_endpoint::name(authentication)))?;
    Ok(Tokens::from(answer).access_token)
}
