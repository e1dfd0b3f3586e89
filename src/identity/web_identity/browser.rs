//! Logs in with a browser: bind the listener, show or open the address, wait for the callback or a pasted address, redeem the code.

use super::super::Error;
use super::super::oidc::{
    AuthorizationRequest, AuthorizationResponse, CallbackEvent, CallbackProblem, CallbackServer, KeySet, Listener, RedeemedCode,
};
use super::login_method::{ChosenMethod, ssh_tunnel_command};
use super::{LoginAttempt, VerifiedTokens};
use crate::sys::test_event;
use crate::sys::{BrowserError, BrowserUrls, OpenedBrowser, TerminalLines};
use std::pin::pin;
use url::Url;

/// Prepares the user for the last page of a browser on another machine.
const EXPECTED_ERROR: &str = "It will show a\nconnection error, which is expected.";

/// Logs in with a browser, which is opened or left to the user. `reaches_loopback`: whether an opened browser reaches the loopback
/// addresses of this process.
///
/// # Errors
/// No callback came in time, or its code gave no valid tokens.
pub(super) async fn log_in(login: &LoginAttempt<'_>, method: ChosenMethod, reaches_loopback: bool) -> Result<VerifiedTokens, Error> {
    let LoginAttempt { web_identity, request, deps, provider, client, .. } = login;
    let redirect = provider
        .quirks()
        .redirect
        .map_or_else(|| web_identity.redirect.clone(), |provider_redirect| web_identity.redirect.or_provider_default(provider_redirect));
    let listener = Listener::bind(&redirect).await?;
    let authorization = AuthorizationRequest::new(provider, client, web_identity, listener.redirect(), login.asks_who)?;
    let mut callback = listener.serve(&authorization);
    let reads_lines = TerminalLines::LEAVES_LATER_INPUT || method == ChosenMethod::Show;
    let lines = if reads_lines { deps.terminal.lines() } else { None };
    print_instructions(login, method, &authorization, lines.is_some());
    let start = callback.start_address();
    let address = BrowserUrls { local: if reaches_loopback { &start } else { authorization.address() }, remote: authorization.address() };
    let browser = if method == ChosenMethod::Open { open(login, address)? } else { None };

    // While the user logs in: fetch the keys, and connect to the token endpoint.
    let callback_received = async {
        let _wait = login.wait_for_user(None);
        match tokio::time::timeout(request.timeout, wait_for_callback(&mut callback, browser, lines, &authorization, login)).await {
            Ok(result) => result,
            Err(_) => {
                let redirect = authorization.redirect();
                let rejected = callback.last_rejected().unwrap_or_else(|| CallbackProblem::missing(redirect));
                Err(Error::TimedOut { timeout: request.timeout, redirect: Some(redirect.to_owned()), rejected_callback: Some(rejected) })
            }
        }
    };
    let preparation = async {
        let (keys, ()) = tokio::join!(provider.early_keys(deps), deps.http.keep_warm(provider.token_endpoint()));
        keys.map_err(Error::from)
    };
    let (authorization_response, keys) = tokio::try_join!(callback_received, preparation)?;
    redeem(login, authorization_response, authorization, keys).await
}

/// Waits for the callback, or for its address pasted into the terminal, whichever comes first.
async fn wait_for_callback(
    callback: &mut CallbackServer,
    mut browser: Option<OpenedBrowser>,
    lines: Option<TerminalLines>,
    authorization: &AuthorizationRequest<'_>,
    login: &LoginAttempt<'_>,
) -> Result<AuthorizationResponse, Error> {
    let mut pasted = pin!(wait_for_paste(lines, authorization, login));
    loop {
        let failure = async {
            match &mut browser {
                Some(browser) => browser.failure().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = callback.next() => match event {
                CallbackEvent::Received(authorization_response, page) => {
                    login.page.set(page);
                    return Ok(authorization_response);
                }
                CallbackEvent::AnotherUser(number) => warn_about_other_user(number, login),
                CallbackEvent::Contested => return Err(Error::ContestedAddress),
            },
            authorization_response = &mut pasted => return Ok(authorization_response),
            error = failure => browser = browser.take().and_then(|browser| try_next_browser(browser, &error, callback, login)),
        }
    }
}

/// Waits until the address that the browser ends on is pasted into the terminal; never returns without a terminal.
async fn wait_for_paste(
    lines: Option<TerminalLines>,
    authorization: &AuthorizationRequest<'_>,
    login: &LoginAttempt<'_>,
) -> AuthorizationResponse {
    let Some(mut lines) = lines else { return std::future::pending().await };
    loop {
        let line = lines.next().await;
        match AuthorizationResponse::pasted(&line, authorization.state()) {
            Ok(authorization_response) => return authorization_response,
            Err(_) if line.trim().is_empty() => {}
            Err(error) => login.deps.terminal.print(&format!("{error} Paste the whole address from the browser's address bar.")),
        }
    }
}

fn warn_about_other_user(number: u32, login: &LoginAttempt<'_>) {
    login.deps.terminal.print_warning(&format!(
        "refused another user of this machine (user id {number}), who requested the one-time browser address; if that was your own \
         browser, open the address above in it"
    ));
}

/// Reports a failed browser command, and starts the next one, unless the failed one has already opened the one-time address.
fn try_next_browser(
    mut browser: OpenedBrowser,
    error: &BrowserError,
    callback: &CallbackServer,
    login: &LoginAttempt<'_>,
) -> Option<OpenedBrowser> {
    if !callback.is_started() && browser.open_next().is_ok() {
        login.deps.terminal.print_warning(&format!("{error}; trying the next browser"));
        return Some(browser);
    }
    login.deps.terminal.print_warning(&format!("{error}; if no page opened, open the address above yourself"));
    None
}

/// Exchanges the authorization code for verified tokens, and reconnects to the storage server meanwhile if that connection is too old.
async fn redeem(
    login: &LoginAttempt<'_>,
    authorization_response: AuthorizationResponse,
    authorization: AuthorizationRequest<'_>,
    keys: Option<KeySet>,
) -> Result<VerifiedTokens, Error> {
    let code = login.provider.authorization_code(authorization_response)?;
    let (result, ()) = tokio::join!(authorization.redeem(code, login.deps), login.deps.http.keep_warm(login.request.endpoint.url()));
    let RedeemedCode { tokens, nonce } = result?;
    login.verify(tokens, Some(&nonce), keys).await
}

/// Prints the address, and the redirect URI that must be registered: a provider reports an unregistered one in the browser only.
fn print_instructions(login: &LoginAttempt<'_>, method: ChosenMethod, authorization: &AuthorizationRequest<'_>, can_paste: bool) {
    let opens_browser = method == ChosenMethod::Open;
    let instruction = match opens_browser {
        true if login.deps.browser.is_configured() => "Running the command in BROWSER to log in. If it opens no page, go to",
        true => "Opening your browser to log in. If it does not open, go to",
        false => "To log in, go to",
    };
    let other_machine = remote_browser_instructions(login, authorization, can_paste, opens_browser);
    let text = format!(
        "{instruction}\n\n  {}\n\nThis redirect URI must be registered at the provider:\n  {}\n{other_machine}",
        authorization.address(),
        authorization.redirect()
    );
    login.deps.terminal.print(&text);
    test_event!(LoginAddress { address: authorization.address(), redirect_uri: authorization.redirect(), shown: &text });
}

/// Opens the browser. Other users can read its command line: see [`CallbackServer::start_address`].
fn open(login: &LoginAttempt<'_>, address: BrowserUrls<'_>) -> Result<Option<OpenedBrowser>, Error> {
    match login.deps.browser.open(address, &login.deps.environment) {
        Err(error) if login.deps.terminal.is_interactive() => {
            login.deps.terminal.print_warning(&format!("{error}; open the address above yourself"));
            Ok(None)
        }
        browser => browser.map(Some).map_err(|error| Error::NoWayToPrompt(Some(error))),
    }
}

/// Explains how the callback of a browser on another machine reaches this one.
fn remote_browser_instructions(
    login: &LoginAttempt<'_>,
    authorization: &AuthorizationRequest<'_>,
    can_paste: bool,
    opens_browser: bool,
) -> String {
    let redirect = Url::parse(authorization.redirect()).ok();
    let host = redirect.as_ref().and_then(Url::host_str).map_or("127.0.0.1", |host| if host == "[::1]" { host } else { "127.0.0.1" });
    let port = redirect.as_ref().and_then(Url::port_or_known_default).unwrap_or_default();
    match (ssh_tunnel_command(&login.deps.environment, host, port), can_paste) {
        (Some(tunnel), true) => format!(
            "\nIf the browser is on another machine, first run this there:\n\n  {tunnel}\n\nor paste here the address that the browser ends on. {EXPECTED_ERROR}\n"
        ),
        (Some(tunnel), false) => format!("\nIf the browser is on another machine, first run this there:\n\n  {tunnel}\n"),
        (None, true) if !opens_browser => {
            format!("\nIf the browser is on another machine, paste here the address that it ends on. {EXPECTED_ERROR}\n")
        }
        (None, _) => String::new(),
    }
}
