//! The login state of one user at one provider: tokens, prompt, provider documents.

use super::super::{Documents, Error, Proof, SignedInUser};
use super::prompt::Prompt;
use super::{RefreshLifetime, VerifiedTokens, claims_of};
use crate::claims::Claims;
use crate::request::{TokenKind, WebIdentity};
use crate::secret::{AccessToken, IdToken, RefreshToken};
use crate::sys::Deps;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

/// The minimum remaining lifetime of a usable token, in seconds: with less, it may expire before the server verifies it.
const EXPIRATION_MARGIN: i64 = 60;

/// The login state of one user at one provider. Empty by default.
#[derive(Clone, Default)]
pub struct LoginState {
    /// The cached documents of the provider.
    pub documents: Documents,
    /// The tokens of the last login or refresh; the ID token was verified.
    pub tokens: Option<StoredTokens>,
    /// Whether only the refresh token may be used: ID token and access token must not be sent again.
    pub must_refresh: bool,
    /// The nonce of the interactive login: refreshed ID tokens carry the same or none.
    pub nonce: Option<String>,
    /// Whether the last refresh returned no new ID token: then refreshes are skipped, and a login is required.
    pub refresh_lacks_id_token: bool,
    /// Whether an interactive login is required because the stored tokens were tried and failed. Not stored.
    pub needs_prompt: bool,
    /// Whether the next prompt must ask who logs in: the storage server refused the last user, or that was not the account of the profile.
    pub must_ask_who: bool,
    /// The state of the login prompt.
    pub prompt: Prompt,
}

/// The tokens of a login or refresh.
#[derive(Clone)]
pub struct StoredTokens {
    /// The ID token.
    pub id_token: IdToken,
    /// The access token.
    pub access_token: Option<AccessToken>,
    /// The refresh token.
    pub refresh_token: Option<RefreshToken>,
    /// How long the refresh token can be used.
    pub refresh_lifetime: RefreshLifetime,
}

impl LoginState {
    /// Stores the tokens of a successful login or refresh, and marks an open prompt as answered.
    pub(super) fn set_tokens(&mut self, verified_tokens: VerifiedTokens) {
        let VerifiedTokens { id_token, access_token, refresh_token, refresh_lifetime, .. } = verified_tokens;
        self.tokens = Some(StoredTokens { id_token, access_token, refresh_token, refresh_lifetime });
        self.must_refresh = false;
        self.must_ask_who = false;
        self.prompt = self.prompt.answered();
    }

    /// Marks ID token and access token as not to be sent again: the server refused them, or they may be outdated.
    pub(crate) fn require_refresh(&mut self) {
        self.must_refresh = true;
    }

    /// Gives up after a failed refresh, and notes that a login is required. Discards the refresh token if it was refused; otherwise it
    /// stays until the next login.
    pub(crate) fn give_up_refresh(&mut self, error: &Error, deps: &Deps) {
        if error.is_refusal() {
            self.tokens = None;
        }
        self.documents.clear_published();
        deps.terminal.note(&format!("{error}; a new login is required"));
    }

    /// The user of the stored ID token.
    #[must_use]
    pub(crate) fn user(&self) -> Option<SignedInUser> {
        SignedInUser::of(&claims_of(&self.tokens.as_ref()?.id_token)?)
    }

    /// Takes everything out except the provider documents, which may be used meanwhile.
    #[must_use]
    pub(crate) fn take_for_refresh(&mut self) -> Self {
        let documents = self.documents.clone();
        std::mem::replace(self, Self { documents, ..Self::default() })
    }

    /// Whether there is a refresh token.
    #[must_use]
    pub(crate) fn has_refresh_token(&self) -> bool {
        self.refresh_token().is_some()
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.tokens.as_ref()?.refresh_token.as_ref()
    }

    /// Whether both hold the same refresh token, or both hold none.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "two refresh tokens are compared")]
    pub(crate) fn has_same_refresh_token(&self, other: &Self) -> bool {
        let token = |state: &Self| state.refresh_token().map(|token| token.expose_secret().to_owned());
        token(self) == token(other)
    }

    /// Whether a refresh can yield the token that is sent to the STS.
    #[must_use]
    pub(crate) fn can_refresh(&self, web_identity: &WebIdentity) -> bool {
        self.has_refresh_token() && !self.needs_prompt && !self.refresh_lacks_id_token_for(web_identity)
    }

    /// Whether the ID token is sent to the STS, and the provider issues no new one at a refresh.
    #[must_use]
    pub(crate) fn refresh_lacks_id_token_for(&self, web_identity: &WebIdentity) -> bool {
        self.refresh_lacks_id_token && self.has_refresh_token() && web_identity.send == TokenKind::IdToken
    }

    /// Whether the next proof requires no prompt: there is a usable token, or a refresh token (which the provider may still refuse).
    #[must_use]
    pub(crate) fn can_renew_silently(&self, web_identity: &WebIdentity, now: Timestamp) -> bool {
        self.can_refresh(web_identity) || self.has_usable_token(web_identity, now)
    }

    /// Whether the stored token for the STS may be sent, and is valid for at least another minute.
    #[must_use]
    pub(crate) fn has_usable_token(&self, web_identity: &WebIdentity, now: Timestamp) -> bool {
        let Some(claims) = self.token_claims(web_identity).filter(|_| !self.must_refresh) else { return false };
        let is_from_future = claims.seconds("iat").is_some_and(|issued| issued - now.as_second() > EXPIRATION_MARGIN); // the clock was set back
        !is_from_future && claims.seconds("exp").is_some_and(|expires| expires - now.as_second() > EXPIRATION_MARGIN)
    }

    /// Returns when the token for the STS expires, if it has not and may be sent.
    #[must_use]
    pub(crate) fn usable_token_expiration(&self, web_identity: &WebIdentity, now: Timestamp) -> Option<Timestamp> {
        let claims = self.token_claims(web_identity).filter(|_| self.has_usable_token(web_identity, now))?;
        claims.expiration()
    }

    /// Returns the claims of the stored token for the STS.
    fn token_claims(&self, web_identity: &WebIdentity) -> Option<Claims> {
        let tokens = self.tokens.as_ref()?;
        match web_identity.send {
            TokenKind::IdToken => claims_of(&tokens.id_token),
            TokenKind::AccessToken => tokens.access_token.as_ref().and_then(claims_of),
        }
    }

    /// Returns how long the refresh token can be used.
    #[must_use]
    pub(crate) fn refresh_lifetime(&self) -> RefreshLifetime {
        self.tokens.as_ref().map(|tokens| tokens.refresh_lifetime).unwrap_or_default()
    }

    /// Returns the stored token as a proof; `None` if it is not usable.
    pub(in crate::identity) fn proof(&self, web_identity: &WebIdentity, deps: &Deps) -> Option<Proof> {
        let is_usable = !self.needs_prompt && self.has_usable_token(web_identity, deps.clock.now());
        let tokens = self.tokens.clone().filter(|_| is_usable)?;
        Some(VerifiedTokens::from(tokens).proof(web_identity.send, deps))
    }
}

impl From<StoredTokens> for VerifiedTokens {
    fn from(tokens: StoredTokens) -> Self {
        let StoredTokens { id_token, access_token, refresh_token, refresh_lifetime } = tokens;
        Self { claims: claims_of(&id_token).unwrap_or_default(), id_token, access_token, refresh_token, refresh_lifetime }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::FetchedDocument;

    #[test]
    fn provider_documents_stay_cached_during_a_refresh() {
        let keys = FetchedDocument { text: "{}".to_owned(), fetched: Timestamp::UNIX_EPOCH, max_age: 60 };
        let id_token = IdToken::new("i".to_owned());
        let tokens = StoredTokens { id_token, access_token: None, refresh_token: None, refresh_lifetime: RefreshLifetime::default() };
        let documents = Documents { keys: Some(keys), ..Documents::default() };
        let mut state = LoginState { documents: documents.clone(), tokens: Some(tokens), ..LoginState::default() };
        let moved = state.take_for_refresh();
        assert!(moved.tokens.is_some() && moved.documents == documents);
        assert!(state.tokens.is_none() && state.documents == documents, "else the cache would lose them when a refresh is given up");
    }
}
