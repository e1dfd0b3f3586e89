//! The provider's userinfo: OpenID Connect Core 1.0, section 5.3.

use super::error_response::OAuthErrorResponse;
use super::{Provider, ProviderError};
use crate::claims::Claims;
use crate::provider_document::ProviderDocument;
use crate::secret::AccessToken;
use crate::sys::{Deps, get_with_bearer, retry};
use crate::text::{printable, redact_url};
use secrecy::ExposeSecret as _;

/// Checks that the userinfo of the access token has this subject: OpenID Connect Core 1.0, section 5.3.2.
///
/// # Errors
/// There is no such endpoint, it refused, its response is unusable, or it is about another user.
#[expect(clippy::disallowed_methods, reason = "the access token is sent to the userinfo endpoint")]
pub(crate) async fn check_subject(
    provider: &Provider,
    access_token: &AccessToken,
    subject: &str,
    deps: &Deps,
) -> Result<(), ProviderError> {
    const WHAT: &str = "the userinfo";
    let endpoint = provider.endpoint(super::ProviderEndpoint::Userinfo)?;
    let unusable = |problem: String| ProviderError::not_usable(WHAT, &endpoint, problem);
    let request = get_with_bearer(&endpoint, access_token.expose_secret())
        .map_err(|_| unusable("the access token contains characters that are invalid in a header".to_owned()))?;
    let response = retry::send_with_retries(&request, deps).await.map_err(|source| ProviderError::NoResponse { what: WHAT, source })?;
    let status = response.status().as_u16();
    if retry::is_undecided(status) {
        return Err(ProviderError::DocumentUnavailable { what: WHAT, url: redact_url(endpoint.as_str()), status });
    }
    if matches!(status, 401 | 403) {
        return Err(ProviderError::UserinfoRefused { status, description: OAuthErrorResponse::of(&response).into_line() });
    }
    if !response.status().is_success() {
        return Err(unusable(format!("status {status}")));
    }
    let found = subject_of(response.body()).map_err(unusable)?;
    if found == subject { Ok(()) } else { Err(ProviderError::SubjectMismatch { found: printable(&found), expected: printable(subject) }) }
}

/// Reads the subject of a plain or signed response. The signature is not verified: the response came from the provider over the same
/// connection.
fn subject_of(body: &[u8]) -> Result<String, String> {
    let subject = |userinfo: &ProviderDocument| userinfo.required("sub", ProviderDocument::string).map(str::to_owned);
    let signed = || std::str::from_utf8(body).ok().and_then(|body| Claims::unverified(body.trim()));
    match (ProviderDocument::read(body), signed()) {
        (Ok(userinfo), _) => subject(&userinfo).map_err(|error| error.to_string()),
        (_, Some(claims)) => subject(claims.document()).map_err(|error| error.to_string()),
        (Err(error), None) => Err(error.to_string()),
    }
}
