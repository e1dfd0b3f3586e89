//! This program as a client that the provider knows, and what the token endpoint gives it: RFC 6749, sections 2 and 5.1.

use super::token_answer::{TokenAnswer, Tokens};
use super::token_endpoint::{self, Call};
use super::{Grant, Provider, ProviderError};
use crate::request::ClientAuthentication;
use crate::secret::{ClientSecret, RefreshToken};
use crate::sys::{Deps, HttpError};
use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    Client, ClientId, EndpointNotSet, EndpointSet, ErrorResponseType, RequestTokenError, StandardErrorResponse, StandardRevocableToken,
    TokenUrl,
};
use secrecy::ExposeSecret as _;
use std::fmt::Display;

/// The client of `oauth2`, with or without the addresses for a browser and for a device.
pub(super) type TokenClient<Browser, Device> = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    Browser,
    Device,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// A client id, and how its owner proves to be it.
pub(crate) struct RegisteredClient {
    client: TokenClient<EndpointNotSet, EndpointNotSet>,
    secret: Option<ClientSecret>,
    authentication: Option<ClientAuthentication>,
}

impl RegisteredClient {
    /// The client `id` at `provider`, public where there is no secret.
    #[expect(clippy::disallowed_methods, reason = "the client secret goes to the token endpoint")]
    pub(crate) fn new(provider: &Provider, id: &str, secret: Option<ClientSecret>) -> Self {
        let authentication = secret.is_some().then(|| provider.usual_authentication());
        let mut client = Client::new(ClientId::new(id.to_owned()))
            .set_token_uri(TokenUrl::from_url(provider.token_endpoint().clone()))
            .set_auth_type(token_endpoint::auth_type(authentication));
        if let Some(secret) = &secret {
            client = client.set_client_secret(oauth2::ClientSecret::new(secret.expose_secret().to_owned()));
        }
        Self { client, secret, authentication }
    }

    /// The client id, which ID tokens must be meant for.
    pub(crate) fn id(&self) -> &ClientId {
        self.client.client_id()
    }

    /// The client secret and its authentication method.
    pub(super) fn proof(&self) -> Option<(&ClientSecret, ClientAuthentication)> {
        self.secret.as_ref().zip(self.authentication)
    }

    /// How it proves itself, in the words of discovery documents.
    pub(super) fn authentication(&self) -> &'static str {
        token_endpoint::name(self.authentication)
    }

    /// A client of `oauth2` to build requests with.
    pub(super) fn of_oauth2(&self) -> TokenClient<EndpointNotSet, EndpointNotSet> {
        self.client.clone()
    }

    /// Exchanges a refresh token for new tokens: RFC 6749, section 6. Answers may lack an ID token, and a new refresh token.
    ///
    /// # Errors
    /// The endpoint did not answer, refused, or answered with something else.
    #[expect(clippy::disallowed_methods, reason = "the refresh token goes to the token endpoint")]
    pub(crate) async fn refresh(&self, token: &RefreshToken, deps: &Deps) -> Result<Tokens, ProviderError> {
        let call = Call::new(deps);
        let token = oauth2::RefreshToken::new(token.expose_secret().to_owned());
        let answer = self.client.exchange_refresh_token(&token).request_async(&|request| call.send(request)).await;
        answer.map(Tokens::from).map_err(|error| self.refused(&call, error, Grant::RefreshToken))
    }

    /// What a failed request means; `grant` was presented.
    pub(super) fn refused<T: ErrorResponseType + Display>(
        &self,
        call: &Call<'_>,
        error: RequestTokenError<HttpError, StandardErrorResponse<T>>,
        grant: Grant,
    ) -> ProviderError {
        call.refused(error, grant, self.authentication())
    }
}
