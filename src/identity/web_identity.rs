//! A person who logs in at an OpenID provider: bind, open the browser, wait, redeem the code, verify the ID token.

use super::oidc::{self, Answer, AuthorizationRequest, KeySet, Listener, Provider, ProviderError};
use super::{Error, Evidence, Proof, Unproven};
use crate::claims::Claims;
use crate::request::{BrowserUse, LoginWay, Request, WebIdentity};
use crate::secret::{ClientSecret, IdToken, SecretError};
use crate::sys::Deps;
use secrecy::ExposeSecret as _;

pub(super) async fn prove(person: &WebIdentity, request: &Request, deps: &Deps) -> Result<Proof, Unproven> {
    if person.login == LoginWay::Never {
        return Err(Error::MayNotAsk.into());
    }
    let secret = client_secret(person, deps)?;
    let provider = Provider::discover(&person.issuer, deps).await?;
    let listener = Listener::bind(&person.redirect).await?;
    let login = AuthorizationRequest::new(&provider, person, secret, listener.redirect())?;
    let mut callback = listener.serve(login.state());
    invite(person.browser, &login, deps)?;

    // While the person types: fetch the keys, and open a connection to where the code will be redeemed.
    let answered = async {
        let timed_out = |_| Error::TimedOut { after: request.timeout, redirect: login.redirect().to_owned() };
        tokio::time::timeout(request.timeout, callback.next()).await.map_err(timed_out)
    };
    let prepared = async {
        let (keys, ()) = tokio::join!(provider.keys(deps), deps.http.keep_warm(provider.token_endpoint()));
        keys.map_err(Error::from)
    };
    let ((answer, page), keys) = tokio::try_join!(answered, prepared)?;

    match redeem(answer, login, &provider, keys, request, deps).await {
        Ok(evidence) => Ok(Proof { evidence, browser: Some(page) }),
        Err(error) => Err(Unproven { error, browser: Some(page) }),
    }
}

/// Trades the browser's answer for a verified ID token. The storage server's connection is opened again meanwhile, if it is too old.
async fn redeem(
    answer: Answer,
    login: AuthorizationRequest,
    provider: &Provider,
    keys: KeySet,
    request: &Request,
    deps: &Deps,
) -> Result<Evidence, Error> {
    let code = provider.accept(answer)?;
    let nonce = login.nonce().clone();
    let client_id = login.client_id().clone();
    let (tokens, ()) = tokio::join!(login.redeem(code, deps), deps.http.keep_warm(request.endpoint.url()));
    let tokens = tokens?;
    let id_token = tokens.id_token.ok_or(ProviderError::NoIdToken)?;
    let check = oidc::Check { provider, client_id: &client_id, nonce: &nonce, access_token: &tokens.access_token, now: deps.clock.now() };
    let refused = |problem| Error::Token { issuer: provider.issuer().to_owned(), problem };
    match check.verify(&id_token, &keys) {
        Err(problem) if problem.is_an_unknown_key() => {
            tracing::debug!("the provider's keys are fetched again: the ID token names a new one");
            check.verify(&id_token, &provider.keys(deps).await?).map_err(refused)?;
        }
        outcome => outcome.map_err(refused)?,
    }
    Ok(evidence(id_token))
}

#[expect(clippy::disallowed_methods, reason = "the verified token is read for its claims")]
fn evidence(id_token: IdToken) -> Evidence {
    let claims = Claims::unverified(id_token.expose_secret()).unwrap_or_default();
    Evidence::WebIdentity { token: id_token.into(), claims, access_token: None }
}

#[expect(clippy::disallowed_methods, reason = "the text read becomes a client secret")]
fn client_secret(person: &WebIdentity, deps: &Deps) -> Result<Option<ClientSecret>, SecretError> {
    let read = person.client_secret.as_ref().map(|source| source.read(deps)).transpose()?;
    Ok(read.map(|secret| ClientSecret::new(secret.expose_secret().to_owned())))
}

/// Shows the address, and what must be registered for it to work: a provider that does not know the redirect URI says so in the
/// browser only. Opens the browser where one is wanted.
fn invite(browser: BrowserUse, login: &AuthorizationRequest, deps: &Deps) -> Result<(), Error> {
    let may_open = browser == BrowserUse::Open || browser == BrowserUse::OpenForATerminal && deps.terminal.is_interactive();
    let how = if may_open { "Opening your browser to log in. If none opens, go to" } else { "To log in, go to" };
    let shown = format!("{how}\n\n  {}\n\nThe provider must know the redirect URI {}\n", login.address(), login.redirect());
    match browser {
        BrowserUse::OpenForATerminal if !may_open => return Err(Error::NobodyToAsk(None)),
        _ => deps.terminal.say(&shown),
    }
    if !may_open {
        return Ok(());
    }
    match deps.browser.open(login.address()) {
        Err(error) if deps.terminal.is_interactive() => {
            deps.terminal.say(&format!("warning: {error}; open the address above yourself"));
            Ok(())
        }
        opened => opened.map_err(|error| Error::NobodyToAsk(Some(error))),
    }
}
