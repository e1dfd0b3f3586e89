//! The authorization code flow: RFC 6749, section 4.1, with PKCE (RFC 7636, always S256) and the nonce of OpenID Connect Core 1.0, section
//! 3.1.2.1.

use super::token_response::TokenResponse;
use super::{ClientRequest, Nonce, Provider, ProviderError, RegisteredClient};
use crate::request::WebIdentity;
use crate::sys::{Deps, TimedStep};
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use url::Url;

/// Random bytes in `state`.
const RANDOM_BYTES: u32 = 32;

/// An authorization request in progress: the address for the browser, and the values that bind the response to it.
pub(crate) struct AuthorizationRequest<'a> {
    client: &'a RegisteredClient,
    address: String,
    redirect: String,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// The tokens for an authorization code, not verified yet.
pub(crate) struct RedeemedCode {
    /// The tokens.
    pub(crate) tokens: TokenResponse,
    /// The nonce that the ID token must contain.
    pub(crate) nonce: Nonce,
}

impl<'a> AuthorizationRequest<'a> {
    /// Prepares an authorization request with this redirect URI. `asks_who`: whether the provider must not reuse its session silently.
    ///
    /// # Errors
    /// The redirect URI is not a URL, or the provider has no authorization endpoint or an unsafe one.
    pub(crate) fn new(
        provider: &Provider,
        client: &'a RegisteredClient,
        web_identity: &WebIdentity,
        redirect: String,
        asks_who: bool,
    ) -> Result<Self, ProviderError> {
        Url::parse(&redirect).map_err(|_| ProviderError::BadRedirect(redirect.clone()))?;
        let (state, nonce) = (CsrfToken::new_random_len(RANDOM_BYTES), Nonce::new_random());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut parameters = provider.authorization_parameters(web_identity).with_login_hint(web_identity.account.as_deref());
        if asks_who {
            parameters = parameters.with_prompt(provider.prompt_for_another_user());
        }
        let mut address = provider.authorization_endpoint()?;
        address
            .query_pairs_mut()
            .extend_pairs([
                ("response_type", "code"),
                ("client_id", client.id()),
                ("state", state.secret()),
                ("code_challenge", challenge.as_str()),
                ("code_challenge_method", challenge.method().as_str()),
                ("redirect_uri", &redirect),
                ("scope", &parameters.scopes.join(" ")),
                ("nonce", nonce.as_str()),
            ])
            .extend_pairs(parameters.parameters);
        Ok(Self { client, address: address.into(), redirect, state, nonce, verifier })
    }

    /// The address to open in a browser.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The redirect URI, which must be registered at the provider.
    pub(crate) fn redirect(&self) -> &str {
        &self.redirect
    }

    /// The `state` that the callback must return.
    pub(crate) fn state(&self) -> &CsrfToken {
        &self.state
    }

    /// Redeems the code at the token endpoint: RFC 6749, section 4.1.3.
    ///
    /// # Errors
    /// The errors of [`RegisteredClient::tokens`].
    #[expect(clippy::disallowed_methods, reason = "the verifier is sent to the token endpoint")]
    pub(crate) async fn redeem(self, code: AuthorizationCode, deps: &Deps) -> Result<RedeemedCode, ProviderError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.secret()),
            ("code_verifier", self.verifier.secret()),
            ("redirect_uri", &self.redirect),
        ];
        let _step = TimedStep::begin("exchange of the authorization code");
        let tokens = self.client.tokens(ClientRequest::AuthorizationCode, &fields, deps).await?;
        Ok(RedeemedCode { tokens, nonce: self.nonce })
    }
}
