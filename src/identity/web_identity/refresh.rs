//! Obtains a proof without a prompt: with the stored token while it is usable, else with a refresh (OpenID Connect Core 1.0, section 12).

use super::super::oidc::{Provider, ProviderError, RefreshResponse, RegisteredClient, TokenResponse};
use super::super::{Error, PendingPage, Proof};
use super::{LoginAttempt, LoginState, PreviousLogin, RefreshLifetime, StoredTokens, VerifiedTokens, claims_of, client_authentication};
use crate::request::{Request, TokenKind, WebIdentity, options};
use crate::secret::{IdToken, RefreshToken};
use crate::sys::test_event;
use crate::sys::{Deps, TimedStep};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

/// Returns a proof without a prompt; `None` if an interactive login is required.
///
/// A new refresh token is stored in `state` and by `store` at once, before the rest of the response is verified: the old one may be revoked
/// already. It stays stored if the ID token cannot be read or verified, but not if that is another user's: the refresh token may be, too.
///
/// # Errors
/// See [`Error`]: the provider did not respond, refused the refresh token, or sent an ID token that failed verification.
pub async fn refresh(
    web_identity: &WebIdentity,
    request: &Request,
    deps: &Deps,
    state: &mut LoginState,
    store: &dyn Fn(&LoginState),
) -> Result<Option<Proof>, Error> {
    if let Some(proof) = state.proof(web_identity, deps) {
        return Ok(Some(proof));
    }
    let refreshed = exchange_refresh_token(web_identity, request, deps, state, store).await;
    match &refreshed {
        Err(Error::Token { problem, .. }) if problem.may_be_clock_skew() => state.require_refresh(), // the refresh token is still valid
        Err(Error::Token { problem, .. }) if problem.is_mismatch() => state.tokens = None,           // the next run prompts
        _ => {}
    }
    refreshed
}

/// Exchanges the refresh token for new tokens. Providers may rotate it, and may send no ID token.
async fn exchange_refresh_token(
    web_identity: &WebIdentity,
    request: &Request,
    deps: &Deps,
    state: &mut LoginState,
    store: &dyn Fn(&LoginState),
) -> Result<Option<Proof>, Error> {
    let Some(previous) = state.tokens.clone() else { return Ok(None) };
    let Some(refresh_token) = previous.refresh_token.clone() else { return Ok(None) };
    let provider = Provider::discover(&web_identity.issuer, &state.documents, deps).await?;
    let client = RegisteredClient::new(&provider, &web_identity.client_id, client_authentication(web_identity, deps)?)?;
    let (refreshed, keys) = tokio::join!(send_refresh(&client, &previous, refresh_token, deps, state, store), provider.keys(deps));
    state.documents = client.with_learned_method(provider.documents());
    let RefreshedTokens { tokens, refresh_token, refresh_lifetime } = refreshed?;
    let previous = VerifiedTokens::from(previous);
    let now = deps.clock.now();
    let is_new = tokens.id_token.as_ref().is_some_and(|token| previous.is_replaced_by(token, now));
    state.refresh_lacks_id_token = tokens.id_token.is_none() || !is_new && previous.has_expired(now);
    if state.refresh_lacks_id_token && web_identity.send == TokenKind::IdToken {
        return Ok(None);
    }
    if web_identity.send == TokenKind::AccessToken && tokens.access_token.is_none() {
        return Err(ProviderError::NoAccessToken { needed_by: Some(&options::SEND.spec) }.into());
    }
    let page = PendingPage::default(); // a refresh never prompts
    let login = LoginAttempt { web_identity, request, deps, provider: &provider, client: &client, asks_who: false, page: &page };
    state.nonce = state.nonce.take().or_else(|| previous.claims.text("nonce").map(str::to_owned));
    let previous_login = PreviousLogin { subject: previous.claims.text("sub"), nonce: state.nonce.as_deref() };
    let verified_tokens = if is_new {
        login.verify_refreshed(tokens, previous_login, Some(keys?)).await?
    } else {
        login.check_userinfo(tokens.access_token.as_ref(), &previous.claims).await?;
        VerifiedTokens { access_token: tokens.access_token, ..previous } // the previous ID token was verified at the login
    };
    let proof = verified_tokens.proof(web_identity.send, deps);
    state.set_tokens(VerifiedTokens { refresh_token: Some(refresh_token), refresh_lifetime, ..verified_tokens });
    Ok(Some(proof))
}

/// The tokens for a refresh token, not verified yet.
struct RefreshedTokens {
    tokens: TokenResponse,
    /// How long the refresh token can be used.
    refresh_lifetime: RefreshLifetime,
    /// The refresh token to use from now on: the new one, or the previous one if the provider returned none.
    refresh_token: RefreshToken,
}

/// Sends `refresh_token`, and stores the one to use from now on with the other tokens of `previous`.
async fn send_refresh(
    client: &RegisteredClient,
    previous: &StoredTokens,
    refresh_token: RefreshToken,
    deps: &Deps,
    state: &mut LoginState,
    store: &dyn Fn(&LoginState),
) -> Result<RefreshedTokens, ProviderError> {
    test_event!(RefreshSent);
    let response = {
        let _step = TimedStep::begin("refresh");
        client.refresh(&refresh_token, deps).await
    };
    test_event!(RefreshAnswered { refreshed: response.as_ref().is_ok_and(|response| response.tokens.is_ok()) });
    let RefreshResponse { new_refresh_token, tokens } = response?;
    let is_processed = new_refresh_token.is_some() || tokens.is_ok();
    let refresh_lifetime = next_lifetime(previous, new_refresh_token.as_ref(), tokens.as_ref().ok(), deps);
    let refresh_token = new_refresh_token.unwrap_or(refresh_token);
    if is_processed {
        state.tokens = Some(StoredTokens { refresh_token: Some(refresh_token.clone()), refresh_lifetime, ..previous.clone() });
        store(state); // before the rest of the response is verified
    }
    Ok(RefreshedTokens { tokens: tokens?, refresh_token, refresh_lifetime })
}

/// Returns how long the refresh token of a response can be used; that of `previous` if the response has and states nothing.
fn next_lifetime(
    previous: &StoredTokens,
    new_token: Option<&RefreshToken>,
    tokens: Option<&TokenResponse>,
    deps: &Deps,
) -> RefreshLifetime {
    let expires_in = tokens.and_then(|tokens| tokens.refresh_expires_in);
    match new_token.or(previous.refresh_token.as_ref().filter(|_| expires_in.is_some())) {
        Some(token) => previous.refresh_lifetime.followed_by(RefreshLifetime::of(token, expires_in, deps.clock.now())),
        None => previous.refresh_lifetime,
    }
}

impl VerifiedTokens {
    /// Whether `token` differs from this ID token and is not older: some providers resend the one of the login. If this ID token is from
    /// the future, because the clock was set back, any other token replaces it.
    #[expect(clippy::disallowed_methods, reason = "two ID tokens are compared")]
    fn is_replaced_by(&self, token: &IdToken, now: Timestamp) -> bool {
        let issued = self.claims.seconds("iat").filter(|issued| *issued <= now.as_second());
        let is_older = issued.zip(claims_of(token).and_then(|claims| claims.seconds("iat"))).is_some_and(|(old, new)| new < old);
        token.expose_secret() != self.id_token.expose_secret() && !is_older
    }

    /// Whether the ID token has expired, or has no expiration.
    fn has_expired(&self, now: Timestamp) -> bool {
        self.claims.seconds("exp").is_none_or(|expires| expires <= now.as_second())
    }
}
