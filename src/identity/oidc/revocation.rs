//! Handing a refresh token back: RFC 7009. The provider ends the login behind it.
//!
//! Made by hand, because `oauth2` revokes over https only, also on this machine.

use super::{Provider, ProviderError, RegisteredClient};
use crate::request::ClientAuthentication;
use crate::secret::RefreshToken;
use crate::sys::{Deps, Echo};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// Revokes `token`. A token that the provider does not know (any more) is answered as one that it has just revoked.
///
/// # Errors
/// No such endpoint, no answer, or a refusal.
pub(crate) async fn revoke(provider: &Provider, client: &RegisteredClient, token: &RefreshToken, deps: &Deps) -> Result<(), ProviderError> {
    const WHAT: &str = "the revocation";
    let endpoint = provider.revocation_endpoint().ok_or(ProviderError::NoEndpoint(super::ProviderEndpoint::Revocation))?;
    let answer = deps.http.send(request(&endpoint, client, token)).await;
    let answer = answer.map_err(|source| ProviderError::NoAnswer { what: WHAT, source })?;
    match answer.status().is_success() {
        true => Ok(()),
        false => Err(refusal(&answer, client.authentication())),
    }
}

#[expect(clippy::disallowed_methods, reason = "the token is handed back, and the client secret proves who does that")]
fn request(endpoint: &Url, client: &RegisteredClient, token: &RefreshToken) -> http::Request<Vec<u8>> {
    let mut fields = vec![("token", token.expose_secret()), ("token_type_hint", "refresh_token")];
    let mut authorization = None;
    match client.proof() {
        Some((secret, ClientAuthentication::Basic)) => authorization = Some(basic(client.id(), secret.expose_secret())),
        Some((secret, ClientAuthentication::Post)) => {
            fields.extend([("client_id", client.id().as_str()), ("client_secret", secret.expose_secret())]);
        }
        None => fields.push(("client_id", client.id())),
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    let mut post = http::Request::new(form.extend_pairs(fields).finish().into_bytes());
    *post.method_mut() = http::Method::POST;
    *post.uri_mut() = endpoint.as_str().parse().unwrap_or_default();
    post.headers_mut().insert(CONTENT_TYPE, FORM);
    post.headers_mut().extend(authorization.map(|value| (AUTHORIZATION, value)));
    post
}

/// Id and secret, each form-encoded before they are joined: RFC 6749, section 2.3.1.
fn basic(id: &str, secret: &str) -> HeaderValue {
    let encoded = |text: &str| Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
    let joined = Zeroizing::new(format!("{}:{}", *encoded(id), *encoded(secret)));
    let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(joined.as_bytes())));
    let mut value = HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}

fn refusal(answer: &http::Response<bytes::Bytes>, authentication: &'static str) -> ProviderError {
    #[derive(Default, Deserialize)]
    struct Refusal {
        error: Option<String>,
        error_description: Option<String>,
    }
    let echo = Echo::of_answer(answer);
    let Refusal { error, error_description } = serde_json::from_slice(answer.body()).unwrap_or_default();
    let shown = |words: Option<String>| words.map(|words| echo.without_secrets(&words));
    ProviderError::NotRevoked {
        status: answer.status().as_u16(),
        code: shown(error),
        description: shown(error_description),
        authentication,
    }
}
