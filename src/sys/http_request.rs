//! Builds HTTP requests with the headers that several modules need.

use http::header::{ACCEPT, AUTHORIZATION, HeaderValue, InvalidHeaderValue};
use http::uri::InvalidUri;
use http::{Method, Request};
use url::Url;

/// A URL that the HTTP library cannot parse; [`super::Http::send`] rejects it.
#[derive(Clone)]
pub(super) struct BadAddress {
    /// The address.
    pub(super) url: String,
    /// The error message of the library.
    pub(super) why: String,
}

/// Builds a request without headers. An invalid `url`, such as one longer than 64 KiB, is reported by [`super::Http::send`].
pub(crate) fn request_to(method: Method, url: &str, body: Vec<u8>) -> Request<Vec<u8>> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    match url.parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(error) => {
            let error: InvalidUri = error;
            request.extensions_mut().insert(BadAddress { url: url.to_owned(), why: error.to_string() });
        }
    }
    request
}

/// Builds a request without a body, with the header `Accept`.
pub(crate) fn empty_request(method: Method, url: &Url, accept: &'static str) -> Request<Vec<u8>> {
    let mut request = request_to(method, url.as_str(), Vec::new());
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
    request
}

/// Builds a `GET` request for JSON with a bearer token: RFC 6750, section 2.1.
///
/// # Errors
/// The token contains characters that a header cannot.
pub(crate) fn get_with_bearer(url: &Url, token: &str) -> Result<Request<Vec<u8>>, InvalidHeaderValue> {
    let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))?;
    bearer.set_sensitive(true);
    let mut request = empty_request(Method::GET, url, "application/json");
    request.headers_mut().insert(AUTHORIZATION, bearer);
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::{Deps, HttpErrorKind};

    #[test]
    fn an_oversized_url_is_rejected_and_named() {
        let deps = Deps::real();
        let request = request_to(Method::POST, &format!("http://127.0.0.1:1/sts?{}", "x".repeat(70_000)), Vec::new());
        let error = deps.block_on(deps.http.send(request)).unwrap().unwrap_err();
        assert_eq!((error.kind, error.url.as_str()), (HttpErrorKind::InvalidRequest, "http://127.0.0.1:1/sts"));
    }
}
