//! A new proof without a prompt: the stored token while it is usable, else new ones for the refresh token (OpenID Connect Core 1.0, 12).

use super::super::oidc::{Provider, ProviderError, RegisteredClient};
use super::super::{Error, PendingPage, Proof};
use super::{Login, LoginState, StoredTokens, Verified, client_proof};
use crate::request::{Request, TokenKind, WebIdentity};
use crate::sys::Deps;
use crate::sys::test_event;

/// Brings a proof without a prompt; `None` where somebody must log in. A new refresh token is in `state`, and stored by `store`, at once:
/// the old one may be revoked already, and the rest of the answer is still to be verified.
///
/// # Errors
/// See [`Error`]: the provider did not answer, refused the refresh token, or sent a token that does not hold.
pub async fn refresh(
    person: &WebIdentity,
    request: &Request,
    deps: &Deps,
    state: &mut LoginState,
    store: &dyn Fn(&LoginState),
) -> Result<Option<Proof>, Error> {
    if let Some(proof) = state.proof(person, deps) {
        return Ok(Some(proof));
    }
    let refreshed = exchange_refresh_token(person, request, deps, state, store).await;
    match &refreshed {
        Err(Error::Token { problem, .. }) if problem.is_of_a_clock() => state.distrust(), // the refresh token is as good as ever
        Err(Error::Token { .. }) => state.tokens = None, // the next run prompts instead of meeting the same token again
        _ => {}
    }
    refreshed
}

/// Trades the refresh token for new tokens. Providers rotate it or leave it, and may send no ID token.
async fn exchange_refresh_token(
    person: &WebIdentity,
    request: &Request,
    deps: &Deps,
    state: &mut LoginState,
    store: &dyn Fn(&LoginState),
) -> Result<Option<Proof>, Error> {
    let Some(before) = state.tokens.clone() else { return Ok(None) };
    let Some(refresh_token) = before.refresh_token.clone() else { return Ok(None) };
    let provider = Provider::discover(&person.issuer, &state.provider, deps).await?;
    let client = RegisteredClient::new(&provider, &person.client_id, client_proof(person, deps)?)?;
    let refreshed = async {
        test_event!(RefreshSent);
        let refreshed = client.refresh(&refresh_token, deps).await;
        test_event!(RefreshAnswered { refreshed: refreshed.is_ok() });
        let mut tokens = refreshed?;
        let next = tokens.refresh_token.take().unwrap_or_else(|| refresh_token.clone());
        state.tokens = Some(StoredTokens { refresh_token: Some(next.clone()), ..before.clone() });
        store(state); // whatever the rest of the answer is worth, and however long it takes to verify it
        Ok::<_, ProviderError>((tokens, next))
    };
    let (refreshed, keys) = tokio::join!(refreshed, provider.keys(deps));
    state.provider = client.remembered_in(provider.documents());
    let (tokens, next) = refreshed?;
    if tokens.id_token.is_none() && person.send == TokenKind::IdToken {
        tracing::info!("the provider's answer to the refresh token holds no ID token: interactive login required");
        return Ok(None);
    }
    let page = PendingPage::default(); // no browser comes: nobody is prompted
    let login = Login { person, request, deps, provider: &provider, client: &client, page: &page };
    let before = Verified::from(before);
    let verified = match tokens.id_token {
        Some(_) => login.verify_again(tokens, &before, Some(keys?)).await?,
        None => Verified { access_token: tokens.access_token, ..before },
    };
    let proof = verified.proof(person.send, deps);
    state.set_tokens(Verified { refresh_token: Some(next), ..verified });
    Ok(Some(proof))
}
