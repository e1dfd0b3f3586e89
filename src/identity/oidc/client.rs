//! This program as a client that the provider knows, how it proves to be it, and what it sends: RFC 6749, section 2.3.
//!
//! A client secret goes in the `Authorization` header or in the form. Many clients are registered for one of the two only, and a
//! discovery document lists what the provider can, not what was registered. So where both are possible, a refusal of the client itself
//! (`invalid_client`) is followed by one try with the other, with the same fields: providers authenticate the client before they look at
//! what it presents (RFC 6749, section 3.2.1), so not even an authorization code is used up. After any other failure a code is never sent
//! again. The method that worked is remembered beside the provider's documents.

use super::refusal::Words;
use super::{Documents, Provider};
use crate::request::ClientAuthentication;
use crate::secret::ClientSecret;
use crate::sys::{Deps, HttpError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use oauth2::ClientId;
use secrecy::ExposeSecret as _;
use std::cell::Cell;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

/// A parameter of a form.
pub(super) type Field<'a> = (&'a str, &'a str);

/// A client id, and how its owner proves to be it.
pub(crate) struct RegisteredClient {
    id: ClientId,
    token_endpoint: Url,
    secret: Option<SharedSecret>,
}

/// A client secret, and how it travels.
struct SharedSecret {
    secret: ClientSecret,
    method: Cell<ClientAuthentication>,
    other: Cell<OtherMethod>,
}

/// What is known of the method that is not in use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OtherMethod {
    /// It was ruled out, by the user or by the provider.
    Excluded,
    /// It may be tried.
    Untried,
    /// It was refused too.
    Refused,
    /// It was in use first, and refused.
    Replaced,
}

impl RegisteredClient {
    /// The client `id` at `provider`, public where there is no secret; `chosen`: how the secret travels, where the user has said so.
    pub(crate) fn new(provider: &Provider, id: &str, secret: Option<ClientSecret>, chosen: Option<ClientAuthentication>) -> Self {
        let (basic, post) = provider.secret_methods();
        let is_remembered = provider.documents().post_clients.iter().any(|client| client == id);
        let usual = if post && (!basic || is_remembered) { ClientAuthentication::Post } else { ClientAuthentication::Basic };
        let other = if basic && post && chosen.is_none() { OtherMethod::Untried } else { OtherMethod::Excluded };
        Self::at(provider.token_endpoint(), id, secret, chosen.unwrap_or(usual), other)
    }

    /// The client `id` at a token endpoint of which nothing more is known.
    pub(crate) fn of_endpoint(endpoint: &Url, id: &str, secret: Option<ClientSecret>, method: Option<ClientAuthentication>) -> Self {
        let other = if method.is_some() { OtherMethod::Excluded } else { OtherMethod::Untried };
        Self::at(endpoint, id, secret, method.unwrap_or(ClientAuthentication::Basic), other)
    }

    fn at(endpoint: &Url, id: &str, secret: Option<ClientSecret>, method: ClientAuthentication, other: OtherMethod) -> Self {
        let secret = secret.map(|secret| SharedSecret { secret, method: Cell::new(method), other: Cell::new(other) });
        Self { id: ClientId::new(id.to_owned()), token_endpoint: endpoint.clone(), secret }
    }

    /// The client id, which ID tokens must be meant for.
    pub(crate) fn id(&self) -> &ClientId {
        &self.id
    }

    /// Where it gets its tokens.
    pub(super) fn token_endpoint(&self) -> &Url {
        &self.token_endpoint
    }

    /// How it proves itself, in the words of discovery documents.
    pub(super) fn authentication(&self) -> &'static str {
        let Some(SharedSecret { method, other, .. }) = &self.secret else { return "none, a public client" };
        match (method.get(), other.get()) {
            (ClientAuthentication::Post, OtherMethod::Refused) => "client_secret_basic, then client_secret_post",
            (ClientAuthentication::Basic, OtherMethod::Refused) => "client_secret_post, then client_secret_basic",
            (ClientAuthentication::Post, _) => "client_secret_post",
            (ClientAuthentication::Basic, _) => "client_secret_basic",
        }
    }

    /// What is known of the provider, with what this client has learned about itself.
    pub(crate) fn remembered_in(&self, mut documents: Documents) -> Documents {
        if let Some(SharedSecret { method, other, .. }) = &self.secret
            && other.get() == OtherMethod::Replaced
        {
            documents.post_clients.retain(|client| client != self.id.as_str());
            documents.post_clients.extend((method.get() == ClientAuthentication::Post).then(|| self.id.to_string()));
        }
        documents
    }

    /// Posts `fields` and the proof of the client; once more with the other authentication method where the first is refused.
    ///
    /// # Errors
    /// The endpoint did not answer.
    pub(super) async fn post(&self, endpoint: &Url, fields: &[Field<'_>], deps: &Deps) -> Result<Response<Bytes>, HttpError> {
        let answer = deps.http.send(self.request(endpoint, fields)).await?;
        let Some(secret) = self.secret.as_ref().filter(|secret| secret.other.get() == OtherMethod::Untried) else { return Ok(answer) };
        if !is_of_the_client(&answer) {
            return Ok(answer);
        }
        tracing::debug!(refused = self.authentication(), "the other client authentication method is tried");
        secret.method.set(match secret.method.get() {
            ClientAuthentication::Basic => ClientAuthentication::Post,
            ClientAuthentication::Post => ClientAuthentication::Basic,
        });
        secret.other.set(OtherMethod::Refused);
        let answer = deps.http.send(self.request(endpoint, fields)).await?;
        if !is_of_the_client(&answer) {
            secret.other.set(OtherMethod::Replaced);
        }
        Ok(answer)
    }

    #[expect(clippy::disallowed_methods, reason = "the client secret proves to the provider who asks")]
    fn request(&self, endpoint: &Url, fields: &[Field<'_>]) -> Request<Vec<u8>> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let mut basic = None;
        match &self.secret {
            Some(SharedSecret { secret, method, .. }) if method.get() == ClientAuthentication::Basic => {
                basic = Some(authorization(&self.id, secret.expose_secret()));
            }
            Some(SharedSecret { secret, .. }) => {
                form.append_pair("client_id", &self.id).append_pair("client_secret", secret.expose_secret());
            }
            None => drop(form.append_pair("client_id", &self.id)),
        }
        let mut request = Request::new(form.finish().into_bytes());
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = endpoint.as_str().parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.extend(basic.map(|value| (AUTHORIZATION, value)));
        request
    }
}

/// Whether the client itself was refused, before anything that it presented was looked at.
fn is_of_the_client(answer: &Response<Bytes>) -> bool {
    matches!(answer.status().as_u16(), 400 | 401) && Words::of(answer).code.as_deref() == Some("invalid_client")
}

/// Id and secret, each form-encoded before they are joined: RFC 6749, section 2.3.1.
fn authorization(id: &str, secret: &str) -> HeaderValue {
    let encoded = |text: &str| Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
    let joined = Zeroizing::new(format!("{}:{}", *encoded(id), *encoded(secret)));
    let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(joined.as_bytes())));
    let mut value = HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}
