//! The authorization code flow: RFC 6749 section 4.1 with PKCE (RFC 7636, S256 always), and the nonce of OpenID Connect Core 3.1.2.1.

use super::token_endpoint::{self, Call};
use super::{Provider, ProviderError};
use crate::request::WebIdentity;
use crate::secret::{ClientSecret, IdToken};
use crate::sys::Deps;
use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType};
use oauth2::{
    AccessToken, AuthUrl, AuthorizationCode, Client, ClientId, CsrfToken, EndpointNotSet, EndpointSet, ExtraTokenFields, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
};
use openidconnect::Nonce;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

/// The bytes of chance in `state` and `nonce`.
const RANDOM_BYTES: u32 = 32;

/// The ID token as it came: verified apart, so that a strange one is refused by name instead of as bad JSON.
#[derive(Deserialize, Serialize)]
struct WithIdToken {
    id_token: Option<String>,
}

impl std::fmt::Debug for WithIdToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("WithIdToken(…)")
    }
}

impl ExtraTokenFields for WithIdToken {}

type TokenClient = Client<
    BasicErrorResponse,
    StandardTokenResponse<WithIdToken, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What a redeemed code brings.
pub(crate) struct Tokens {
    /// The ID token, not verified yet.
    pub(crate) id_token: Option<IdToken>,
    /// The access token: only its hash is looked at.
    pub(crate) access_token: AccessToken,
}

/// One login on its way: the address for the browser, and what proves that the answer belongs to it.
pub(crate) struct AuthorizationRequest {
    client: TokenClient,
    authentication: &'static str,
    address: String,
    redirect: String,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

impl AuthorizationRequest {
    /// Prepares a login of `person` at `provider` that comes back to `redirect`.
    ///
    /// # Errors
    /// Never in practice: the addresses were parsed before.
    #[expect(clippy::disallowed_methods, reason = "the client secret goes to the token endpoint")]
    pub(crate) fn new(
        provider: &Provider,
        person: &WebIdentity,
        secret: Option<ClientSecret>,
        redirect: String,
    ) -> Result<Self, ProviderError> {
        let redirect_url = RedirectUrl::new(redirect.clone()).map_err(|_| ProviderError::NoIdToken)?;
        let mut client: TokenClient = Client::new(ClientId::new(person.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint().clone()))
            .set_token_uri(TokenUrl::from_url(provider.token_endpoint().clone()))
            .set_redirect_uri(redirect_url);
        let authentication = secret.is_some().then(|| provider.usual_authentication());
        client = client.set_auth_type(token_endpoint::auth_type(authentication));
        if let Some(secret) = secret {
            client = client.set_client_secret(oauth2::ClientSecret::new(secret.expose_secret().to_owned()));
        }
        let nonce = Nonce::new_random_len(RANDOM_BYTES);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state) = authorization_address(&client, provider, person, &nonce, challenge);
        Ok(Self { client, authentication: token_endpoint::name(authentication), address, redirect, state, nonce, verifier })
    }

    /// The address to open in a browser.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The redirect URI that the provider must know.
    pub(crate) fn redirect(&self) -> &str {
        &self.redirect
    }

    /// What the callback must bring back to count.
    pub(crate) fn state(&self) -> &CsrfToken {
        &self.state
    }

    /// What the ID token must hold to belong to this login.
    pub(crate) fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// The client that the ID token must be meant for.
    pub(crate) fn client_id(&self) -> &ClientId {
        self.client.client_id()
    }

    /// Redeems the code at the token endpoint.
    ///
    /// # Errors
    /// The endpoint did not answer, refused, or answered with something else.
    pub(crate) async fn redeem(self, code: AuthorizationCode, deps: &Deps) -> Result<Tokens, ProviderError> {
        let call = Call::new(deps);
        let asked = self.client.exchange_code(code).set_pkce_verifier(self.verifier).request_async(&|request| call.send(request)).await;
        let tokens = asked.map_err(|error| call.refused(error, "authorization code", self.authentication))?;
        let id_token = tokens.extra_fields().id_token.clone().map(IdToken::new);
        Ok(Tokens { id_token, access_token: tokens.access_token().clone() })
    }
}

fn authorization_address(
    client: &TokenClient,
    provider: &Provider,
    person: &WebIdentity,
    nonce: &Nonce,
    challenge: PkceCodeChallenge,
) -> (String, CsrfToken) {
    let scopes = if person.scopes.is_empty() { provider.usual_scopes() } else { person.scopes.clone() };
    let request = client
        .authorize_url(|| CsrfToken::new_random_len(RANDOM_BYTES))
        .add_scopes(scopes.into_iter().map(Scope::new))
        .add_extra_param("nonce", nonce.secret())
        .set_pkce_challenge(challenge);
    let request = person.auth_params.iter().fold(request, |request, (key, value)| request.add_extra_param(key, value));
    let (address, state) = request.url();
    (address.to_string(), state)
}
