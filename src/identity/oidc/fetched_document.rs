//! Fetches public documents of a provider, and determines for how long they may be cached.

use super::ProviderError;
use super::error_response::OAuthErrorResponse;
use crate::sys::{Deps, TimedStep, empty_request, is_in_future, retry, strip_bom};
use crate::text::{redact_url, redirected_to};
use crate::xml::Element;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Url;

/// A fetched document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedDocument {
    /// The text of the document.
    pub text: String,
    /// When the document was fetched.
    pub fetched: Timestamp,
    /// For how many seconds the document may be cached.
    pub max_age: u32,
}

impl FetchedDocument {
    /// The time until which the document may be used.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.fetched.saturating_add(SignedDuration::from_secs(self.max_age.into())).unwrap_or(Timestamp::MAX)
    }

    /// Whether the document may still be used at `now`. Not if it seems to come from the future, because the clock was set back.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        !is_in_future(self.fetched, now) && now < self.expires()
    }
}

/// The response to a request for a document.
pub(super) struct DocumentResponse {
    /// The document for the cache; `None` if it is not UTF-8.
    pub(super) document: Option<FetchedDocument>,
    /// The document as it was sent.
    pub(super) body: Bytes,
}

/// Fetches the document at `url`, which errors call `what`. It may be cached for `max_age_limit` seconds, or for less if the provider's
/// response requires it.
///
/// # Errors
/// The provider does not respond, or the status is not that of a success.
pub(super) async fn fetch(what: &'static str, url: &Url, max_age_limit: u32, deps: &Deps) -> Result<DocumentResponse, ProviderError> {
    let _step = TimedStep::begin(what.trim_start_matches("the "));
    let response = retry::send_with_retries(&empty_request(http::Method::GET, url, "application/json"), deps).await;
    let response = response.map_err(|source| ProviderError::NoResponse { what, source })?;
    if !response.status().is_success() {
        return Err(error_for(&response, what, url));
    }
    let max_age = max_age(&response).map_or(max_age_limit, |seconds| seconds.min(max_age_limit));
    let body = response.into_body();
    let text = std::str::from_utf8(&body).ok().map(str::to_owned);
    let document = text.map(|text| FetchedDocument { text, fetched: deps.clock.now(), max_age });
    Ok(DocumentResponse { document, body })
}

/// Returns the error for a response from `url` without success. An S3 server, whose address users confuse with that of the provider, is
/// recognized by its error document: "REST error responses", Amazon S3 API Reference.
fn error_for(response: &http::Response<Bytes>, what: &'static str, url: &Url) -> ProviderError {
    let status = response.status().as_u16();
    if retry::is_undecided(status) {
        return ProviderError::DocumentUnavailable { what, url: redact_url(url.as_str()), status };
    }
    let redirect_note = redirected_to(response, None).map_or_else(String::new, |location| format!(", redirecting to {location}"));
    let is_s3 = std::str::from_utf8(strip_bom(response.body())).ok().and_then(|text| Element::parse(text.trim()).ok());
    let is_s3 = is_s3.is_some_and(|root| root.name == "Error" && root.text_of("Code").is_some());
    let detail = match OAuthErrorResponse::of(response).into_line() {
        _ if is_s3 => ", from an S3 server".to_owned(),
        message => message.map_or_else(String::new, |message| format!(": {message}")),
    };
    ProviderError::not_usable(what, url, format!("status {status}{redirect_note}{detail}"))
}

/// How many seconds a response may be cached, by the strictest of its directives: RFC 9111, section 5.2.2.
fn max_age<T>(response: &http::Response<T>) -> Option<u32> {
    let lines = response.headers().get_all(http::header::CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
    let directives = lines.flat_map(|line| line.split(',')).map(|directive| directive.trim().to_ascii_lowercase());
    let seconds = |directive: String| match directive.as_str() {
        "no-store" | "no-cache" => Some(0),
        other => other.strip_prefix("max-age=")?.parse().ok(),
    };
    directives.filter_map(seconds).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_cache_directive_determines_the_lifetime() {
        for (lines, expected) in [
            (&[][..], None),
            (&["max-age=60"], Some(60)),
            (&["public, Max-Age=60, must-revalidate"], Some(60)),
            (&["max-age=3600, no-store"], Some(0)),
            (&["max-age=3600, No-Cache"], Some(0)),
            (&["max-age=3600", "no-store"], Some(0)),
            (&["max-age=3600, max-age=60"], Some(60)),
            (&["max-age=soon, private"], None),
        ] {
            let mut response = http::Response::new(());
            for line in lines {
                response.headers_mut().append(http::header::CACHE_CONTROL, line.parse().unwrap());
            }
            assert_eq!(max_age(&response), expected, "{lines:?}");
        }
    }
}
