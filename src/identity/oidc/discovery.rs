//! The provider's metadata and keys: OpenID Connect Discovery 1.0, fetched apart, because only the metadata is needed to open a browser.

use super::quirks::{self, Quirks, Wanted};
use super::{Answer, ProviderError};
use crate::request::{ClientAuthentication, Issuer, WebIdentity};
use crate::sys::{Deps, printable, shown};
use bytes::Bytes;
use oauth2::AuthorizationCode;
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use url::Url;

/// The provider's signing keys; those of a kind we cannot read are left out.
pub(crate) type KeySet = CoreJsonWebKeySet;

/// What this program reads of a discovery document. A document that lacks other things which the specification demands still works.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    device_authorization_endpoint: Option<Url>,
    userinfo_endpoint: Option<Url>,
    scopes_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// A provider whose discovery document was read and found safe to use.
pub(crate) struct Provider {
    metadata: Metadata,
}

impl Provider {
    /// Fetches and checks the discovery document.
    ///
    /// # Errors
    /// No answer, no such document, another issuer's, or one that names plain http addresses of other machines.
    pub(crate) async fn discover(issuer: &Issuer, deps: &Deps) -> Result<Self, ProviderError> {
        const WHAT: &str = "the discovery document";
        let body = fetch(WHAT, issuer.discovery(), deps).await?;
        let metadata: Metadata = serde_json::from_slice(&body).map_err(|error| not_usable(WHAT, issuer.discovery(), &error))?;
        if !issuer.is(&metadata.issuer) {
            let found = printable(&metadata.issuer);
            return Err(ProviderError::OtherIssuer { expected: issuer.name().to_owned(), found });
        }
        let addresses = [
            ("authorization endpoint", Some(&metadata.authorization_endpoint)),
            ("token endpoint", Some(&metadata.token_endpoint)),
            ("key set address", Some(&metadata.jwks_uri)),
            ("device authorization endpoint", metadata.device_authorization_endpoint.as_ref()),
            ("userinfo endpoint", metadata.userinfo_endpoint.as_ref()),
        ];
        for (what, url) in addresses.into_iter().filter_map(|(what, url)| Some((what, url?))) {
            issuer.admits(url).map_err(|source| ProviderError::UnsafeAddress { what, source })?;
        }
        Ok(Self { metadata })
    }

    /// Fetches the keys that ID tokens are signed with.
    ///
    /// # Errors
    /// No answer, or no key set.
    pub(crate) async fn keys(&self, deps: &Deps) -> Result<KeySet, ProviderError> {
        const WHAT: &str = "the provider's key set";
        let body = fetch(WHAT, &self.metadata.jwks_uri, deps).await?;
        serde_json::from_slice(&body).map_err(|error| not_usable(WHAT, &self.metadata.jwks_uri, &error))
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
    pub(crate) fn authorization_endpoint(&self) -> &Url {
        &self.metadata.authorization_endpoint
    }

    /// Where codes are redeemed.
    pub(crate) fn token_endpoint(&self) -> &Url {
        &self.metadata.token_endpoint
    }

    /// Where a code for another device is to be had, if the provider has that.
    pub(crate) fn device_endpoint(&self) -> Option<&Url> {
        self.metadata.device_authorization_endpoint.as_ref()
    }

    /// Where an access token tells whose it is.
    pub(crate) fn userinfo_endpoint(&self) -> Option<&Url> {
        self.metadata.userinfo_endpoint.as_ref()
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

    /// How a client secret travels: in the `Authorization` header, the default of RFC 8414, unless only the form is offered.
    pub(crate) fn usual_authentication(&self) -> ClientAuthentication {
        let methods = self.metadata.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let lists = |method: &str| methods.iter().any(|listed| listed == method);
        let in_form = lists("client_secret_post") && !lists("client_secret_basic");
        if in_form { ClientAuthentication::Post } else { ClientAuthentication::Basic }
    }
}

async fn fetch(what: &'static str, url: &Url, deps: &Deps) -> Result<Bytes, ProviderError> {
    let answer = deps.http.get(url, "application/json").await.map_err(|source| ProviderError::NoAnswer { what, source })?;
    if answer.status().is_success() {
        return Ok(answer.into_body());
    }
    let location = answer.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok());
    let leads = location.map_or_else(String::new, |location| format!(", which leads to {}", printable(location)));
    let is_s3 = answer.body().starts_with(b"<?xml") || answer.body().starts_with(b"<Error>");
    let looks = if is_s3 { ", in the form of an S3 storage server" } else { "" };
    let problem = format!("the answer is status {}{leads}{looks}", answer.status().as_u16());
    Err(ProviderError::NotUsable { what, url: shown(url.as_str()), problem })
}

fn not_usable(what: &'static str, url: &Url, error: &serde_json::Error) -> ProviderError {
    let problem = if error.is_data() { printable(&error.to_string()) } else { "it is not JSON".to_owned() };
    ProviderError::NotUsable { what, url: shown(url.as_str()), problem }
}
