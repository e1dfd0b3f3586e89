//! Verified tokens, and the proof that is built from them.

use super::RefreshLifetime;
use crate::claims::Claims;
use crate::identity::Proof;
use crate::request::TokenKind;
use crate::secret::{AccessToken, IdToken, RefreshToken};
use crate::sys::Deps;

/// Verified tokens, and the claims of the ID token.
#[derive(Clone)]
pub(super) struct VerifiedTokens {
    pub(super) id_token: IdToken,
    pub(super) claims: Claims,
    pub(super) access_token: Option<AccessToken>,
    pub(super) refresh_token: Option<RefreshToken>,
    pub(super) refresh_lifetime: RefreshLifetime,
}

impl VerifiedTokens {
    /// Builds the proof from the ID token, or from the access token if requested. Warns if that is opaque.
    pub(super) fn proof(&self, send: TokenKind, deps: &Deps) -> Proof {
        let access_token = self.access_token.clone();
        match (send, &self.access_token) {
            (TokenKind::IdToken, _) | (_, None) => {
                Proof { access_token, ..Proof::from_token(self.id_token.clone().into(), self.claims.clone()) }
            }
            (TokenKind::AccessToken, Some(sent_token)) => {
                let claims = claims_of(sent_token);
                if claims.is_none() {
                    deps.terminal.warn("the access token is opaque (not a JSON Web Token): servers that verify tokens cannot read it");
                }
                Proof { access_token, ..Proof::from_token(sent_token.clone().into(), claims.unwrap_or_default()) }
            }
        }
    }
}

/// The claims of a token; `None` if it is opaque.
#[expect(clippy::disallowed_methods, reason = "the claims of a token are read")]
pub(super) fn claims_of(token: &impl secrecy::ExposeSecret<str>) -> Option<Claims> {
    Claims::unverified(token.expose_secret())
}
