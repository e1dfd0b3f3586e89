//! Revokes a refresh token, which ends the login at the provider: RFC 7009.
//!
//! Success is a 2xx response, not a web page, that reports no error. "The content of the response body is ignored by the client" (section
//! 2.2), but a token that only seems to be revoked stays valid unnoticed: gateways and some providers report errors with status 200, and
//! sign-in pages of gateways and single-page applications come with status 200 for every address. A token that was not revoked has one of
//! three outcomes. The endpoint is failing (5xx, 429, `server_error`), or something else responded in its place (a page or a text of any
//! status, a redirect, or 404, 405 or 410 without an error code): the token stays valid, and can be revoked another time. Any other response
//! is a refusal.

use super::error::with_colon;
use super::error_response::OAuthErrorResponse;
use super::token_endpoint::{describe_response, is_page_or_text, is_server_error};
use super::{ClientRequest, Provider, ProviderEndpoint, ProviderError, RegisteredClient};
use crate::secret::RefreshToken;
use crate::sys::{Deps, strip_bom};
use bytes::Bytes;
use http::Response;
use secrecy::ExposeSecret as _;

/// Revokes `token`. Also succeeds if the provider no longer knows the token (RFC 7009, section 2.2).
///
/// # Errors
/// There is no such endpoint (an invalid or unsafe address counts as none), it did not respond or is failing, something else responded, or
/// the provider refused.
#[expect(clippy::disallowed_methods, reason = "the revocation endpoint receives the token")]
pub(crate) async fn revoke(provider: &Provider, client: &RegisteredClient, token: &RefreshToken, deps: &Deps) -> Result<(), ProviderError> {
    let endpoint = provider.endpoint(ProviderEndpoint::Revocation).map_err(|problem| {
        tracing::debug!(%problem, "treating the provider as one without a revocation endpoint");
        ProviderError::NoEndpoint(ProviderEndpoint::Revocation)
    })?;
    let fields = [("token", token.expose_secret()), ("token_type_hint", "refresh_token")];
    let response = client.send_request(&endpoint, ClientRequest::Revocation, &fields, deps).await?;
    check(&response, client.method_description())
}

/// Checks that a response is that of a successful revocation; `authentication` describes how the client authenticated itself.
fn check(response: &Response<Bytes>, authentication: &'static str) -> Result<(), ProviderError> {
    let text = strip_bom(response.body().trim_ascii_start());
    let (status, is_markup) = (response.status().as_u16(), text.trim_ascii_start().starts_with(b"<"));
    let error_response = OAuthErrorResponse::of(response);
    if response.status().is_success() && !is_markup && !error_response.is_failure {
        return Ok(());
    }
    if is_server_error(status, &error_response.standard_code()) {
        return Err(ProviderError::EndpointUnavailable {
            endpoint: ClientRequest::Revocation.endpoint_name(),
            status,
            description: error_response.into_line(),
        });
    }
    let is_from_elsewhere = match status {
        200..300 => is_markup,
        300..400 => true,
        404 | 405 | 410 => error_response.code.is_none(),
        _ => is_page_or_text(response),
    };
    let OAuthErrorResponse { code, description, .. } = error_response;
    Err(match is_from_elsewhere {
        true => ProviderError::NotARevocationEndpoint { status, response: describe_response(response) + &with_colon(&description) },
        false => ProviderError::RevocationRefused { status, code, description, authentication },
    })
}
