//! Web identity: logs a user in at an OpenID provider, with stored tokens, else a refresh, else an interactive login.

mod browser;
mod device;
mod login_attempt;
mod login_method;
mod login_state;
mod prompt;
mod qr_code;
mod refresh;
mod refresh_lifetime;
mod verified_tokens;

pub use login_state::{LoginState, StoredTokens};
pub use prompt::{Prompt, PromptEnd, PromptingProcess};
pub use refresh::refresh;
pub use refresh_lifetime::RefreshLifetime;

use super::oidc;
use super::oidc::{DeviceLogin, Provider, ProviderEndpoint, RegisteredClient};
use super::{Documents, Error, PendingPage, Proof, SignedInUser, client_authentication};
use crate::request::{LoginMethod, Request, WebIdentity};
use crate::secret::RefreshToken;
use crate::sys::{Deps, is_container};
use login_attempt::{LoginAttempt, PreviousLogin, client_authentication};
use login_method::{ChosenMethod, LoginEnvironment};
use verified_tokens::{VerifiedTokens, claims_of};

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
    let authentication = client_authentication(web_identity, deps)?;
    let provider = Provider::discover(&web_identity.issuer, &state.documents, deps).await?;
    let client = RegisteredClient::new(&provider, &web_identity.client_id, authentication)?;
    client.warn_if_unlisted(&provider, deps);
    let asks_who = web_identity.switches_user || state.must_ask_who;
    let verified_tokens =
        LoginAttempt { web_identity, request, deps, provider: &provider, client: &client, asks_who, page }.prompt().await?;
    check_account(web_identity, &verified_tokens).inspect_err(|_| state.must_ask_who = true)?;
    let proof = verified_tokens.proof(web_identity.send, deps);
    state.documents = client.with_learned_method(provider.documents());
    state.nonce = verified_tokens.claims.text("nonce").map(str::to_owned);
    state.set_tokens(verified_tokens);
    Ok(proof)
}

/// Checks that the user of these tokens is the one that the settings name: the provider may have reused its session with another one.
fn check_account(web_identity: &WebIdentity, tokens: &VerifiedTokens) -> Result<(), Error> {
    let user = SignedInUser::of(&tokens.claims);
    match (&web_identity.account, user) {
        (Some(account), Some(user)) if !user.is_called(account) => {
            Err(Error::OtherUser { account: account.clone(), user: user.to_string() })
        }
        _ => Ok(()),
    }
}

impl LoginAttempt<'_> {
    /// Prompts the user with the requested login method, or the best one.
    async fn prompt(&self) -> Result<VerifiedTokens, Error> {
        let environment = LoginEnvironment::of(&self.deps.environment, is_container(), self.deps.terminal.is_interactive());
        self.provider.keys_address()?; // without keys the tokens cannot be verified: fail before the login
        let has_device = self.provider.endpoint(ProviderEndpoint::DeviceAuthorization).is_ok();
        let method =
            environment.choose(self.web_identity.login, self.web_identity.browser, has_device).ok_or(Error::NoWayToPrompt(None))?;
        tracing::debug!(?method, ?environment, "the login method");
        if method != ChosenMethod::Device {
            return browser::log_in(self, method, environment.reaches_loopback()).await;
        }
        match DeviceLogin::begin(self.provider, self.client, self.web_identity, self.deps).await {
            Ok(device) => device::log_in(self, device).await,
            Err(error) if self.web_identity.login == LoginMethod::Auto && error.allows_other_login_method() => {
                self.deps.terminal.note(&format!("could not get a device code: {error}"));
                browser::log_in(self, ChosenMethod::Show, false).await
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Revokes `token` at the provider: RFC 7009.
///
/// # Errors
/// The provider has no revocation endpoint, does not respond, or refuses.
pub(super) async fn revoke(web_identity: &WebIdentity, token: &RefreshToken, documents: &Documents, deps: &Deps) -> Result<(), Error> {
    let authentication = client_authentication(web_identity, deps)?;
    let provider = Provider::discover(&web_identity.issuer, documents, deps).await?;
    let client = RegisteredClient::new(&provider, &web_identity.client_id, authentication)?;
    Ok(oidc::revocation::revoke(&provider, &client, token, deps).await?)
}
