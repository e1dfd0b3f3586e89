//! Fetches a published profile: one `GET` without secrets or redirects, with limits on time and size.

use super::{Error, FetchError};
use crate::sys::{Deps, HttpErrorKind, TimedStep, wait_for_response};
use crate::text::{redact_url, redirected_to};
use std::time::Duration;
use url::Url;

/// The maximum size of a published document.
pub(crate) const MAX_DOCUMENT_BYTES: usize = 64 * 1024;
/// How long to wait for a published profile.
const PROFILE_TIMEOUT: Duration = Duration::from_secs(10);

/// Fetches the text of the profile at `url`.
///
/// # Errors
/// [`Error::Profile`].
pub(crate) async fn fetch_profile(url: &Url, deps: &Deps) -> Result<String, Error> {
    let _step = TimedStep::begin("published profile");
    let _wait = wait_for_response(url.as_str(), PROFILE_TIMEOUT);
    let fetched = tokio::time::timeout(PROFILE_TIMEOUT, fetch_text(url, deps)).await;
    let text = fetched.unwrap_or(Err(FetchError::TimedOut(PROFILE_TIMEOUT)));
    text.map_err(|source| Error::Profile { url: redact_url(url.as_str()), source })
}

async fn fetch_text(url: &Url, deps: &Deps) -> Result<String, FetchError> {
    let response = deps.http.get(url, "application/toml, text/plain, */*").await.map_err(|error| match error.kind {
        HttpErrorKind::TooLarge => FetchError::TooLarge,
        _ => FetchError::NoResponse(error),
    })?;
    let status = response.status().as_u16();
    if let Some(location) = redirected_to(&response, None) {
        return Err(FetchError::Redirected { status, location });
    }
    if status != 200 {
        return Err(FetchError::Refused { status });
    }
    if response.body().len() > MAX_DOCUMENT_BYTES {
        return Err(FetchError::TooLarge);
    }
    String::from_utf8(response.into_body().into()).map_err(|_| FetchError::NotText)
}
