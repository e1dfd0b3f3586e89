//! The provider's metadata and keys: OpenID Connect Discovery 1.0, fetched apart, because only the metadata is needed to open a browser.

use super::quirks::{self, Quirks, Wanted};
use super::{Answer, ProviderError};
use crate::request::{Issuer, WebIdentity};
use crate::sys::{Deps, Document, printable, shown};
use bytes::Bytes;
use oauth2::AuthorizationCode;
use openidconnect::core::CoreJsonWebKeySet;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

/// The provider's signing keys; those of a kind we cannot read are left out.
pub(crate) type KeySet = CoreJsonWebKeySet;

/// What this program reads of a discovery document. A document that lacks other things which the specification demands still works:
/// addresses are looked at when they are needed.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    scopes_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(flatten)]
    others: Map<String, Value>,
}

const WHAT: &str = "the discovery document";

/// How long a document is cached by default, and at most; seconds.
const DISCOVERY_HOLDS: u32 = 24 * 3600;
const KEYS_HOLD: u32 = 3600;

/// What was fetched from a provider, to be kept: all of it public.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Documents {
    /// The discovery document.
    pub discovery: Option<Document>,
    /// The key set.
    pub keys: Option<Document>,
    /// The clients that were found out to send their secret in the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_clients: Vec<String>,
}

/// A provider whose discovery document was read and found safe to use.
pub(crate) struct Provider {
    asked: Issuer,
    metadata: Metadata,
    token_endpoint: Url,
    documents: Mutex<Documents>,
}

impl Provider {
    /// Checks the discovery document: the known one while it holds, else a new one.
    ///
    /// # Errors
    /// No answer, no such document, another issuer's, or one whose token endpoint is missing or on plain http of another machine.
    pub(crate) async fn discover(issuer: &Issuer, known: &Documents, deps: &Deps) -> Result<Self, ProviderError> {
        let cached = known.discovery.as_ref().filter(|document| document.holds(deps.clock.now()));
        let provider = cached.and_then(|document| Self::read(issuer, document.text.as_bytes()).ok());
        if let Some(provider) = provider {
            *provider.known() = known.clone();
            return Ok(provider);
        }
        let (document, body) = fetch(WHAT, issuer.discovery(), DISCOVERY_HOLDS, deps).await?;
        let provider = Self::read(issuer, &body)?;
        *provider.known() = Documents { discovery: document, ..known.clone() };
        Ok(provider)
    }

    /// What is known of this provider by now.
    pub(crate) fn documents(&self) -> Documents {
        self.known().clone()
    }

    fn known(&self) -> MutexGuard<'_, Documents> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads and checks a discovery document that `issuer` served.
    ///
    /// # Errors
    /// The errors of [`Provider::discover`].
    pub(crate) fn read(issuer: &Issuer, document: &[u8]) -> Result<Self, ProviderError> {
        let metadata: Metadata = serde_json::from_slice(document).map_err(|error| not_usable(WHAT, issuer.discovery(), &error))?;
        if !issuer.is(&metadata.issuer) {
            let found = printable(&metadata.issuer);
            return Err(ProviderError::OtherIssuer { expected: issuer.name().to_owned(), found });
        }
        let token_endpoint = metadata.needed(issuer, "token_endpoint", "token endpoint")?;
        Ok(Self { asked: issuer.clone(), metadata, token_endpoint, documents: Mutex::default() })
    }

    /// The keys that ID tokens are signed with: the known ones while they hold, else new ones.
    ///
    /// # Errors
    /// No answer, or no key set, or no address for it.
    pub(crate) async fn keys(&self, deps: &Deps) -> Result<KeySet, ProviderError> {
        let known = self.known().keys.clone().filter(|document| document.holds(deps.clock.now()));
        match known.and_then(|document| serde_json::from_str(&document.text).ok()) {
            Some(keys) => Ok(keys),
            None => self.new_keys(deps).await,
        }
    }

    /// The keys as they are now.
    ///
    /// # Errors
    /// The errors of [`Provider::keys`].
    pub(crate) async fn new_keys(&self, deps: &Deps) -> Result<KeySet, ProviderError> {
        const WHAT: &str = "the provider's key set";
        let address = self.keys_address()?;
        let (document, body) = fetch(WHAT, &address, KEYS_HOLD, deps).await?;
        let keys = serde_json::from_slice(&body).map_err(|error| not_usable(WHAT, &address, &error))?;
        self.known().keys = document;
        Ok(keys)
    }

    /// Where those keys are.
    ///
    /// # Errors
    /// The document has no such address, or one that is not safe.
    pub(crate) fn keys_address(&self) -> Result<Url, ProviderError> {
        self.metadata.needed(&self.asked, "jwks_uri", "key set address")
    }

    /// Takes the code out of the browser's answer, unless the answer is an error or comes from another issuer.
    ///
    /// # Errors
    /// [`ProviderError::LoginRefused`], [`ProviderError::MixedUp`].
    pub(crate) fn accept(&self, answer: Answer) -> Result<AuthorizationCode, ProviderError> {
        let promised = self.metadata.authorization_response_iss_parameter_supported;
        let fits = answer.iss.as_ref().map_or(!promised, |iss| *iss == self.metadata.issuer);
        if !fits {
            let found = answer.iss.as_deref().map(printable);
            return Err(ProviderError::MixedUp { expected: self.metadata.issuer.clone(), found });
        }
        answer.code.map_err(|(code, description)| ProviderError::LoginRefused {
            code: printable(&code),
            description: description.as_deref().map(printable),
        })
    }

    /// The issuer, as it stands in the tokens.
    pub(crate) fn issuer(&self) -> &str {
        &self.metadata.issuer
    }

    /// Where the browser goes.
    ///
    /// # Errors
    /// The document has no such address, or one that is not safe.
    pub(crate) fn authorization_endpoint(&self) -> Result<Url, ProviderError> {
        self.metadata.needed(&self.asked, "authorization_endpoint", "authorization endpoint")
    }

    /// Where codes are redeemed.
    pub(crate) fn token_endpoint(&self) -> &Url {
        &self.token_endpoint
    }

    /// Where a code for another device is to be had, if the provider has that.
    pub(crate) fn device_endpoint(&self) -> Option<Url> {
        self.optional("device_authorization_endpoint", "device authorization endpoint")
    }

    /// Where an access token tells whose it is.
    pub(crate) fn userinfo_endpoint(&self) -> Option<Url> {
        self.optional("userinfo_endpoint", "userinfo endpoint")
    }

    /// Where a token that is not needed any more is handed back: RFC 7009.
    pub(crate) fn revocation_endpoint(&self) -> Option<Url> {
        self.optional("revocation_endpoint", "revocation endpoint")
    }

    /// An address that a login works without: one that cannot be used counts as none.
    fn optional(&self, field: &str, what: &'static str) -> Option<Url> {
        let found = self.metadata.address(&self.asked, field, what);
        found.unwrap_or_else(|problem| {
            tracing::debug!(%problem, "the provider counts as one without this endpoint");
            None
        })
    }

    /// What is different at this provider.
    pub(crate) fn quirks(&self) -> &'static Quirks {
        quirks::of(&self.metadata.issuer)
    }

    /// What to ask for, for this person.
    pub(crate) fn wanted(&self, person: &WebIdentity) -> Wanted {
        self.quirks().wanted(person, self.usual_scopes())
    }

    /// The scopes to ask for when nobody chose any: `openid`, and `profile` and `email` where the provider lists them.
    fn usual_scopes(&self) -> Vec<String> {
        let listed = self.metadata.scopes_supported.as_deref().unwrap_or_default();
        let wanted = ["openid", "profile", "email"].into_iter();
        wanted.filter(|scope| *scope == "openid" || listed.iter().any(|listed| listed == scope)).map(str::to_owned).collect()
    }

    /// Whether a client secret may go in the `Authorization` header, and whether in the form. A provider that lists neither may take both.
    pub(crate) fn secret_methods(&self) -> (bool, bool) {
        let methods = self.metadata.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let lists = |method: &str| methods.iter().any(|listed| listed == method);
        match (lists("client_secret_basic"), lists("client_secret_post")) {
            (false, false) => (true, true),
            listed => listed,
        }
    }
}

impl Metadata {
    /// The address in `field`, where there is one: on https, or where `issuer` may use http.
    fn address(&self, issuer: &Issuer, field: &str, what: &'static str) -> Result<Option<Url>, ProviderError> {
        let Some(stated) = self.others.get(field).filter(|stated| !stated.is_null()) else { return Ok(None) };
        let no_address = || unusable(WHAT, issuer.discovery(), format!("`{field}` is not a web address"));
        let url = stated.as_str().and_then(|text| Url::parse(text).ok()).ok_or_else(no_address)?;
        issuer.admits(&url).map_err(|source| ProviderError::UnsafeAddress { what, source })?;
        Ok(Some(url))
    }

    /// Returns the address in `field`, or an error if it is absent.
    fn needed(&self, issuer: &Issuer, field: &str, what: &'static str) -> Result<Url, ProviderError> {
        let missing = || unusable(WHAT, issuer.discovery(), format!("missing field `{field}`"));
        self.address(issuer, field, what)?.ok_or_else(missing)
    }
}

/// The document at `url`, and as it may be kept for `longest` seconds, or for less where the provider says so.
async fn fetch(what: &'static str, url: &Url, longest: u32, deps: &Deps) -> Result<(Option<Document>, Bytes), ProviderError> {
    let answer = deps.http.get(url, "application/json").await.map_err(|source| ProviderError::NoAnswer { what, source })?;
    if answer.status().is_success() {
        let max_age = max_age(&answer).map_or(longest, |seconds| seconds.min(longest));
        let body = answer.into_body();
        let text = std::str::from_utf8(&body).ok().map(str::to_owned);
        return Ok((text.map(|text| Document { text, fetched: deps.clock.now(), max_age }), body));
    }
    let location = answer.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok());
    let leads = location.map_or_else(String::new, |location| format!(", which leads to {}", printable(location)));
    let is_s3 = answer.body().starts_with(b"<?xml") || answer.body().starts_with(b"<Error>");
    let looks = if is_s3 { ", in the form of an S3 storage server" } else { "" };
    let problem = format!("the answer is status {}{leads}{looks}", answer.status().as_u16());
    Err(unusable(what, url, problem))
}

/// For how long an answer holds: RFC 9111, section 5.2.2.
fn max_age<T>(answer: &http::Response<T>) -> Option<u32> {
    let directives = answer.headers().get(http::header::CACHE_CONTROL)?.to_str().ok()?;
    let mut directives = directives.split(',').map(str::trim);
    directives.find_map(|directive| match directive {
        "no-store" | "no-cache" => Some(0),
        _ => directive.strip_prefix("max-age=")?.parse().ok(),
    })
}

fn not_usable(what: &'static str, url: &Url, error: &serde_json::Error) -> ProviderError {
    let problem = if error.is_data() { printable(&error.to_string()) } else { "it is not JSON".to_owned() };
    unusable(what, url, problem)
}

fn unusable(what: &'static str, url: &Url, problem: String) -> ProviderError {
    ProviderError::NotUsable { what, url: shown(url.as_str()), problem }
}
