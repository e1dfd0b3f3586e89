//! Facts of what is stored for a login: the claims of its token, its tokens, and what is known of the storage server.

use super::Session;
use crate::claims::Claims;
use crate::identity::{self, StoredTokens};
use crate::sts::LearnedServer;
use secrecy::ExposeSecret as _;

impl Session {
    /// Returns the claims of the stored ID token, or of a supplied token that can be read without waiting. Reads files only.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the token is read for its claims")]
    pub(crate) fn identity_claims(&self) -> Option<Claims> {
        match self.request.identity.web_identity() {
            Some(_) => Claims::unverified(self.stored_tokens()?.id_token.expose_secret()),
            None => identity::supplied_token_claims(&self.request, &self.deps),
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
