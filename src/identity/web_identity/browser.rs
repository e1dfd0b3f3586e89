//! A login in a browser: bind, show or open the address, wait for the listener or a pasted address, redeem the code.

use super::super::Error;
use super::super::oidc::{Answer, AuthorizationRequest, Callback, KeySet, Listener};
use super::login_method::{LoginMethod, tunnel};
use super::{Login, Verified};
use crate::sys::Lines;
use crate::sys::test_event;
use url::Url;

/// Logs the person in with a browser: opens one, or shows the address to open.
///
/// # Errors
/// No callback came in time, or it brought no valid tokens.
pub(super) async fn log_in(login: &Login<'_>, method: LoginMethod) -> Result<Verified, Error> {
    let Login { person, request, deps, provider, client, .. } = login;
    let redirect = provider.quirks().redirect.map_or_else(|| person.redirect.clone(), |usual| person.redirect.or_usual(usual));
    let listener = Listener::bind(&redirect).await?;
    let authorization = AuthorizationRequest::new(provider, client, person, listener.redirect())?;
    let mut callback = listener.serve(authorization.state());
    let lines = deps.terminal.lines();
    invite(login, method, &authorization, lines.is_some())?;

    // While the person types: fetch the keys, and open a connection to where the code will be redeemed.
    let callback_received = async {
        let timed_out = |_| Error::TimedOut { after: request.timeout, redirect: Some(authorization.redirect().to_owned()) };
        tokio::time::timeout(request.timeout, first(&mut callback, lines, &authorization, login)).await.map_err(timed_out)
    };
    let prepared = async {
        let (keys, ()) = tokio::join!(provider.early_keys(deps), deps.http.keep_warm(provider.token_endpoint()));
        keys.map_err(Error::from)
    };
    let (answer, keys) = tokio::try_join!(callback_received, prepared)?;
    redeem(login, answer, authorization, keys).await
}

/// Waits for the browser's callback request, or for its address pasted into the terminal, whichever comes first.
async fn first(callback: &mut Callback, lines: Option<Lines>, authorization: &AuthorizationRequest<'_>, login: &Login<'_>) -> Answer {
    let pasted = async {
        let Some(mut lines) = lines else { return std::future::pending().await };
        loop {
            let line = lines.next().await;
            match Answer::pasted(&line, authorization.state()) {
                Ok(answer) => return answer,
                Err(_) if line.trim().is_empty() => {}
                Err(why) => login.deps.terminal.print(&format!("{why} Paste the whole address that the browser ended on.")),
            }
        }
    };
    tokio::select! {
        (answer, page) = callback.next() => {
            login.page.set(page);
            answer
        }
        answer = pasted => answer,
    }
}

/// Exchanges the authorization code for verified tokens. Meanwhile reconnects to the storage server if that connection is too old.
async fn redeem(
    login: &Login<'_>,
    answer: Answer,
    authorization: AuthorizationRequest<'_>,
    keys: Option<KeySet>,
) -> Result<Verified, Error> {
    let code = login.provider.accept(answer)?;
    let (redeemed, ()) = tokio::join!(authorization.redeem(code, login.deps), login.deps.http.keep_warm(login.request.endpoint.url()));
    let (tokens, nonce) = redeemed?;
    login.verify(tokens, Some(&nonce), keys).await
}

/// Shows the address, and what must be registered for it to work: a provider that does not know the redirect URI says so in the
/// browser only. Opens the browser where one is wanted.
fn invite(login: &Login<'_>, method: LoginMethod, authorization: &AuthorizationRequest<'_>, can_paste: bool) -> Result<(), Error> {
    let terminal = &login.deps.terminal;
    let opens = method == LoginMethod::Open;
    let how = if opens { "Opening your browser to log in. If none opens, go to" } else { "To log in, go to" };
    let elsewhere = elsewhere(login, authorization, can_paste, opens);
    let shown = format!(
        "{how}\n\n  {}\n\nThe provider must know the redirect URI {}\n{elsewhere}",
        authorization.address(),
        authorization.redirect()
    );
    terminal.print(&shown);
    test_event!(LoginAddress { address: authorization.address(), redirect_uri: authorization.redirect(), shown: &shown });
    if !opens {
        return Ok(());
    }
    match login.deps.browser.open(authorization.address()) {
        Err(error) if terminal.is_interactive() => {
            terminal.print(&format!("warning: {error}; open the address above yourself"));
            Ok(())
        }
        opened => opened.map_err(|error| Error::NoWayToPrompt(Some(error))),
    }
}

/// Explains how the callback of a browser on another machine gets here.
fn elsewhere(login: &Login<'_>, authorization: &AuthorizationRequest<'_>, can_paste: bool, opens: bool) -> String {
    let redirect = Url::parse(authorization.redirect()).ok();
    let host = redirect.as_ref().and_then(Url::host_str).map_or("127.0.0.1", |host| if host == "[::1]" { host } else { "127.0.0.1" });
    let port = redirect.as_ref().and_then(Url::port_or_known_default).unwrap_or_default();
    match (tunnel(&login.deps.environment, host, port), can_paste) {
        (Some(tunnel), true) => format!(
            "\nFor a browser on your own machine, run this there first:\n\n  {tunnel}\n\nor paste the address that the browser ends on here.\n"
        ),
        (Some(tunnel), false) => format!("\nFor a browser on your own machine, run this there first:\n\n  {tunnel}\n"),
        (None, true) if !opens => "\nIf the browser is on another machine, paste the address that it ends on here.\n".to_owned(),
        (None, _) => String::new(),
    }
}
