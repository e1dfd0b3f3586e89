//! The authorization code flow: RFC 6749 section 4.1 with PKCE (RFC 7636, S256 always), and the nonce of OpenID Connect Core 3.1.2.1.

use super::client::{RegisteredClient, TokenClient};
use super::token_answer::Tokens;
use super::token_endpoint::Call;
use super::{Provider, ProviderError};
use crate::request::WebIdentity;
use crate::sys::Deps;
use oauth2::{AuthUrl, AuthorizationCode, CsrfToken, EndpointNotSet, EndpointSet, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use openidconnect::Nonce;

/// Random bytes in `state` and `nonce`.
const RANDOM_BYTES: u32 = 32;

/// One login on its way: the address for the browser, and what proves that the answer belongs to it.
pub(crate) struct AuthorizationRequest<'a> {
    registered: &'a RegisteredClient,
    client: TokenClient<EndpointSet, EndpointNotSet>,
    address: String,
    redirect: String,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

impl<'a> AuthorizationRequest<'a> {
    /// Prepares a login of `person` at `provider` that comes back to `redirect`.
    ///
    /// # Errors
    /// The provider has no address to send a browser to, or none that is safe.
    pub(crate) fn new(
        provider: &Provider,
        registered: &'a RegisteredClient,
        person: &WebIdentity,
        redirect: String,
    ) -> Result<Self, ProviderError> {
        let redirect_url = RedirectUrl::new(redirect.clone()).map_err(|_| ProviderError::BadRedirect(redirect.clone()))?;
        let client =
            registered.of_oauth2().set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint()?)).set_redirect_uri(redirect_url);
        let nonce = Nonce::new_random_len(RANDOM_BYTES);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state) = authorization_address(&client, provider, person, &nonce, challenge);
        Ok(Self { registered, client, address, redirect, state, nonce, verifier })
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

    /// Redeems the code at the token endpoint, and tells the nonce that the ID token must hold to belong to this login.
    ///
    /// # Errors
    /// The endpoint did not answer, refused, or answered with something else.
    pub(crate) async fn redeem(self, code: AuthorizationCode, deps: &Deps) -> Result<(Tokens, Nonce), ProviderError> {
        let call = Call::new(deps);
        let asked = self.client.exchange_code(code).set_pkce_verifier(self.verifier).request_async(&|request| call.send(request)).await;
        let answer = asked.map_err(|error| self.registered.refused(&call, error, super::Grant::AuthorizationCode))?;
        Ok((answer.into(), self.nonce))
    }
}

fn authorization_address(
    client: &TokenClient<EndpointSet, EndpointNotSet>,
    provider: &Provider,
    person: &WebIdentity,
    nonce: &Nonce,
    challenge: PkceCodeChallenge,
) -> (String, CsrfToken) {
    let wanted = provider.wanted(person);
    let request = client
        .authorize_url(|| CsrfToken::new_random_len(RANDOM_BYTES))
        .add_scopes(wanted.scopes.into_iter().map(Scope::new))
        .add_extra_param("nonce", nonce.secret())
        .set_pkce_challenge(challenge);
    let request = wanted.parameters.into_iter().fold(request, |request, (key, value)| request.add_extra_param(key, value));
    let (address, state) = request.url();
    (address.to_string(), state)
}
