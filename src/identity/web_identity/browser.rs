//! Logs in with a browser: bind the listener, show or open the address, wait for the callback or a pasted address, redeem the code.

use super::super::Error;
use super::super::oidc::{Answer, AuthorizationRequest, Callback, Event, KeySet, Listener, StrayAnswer};
use super::login_method::{LoginMethod, tunnel};
use super::{Login, Verified};
use crate::sys::test_event;
use crate::sys::{Address, BrowserError, Lines, OpenedBrowser};
use std::pin::pin;
use url::Url;

/// Logs in with a browser, which is opened or left to the person. `opens_here`: whether an opened browser reaches the loopback addresses of
/// this process.
///
/// # Errors
/// No callback came in time, or its code gave no valid tokens.
pub(super) async fn log_in(login: &Login<'_>, method: LoginMethod, opens_here: bool) -> Result<Verified, Error> {
    let Login { person, request, deps, provider, client, .. } = login;
    let redirect = provider.quirks().redirect.map_or_else(|| person.redirect.clone(), |usual| person.redirect.or_usual(usual));
    let listener = Listener::bind(&redirect).await?;
    let authorization = AuthorizationRequest::new(provider, client, person, listener.redirect())?;
    let mut callback = listener.serve(&authorization);
    let lines = deps.terminal.lines();
    invite(login, method, &authorization, lines.is_some());
    let start = callback.start_address();
    let address = Address { here: if opens_here { &start } else { authorization.address() }, anywhere: authorization.address() };
    let opened = if method == LoginMethod::Open { open(login, address)? } else { None };

    // While the person logs in: fetch the keys, and connect to the token endpoint.
    let callback_received = async {
        match tokio::time::timeout(request.timeout, first(&mut callback, opened, lines, &authorization, login)).await {
            Ok(answered) => answered,
            Err(_) => {
                let redirect = authorization.redirect();
                let seen = callback.stray().unwrap_or_else(|| StrayAnswer::missing(redirect));
                Err(Error::TimedOut { after: request.timeout, redirect: Some(redirect.to_owned()), seen: Some(seen) })
            }
        }
    };
    let prepared = async {
        let (keys, ()) = tokio::join!(provider.early_keys(deps), deps.http.keep_warm(provider.token_endpoint()));
        keys.map_err(Error::from)
    };
    let (answer, keys) = tokio::try_join!(callback_received, prepared)?;
    redeem(login, answer, authorization, keys).await
}

/// Waits for the callback, or for its address pasted into the terminal, whichever comes first.
async fn first(
    callback: &mut Callback,
    mut opened: Option<OpenedBrowser>,
    lines: Option<Lines>,
    authorization: &AuthorizationRequest<'_>,
    login: &Login<'_>,
) -> Result<Answer, Error> {
    let mut pasted = pin!(pasted(lines, authorization, login));
    loop {
        let failure = async {
            match &mut opened {
                Some(opened) => opened.failure().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = callback.next() => match event {
                Event::Answered(answer, page) => {
                    login.page.set(page);
                    return Ok(answer);
                }
                Event::AnotherUser(number) => warn_of_another_user(number, login),
                Event::Contested => return Err(Error::ContestedAddress),
            },
            answer = &mut pasted => return Ok(answer),
            error = failure => opened = opened.take().and_then(|opened| try_next(opened, &error, callback, login)),
        }
    }
}

/// Waits until the address that the browser ends on is pasted into the terminal; never returns without a terminal.
async fn pasted(lines: Option<Lines>, authorization: &AuthorizationRequest<'_>, login: &Login<'_>) -> Answer {
    let Some(mut lines) = lines else { return std::future::pending().await };
    loop {
        let line = lines.next().await;
        match Answer::pasted(&line, authorization.state()) {
            Ok(answer) => return answer,
            Err(_) if line.trim().is_empty() => {}
            Err(why) => login.deps.terminal.print(&format!("{why} Paste the whole address from the browser's address bar.")),
        }
    }
}

fn warn_of_another_user(number: u32, login: &Login<'_>) {
    login.deps.terminal.print_warning(&format!(
        "refused another user of this machine (user id {number}), who requested the one-time browser address; if that was your own \
         browser, open the address above in it"
    ));
}

/// Reports a failed browser command, and starts the next one, unless the failed one has already opened the one-time address.
fn try_next(mut opened: OpenedBrowser, error: &BrowserError, callback: &Callback, login: &Login<'_>) -> Option<OpenedBrowser> {
    if !callback.is_started() && opened.open_next().is_ok() {
        login.deps.terminal.print_warning(&format!("{error}; trying the next browser"));
        return Some(opened);
    }
    login.deps.terminal.print_warning(&format!("{error}; if no page opened, open the address above yourself"));
    None
}

/// Exchanges the authorization code for verified tokens, and reconnects to the storage server meanwhile if that connection is too old.
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

/// Prints the address, and the redirect URI that must be registered: a provider reports an unregistered one in the browser only.
fn invite(login: &Login<'_>, method: LoginMethod, authorization: &AuthorizationRequest<'_>, can_paste: bool) {
    let opens = method == LoginMethod::Open;
    let how = if opens { "Opening your browser to log in. If it does not open, go to" } else { "To log in, go to" };
    let elsewhere = elsewhere(login, authorization, can_paste, opens);
    let shown = format!(
        "{how}\n\n  {}\n\nThis redirect URI must be registered at the provider: {}\n{elsewhere}",
        authorization.address(),
        authorization.redirect()
    );
    login.deps.terminal.print(&shown);
    test_event!(LoginAddress { address: authorization.address(), redirect_uri: authorization.redirect(), shown: &shown });
}

/// Opens the browser. Other users can read its command line: see [`Callback::start_address`].
fn open(login: &Login<'_>, address: Address<'_>) -> Result<Option<OpenedBrowser>, Error> {
    match login.deps.browser.open(address, &login.deps.environment) {
        Err(error) if login.deps.terminal.is_interactive() => {
            login.deps.terminal.print_warning(&format!("{error}; open the address above yourself"));
            Ok(None)
        }
        opened => opened.map(Some).map_err(|error| Error::NoWayToPrompt(Some(error))),
    }
}

/// Explains how the callback of a browser on another machine reaches this one.
fn elsewhere(login: &Login<'_>, authorization: &AuthorizationRequest<'_>, can_paste: bool, opens: bool) -> String {
    let redirect = Url::parse(authorization.redirect()).ok();
    let host = redirect.as_ref().and_then(Url::host_str).map_or("127.0.0.1", |host| if host == "[::1]" { host } else { "127.0.0.1" });
    let port = redirect.as_ref().and_then(Url::port_or_known_default).unwrap_or_default();
    match (tunnel(&login.deps.environment, host, port), can_paste) {
        (Some(tunnel), true) => format!(
            "\nIf the browser is on another machine, first run this there:\n\n  {tunnel}\n\nor paste here the address that the browser ends on.\n"
        ),
        (Some(tunnel), false) => format!("\nIf the browser is on another machine, first run this there:\n\n  {tunnel}\n"),
        (None, true) if !opens => "\nIf the browser is on another machine, paste here the address that it ends on.\n".to_owned(),
        (None, _) => String::new(),
    }
}
