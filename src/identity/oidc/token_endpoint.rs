//! The token endpoint, for every grant: requests, retries, and the errors of responses without tokens.

use super::client::FormField;
use super::error_response::OAuthErrorResponse;
use super::token_response::TokenResponse;
use super::{Grant, ProviderError, RegisteredClient};
use crate::secret::RefreshToken;
use crate::sys::Deps;
use crate::sys::retry;
use crate::text::{printable, redirected_to};
use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;
use secrecy::ExposeSecret as _;
use url::Url;

impl RegisteredClient {
    /// Sends a grant to the token endpoint, and reads the tokens.
    ///
    /// # Errors
    /// The endpoint did not respond, refused, is failing, or sent no tokens.
    pub(crate) async fn tokens(&self, grant: Grant, fields: &[FormField<'_>], deps: &Deps) -> Result<TokenResponse, ProviderError> {
        let response = self.send_grant(self.token_endpoint(), grant, fields, deps).await?;
        self.tokens_in(&response, grant)
    }

    fn tokens_in(&self, response: &Response<Bytes>, grant: Grant) -> Result<TokenResponse, ProviderError> {
        TokenResponse::read(response, grant)?.ok_or_else(|| error_for(response, grant, self.authentication()))
    }

    /// Exchanges a refresh token: RFC 6749, section 6. Returns the new refresh token, if there is one, separately from the other tokens:
    /// the old one may be revoked already, even if the rest of the response is unusable. Responses may lack an ID token.
    ///
    /// # Errors
    /// The endpoint did not respond. The inner result has the other errors of [`RegisteredClient::tokens`].
    #[expect(clippy::disallowed_methods, reason = "the refresh token goes to the token endpoint")]
    pub(crate) async fn refresh(
        &self,
        token: &RefreshToken,
        deps: &Deps,
    ) -> Result<(Option<RefreshToken>, Result<TokenResponse, ProviderError>), ProviderError> {
        const GRANT: Grant = Grant::RefreshToken;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())];
        let response = self.send_grant(self.token_endpoint(), GRANT, &fields, deps).await?;
        let next = TokenResponse::refresh_token(&response);
        let tokens = self.tokens_in(&response, GRANT).map_err(|error| match error {
            // a provider that returns a new refresh token has not refused the old one, and the page of a gateway decides nothing about it
            ProviderError::TokenRefused { status, description, .. } if next.is_some() || is_page_or_text(&response) => {
                let title = description.filter(|_| next.is_none()).map_or_else(String::new, |title| format!(": {title}"));
                ProviderError::NoTokens { status, response: describe_response(&response) + &title }
            }
            other => other,
        });
        Ok((next, tokens))
    }

    /// Sends a grant, and repeats it once if a busy provider has not processed it. Not repeated: authorization codes, and device codes,
    /// which are polled anyway.
    ///
    /// # Errors
    /// The endpoint did not respond.
    pub(super) async fn send_grant(
        &self,
        endpoint: &Url,
        grant: Grant,
        fields: &[FormField<'_>],
        deps: &Deps,
    ) -> Result<Response<Bytes>, ProviderError> {
        let endpoint_name = match grant {
            Grant::DeviceAuthorization => "the device code",
            Grant::Revocation => "the revocation",
            _ => "the tokens",
        };
        let failed = |source| ProviderError::NoResponse { what: endpoint_name, source };
        let response = self.post(endpoint, fields, deps).await.map_err(failed)?;
        if !retry::is_unprocessed(response.status().as_u16()) || matches!(grant, Grant::AuthorizationCode | Grant::DeviceCode) {
            return Ok(response);
        }
        retry::pause(response.headers(), deps).await;
        self.post(endpoint, fields, deps).await.map_err(failed)
    }
}

/// Whether the endpoint is failing or too busy, so that its response decides nothing. It may have processed the request all the same.
pub(super) fn is_server_error(status: u16, code: &str) -> bool {
    retry::is_undecided(status) || matches!(code, "server_error" | "temporarily_unavailable")
}

/// Whether a response has a body that is not an error response: a web page, or a text.
fn is_page_or_text(response: &Response<Bytes>) -> bool {
    !response.body().trim_ascii().is_empty() && OAuthErrorResponse::of(response).is_web_page_or_text
}

/// Returns the error for a response without tokens. `authentication`: the client authentication method of the request.
pub(super) fn error_for(response: &Response<Bytes>, grant: Grant, authentication: &'static str) -> ProviderError {
    let status = response.status().as_u16();
    let error_response = OAuthErrorResponse::of(response);
    let is_refusal = match status {
        400 | 401 | 403 => true,
        300..400 => false,
        404 | 405 | 410 => {
            error_response.code.is_some()
                && !matches!(error_response.standard_code().as_str(), "not_found" | "notfound" | "method_not_allowed")
        }
        500.. => false,
        _ => error_response.is_refusal,
    };
    if is_server_error(status, &error_response.standard_code()) {
        ProviderError::EndpointUnavailable { endpoint: grant.endpoint(), status, description: error_response.into_line() }
    } else if is_refusal {
        let OAuthErrorResponse { code, description, .. } = error_response;
        ProviderError::TokenRefused { grant, status, code, description, authentication }
    } else if grant == Grant::DeviceAuthorization {
        ProviderError::NoDeviceCode { status, response: describe_response(response) }
    } else {
        let message =
            Some(error_response).filter(|error_response| !error_response.is_web_page_or_text).and_then(OAuthErrorResponse::into_line);
        ProviderError::NoTokens {
            status,
            response: describe_response(response) + &message.map_or_else(String::new, |message| format!(": {message}")),
        }
    }
}

/// Describes a response by its content type and redirect target. Not by its body, which may contain tokens.
pub(super) fn describe_response(response: &Response<Bytes>) -> String {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.map_or_else(|| "no content type".to_owned(), printable);
    redirected_to(response, None).map_or_else(|| kind.clone(), |location| format!("{kind}, redirecting to {location}"))
}
