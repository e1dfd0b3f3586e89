//! The registered OAuth client: its authentication, and its requests: RFC 6749, section 2.3.
//!
//! A client secret is sent in the `Authorization` header or in the form. Many clients are registered for only one of these methods, and a
//! discovery document lists what the provider supports, not what was registered. So if both are possible and the client itself is refused
//! (`invalid_client`, or status 401 without a code; not for transient errors), the request is repeated once with the other method and the
//! same fields. Providers authenticate the client before they process the grant (RFC 6749, section 3.2.1), so this does not consume an
//! authorization code. After any other failure a code is never sent again. The method that worked is cached with the provider's documents.

use super::client_assertion::{self, ClientAssertion};
use super::error_response::OAuthErrorResponse;
use super::error_response::is_client_error_code;
use super::{Documents, Provider, ProviderError};
use crate::request::ClientAuthMethod;
use crate::secret::ClientSecret;
use crate::sys::{Deps, HttpError, request_to, retry};
use crate::text::printable;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, StatusCode};
use oauth2::ClientId;
use secrecy::ExposeSecret as _;
use std::cell::Cell;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

const BASIC: &str = "client_secret_basic";
const POST: &str = "client_secret_post";
const PRIVATE_KEY_JWT: &str = "private_key_jwt";

/// A parameter of a form.
pub(super) type FormField<'a> = (&'a str, &'a str);

/// The secret or key that a client authenticates with, and the method if the user has chosen one.
pub(crate) struct ClientAuthentication {
    pub(crate) secret: Option<ClientSecret>,
    pub(crate) key: Option<ClientAssertion>,
    pub(crate) method: Option<ClientAuthMethod>,
}

/// A client id with its token endpoint, and how the client authenticates there.
pub(crate) struct RegisteredClient {
    id: ClientId,
    token_endpoint: Url,
    authentication: Authentication,
}

/// The authentication of a client.
enum Authentication {
    /// A public client, which does not authenticate itself.
    None,
    Secret(SharedSecret),
    Assertion(ClientAssertion),
}

/// A client secret, and the method to send it.
struct SharedSecret {
    secret: ClientSecret,
    is_in_form: Cell<bool>,
    other_method: Cell<OtherMethod>,
}

/// The state of the authentication method that is not in use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OtherMethod {
    /// Ruled out by the user or the provider.
    Excluded,
    /// Not tried yet.
    Untried,
    /// It was tried first, and both methods were refused.
    Refused,
    /// It was tried first and refused; the current method works.
    Replaced,
}

impl RegisteredClient {
    /// Creates the client `id` at `provider`.
    ///
    /// # Errors
    /// [`ProviderError::NoSecret`].
    pub(crate) fn new(provider: &Provider, id: &str, authentication: ClientAuthentication) -> Result<Self, ProviderError> {
        let listed_methods = provider.authentication_methods();
        let is_listed = |method: &str| listed_methods.contains(&method);
        let (basic, post) = if is_listed(BASIC) || is_listed(POST) { (is_listed(BASIC), is_listed(POST)) } else { (true, true) };
        let used_form_before = provider.documents().sends_in_form(id);
        Self::at(provider.token_endpoint(), id, authentication, post && (!basic || used_form_before), basic && post)
    }

    /// Warns if `provider` lists authentication methods without the one that this client will use, before anyone has logged in.
    pub(crate) fn warn_if_unlisted(&self, provider: &Provider, deps: &Deps) {
        let (listed_methods, method) = (provider.authentication_methods(), self.authentication());
        if !matches!(self.authentication, Authentication::None) && !listed_methods.is_empty() && !listed_methods.contains(&method) {
            let listed_methods = printable(&listed_methods.join(", "));
            deps.terminal.warn(&format!("the provider does not list {method} among its client authentication methods: {listed_methods}"));
        }
    }

    /// Creates the client `id` at a token endpoint without a discovery document. `documents` has the authentication method that worked
    /// before.
    ///
    /// # Errors
    /// [`ProviderError::NoSecret`].
    pub(crate) fn for_endpoint(
        endpoint: &Url,
        id: &str,
        authentication: ClientAuthentication,
        documents: &Documents,
    ) -> Result<Self, ProviderError> {
        Self::at(endpoint, id, authentication, documents.sends_in_form(id), true)
    }

    /// Creates a client with this token endpoint. `is_in_form`: whether the secret is sent in the form unless the user has chosen; `has_other`: whether the other
    /// method may be tried.
    fn at(
        endpoint: &Url,
        id: &str,
        authentication: ClientAuthentication,
        is_in_form: bool,
        has_other: bool,
    ) -> Result<Self, ProviderError> {
        let ClientAuthentication { secret, key, method } = authentication;
        let uses_post = method.map(|method| method == ClientAuthMethod::Post);
        let authentication = match (key, secret, uses_post) {
            (Some(key), ..) => Authentication::Assertion(key),
            (None, Some(secret), _) => Authentication::Secret(SharedSecret {
                secret,
                is_in_form: Cell::new(uses_post.unwrap_or(is_in_form)),
                other_method: Cell::new(if has_other && uses_post.is_none() { OtherMethod::Untried } else { OtherMethod::Excluded }),
            }),
            (None, None, Some(in_form)) => return Err(ProviderError::NoSecret(if in_form { POST } else { BASIC })),
            (None, None, None) => Authentication::None,
        };
        Ok(Self { id: ClientId::new(id.to_owned()), token_endpoint: endpoint.clone(), authentication })
    }

    /// The client id, which must be in the audience of ID tokens.
    pub(crate) fn id(&self) -> &ClientId {
        &self.id
    }

    /// The token endpoint.
    pub(super) fn token_endpoint(&self) -> &Url {
        &self.token_endpoint
    }

    /// The authentication method, as discovery documents name it.
    pub(super) fn authentication(&self) -> &'static str {
        match &self.authentication {
            Authentication::None => "none (public client)",
            Authentication::Assertion(_) => PRIVATE_KEY_JWT,
            Authentication::Secret(SharedSecret { is_in_form, other_method, .. }) => match (is_in_form.get(), other_method.get()) {
                (true, OtherMethod::Refused) => "client_secret_basic, then client_secret_post",
                (false, OtherMethod::Refused) => "client_secret_post, then client_secret_basic",
                (true, _) => POST,
                (false, _) => BASIC,
            },
        }
    }

    /// Adds the authentication method that worked to the provider's documents.
    pub(crate) fn with_learned_method(&self, mut documents: Documents) -> Documents {
        if let Authentication::Secret(SharedSecret { is_in_form, other_method, .. }) = &self.authentication
            && other_method.get() == OtherMethod::Replaced
        {
            documents.post_clients.retain(|client| client != self.id.as_str());
            documents.post_clients.extend(is_in_form.get().then(|| self.id.to_string()));
        }
        documents
    }

    /// Posts `fields` with the client authentication; repeats once with the other method if the client is refused.
    ///
    /// # Errors
    /// The endpoint did not respond.
    pub(super) async fn post(&self, endpoint: &Url, fields: &[FormField<'_>], deps: &Deps) -> Result<Response<Bytes>, HttpError> {
        let response = deps.http.send(self.request(endpoint, fields, deps)).await?;
        let Authentication::Secret(SharedSecret { is_in_form, other_method, .. }) = &self.authentication else { return Ok(response) };
        if other_method.get() != OtherMethod::Untried || !is_client_refused(&response) {
            return Ok(response);
        }
        tracing::debug!(refused = self.authentication(), "trying the other client authentication method");
        is_in_form.set(!is_in_form.get());
        let response = deps.http.send(self.request(endpoint, fields, deps)).await;
        match &response {
            Ok(response) if retry::is_undecided(response.status().as_u16()) => is_in_form.set(!is_in_form.get()),
            Ok(response) if is_client_refused(response) => other_method.set(OtherMethod::Refused),
            Ok(_) => other_method.set(OtherMethod::Replaced),
            Err(_) => is_in_form.set(!is_in_form.get()), // no decision: the next request begins again
        }
        response
    }

    #[expect(clippy::disallowed_methods, reason = "the client secret proves to the provider who asks")]
    fn request(&self, endpoint: &Url, fields: &[FormField<'_>], deps: &Deps) -> Request<Vec<u8>> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let mut basic = None;
        form.extend_pairs(fields);
        match &self.authentication {
            Authentication::Secret(SharedSecret { secret, is_in_form, .. }) if !is_in_form.get() => {
                basic = Some(authorization(&self.id, secret.expose_secret()));
            }
            Authentication::Secret(SharedSecret { secret, .. }) => {
                form.append_pair("client_id", &self.id).append_pair("client_secret", secret.expose_secret());
            }
            Authentication::Assertion(key) => {
                let statement = key.sign_assertion(&self.id, &self.token_endpoint, deps.clock.now());
                form.append_pair("client_id", &self.id).append_pair("client_assertion_type", client_assertion::TYPE);
                form.append_pair("client_assertion", &statement);
            }
            Authentication::None => drop(form.append_pair("client_id", &self.id)),
        }
        let mut request = request_to(http::Method::POST, endpoint.as_str(), form.finish().into_bytes());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.extend(basic.map(|value| (AUTHORIZATION, value)));
        request
    }
}

/// Whether the client itself was refused, before anything that it presented was looked at: by its code, or with status 401, which is for
/// clients (RFC 6749, section 5.2), and no code.
fn is_client_refused(response: &Response<Bytes>) -> bool {
    let (status, error_response) = (response.status(), OAuthErrorResponse::of(response));
    match error_response.standard_code().as_str() {
        _ if retry::is_undecided(status.as_u16()) => false,
        code if is_client_error_code(code) => true,
        _ => status == StatusCode::UNAUTHORIZED && error_response.code.is_none(),
    }
}

/// Formats a Basic authorization header; id and secret are form-encoded first: RFC 6749, section 2.3.1.
fn authorization(id: &str, secret: &str) -> HeaderValue {
    let encoded = |text: &str| Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
    let joined = Zeroizing::new(format!("{}:{}", *encoded(id), *encoded(secret)));
    let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(joined.as_bytes())));
    let mut value = HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}
