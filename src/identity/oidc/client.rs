//! The registered OAuth client: its authentication, and its requests: RFC 6749, section 2.3.
//!
//! If a client secret can be sent by two methods, and the client itself is refused with the first one (`invalid_client`, or status 401
//! without a code; not for transient errors), the request is repeated once with the other method and the same fields. Providers
//! authenticate the client before they process the grant (RFC 6749, section 3.2.1), so this does not consume an authorization code. After
//! any other failure a code is never sent again. The method that worked is cached with the provider's documents.

use super::client_assertion::{self, AssertionSigner};
use super::client_secret::{SecretMethod, SecretMethods, SharedSecret};
use super::error_response::OAuthErrorResponse;
use super::error_response::is_client_error_code;
use super::{Documents, Provider, ProviderError};
use crate::request::ClientAuthMethod;
use crate::secret::ClientSecret;
use crate::sys::{Deps, request_to, retry};
use crate::text::printable;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, StatusCode};
use oauth2::ClientId;
use secrecy::ExposeSecret as _;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

/// The name of the authentication by an [`AssertionSigner`] in discovery documents: OpenID Connect Core 1.0, section 9.
const PRIVATE_KEY_JWT: &str = "private_key_jwt";

/// The name and the value of a form field.
pub(super) type FormField<'a> = (&'a str, &'a str);

/// The secret or key that a client authenticates with, and the method if the user has chosen one. A public client has neither.
pub(crate) struct ClientAuthentication {
    pub(crate) secret: Option<ClientSecret>,
    pub(crate) key: Option<AssertionSigner>,
    pub(crate) method: Option<ClientAuthMethod>,
}

/// A client id with its token endpoint, and how the client authenticates there.
pub(crate) struct RegisteredClient {
    id: ClientId,
    token_endpoint: Url,
    method: AuthenticationMethod,
}

/// The method by which a client authenticates itself, with what it takes.
enum AuthenticationMethod {
    /// A public client, which does not authenticate itself.
    None,
    /// A secret, which is sent.
    Secret(SharedSecret),
    /// A private key, which signs an assertion for each request.
    Assertion(AssertionSigner),
}

impl RegisteredClient {
    /// Creates the client `id` at `provider`.
    ///
    /// # Errors
    /// [`ProviderError::NoSecret`].
    pub(crate) fn new(provider: &Provider, id: &str, authentication: ClientAuthentication) -> Result<Self, ProviderError> {
        let methods = SecretMethods::listed(&provider.authentication_methods(), id, &provider.documents());
        Self::at(provider.token_endpoint(), id, authentication, methods)
    }

    /// Warns if `provider` lists authentication methods without the one that this client will use, before anyone has logged in.
    pub(crate) fn warn_if_unlisted(&self, provider: &Provider, deps: &Deps) {
        let (listed_methods, method) = (provider.authentication_methods(), self.method_name());
        if !matches!(self.method, AuthenticationMethod::None) && !listed_methods.is_empty() && !listed_methods.contains(&method) {
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
        Self::at(endpoint, id, authentication, SecretMethods::both(id, documents))
    }

    /// Creates the client `id` at this token endpoint. A secret is sent by the method that the user has chosen, else by one of `methods`. A
    /// key goes with `private_key_jwt` or no chosen method, and this method with a key: `request::identity` refuses other combinations.
    fn at(endpoint: &Url, id: &str, authentication: ClientAuthentication, methods: SecretMethods) -> Result<Self, ProviderError> {
        let ClientAuthentication { secret, key, method } = authentication;
        let chosen_method = SecretMethod::chosen(method);
        let method = match (key, secret, chosen_method) {
            (Some(key), ..) => AuthenticationMethod::Assertion(key),
            (None, Some(secret), _) => {
                AuthenticationMethod::Secret(SharedSecret::new(secret, chosen_method.map_or(methods, SecretMethods::Only)))
            }
            (None, None, Some(method)) => return Err(ProviderError::NoSecret(method.name())),
            (None, None, None) => AuthenticationMethod::None,
        };
        Ok(Self { id: ClientId::new(id.to_owned()), token_endpoint: endpoint.clone(), method })
    }

    /// The client id, which must be in the audience of ID tokens.
    pub(crate) fn id(&self) -> &ClientId {
        &self.id
    }

    /// The token endpoint.
    pub(super) fn token_endpoint(&self) -> &Url {
        &self.token_endpoint
    }

    /// The authentication method in use, as discovery documents name it: OpenID Connect Core 1.0, section 9.
    fn method_name(&self) -> &'static str {
        match &self.method {
            AuthenticationMethod::None => "none",
            AuthenticationMethod::Assertion(_) => PRIVATE_KEY_JWT,
            AuthenticationMethod::Secret(secret) => secret.method().name(),
        }
    }

    /// The authentication method for messages; both methods for a secret, in their order, if both were refused.
    pub(super) fn method_description(&self) -> &'static str {
        match &self.method {
            AuthenticationMethod::None => "none (public client)",
            AuthenticationMethod::Assertion(_) => PRIVATE_KEY_JWT,
            AuthenticationMethod::Secret(secret) => secret.tried_methods(),
        }
    }

    /// Returns the provider's documents with the authentication method of this client, if that had to be found out.
    pub(crate) fn with_learned_method(&self, mut documents: Documents) -> Documents {
        if let AuthenticationMethod::Secret(secret) = &self.method
            && let Some(method) = secret.learned_method()
        {
            documents.post_clients.retain(|client| client != self.id.as_str());
            documents.post_clients.extend((method == SecretMethod::Post).then(|| self.id.to_string()));
        }
        documents
    }

    /// Posts `fields` with the client authentication, to get `what`; repeats once with the other method for a secret if the client is
    /// refused.
    ///
    /// # Errors
    /// The endpoint did not respond, or an assertion could not be signed.
    pub(super) async fn post(
        &self,
        endpoint: &Url,
        fields: &[FormField<'_>],
        what: &'static str,
        deps: &Deps,
    ) -> Result<Response<Bytes>, ProviderError> {
        let response = self.post_once(endpoint, fields, what, deps).await?;
        let AuthenticationMethod::Secret(secret) = &self.method else { return Ok(response) };
        if !secret.may_switch() || !is_client_refused(&response) {
            return Ok(response);
        }
        tracing::debug!(refused = self.method_name(), "trying the other client authentication method");
        secret.switch();
        let response = self.post_once(endpoint, fields, what, deps).await;
        match &response {
            Ok(response) if !retry::is_undecided(response.status().as_u16()) => secret.record_switch(is_client_refused(response)),
            _ => secret.switch(), // no decision: the next request begins again
        }
        response
    }

    /// Posts `fields` with the authentication method in use.
    async fn post_once(
        &self,
        endpoint: &Url,
        fields: &[FormField<'_>],
        what: &'static str,
        deps: &Deps,
    ) -> Result<Response<Bytes>, ProviderError> {
        let request = self.request(endpoint, fields, deps)?;
        deps.http.send(request).await.map_err(|source| ProviderError::NoResponse { what, source })
    }

    /// Builds the POST request, with the client authentication in its header or form. Asks for JSON.
    #[expect(clippy::disallowed_methods, reason = "the client secret authenticates the client to the provider")]
    fn request(&self, endpoint: &Url, fields: &[FormField<'_>], deps: &Deps) -> Result<Request<Vec<u8>>, ProviderError> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let mut basic = None;
        form.extend_pairs(fields);
        match &self.method {
            AuthenticationMethod::Secret(shared) => match shared.method() {
                SecretMethod::Basic => basic = Some(authorization(&self.id, shared.secret.expose_secret())),
                SecretMethod::Post => {
                    form.append_pair("client_id", &self.id).append_pair("client_secret", shared.secret.expose_secret());
                }
            },
            AuthenticationMethod::Assertion(signer) => {
                let assertion = signer.sign_assertion(&self.id, &self.token_endpoint, deps.clock.now())?;
                form.append_pair("client_id", &self.id).append_pair("client_assertion_type", client_assertion::ASSERTION_TYPE);
                form.append_pair("client_assertion", &assertion);
            }
            AuthenticationMethod::None => drop(form.append_pair("client_id", &self.id)),
        }
        let mut request = request_to(http::Method::POST, endpoint.as_str(), form.finish().into_bytes());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.extend(basic.map(|value| (AUTHORIZATION, value)));
        Ok(request)
    }
}

/// Whether the client itself was refused, so that its grant was not evaluated: by the code or the description in its place, or by status
/// 401 without a code, which RFC 6749, section 5.2, reserves for clients.
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
