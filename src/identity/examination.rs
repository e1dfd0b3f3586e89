//! Examines a provider without a login: what it publishes about itself, and whether it accepts a redirect URI.

use super::oidc::{AuthorizationRequest, ClientAuthentication, Documents, Listener, Provider, RegisteredClient};
use super::{Error, ProviderError};
use crate::provider_document::ProviderDocument;
use crate::request::{Issuer, WebIdentity};
use crate::sys::{Deps, empty_request, retry};
use crate::text::{RequestSecrets, printable, server_message};
use bytes::Bytes;
use http::header::LOCATION;
use url::Url;

/// The errors by which a provider reports that `prompt=none` is not possible, because the user must act: OpenID Connect Core 1.0, section
/// 3.1.2.6. Any of them means that client and redirect URI are accepted.
const REQUIRES_USER: [&str; 4] = ["login_required", "interaction_required", "consent_required", "account_selection_required"];
/// Parts of the pages of providers that refuse a redirect URI with another status than 400, in lower case.
const REDIRECT_PROBLEMS: [&str; 4] = ["redirect_uri", "redirect uri", "callback url", "aadsts50011"];

/// A provider whose discovery document was fetched for the examination.
pub(crate) struct ExaminedProvider(Provider);

/// The content of a provider's discovery document, printable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProviderFacts {
    /// The issuer, as tokens name it.
    pub(crate) issuer: String,
    /// The code challenge methods of PKCE; empty if none is listed.
    pub(crate) challenge_methods: Vec<String>,
    /// Whether there is a device authorization endpoint.
    pub(crate) has_device_flow: bool,
    /// The scopes; empty if none is listed.
    pub(crate) supported_scopes: Vec<String>,
    /// The algorithms that sign ID tokens; empty if none is listed.
    pub(crate) signature_algorithms: Vec<String>,
}

/// A key of a provider's key set, printable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PublishedKey {
    /// The key ID.
    pub(crate) kid: Option<String>,
    /// The key type, such as `RSA`; empty if there is none.
    pub(crate) kty: String,
    /// The curve of EC and OKP keys.
    pub(crate) crv: Option<String>,
    /// The algorithm.
    pub(crate) alg: Option<String>,
    /// The use, such as `sig` or `enc`.
    pub(crate) usage: Option<String>,
}

/// Whether a provider accepts a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RedirectCheck {
    /// The provider redirects to it.
    Accepted,
    /// The response does not reveal it, so that only a login in a browser does.
    Unknown,
}

impl ExaminedProvider {
    /// Fetches and checks the discovery document.
    ///
    /// # Errors
    /// [`Error::Provider`]: there is no usable document, or it is that of another issuer.
    pub(crate) async fn discover(issuer: &Issuer, deps: &Deps) -> Result<Self, Error> {
        Ok(Self(Provider::discover(issuer, &Documents::default(), deps).await?))
    }

    /// Returns what the discovery document lists.
    pub(crate) fn facts(&self) -> ProviderFacts {
        let list = |name| self.0.metadata().strings(name).unwrap_or_default().into_iter().map(printable).collect();
        ProviderFacts {
            issuer: printable(self.0.issuer()),
            challenge_methods: list("code_challenge_methods_supported"),
            has_device_flow: self.0.metadata().value("device_authorization_endpoint").is_some(),
            supported_scopes: list("scopes_supported"),
            signature_algorithms: list("id_token_signing_alg_values_supported"),
        }
    }

    /// Returns the scopes that a login requests.
    pub(crate) fn requested_scopes(&self, web_identity: &WebIdentity) -> Vec<String> {
        self.0.authorization_parameters(web_identity).scopes.iter().map(|scope| printable(scope)).collect()
    }

    /// Fetches the keys that sign tokens.
    ///
    /// # Errors
    /// [`Error::Provider`]: the provider does not respond, or has no key set.
    pub(crate) async fn keys(&self, deps: &Deps) -> Result<Vec<PublishedKey>, Error> {
        Ok(self.0.new_keys(deps).await?.entries().iter().map(PublishedKey::of).collect())
    }

    /// Returns the redirect URI of a login, with a port that is free now, by the rules of this provider.
    ///
    /// # Errors
    /// [`Error::Bind`]: no port is free.
    pub(crate) async fn redirect_uri(&self, web_identity: &WebIdentity) -> Result<String, Error> {
        let default = self.0.quirks().redirect;
        let redirect = default.map_or_else(|| web_identity.redirect.clone(), |default| web_identity.redirect.or_provider_default(default));
        Ok(Listener::bind(&redirect).await?.redirect())
    }

    /// Asks the authorization endpoint with `prompt=none` whether it accepts client and redirect URI. Without a session in a browser it
    /// reports to the redirect URI that a login is required; only if it does not accept that URI does it show a page of its own.
    ///
    /// # Errors
    /// [`Error::RedirectRejected`]; [`Error::Provider`] if the endpoint does not respond, or refuses this client.
    pub(crate) async fn check_redirect(&self, redirect: &str, web_identity: &WebIdentity, deps: &Deps) -> Result<RedirectCheck, Error> {
        let public_client = ClientAuthentication { secret: None, key: None, method: None };
        let client = RegisteredClient::new(&self.0, &web_identity.client_id, public_client)?;
        let authorization = AuthorizationRequest::new(&self.0, &client, web_identity, redirect.to_owned(), false)?;
        let Some(url) = without_prompt(authorization.address()) else { return Ok(RedirectCheck::Unknown) };
        let response = retry::send_with_retries(&empty_request(http::Method::GET, &url, "text/html"), deps).await;
        let response = response.map_err(|source| ProviderError::NoResponse { what: "the authorization endpoint", source })?;
        if let Some(error) = reported_error(&response, redirect) {
            return match error {
                (code, _) if REQUIRES_USER.contains(&code.as_str()) => Ok(RedirectCheck::Accepted),
                (code, description) => Err(ProviderError::LoginRefused { code, description }.into()),
            };
        }
        let body = String::from_utf8_lossy(response.body());
        if !is_rejection(response.status(), &body) {
            return Ok(RedirectCheck::Unknown);
        }
        let message = server_message::message_in(&body).map(|message| RequestSecrets::of_response(&response).redact(&message));
        Err(Error::RedirectRejected {
            redirect: redirect.to_owned(),
            client_id: printable(&web_identity.client_id),
            status: response.status().as_u16(),
            message,
        })
    }
}

impl PublishedKey {
    fn of(key: &ProviderDocument) -> Self {
        let text = |name| key.string(name).ok().flatten().map(printable);
        Self { kid: text("kid"), kty: text("kty").unwrap_or_default(), crv: text("crv"), alg: text("alg"), usage: text("use") }
    }
}

/// Returns the authorization URL with `prompt=none` in place of any other prompt; `None` if it is not a URL.
fn without_prompt(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    let pairs: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| name != "prompt").map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(pairs).append_pair("prompt", "none");
    Some(url)
}

/// Returns code and description of the error that the provider reports to the redirect URI. A report without an error is a login, which
/// counts as `login_required`; `None` if the provider does not redirect there.
fn reported_error(response: &http::Response<Bytes>, redirect: &str) -> Option<(String, Option<String>)> {
    let location = response.headers().get(LOCATION)?.to_str().ok().filter(|location| location.starts_with(redirect))?;
    let location = Url::parse(location).ok()?;
    let parameter = |name: &str| location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| printable(&value));
    Some((parameter("error").unwrap_or_else(|| REQUIRES_USER[0].to_owned()), parameter("error_description")))
}

/// Whether a response that redirects nowhere means that the redirect URI or the client is not accepted.
fn is_rejection(status: http::StatusCode, body: &str) -> bool {
    let body = body.to_lowercase();
    let names_problem = REDIRECT_PROBLEMS.iter().any(|problem| body.contains(problem));
    status == http::StatusCode::BAD_REQUEST
        || status.is_client_error() && names_problem
        || status.is_success() && body.contains("aadsts50011")
}
