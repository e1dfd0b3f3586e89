//! Who gets which answer. Strangers get as little as possible: the `Host` must be ours (a page elsewhere may point its own name at
//! 127.0.0.1), and without the token there is only `/healthz`.

use super::PATH;
use super::current::CurrentCredentials;
use crate::sys::is_addressed_to_loopback;
use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use serde_json::json;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Tells without a token whether there are credentials, and nothing else.
const HEALTH: &str = "/healthz";

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

type Answer = Response<Full<Bytes>>;

/// Who decides.
pub(super) struct Desk {
    token: Zeroizing<Vec<u8>>,
    current: Arc<CurrentCredentials>,
}

impl Desk {
    pub(super) fn new(token: &str, current: Arc<CurrentCredentials>) -> Self {
        Self { token: Zeroizing::new(token.as_bytes().to_vec()), current }
    }

    /// Answers one request. No body is ever read.
    pub(super) async fn answer<B>(&self, request: &Request<B>) -> Answer {
        let path = request.uri().path();
        if !is_addressed_to_loopback(request, false) {
            return refusal(StatusCode::BAD_REQUEST, "WrongHost", "this endpoint was not asked for by its own name");
        }
        if path != PATH && path != HEALTH {
            return refusal(StatusCode::NOT_FOUND, "NotFound", "there is nothing here");
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let refused = refusal(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "only GET and HEAD are answered here");
            return with(refused, ALLOW, "GET, HEAD");
        }
        if path == HEALTH {
            return self.health();
        }
        if !self.is_allowed(request.headers()) {
            let refused = refusal(StatusCode::UNAUTHORIZED, "Unauthorized", "the Authorization header does not hold this endpoint's token");
            return with(refused, WWW_AUTHENTICATE, "Bearer");
        }
        match self.current.document().await {
            Ok(document) => json_answer(StatusCode::OK, document),
            Err(reason) => refusal(StatusCode::SERVICE_UNAVAILABLE, "NoCredentials", &format!("there are no credentials: {reason}")),
        }
    }

    /// The token as it is, as SDKs send it, or as a bearer token. How long the comparison takes tells nothing of it.
    fn is_allowed(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
        let shown = shown.strip_prefix(b"Bearer ").unwrap_or(shown);
        shown.ct_eq(&self.token).into()
    }

    fn health(&self) -> Answer {
        let (status, word) =
            if self.current.has_any() { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "no credentials") };
        json_answer(status, Bytes::from(json!({ "status": word }).to_string()))
    }
}

/// An error in the form that SDKs show.
fn refusal(status: StatusCode, code: &str, message: &str) -> Answer {
    json_answer(status, Bytes::from(json!({ "code": code, "message": message }).to_string()))
}

fn json_answer(status: StatusCode, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(CACHE_CONTROL, NO_STORE);
    answer
}

fn with(mut answer: Answer, name: HeaderName, value: &'static str) -> Answer {
    answer.headers_mut().insert(name, HeaderValue::from_static(value));
    answer
}
