//! Web identity: logs a user in at an OpenID provider, with stored tokens, else a refresh, else an interactive login.

mod browser;
mod device;
mod login_method;
mod login_state;
mod prompt;
mod qr_code;
mod refresh;

pub use login_state::{LoginState, StoredTokens};
pub use prompt::{Prompt, PromptEnd, Prompter};
pub use refresh::refresh;

use super::oidc::{
    self, ClientProof, DeviceLogin, IdTokenVerifier, KeySet, Nonce, Provider, ProviderEndpoint, ProviderError, RegisteredClient,
    TokenResponse,
};
use super::{Documents, Error, PendingPage, Proof, client_proof};
use crate::claims::Claims;
use crate::request::{LoginMethod, OptionName, Request, TokenKind, WebIdentity};
use crate::secret::{AccessToken, IdToken, RefreshToken};
use crate::sys::{Deps, is_container};
use login_method::{ChosenMethod, LoginEnvironment};

/// Prompts the user to log in. Stores the browser's pending callback request in `page`.
///
/// # Errors
/// Prompting is impossible or disabled, the login timed out or was refused, or the ID token failed verification.
pub(super) async fn prove(
    web_identity: &WebIdentity,
    request: &Request,
    deps: &Deps,
    state: &mut LoginState,
    page: &PendingPage,
) -> Result<Proof, Error> {
    if web_identity.login == LoginMethod::Never {
        return Err(Error::PromptDisabled);
    }
    let proof = client_proof(web_identity, deps)?;
    let provider = Provider::discover(&web_identity.issuer, &state.provider, deps).await?;
    let client = RegisteredClient::new(&provider, &web_identity.client_id, proof)?;
    client.warn_if_unlisted(&provider, deps);
    let verified = LoginAttempt { person: web_identity, request, deps, provider: &provider, client: &client, page }.prompt().await?;
    let proof = verified.proof(web_identity.send, deps);
    state.provider = client.with_learned_method(provider.documents());
    state.nonce = verified.claims.text("nonce").map(str::to_owned);
    state.set_tokens(verified);
    Ok(proof)
}

/// Revokes `token` at the provider: RFC 7009.
///
/// # Errors
/// The provider has no revocation endpoint, does not respond, or refuses.
pub(super) async fn revoke(web_identity: &WebIdentity, token: &RefreshToken, known: &Documents, deps: &Deps) -> Result<(), Error> {
    let proof = client_proof(web_identity, deps)?;
    let provider = Provider::discover(&web_identity.issuer, known, deps).await?;
    let client = RegisteredClient::new(&provider, &web_identity.client_id, proof)?;
    Ok(oidc::revocation::revoke(&provider, &client, token, deps).await?)
}

/// Reads the client authentication of this login.
fn client_proof(web_identity: &WebIdentity, deps: &Deps) -> Result<ClientProof, Error> {
    client_proof::read(web_identity.client_secret.as_ref(), web_identity.assertion_key.as_ref(), web_identity.client_auth, deps)
}

/// The parameters of one login attempt.
struct LoginAttempt<'a> {
    person: &'a WebIdentity,
    request: &'a Request,
    deps: &'a Deps,
    provider: &'a Provider,
    client: &'a RegisteredClient,
    /// Stores the browser's pending callback request.
    page: &'a PendingPage,
}

impl LoginAttempt<'_> {
    /// Prompts the user with the requested login method, or the best one.
    async fn prompt(&self) -> Result<VerifiedTokens, Error> {
        let environment = LoginEnvironment::of(&self.deps.environment, is_container(), self.deps.terminal.is_interactive());
        self.provider.keys_address()?; // without keys the tokens cannot be verified: fail before the login
        let has_device = self.provider.endpoint(ProviderEndpoint::DeviceAuthorization).is_ok();
        let method = environment.choose(self.person.login, self.person.browser, has_device).ok_or(Error::NoWayToPrompt(None))?;
        tracing::debug!(?method, ?environment, "the login method");
        if method != ChosenMethod::Device {
            return browser::log_in(self, method, environment.opens_here()).await;
        }
        match DeviceLogin::begin(self.provider, self.client, self.person, self.deps).await {
            Ok(device) => device::log_in(self, device).await,
            Err(error) if self.person.login == LoginMethod::Auto && error.allows_other_login_method() => {
                self.deps.terminal.note(&format!("could not get a device code: {error}"));
                browser::log_in(self, ChosenMethod::Show, false).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Verifies the tokens of a login. `nonce`: the nonce of the authorization request, if there was one.
    async fn verify(&self, tokens: TokenResponse, nonce: Option<&Nonce>, keys: Option<KeySet>) -> Result<VerifiedTokens, Error> {
        if tokens.refresh_token.is_none() && oidc::requests_offline_access(self.person) {
            let note =
                "the provider issued no refresh token although offline access was requested; `--auth-param prompt=consent` may be required";
            self.deps.terminal.note(note);
        }
        self.verify_tokens(tokens, nonce, PreviousLogin::default(), keys).await
    }

    /// Verifies the tokens of a refresh. Subject and nonce, if there is one, must be those of the login.
    async fn verify_refreshed(
        &self,
        tokens: TokenResponse,
        before: PreviousLogin<'_>,
        keys: Option<KeySet>,
    ) -> Result<VerifiedTokens, Error> {
        self.verify_tokens(tokens, None, before, keys).await
    }

    async fn verify_tokens(
        &self,
        tokens: TokenResponse,
        nonce: Option<&Nonce>,
        before: PreviousLogin<'_>,
        keys: Option<KeySet>,
    ) -> Result<VerifiedTokens, Error> {
        let TokenResponse { id_token, access_token, refresh_token } = tokens;
        let id_token = id_token.ok_or(ProviderError::NoIdToken)?;
        let needed_by = match self.person.send {
            TokenKind::AccessToken => Some(OptionName::Send),
            TokenKind::IdToken => self.person.userinfo.then_some(OptionName::Userinfo),
        };
        if access_token.is_none() && needed_by.is_some() {
            return Err(ProviderError::NoAccessToken { needed_by }.into());
        }
        let (provider, access) = (self.provider, access_token.as_ref());
        let (client_id, now, PreviousLogin { subject, nonce: login_nonce }) = (self.client.id(), self.deps.clock.now(), before);
        let check = IdTokenVerifier { provider, client_id, nonce, login_nonce, subject, access_token: access, now };
        let keys = match keys {
            Some(keys) => keys,
            None => provider.keys(self.deps).await?,
        };
        let refused = |problem| Error::Token { issuer: provider.issuer().to_owned(), problem };
        match check.verify(&id_token, &keys) {
            Err(problem) if problem.may_be_rotated_key() => {
                tracing::debug!("fetching the provider's keys again: the ID token may be signed with a new one");
                check.verify(&id_token, &provider.new_keys(self.deps).await?).map_err(refused)?;
            }
            outcome => outcome.map_err(refused)?,
        }
        let claims = claims_of(&id_token).unwrap_or_default();
        self.compare_userinfo(access, &claims).await?;
        Ok(VerifiedTokens { id_token, claims, access_token, refresh_token })
    }

    /// Checks that the userinfo of the access token has the subject in `claims`, if `--userinfo` is set.
    async fn compare_userinfo(&self, access_token: Option<&AccessToken>, claims: &Claims) -> Result<(), Error> {
        let Some(access_token) = access_token.filter(|_| self.person.userinfo) else { return Ok(()) };
        let subject = claims.text("sub").unwrap_or_default();
        Ok(oidc::userinfo::compare(self.provider, access_token, subject, self.deps).await?)
    }
}

/// The subject and nonce of the login that a refresh continues.
#[derive(Clone, Copy, Default)]
struct PreviousLogin<'a> {
    subject: Option<&'a str>,
    nonce: Option<&'a str>,
}

/// Verified tokens, and the claims of the ID token.
#[derive(Clone)]
struct VerifiedTokens {
    id_token: IdToken,
    claims: Claims,
    access_token: Option<AccessToken>,
    refresh_token: Option<RefreshToken>,
}

impl VerifiedTokens {
    /// Builds the proof from the ID token, or from the access token if requested. Warns if that is opaque.
    fn proof(&self, send: TokenKind, deps: &Deps) -> Proof {
        let access_token = self.access_token.clone();
        match (send, &self.access_token) {
            (TokenKind::IdToken, _) | (_, None) => {
                Proof::WebIdentity { token: self.id_token.clone().into(), claims: self.claims.clone(), access_token }
            }
            (TokenKind::AccessToken, Some(sent)) => {
                let claims = claims_of(sent);
                if claims.is_none() {
                    deps.terminal.warn("the access token is opaque (not a JSON Web Token): servers that verify tokens cannot read it");
                }
                Proof::WebIdentity { token: sent.clone().into(), claims: claims.unwrap_or_default(), access_token }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a token is read for its claims")]
fn claims_of(token: &impl secrecy::ExposeSecret<str>) -> Option<Claims> {
    Claims::unverified(token.expose_secret())
}
