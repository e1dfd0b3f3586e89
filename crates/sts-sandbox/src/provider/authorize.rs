//! The authorization endpoint (RFC 6749, 4.1.1; RFC 7636; RFC 9207): a valid request gets the login page.
//!
//! Errors are shown as a page until client and redirect URI are validated; after that they are sent to the client.

use super::clients::Client;
use super::grants::PendingAuthorization;
use super::login_page;
use crate::accounts::Account;
use crate::faults::Fault;
use crate::form::Parameters;
use crate::state::SandboxState;
use axum::extract::{RawQuery, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use url::{Host, Url};

/// The path of the redirect URIs that are registered.
pub(crate) const REDIRECT_PATH: &str = "/oauth2/callback";

/// Why an authorization request is rejected.
enum AuthorizeError {
    /// Shown to the user, because the redirect URI is not trusted.
    Page(&'static str),
    /// Sent to the client: error and error_description.
    Client(&'static str, &'static str),
}

/// `GET /authorize`. A browser that is signed in gets no page unless `prompt` requires one: OpenID Connect Core 1.0, 3.1.2.1.
pub(super) async fn handle(State(sandbox): State<Arc<SandboxState>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let (client, redirect_uri) = match client_and_redirect_uri(&parameters) {
        Ok(client_and_redirect_uri) => client_and_redirect_uri,
        Err(text) => return login_page::problem(text),
    };
    match validate(&parameters, client, redirect_uri) {
        Ok(authorization) => answer(&sandbox, authorization, sandbox.browser_sessions.account(&headers)),
        Err(AuthorizeError::Page(text)) => login_page::problem(text),
        Err(AuthorizeError::Client(code, message)) => {
            let pairs = [("error", code), ("error_description", message)];
            redirect(StatusCode::FOUND, &sandbox, redirect_uri, &pairs, parameters.get("state"))
        }
    }
}

/// Answers a valid request of a browser that is signed in as `account`.
fn answer(sandbox: &SandboxState, authorization: PendingAuthorization, account: Option<Account>) -> Response {
    let now = sandbox.provider_clock.now();
    let selects = authorization.has_prompt("select_account") && !sandbox.faults.has(Fault::NoSelectAccount);
    let (redirect_uri, state) = (authorization.redirect_uri.clone(), authorization.state.clone());
    match account {
        Some(account) if !selects && !authorization.has_prompt("login") => {
            let code = sandbox.grants.code(authorization, account, now);
            redirect(StatusCode::FOUND, sandbox, &redirect_uri, &[("code", &code)], state.as_deref())
        }
        None if authorization.has_prompt("none") => {
            let pairs = [("error", "login_required"), ("error_description", "someone must sign in")];
            redirect(StatusCode::FOUND, sandbox, &redirect_uri, &pairs, state.as_deref())
        }
        account => {
            let id = sandbox.grants.begin_login(authorization.clone(), now);
            login_page::login(&authorization, &id, account.filter(|_| selects), None)
        }
    }
}

/// Redirects the browser to the client with these parameters, the state and the issuer.
pub(super) fn redirect(
    status: StatusCode,
    sandbox: &SandboxState,
    redirect_uri: &str,
    pairs: &[(&str, &str)],
    state: Option<&str>,
) -> Response {
    let Ok(mut address) = Url::parse(redirect_uri) else { return login_page::problem("The redirect address is not valid.") };
    let issuer = (!sandbox.faults.has(Fault::NoIss)).then(|| ("iss", sandbox.issuer()));
    address.query_pairs_mut().extend_pairs(pairs).extend_pairs(state.map(|state| ("state", state))).extend_pairs(issuer);
    match HeaderValue::from_str(address.as_str()) {
        Ok(location) => (status, [(LOCATION, location)]).into_response(),
        Err(_) => login_page::problem("The redirect address is not valid."),
    }
}

/// Validates client and redirect URI.
fn client_and_redirect_uri(parameters: &Parameters) -> Result<(&'static Client, &str), &'static str> {
    if matches!(parameters.repeated(), Some("client_id" | "redirect_uri")) {
        return Err("The request names its client or its redirect address twice.");
    }
    let client =
        parameters.get("client_id").and_then(Client::find).ok_or("The request comes from a client that is not registered here.")?;
    let redirect_uri = parameters.get("redirect_uri").ok_or("The request has no redirect address.")?;
    if !is_registered(redirect_uri) {
        return Err("The redirect address is not registered. The sandbox takes http://127.0.0.1, http://localhost and http://[::1] \
                    with any port and the path /oauth2/callback.");
    }
    Ok((client, redirect_uri))
}

/// Whether a redirect URI is registered: loopback addresses with any port (RFC 8252, 7.3).
fn is_registered(redirect_uri: &str) -> bool {
    let Ok(address) = Url::parse(redirect_uri) else { return false };
    let loopback = match address.host() {
        Some(Host::Ipv4(host)) => host.octets() == [127, 0, 0, 1],
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(host)) => host == "localhost",
        None => false,
    };
    let is_bare =
        address.username().is_empty() && address.password().is_none() && address.query().is_none() && address.fragment().is_none();
    address.scheme() == "http" && loopback && is_bare && address.path() == REDIRECT_PATH
}

fn validate(parameters: &Parameters, client: &'static Client, redirect_uri: &str) -> Result<PendingAuthorization, AuthorizeError> {
    use AuthorizeError::Client as ToClient;
    if parameters.repeated().is_some() {
        return Err(ToClient("invalid_request", "a parameter came twice"));
    }
    if redirect_uri.len() > 2048 {
        return Err(AuthorizeError::Page("The redirect address is too long."));
    }
    for (parameter, code) in [("request", "request_not_supported"), ("request_uri", "request_uri_not_supported")] {
        if parameters.get(parameter).is_some() {
            return Err(ToClient(code, "the sandbox takes plain parameters only"));
        }
    }
    if !client.signs_in {
        return Err(ToClient("unauthorized_client", "this client has no interactive login"));
    }
    if parameters.get("response_type") != Some("code") || parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(ToClient("unsupported_response_type", "response_type must be code, response_mode query"));
    }
    let scope = parameters.get("scope").unwrap_or_default();
    if !scope.split(' ').any(|name| name == "openid") {
        return Err(ToClient("invalid_scope", "the scope must hold openid"));
    }
    let challenge = parameters.get("code_challenge").filter(|challenge| challenge.len() == 43);
    let Some(challenge) = challenge.filter(|_| parameters.get("code_challenge_method") == Some("S256")) else {
        return Err(ToClient("invalid_request", "PKCE with code_challenge_method S256 is required"));
    };
    let prompt = parameters.get("prompt").unwrap_or_default();
    if prompt != "none" && prompt.split(' ').any(|value| value == "none") {
        return Err(ToClient("invalid_request", "prompt=none excludes other values"));
    }
    Ok(PendingAuthorization {
        client,
        redirect_uri: redirect_uri.to_owned(),
        state: parameters.get("state").map(ToOwned::to_owned),
        nonce: parameters.get("nonce").map(ToOwned::to_owned),
        challenge: challenge.to_owned(),
        scope: scope.to_owned(),
        login_hint: parameters.get("login_hint").map(ToOwned::to_owned),
        prompt: prompt.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_redirect_uris_are_registered() {
        for (address, expected) in [
            ("http://127.0.0.1:8888/oauth2/callback", true),
            ("http://localhost:1/oauth2/callback", true),
            ("http://[::1]:1/oauth2/callback", true),
            ("http://127.0.0.1/oauth2/callback", true),
            ("https://127.0.0.1:1/oauth2/callback", false),
            ("http://127.0.0.1:1/callback", false),
            ("http://127.0.0.1:1/oauth2/callback/../x", false),
            ("http://127.0.0.1:1/oauth2/callback?a=b", false),
            ("http://127.0.0.1:1/oauth2/callback#a", false),
            ("http://a@127.0.0.1:1/oauth2/callback", false),
            ("http://127.0.0.1.example/oauth2/callback", false),
            ("http://localhost.example/oauth2/callback", false),
            ("javascript:alert(1)", false),
            ("/oauth2/callback", false),
        ] {
            assert_eq!(is_registered(address), expected, "{address}");
        }
    }
}
