//! One login attempt: verifies its tokens, and compares them with an earlier login.

use super::RefreshLifetime;
use super::verified_tokens::{VerifiedTokens, claims_of};
use crate::claims::Claims;
use crate::identity::client_authentication;
use crate::identity::oidc::{
    ClientAuthentication, IdTokenVerifier, KeySet, Nonce, Provider, ProviderError, RegisteredClient, TokenResponse,
};
use crate::identity::{Error, PendingPage, oidc};
use crate::request::{Request, TokenKind, WebIdentity, options};
use crate::secret::AccessToken;
use crate::sys::{Deps, TimedStep, Wait, host_of, wait_for};
use std::time::Duration;

/// Reads the client authentication of this login.
pub(super) fn client_authentication(web_identity: &WebIdentity, deps: &Deps) -> Result<ClientAuthentication, Error> {
    client_authentication::read(web_identity.client_secret.as_ref(), web_identity.assertion_key.as_ref(), web_identity.client_auth, deps)
}

/// The parameters of one login attempt.
pub(super) struct LoginAttempt<'a> {
    pub(super) web_identity: &'a WebIdentity,
    pub(super) request: &'a Request,
    pub(super) deps: &'a Deps,
    pub(super) provider: &'a Provider,
    pub(super) client: &'a RegisteredClient,
    /// Whether the provider must ask who logs in, instead of reusing its session silently.
    pub(super) asks_who: bool,
    /// The place for the browser's pending callback request.
    pub(super) page: &'a PendingPage,
}

impl LoginAttempt<'_> {
    /// Verifies the tokens of a login, and notes if a refresh token was requested but not issued. `nonce`: the nonce of the authorization
    /// request, if there was one; `keys`: the provider's keys, if they could be fetched already.
    pub(super) async fn verify(&self, tokens: TokenResponse, nonce: Option<&Nonce>, keys: Option<KeySet>) -> Result<VerifiedTokens, Error> {
        if tokens.refresh_token.is_none() && oidc::requests_offline_access(self.web_identity) {
            let note =
                "the provider issued no refresh token although offline access was requested; `--auth-param prompt=consent` may be required";
            self.deps.terminal.note(note);
        }
        self.verify_tokens(tokens, nonce, PreviousLogin::default(), keys).await
    }

    /// Verifies the tokens of a refresh. Subject and nonce, if there is one, must be those of the login.
    pub(super) async fn verify_refreshed(
        &self,
        tokens: TokenResponse,
        previous: PreviousLogin<'_>,
        keys: Option<KeySet>,
    ) -> Result<VerifiedTokens, Error> {
        self.verify_tokens(tokens, None, previous, keys).await
    }

    /// Verifies the ID token, if necessary with new keys, and checks the userinfo. `nonce`: the nonce of the authorization request.
    async fn verify_tokens(
        &self,
        tokens: TokenResponse,
        nonce: Option<&Nonce>,
        previous: PreviousLogin<'_>,
        keys: Option<KeySet>,
    ) -> Result<VerifiedTokens, Error> {
        let TokenResponse { id_token, access_token, refresh_token, refresh_expires_in } = tokens;
        let id_token = id_token.ok_or(ProviderError::NoIdToken)?;
        let needed_by = match self.web_identity.send {
            TokenKind::AccessToken => Some(&options::SEND.spec),
            TokenKind::IdToken => self.web_identity.userinfo.then_some(&options::USERINFO.spec),
        };
        if access_token.is_none() && needed_by.is_some() {
            return Err(ProviderError::NoAccessToken { needed_by }.into());
        }
        let provider = self.provider;
        let verifier = IdTokenVerifier {
            provider,
            client_id: self.client.id(),
            nonce,
            login_nonce: previous.nonce,
            subject: previous.subject,
            access_token: access_token.as_ref(),
            now: self.deps.clock.now(),
        };
        let keys = match keys {
            Some(keys) => keys,
            None => provider.keys(self.deps).await?,
        };
        let step = TimedStep::begin("verification of the ID token");
        let verified = match verifier.verify(&id_token, &keys) {
            Err(problem) if problem.may_be_rotated_key() => {
                tracing::debug!("fetching the provider's keys again: the ID token may be signed with a new one");
                verifier.verify(&id_token, &provider.new_keys(self.deps).await?)
            }
            outcome => outcome,
        };
        verified.map_err(|problem| Error::Token { issuer: provider.issuer().to_owned(), problem })?;
        drop(step);
        let claims = claims_of(&id_token).unwrap_or_default();
        self.check_userinfo(access_token.as_ref(), &claims).await?;
        let lifetime = |token| RefreshLifetime::of(token, refresh_expires_in, self.deps.clock.now());
        let refresh_lifetime = refresh_token.as_ref().map(lifetime).unwrap_or_default();
        Ok(VerifiedTokens { id_token, claims, access_token, refresh_token, refresh_lifetime })
    }

    /// Shows and logs that the user is awaited: until the timeout, or for `lifetime` if that is shorter.
    pub(super) fn wait_for_user(&self, lifetime: Option<Duration>) -> (TimedStep, Wait) {
        let limit = lifetime.map_or(self.request.timeout, |lifetime| lifetime.min(self.request.timeout));
        (TimedStep::begin("login by the user"), wait_for(limit, || format!("the login at {}", host_of(self.provider.issuer()))))
    }

    /// Checks that the userinfo of the access token has the subject in `claims`, if `--userinfo` is set.
    pub(super) async fn check_userinfo(&self, access_token: Option<&AccessToken>, claims: &Claims) -> Result<(), Error> {
        let Some(access_token) = access_token.filter(|_| self.web_identity.userinfo) else { return Ok(()) };
        let subject = claims.text("sub").unwrap_or_default();
        Ok(oidc::userinfo::check_subject(self.provider, access_token, subject, self.deps).await?)
    }
}

/// The subject and nonce of the login that a refresh continues.
#[derive(Clone, Copy, Default)]
pub(super) struct PreviousLogin<'a> {
    pub(super) subject: Option<&'a str>,
    pub(super) nonce: Option<&'a str>,
}
