//! The provider's metadata and keys: OpenID Connect Discovery 1.0. They are fetched separately, because opening a browser requires only the
//! metadata.

use super::error_response::OAuthErrorResponse;
use super::fetched_document::FetchedDocument;
use super::quirks::{self, AuthorizationParameters, Quirks};
use super::{AuthorizationResponse, KeySet, ProviderEndpoint, ProviderError};
use crate::provider_document::{MemberError, ProviderDocument};
use crate::request::{Issuer, WebIdentity};
use crate::sys::{Deps, empty_request, retry};
use crate::text::{printable, redact_url, redirected_to};
use bytes::Bytes;
use oauth2::AuthorizationCode;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// The name of the discovery document in errors.
pub(crate) const DISCOVERY_DOCUMENT: &str = "the discovery document";
const WHAT: &str = DISCOVERY_DOCUMENT;

/// How long to look for the discovery document of the issuer that a provider names instead.
const OTHER_ISSUER_TIMEOUT: Duration = Duration::from_secs(3);

/// How long documents are cached, by default and at most; seconds.
const DISCOVERY_MAX_AGE: u32 = 24 * 3600;
const KEYS_MAX_AGE: u32 = 3600;

/// The documents fetched from a provider, for the cache. All of it is public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Documents {
    /// The discovery document.
    pub discovery: Option<FetchedDocument>,
    /// The key set.
    pub keys: Option<FetchedDocument>,
    /// The clients found to require `client_secret_post`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_clients: Vec<String>,
}

impl Documents {
    /// Whether the client `id` was found out to send its secret in the form.
    pub(super) fn sends_in_form(&self, id: &str) -> bool {
        self.post_clients.iter().any(|client| client == id)
    }

    /// Discards the published documents, so that they are fetched again. What was learned about clients stays.
    pub(crate) fn clear_published(&mut self) {
        (self.discovery, self.keys) = (None, None);
    }
}

/// A provider whose discovery document has been read and checked.
pub(crate) struct Provider {
    requested_issuer: Issuer,
    issuer: String,
    metadata: ProviderDocument,
    token_endpoint: Url,
    documents: Mutex<Documents>,
}

impl Provider {
    /// Loads and checks the discovery document: the cached one while it is fresh, else a new one.
    ///
    /// # Errors
    /// The provider does not respond, has no such document, or serves another issuer's; or the token endpoint is missing or uses plain http
    /// to another machine.
    pub(crate) async fn discover(issuer: &Issuer, stored: &Documents, deps: &Deps) -> Result<Self, ProviderError> {
        let cached = stored.discovery.as_ref().filter(|document| document.is_fresh(deps.clock.now()));
        let provider = cached.and_then(|document| Self::read(issuer, document.text.as_bytes()).ok());
        if let Some(provider) = provider {
            *provider.lock_documents() = stored.clone();
            return Ok(provider);
        }
        let (document, body) = fetch(WHAT, issuer.discovery(), DISCOVERY_MAX_AGE, deps).await?;
        let provider = match Self::read(issuer, &body) {
            Err(ProviderError::UnexpectedIssuer { expected, found, .. }) => {
                let is_discoverable = is_discoverable(issuer, &found, deps).await;
                return Err(ProviderError::UnexpectedIssuer { expected, found, is_discoverable });
            }
            result => result?,
        };
        *provider.lock_documents() = Documents { discovery: document, ..stored.clone() };
        Ok(provider)
    }

    /// The documents of this provider, for the cache.
    pub(crate) fn documents(&self) -> Documents {
        self.lock_documents().clone()
    }

    fn lock_documents(&self) -> MutexGuard<'_, Documents> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Parses and checks a discovery document that `issuer` served.
    ///
    /// # Errors
    /// The errors of [`Provider::discover`].
    pub(crate) fn read(issuer: &Issuer, document: &[u8]) -> Result<Self, ProviderError> {
        let metadata = ProviderDocument::read(document).map_err(|error| unusable(WHAT, issuer.discovery(), error))?;
        let stated_issuer =
            metadata.required("issuer", ProviderDocument::string).map_err(|error| unusable(WHAT, issuer.discovery(), error))?;
        if !issuer.matches(stated_issuer) {
            return Err(ProviderError::UnexpectedIssuer {
                expected: issuer.name().to_owned(),
                found: printable(stated_issuer),
                is_discoverable: false,
            });
        }
        let token_endpoint = required_address(issuer, &metadata, "token_endpoint", "token endpoint")?;
        Ok(Self {
            requested_issuer: issuer.clone(),
            issuer: stated_issuer.to_owned(),
            metadata,
            token_endpoint,
            documents: Mutex::default(),
        })
    }

    /// Returns the keys that sign ID tokens: the cached ones while they are fresh, else new ones.
    ///
    /// # Errors
    /// The provider does not respond, or has no key set or address of one.
    pub(crate) async fn keys(&self, deps: &Deps) -> Result<KeySet, ProviderError> {
        let stored = self.lock_documents().keys.clone().filter(|document| document.is_fresh(deps.clock.now()));
        match stored.and_then(|document| KeySet::read(document.text.as_bytes()).ok()) {
            Some(keys) => Ok(keys),
            None => self.new_keys(deps).await,
        }
    }

    /// Fetches the keys while a user logs in; `None` after a transient error, because they are required only later.
    ///
    /// # Errors
    /// The errors of [`Provider::keys`] that are not transient.
    pub(crate) async fn early_keys(&self, deps: &Deps) -> Result<Option<KeySet>, ProviderError> {
        match self.keys(deps).await {
            Err(error) if error.is_transient() => {
                tracing::debug!(%error, "could not fetch the keys yet; retrying after the login");
                Ok(None)
            }
            keys => keys.map(Some),
        }
    }

    /// Fetches the current keys.
    ///
    /// # Errors
    /// The errors of [`Provider::keys`].
    pub(crate) async fn new_keys(&self, deps: &Deps) -> Result<KeySet, ProviderError> {
        const WHAT: &str = "the provider's key set";
        let address = self.keys_address()?;
        let (document, body) = fetch(WHAT, &address, KEYS_MAX_AGE, deps).await?;
        let keys = KeySet::read(&body).map_err(|error| unusable(WHAT, &address, error))?;
        self.lock_documents().keys = document;
        Ok(keys)
    }

    /// The address of the key set.
    ///
    /// # Errors
    /// The document has no such address, or an unsafe one.
    pub(crate) fn keys_address(&self) -> Result<Url, ProviderError> {
        required_address(&self.requested_issuer, &self.metadata, "jwks_uri", "key set address")
    }

    /// Returns the authorization code in a response, unless that is an error or comes from another issuer: RFC 9207, section 2.4.
    ///
    /// # Errors
    /// [`ProviderError::LoginRefused`], [`ProviderError::IssuerMismatch`].
    pub(crate) fn authorization_code(&self, response: AuthorizationResponse) -> Result<AuthorizationCode, ProviderError> {
        let expects_issuer = self.metadata.boolean("authorization_response_iss_parameter_supported").ok().flatten().unwrap_or_default();
        let is_valid = response.iss.as_ref().map_or(!expects_issuer, |iss| *iss == self.issuer);
        if !is_valid {
            let found = response.iss.as_deref().map(printable);
            return Err(ProviderError::IssuerMismatch { expected: self.issuer.clone(), found });
        }
        response.code.map_err(|error| ProviderError::LoginRefused {
            code: printable(&error.code),
            description: error.description.as_deref().map(printable),
        })
    }

    /// The issuer, as tokens name it.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The authorization endpoint.
    ///
    /// # Errors
    /// The document has no such address, or an unsafe one.
    pub(crate) fn authorization_endpoint(&self) -> Result<Url, ProviderError> {
        required_address(&self.requested_issuer, &self.metadata, "authorization_endpoint", "authorization endpoint")
    }

    /// The token endpoint.
    pub(crate) fn token_endpoint(&self) -> &Url {
        &self.token_endpoint
    }

    /// The address of an optional endpoint.
    ///
    /// # Errors
    /// The document has no such address, or an unsafe one.
    pub(crate) fn endpoint(&self, endpoint: ProviderEndpoint) -> Result<Url, ProviderError> {
        let (member, what) = match endpoint {
            ProviderEndpoint::DeviceAuthorization => ("device_authorization_endpoint", "device authorization endpoint"),
            ProviderEndpoint::Revocation => ("revocation_endpoint", "revocation endpoint"),
            ProviderEndpoint::Userinfo => ("userinfo_endpoint", "userinfo endpoint"),
        };
        address(&self.requested_issuer, &self.metadata, member, what)?.ok_or(ProviderError::NoEndpoint(endpoint))
    }

    /// Checks that it is safe to send a user to an address that the provider names.
    ///
    /// # Errors
    /// [`ProviderError::UnsafeAddress`], which names the address by `what`.
    pub(crate) fn check_address(&self, url: &Url, what: &'static str) -> Result<(), ProviderError> {
        self.requested_issuer.check_url(url).map_err(|source| ProviderError::UnsafeAddress { what, source })
    }

    /// The deviations of this provider.
    pub(crate) fn quirks(&self) -> &'static Quirks {
        quirks::of(&self.issuer)
    }

    /// The scopes and parameters to request.
    pub(crate) fn authorization_parameters(&self, web_identity: &WebIdentity) -> AuthorizationParameters {
        self.quirks().authorization_parameters(web_identity, self.usual_scopes())
    }

    /// The default scopes: `openid`, and `profile` and `email` if the provider lists them.
    fn usual_scopes(&self) -> Vec<String> {
        let supported = self.metadata.strings("scopes_supported").unwrap_or_default();
        let default_scopes = ["openid", "profile", "email"].into_iter();
        default_scopes
            .filter(|scope| {
                *scope == "openid" || supported.iter().any(|supported| supported.split_whitespace().any(|supported| supported == *scope))
            })
            .map(str::to_owned)
            .collect()
    }

    /// The client authentication methods of the token endpoint; empty if the provider lists none.
    pub(crate) fn authentication_methods(&self) -> Vec<&str> {
        let methods = self.metadata.strings("token_endpoint_auth_methods_supported").unwrap_or_default();
        methods.into_iter().flat_map(str::split_whitespace).collect() // some write them as one text
    }
}

/// Reads an optional address, and checks that `issuer` may name it.
fn address(issuer: &Issuer, metadata: &ProviderDocument, member: &str, what: &'static str) -> Result<Option<Url>, ProviderError> {
    let url = metadata.address(member).map_err(|error| unusable(WHAT, issuer.discovery(), error))?;
    let unsafe_address = |source| ProviderError::UnsafeAddress { what, source };
    url.map(|url| issuer.check_url(&url).map(|()| url)).transpose().map_err(unsafe_address)
}

/// Reads a required address.
fn required_address(issuer: &Issuer, metadata: &ProviderDocument, member: &str, what: &'static str) -> Result<Url, ProviderError> {
    let missing = || unusable(WHAT, issuer.discovery(), MemberError::Missing(member.to_owned()));
    address(issuer, metadata, member, what)?.ok_or_else(missing)
}

/// Whether the issuer that a provider names instead of `issuer` has a valid discovery document. A message recommends it only then, which is
/// worth the second request. A template such as `https://login.microsoftonline.com/{tenantid}/v2.0`, which Entra ID states for `common`, is
/// no address.
async fn is_discoverable(issuer: &Issuer, stated_issuer: &str, deps: &Deps) -> bool {
    let Some(other) = issuer.parse_stated(stated_issuer).ok().filter(|_| !stated_issuer.contains('{')) else { return false };
    if other.discovery() == issuer.discovery() {
        return true; // they differ by a slash only
    }
    let response = tokio::time::timeout(OTHER_ISSUER_TIMEOUT, deps.http.get(other.discovery(), "application/json")).await;
    response.is_ok_and(|response| {
        response.is_ok_and(|response| response.status().is_success() && Provider::read(&other, response.body()).is_ok())
    })
}

/// Fetches the document at `url`. Also returns it in the form for the cache, unless it is not UTF-8; it may be cached for `max_age_limit`
/// seconds, or for less if the provider says so.
async fn fetch(what: &'static str, url: &Url, max_age_limit: u32, deps: &Deps) -> Result<(Option<FetchedDocument>, Bytes), ProviderError> {
    let response = retry::send_with_retries(&empty_request(http::Method::GET, url, "application/json"), deps).await;
    let response = response.map_err(|source| ProviderError::NoResponse { what, source })?;
    if response.status().is_success() {
        let max_age = max_age(&response).map_or(max_age_limit, |seconds| seconds.min(max_age_limit));
        let body = response.into_body();
        let text = std::str::from_utf8(&body).ok().map(str::to_owned);
        return Ok((text.map(|text| FetchedDocument { text, fetched: deps.clock.now(), max_age }), body));
    }
    let status = response.status().as_u16();
    if retry::is_undecided(status) {
        return Err(ProviderError::Unavailable { what, url: redact_url(url.as_str()), status });
    }
    let redirect_note = redirected_to(&response, None).map_or_else(String::new, |location| format!(", redirecting to {location}"));
    let is_s3 = response.body().starts_with(b"<?xml") || response.body().starts_with(b"<Error>");
    let detail = match OAuthErrorResponse::of(&response).into_line() {
        _ if is_s3 => ", from an S3 server".to_owned(),
        message => message.map_or_else(String::new, |message| format!(": {message}")),
    };
    Err(unusable(what, url, format!("status {status}{redirect_note}{detail}")))
}

/// How many seconds a response may be cached, by the strictest of its directives: RFC 9111, section 5.2.2.
fn max_age<T>(response: &http::Response<T>) -> Option<u32> {
    let lines = response.headers().get_all(http::header::CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
    let directives = lines.flat_map(|line| line.split(',')).map(|directive| directive.trim().to_ascii_lowercase());
    let seconds = |directive: String| match directive.as_str() {
        "no-store" | "no-cache" => Some(0),
        other => other.strip_prefix("max-age=")?.parse().ok(),
    };
    directives.filter_map(seconds).min()
}

fn unusable(what: &'static str, url: &Url, problem: impl Display) -> ProviderError {
    ProviderError::NotUsable { what, url: redact_url(url.as_str()), problem: problem.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_cache_directive_determines_the_lifetime() {
        for (lines, expected) in [
            (&[][..], None),
            (&["max-age=60"], Some(60)),
            (&["public, Max-Age=60, must-revalidate"], Some(60)),
            (&["max-age=3600, no-store"], Some(0)),
            (&["max-age=3600, No-Cache"], Some(0)),
            (&["max-age=3600", "no-store"], Some(0)),
            (&["max-age=3600, max-age=60"], Some(60)),
            (&["max-age=soon, private"], None),
        ] {
            let mut response = http::Response::new(());
            for line in lines {
                response.headers_mut().append(http::header::CACHE_CONTROL, line.parse().unwrap());
            }
            assert_eq!(max_age(&response), expected, "{lines:?}");
        }
    }
}
