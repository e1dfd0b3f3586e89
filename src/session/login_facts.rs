//! Facts of the stored login: the claims of its ID token, and how long it can be renewed without a prompt.

use super::Session;
use crate::claims::Claims;
use crate::identity::{self, StoredTokens};
use crate::sts::LearnedServer;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

/// Facts of the stored login.
#[derive(Clone, Default)]
pub(crate) struct LoginFacts {
    /// The claims of the stored ID token, or of a supplied token that can be read without waiting.
    pub claims: Option<Claims>,
    /// Whether there is a refresh token that a renewal uses.
    pub has_refresh_token: bool,
    /// When the refresh token expires, if the provider says so and a refresh does not extend it.
    pub refresh_until: Option<Timestamp>,
    /// When the stored ID token or access token expires.
    pub token_until: Option<Timestamp>,
}

impl Session {
    /// Returns the facts of this request's stored login. Reads files only.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the tokens are read for their claims")]
    pub(crate) fn login_facts(&self) -> LoginFacts {
        let Some(web_identity) = self.request.identity.web_identity() else {
            let claims = identity::supplied_token_claims(&self.request, &self.deps);
            return LoginFacts { token_until: claims.as_ref().and_then(Claims::expiration), claims, ..LoginFacts::default() };
        };
        let Some(login) = self.cache.login() else { return LoginFacts::default() };
        let has_refresh_token = login.can_refresh(web_identity);
        let Some(tokens) = login.tokens else { return LoginFacts::default() };
        let claims = Claims::unverified(tokens.id_token.expose_secret());
        LoginFacts {
            has_refresh_token,
            refresh_until: tokens.refresh_lifetime.expires.filter(|_| has_refresh_token && tokens.refresh_lifetime.may_be_fixed()),
            token_until: claims.as_ref().and_then(Claims::expiration),
            claims,
        }
    }

    /// Returns the stored tokens of the login.
    #[must_use]
    pub(crate) fn stored_tokens(&self) -> Option<StoredTokens> {
        self.cache.login()?.tokens
    }

    /// Returns what is known of the storage server from its earlier responses.
    #[must_use]
    pub(crate) fn learned_server(&self) -> LearnedServer {
        self.cache.server().unwrap_or_default()
    }
}
