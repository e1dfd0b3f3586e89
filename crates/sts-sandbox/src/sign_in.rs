//! An automatic browser: opens the authorization URL, submits the login form, and follows redirects to the callback.
//!
//! Contacts only this machine, without scripts, which the sandbox's pages do not need. It stays signed in only on request.

mod login_form;

use super::accounts::Account;
use super::provider::REDIRECT_PATH;
use super::state::PROVIDER_PATH;
use login_form::LoginForm;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// Long, because the callback is answered after the STS exchange.
const TIMEOUT: Duration = Duration::from_secs(60);
const MAX_REDIRECTS: usize = 10;

/// Why the automatic browser failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// A URL is malformed.
    #[error("could not sign in: the login redirected to an invalid URL")]
    BadAddress(#[source] url::ParseError),
    /// A URL is not http on loopback.
    #[error("could not sign in: the login redirected to another host: {0}")]
    NotLoopback(String),
    /// Too many redirects in a row.
    #[error("could not sign in: the login redirected more than {MAX_REDIRECTS} times")]
    TooManyRedirects,
    /// The page is not the sandbox's login form.
    #[error("could not sign in: the provider answered {0} without a login form")]
    NoForm(StatusCode),
    /// The provider rejected the sign-in.
    #[error("could not sign in: the provider rejected the password of `{0}`")]
    Refused(String),
    /// The callback was answered with an error.
    #[error("could not sign in: the callback page had status {0}")]
    LastPage(StatusCode),
    /// A request failed.
    #[error("could not load the login pages")]
    Http(#[source] reqwest::Error),
    /// The HTTP client could not be created.
    #[error("could not create the HTTP client")]
    Tls(#[source] rustls::Error),
}

impl From<reqwest::Error> for SignInError {
    /// Removes the URL, which may contain code and state.
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

/// Signs in as `account` at an authorization URL, as a browser with a user would, and follows the redirect to the client's callback.
///
/// # Errors
/// The URL leads away from this machine, the page has no login form, or the callback page does not have status 200.
pub async fn sign_in(account: Account, url: &str) -> Result<(), SignInError> {
    submit(account.name(), &sign_in_fields(account), url, &mut Cookie::default()).await
}

/// Signs in as `account` at an authorization URL with a browser that stays signed in, as [`sign_in`] does. `cookie` is what the browser
/// has from an earlier login, and gets what it has afterwards; if the provider knows it and shows no page, `account` is not used.
///
/// # Errors
/// Those of [`sign_in`].
pub async fn sign_in_and_stay(account: Account, url: &str, cookie: &mut Option<String>) -> Result<(), SignInError> {
    let mut cookies = Cookie { pair: cookie.take(), is_kept: true };
    let fields = [&sign_in_fields(account)[..], &[("stay", "yes".to_owned())]].concat();
    let result = submit(account.name(), &fields, url, &mut cookies).await;
    *cookie = cookies.pair;
    result
}

fn sign_in_fields(account: Account) -> [(&'static str, String); 3] {
    [("user", account.name().to_owned()), ("password", account.password()), ("decision", "sign-in".to_owned())]
}

/// The provider's cookie in the browser.
#[derive(Default)]
struct Cookie {
    /// Its name and value.
    pair: Option<String>,
    /// Whether cookies are accepted.
    is_kept: bool,
}

impl Cookie {
    /// Adds it to a request to the provider.
    fn add_to(&self, request: RequestBuilder, url: &Url) -> RequestBuilder {
        match self.pair.as_ref().filter(|_| url.path().starts_with(PROVIDER_PATH)) {
            Some(pair) => request.header(COOKIE, pair),
            None => request,
        }
    }

    /// Takes the one that a response sets.
    fn take_from(&mut self, response: &Response) {
        let set = response.headers().get(SET_COOKIE).and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        self.pair = set.filter(|_| self.is_kept).map(str::to_owned).or(self.pair.take());
    }
}

/// Presses Cancel at an authorization URL, and follows the redirect to the client's callback.
///
/// # Errors
/// The URL leads away from this machine, the page has no login form, or the callback page does not have status 200.
pub async fn cancel_sign_in(url: &str) -> Result<(), SignInError> {
    submit("cancel", &[("decision", "cancel".to_owned())], url, &mut Cookie::default()).await
}

/// Submits the login form at `url` with `fields`; `user` is the name in errors. A browser that is signed in may get none.
async fn submit(user: &str, fields: &[(&str, String)], url: &str, cookie: &mut Cookie) -> Result<(), SignInError> {
    let client = client()?;
    let start = Url::parse(url).map_err(SignInError::BadAddress)?;
    let (page_url, page) = follow(&client, start, None, cookie).await?;
    let status = page.status();
    if page_url.path() == REDIRECT_PATH && cookie.pair.is_some() {
        let _ = page.bytes().await?;
        return if status == StatusCode::OK { Ok(()) } else { Err(SignInError::LastPage(status)) };
    }
    let form = LoginForm::find(&page.text().await?).filter(|_| status == StatusCode::OK).ok_or(SignInError::NoForm(status))?;

    let target = page_url.join(&form.action).map_err(SignInError::BadAddress)?;
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form.hidden).extend_pairs(fields).finish();
    let (page_url, last) = follow(&client, target.clone(), Some(body), cookie).await?;
    let status = last.status();
    let _ = last.bytes().await?;
    match status {
        _ if page_url == target => Err(SignInError::Refused(user.to_owned())),
        StatusCode::OK => Ok(()),
        other => Err(SignInError::LastPage(other)),
    }
}

/// Requests a URL, with `form` as a POST body, and follows redirects. Returns the last URL and its response.
async fn follow(client: &Client, mut page_url: Url, mut form: Option<String>, cookie: &mut Cookie) -> Result<(Url, Response), SignInError> {
    for _ in 0..=MAX_REDIRECTS {
        if !is_loopback(&page_url) {
            return Err(SignInError::NotLoopback(page_url.host_str().unwrap_or_default().to_owned()));
        }
        let request = match form.take() {
            Some(body) => client.post(page_url.clone()).header("content-type", "application/x-www-form-urlencoded").body(body),
            None => client.get(page_url.clone()),
        };
        let response = cookie.add_to(request, &page_url).send().await?;
        cookie.take_from(&response);
        let location = response.headers().get(LOCATION).filter(|_| response.status().is_redirection());
        let Some(location) = location.and_then(|location| location.to_str().ok()) else { return Ok((page_url, response)) };
        page_url = page_url.join(location).map_err(SignInError::BadAddress)?;
    }
    Err(SignInError::TooManyRedirects)
}

fn is_loopback(address: &Url) -> bool {
    let is_loopback_host = match address.host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(host)) => host == "localhost",
        None => false,
    };
    is_loopback_host && address.scheme() == "http"
}

/// Creates an HTTP client. reqwest requires a TLS configuration, so it gets one without trust anchors.
fn client() -> Result<Client, SignInError> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(SignInError::Tls)?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let builder = Client::builder().tls_backend_preconfigured(tls).no_proxy();
    Ok(builder.redirect(reqwest::redirect::Policy::none()).timeout(TIMEOUT).build()?)
}
