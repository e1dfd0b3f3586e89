//! The token endpoint, for every grant: requests, retries, and the errors of responses without tokens.

use super::client::FormField;
use super::error_response::OAuthErrorResponse;
use super::token_response::TokenResponse;
use super::{ClientRequest, ProviderError, RegisteredClient};
use crate::secret::RefreshToken;
use crate::sys::Deps;
use crate::sys::retry;
use crate::text::{printable, redirected_to};
use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;
use secrecy::ExposeSecret as _;
use url::Url;

/// The response to a refresh token.
pub(crate) struct RefreshResponse {
    /// The new refresh token, if the provider returned one. The old one may be revoked then, even if the rest of the response is unusable.
    pub(crate) new_refresh_token: Option<RefreshToken>,
    /// The tokens, of which the ID token may be missing, or why there are none.
    pub(crate) tokens: Result<TokenResponse, ProviderError>,
}

impl RegisteredClient {
    /// Sends a grant to the token endpoint, and reads the tokens.
    ///
    /// # Errors
    /// The endpoint did not respond, refused, is failing, or sent no tokens.
    pub(crate) async fn tokens(
        &self,
        request: ClientRequest,
        fields: &[FormField<'_>],
        deps: &Deps,
    ) -> Result<TokenResponse, ProviderError> {
        let response = self.send_request(self.token_endpoint(), request, fields, deps).await?;
        self.tokens_in(&response, request)
    }

    /// Reads the tokens of a response to `grant`, or why it has none.
    fn tokens_in(&self, response: &Response<Bytes>, request: ClientRequest) -> Result<TokenResponse, ProviderError> {
        TokenResponse::read(response, request)?.ok_or_else(|| error_for(response, request, self.method_description()))
    }

    /// Exchanges a refresh token: RFC 6749, section 6.
    ///
    /// # Errors
    /// The endpoint did not respond, or an assertion could not be signed. The other errors of [`RegisteredClient::tokens`] are in
    /// [`RefreshResponse::tokens`].
    #[expect(clippy::disallowed_methods, reason = "the refresh token is sent to the token endpoint")]
    pub(crate) async fn refresh(&self, token: &RefreshToken, deps: &Deps) -> Result<RefreshResponse, ProviderError> {
        const REQUEST: ClientRequest = ClientRequest::RefreshToken;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())];
        let response = self.send_request(self.token_endpoint(), REQUEST, &fields, deps).await?;
        let new_refresh_token = TokenResponse::refresh_token(&response);
        let is_rotated = new_refresh_token.is_some();
        let tokens = self.tokens_in(&response, REQUEST).map_err(|error| match error {
            // a provider that returns a new refresh token has not refused the old one (its message need not be about an error, so it is not shown as
            // a reason), and the page of a gateway decides nothing about it
            ProviderError::TokenRefused { status, description, .. } if is_rotated || is_page_or_text(&response) => {
                let title = description.filter(|_| !is_rotated).map_or_else(String::new, |title| format!(": {title}"));
                ProviderError::NoTokens { status, response: describe_response(&response) + &title, is_configured: false }
            }
            other => other,
        });
        Ok(RefreshResponse { new_refresh_token, tokens })
    }

    /// Sends a request, and repeats it once if a busy provider has not processed it. Does not repeat authorization codes, which are valid
    /// once (RFC 6749, section 4.1.2), or device codes, which are polled anyway.
    ///
    /// # Errors
    /// The endpoint did not respond, or an assertion could not be signed.
    pub(super) async fn send_request(
        &self,
        endpoint: &Url,
        request: ClientRequest,
        fields: &[FormField<'_>],
        deps: &Deps,
    ) -> Result<Response<Bytes>, ProviderError> {
        let what = match request {
            ClientRequest::DeviceAuthorization => "the device code",
            ClientRequest::Revocation => "the revocation",
            ClientRequest::AuthorizationCode
            | ClientRequest::ClientCredentials
            | ClientRequest::RefreshToken
            | ClientRequest::DeviceCode => "the tokens",
        };
        let response = self.post(endpoint, fields, what, deps).await?;
        if !retry::is_unprocessed(response.status().as_u16())
            || matches!(request, ClientRequest::AuthorizationCode | ClientRequest::DeviceCode)
        {
            return Ok(response);
        }
        retry::pause(response.headers(), deps).await;
        self.post(endpoint, fields, what, deps).await
    }
}

/// Whether the endpoint is failing or too busy, so that its response decides nothing. It may have processed the request all the same.
pub(super) fn is_server_error(status: u16, code: &str) -> bool {
    retry::is_undecided(status) || matches!(code, "server_error" | "temporarily_unavailable")
}

/// Whether a response has a body that any server may have sent: a web page, or a text.
pub(super) fn is_page_or_text(response: &Response<Bytes>) -> bool {
    !response.body().trim_ascii().is_empty() && OAuthErrorResponse::of(response).is_web_page_or_text
}

/// Returns the error for a response without tokens or, to a request for one, without a device code. `authentication` describes how the
/// client authenticated itself.
pub(super) fn error_for(response: &Response<Bytes>, request: ClientRequest, authentication: &'static str) -> ProviderError {
    let status = response.status().as_u16();
    let error_response = OAuthErrorResponse::of(response);
    if is_server_error(status, &error_response.standard_code()) {
        ProviderError::EndpointUnavailable { endpoint: request.endpoint_name(), status, description: error_response.into_line() }
    } else if is_refusal(status, &error_response) {
        let OAuthErrorResponse { code, description, .. } = error_response;
        ProviderError::TokenRefused { request, status, code, description, authentication }
    } else if request == ClientRequest::DeviceAuthorization {
        ProviderError::NoDeviceCode { status, response: describe_response(response) }
    } else {
        let message = if error_response.is_web_page_or_text { None } else { error_response.into_line() };
        let message = message.map_or_else(String::new, |message| format!(": {message}"));
        ProviderError::NoTokens { status, response: describe_response(response) + &message, is_configured: false }
    }
}

/// Whether a response that is not a server error refuses the grant or the client: by its status, else by its content. A redirect does not,
/// and 404, 405 and 410 do only with the error code of a provider, because any server responds with them to an address that it does not
/// know.
fn is_refusal(status: u16, error_response: &OAuthErrorResponse) -> bool {
    match status {
        400 | 401 | 403 => true,
        300..400 | 500.. => false,
        404 | 405 | 410 => {
            error_response.code.is_some()
                && !matches!(error_response.standard_code().as_str(), "not_found" | "notfound" | "method_not_allowed")
        }
        _ => error_response.is_refusal,
    }
}

/// Describes a response by its content type and redirect target. Not by its body, which may contain tokens.
pub(super) fn describe_response(response: &Response<Bytes>) -> String {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.map_or_else(|| "no content type".to_owned(), printable);
    redirected_to(response, None).map_or_else(|| kind.clone(), |location| format!("{kind}, redirecting to {location}"))
}
