//! The provider's metadata and keys: OpenID Connect Discovery 1.0, sections 3 and 4. They are fetched separately, because opening a browser
//! requires only the metadata.

use super::fetched_document::{DocumentResponse, FetchedDocument, fetch};
use super::quirks::{self, AuthorizationParameters, Quirks};
use super::{AuthorizationResponse, KeySet, ProviderEndpoint, ProviderError};
use crate::provider_document::{MemberError, ProviderDocument};
use crate::request::{Issuer, WebIdentity};
use crate::sys::Deps;
use crate::text::printable;
use oauth2::AuthorizationCode;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// The name of the discovery document in errors.
pub(crate) const DISCOVERY_DOCUMENT: &str = "the discovery document";
/// The name of the key set in errors.
const KEY_SET: &str = "the provider's key set";

/// How long to look for the discovery document of the issuer that a provider names instead.
const OTHER_ISSUER_TIMEOUT: Duration = Duration::from_secs(3);

/// The maximum and default cache lifetime of the discovery document, in seconds: a day.
const DISCOVERY_MAX_AGE: u32 = 24 * 3600;
/// The maximum and default cache lifetime of the key set, in seconds: an hour.
const KEYS_MAX_AGE: u32 = 3600;

/// A provider's documents for the cache, with what was found out about its clients. All of it is public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Documents {
    /// The discovery document.
    pub discovery: Option<FetchedDocument>,
    /// The key set.
    pub keys: Option<FetchedDocument>,
    /// The ids of the clients that were found out to require `client_secret_post`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_clients: Vec<String>,
}

impl Documents {
    /// Whether the client `id` was found out to require its secret in the form.
    pub(super) fn sends_in_form(&self, id: &str) -> bool {
        self.post_clients.iter().any(|client| client == id)
    }

    /// Discards the published documents, so that they are fetched again; not how clients authenticate.
    pub(crate) fn clear_published(&mut self) {
        (self.discovery, self.keys) = (None, None);
    }
}

/// A provider whose discovery document has been read and checked.
pub(crate) struct Provider {
    /// The issuer that the user has set.
    requested_issuer: Issuer,
    /// The issuer as the provider writes it, which may differ by a final slash if the user has set the address of the discovery document.
    issuer: String,
    /// The members of the discovery document.
    metadata: ProviderDocument,
    token_endpoint: Url,
    /// The documents for the cache, to which new keys are added.
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
        let DocumentResponse { document, body } = fetch(DISCOVERY_DOCUMENT, issuer.discovery(), DISCOVERY_MAX_AGE, deps).await?;
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
    /// The document is not usable, belongs to another issuer, or has no token endpoint or an unsafe one.
    pub(crate) fn read(issuer: &Issuer, document: &[u8]) -> Result<Self, ProviderError> {
        let metadata =
            ProviderDocument::read(document).map_err(|error| ProviderError::not_usable(DISCOVERY_DOCUMENT, issuer.discovery(), error))?;
        let stated_issuer = metadata
            .required("issuer", ProviderDocument::string)
            .map_err(|error| ProviderError::not_usable(DISCOVERY_DOCUMENT, issuer.discovery(), error))?;
        if !issuer.matches(stated_issuer) {
            return Err(ProviderError::UnexpectedIssuer {
                expected: issuer.name().to_owned(),
                found: printable(stated_issuer),
                is_discoverable: false, // `discover` finds out
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
            Err(error) if error.is_transient_fetch_error() => {
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
        let address = self.keys_address()?;
        let DocumentResponse { document, body } = fetch(KEY_SET, &address, KEYS_MAX_AGE, deps).await?;
        let keys = KeySet::read(&body).map_err(|error| ProviderError::not_usable(KEY_SET, &address, error))?;
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

    /// Returns the authorization code of a response that is not an error, and not that of another issuer: RFC 9207, section 2.4.
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

    /// The discovery document.
    pub(crate) fn metadata(&self) -> &ProviderDocument {
        &self.metadata
    }

    /// The issuer as the provider writes it, in its tokens too.
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
    /// [`ProviderError::NoEndpoint`]; or the address is not a URL, or unsafe.
    pub(crate) fn endpoint(&self, endpoint: ProviderEndpoint) -> Result<Url, ProviderError> {
        let member = match endpoint {
            ProviderEndpoint::DeviceAuthorization => "device_authorization_endpoint",
            ProviderEndpoint::Revocation => "revocation_endpoint",
            ProviderEndpoint::Userinfo => "userinfo_endpoint",
        };
        address(&self.requested_issuer, &self.metadata, member, endpoint.name())?.ok_or(ProviderError::NoEndpoint(endpoint))
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
        self.quirks().authorization_parameters(web_identity, self.default_scopes())
    }

    /// The value of `prompt` that makes the provider ask who logs in instead of reusing its session: `select_account` where it is supported,
    /// because it shows the accounts; else `login`, which every provider has to support (OpenID Connect Core 1.0, section 3.1.2.1).
    pub(crate) fn prompt_for_another_user(&self) -> &'static str {
        let is_supported = self.quirks().selects_account || self.listed("prompt_values_supported").contains(&"select_account");
        if is_supported { "select_account" } else { "login" }
    }

    /// The default scopes: `openid`, and `profile` and `email` if the provider lists them.
    fn default_scopes(&self) -> Vec<String> {
        let supported = self.listed("scopes_supported");
        let scopes = ["openid", "profile", "email"].into_iter();
        scopes.filter(|scope| *scope == "openid" || supported.contains(scope)).map(str::to_owned).collect()
    }

    /// The client authentication methods of the token endpoint; empty if the provider lists none.
    pub(crate) fn authentication_methods(&self) -> Vec<&str> {
        self.listed("token_endpoint_auth_methods_supported")
    }

    /// The values of a list in the discovery document, which some providers write as one text with spaces. Empty if it is missing or
    /// unusable.
    fn listed(&self, member: &str) -> Vec<&str> {
        self.metadata.strings(member).unwrap_or_default().into_iter().flat_map(str::split_whitespace).collect()
    }
}

/// Reads an optional address, which errors call `what`, and checks that it is safe to send secrets there.
fn address(issuer: &Issuer, metadata: &ProviderDocument, member: &str, what: &'static str) -> Result<Option<Url>, ProviderError> {
    let url = metadata.address(member).map_err(|error| ProviderError::not_usable(DISCOVERY_DOCUMENT, issuer.discovery(), error))?;
    let unsafe_address = |source| ProviderError::UnsafeAddress { what, source };
    url.map(|url| issuer.check_url(&url).map(|()| url)).transpose().map_err(unsafe_address)
}

/// Reads a required address, which errors call `what`: see [`address`].
fn required_address(issuer: &Issuer, metadata: &ProviderDocument, member: &str, what: &'static str) -> Result<Url, ProviderError> {
    let missing = || ProviderError::not_usable(DISCOVERY_DOCUMENT, issuer.discovery(), MemberError::Missing(member.to_owned()));
    address(issuer, metadata, member, what)?.ok_or_else(missing)
}

/// Whether the issuer that a provider names instead of `issuer` has a valid discovery document. The error recommends the other issuer only if
/// it works, which is worth the second request. A template such as `https://login.microsoftonline.com/{tenantid}/v2.0`, which Entra ID states for `common`, is
/// no address.
async fn is_discoverable(issuer: &Issuer, stated_issuer: &str, deps: &Deps) -> bool {
    let Some(other) = issuer.parse_stated(stated_issuer).ok().filter(|_| !stated_issuer.contains('{')) else { return false };
    if other.discovery() == issuer.discovery() {
        return true; // the issuers differ by a slash only
    }
    let response = tokio::time::timeout(OTHER_ISSUER_TIMEOUT, deps.http.get(other.discovery(), "application/json")).await;
    response.is_ok_and(|response| {
        response.is_ok_and(|response| response.status().is_success() && Provider::read(&other, response.body()).is_ok())
    })
}
