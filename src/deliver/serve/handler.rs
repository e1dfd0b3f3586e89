//! Handles the requests to the endpoint. Credentials require the token; `/healthz` does not.
//!
//! Only an answer with credentials leaves its connection open: a stranger with many open connections, and many requests on each, would delay
//! all others.

use super::current::CurrentCredentials;
use crate::sys::loopback::{Handler, Peer, Response};
use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, CONNECTION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use serde_json::{Value, json};
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The URL path of the credentials.
pub(super) const PATH: &str = "/credentials";

/// The URL path of the health check, which needs no token.
const HEALTH: &str = "/healthz";

/// The scheme of a bearer token, whose case does not matter: RFC 9110, section 11.1.
const BEARER: &[u8] = b"Bearer ";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Serves the current credentials to clients that send the token.
pub(super) struct CredentialsHandler {
    token: Zeroizing<Vec<u8>>,
    current: Arc<CurrentCredentials>,
}

impl CredentialsHandler {
    /// Returns a handler for requests with `token`.
    pub(super) fn new(token: &str, current: Arc<CurrentCredentials>) -> Self {
        Self { token: Zeroizing::new(token.as_bytes().to_vec()), current }
    }

    /// Whether the `Authorization` header contains the token, plain as SDKs send it or as a bearer token. Compares in constant time.
    fn is_allowed(&self, headers: &HeaderMap) -> bool {
        let authorization = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
        let token = authorization.split_at_checked(BEARER.len()).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(BEARER));
        token.map_or(authorization, |(_, token)| token).ct_eq(&self.token).into()
    }

    /// Reports whether there are unexpired credentials.
    fn health(&self) -> Response {
        let (status, status_text) =
            if self.current.has_unexpired() { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "no credentials") };
        last_response(status, &json!({ "status": status_text }))
    }
}

impl Handler for CredentialsHandler {
    type Connection = ();

    fn connect(&self, _: Option<Peer>) {}

    async fn respond(&self, request: &Request<Incoming>, _: &()) -> Response {
        let path = request.uri().path();
        if path != PATH && path != HEALTH {
            return refusal(StatusCode::NOT_FOUND, "NotFound", "not found");
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let response = refusal(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "only GET and HEAD are supported");
            return with_header(response, ALLOW, "GET, HEAD");
        }
        if path == HEALTH {
            return self.health();
        }
        if !self.is_allowed(request.headers()) {
            let response =
                refusal(StatusCode::UNAUTHORIZED, "Unauthorized", "the Authorization header does not contain this endpoint's token");
            return with_header(response, WWW_AUTHENTICATE, "Bearer");
        }
        match self.current.document().await {
            Ok(document) => json_response(StatusCode::OK, document),
            Err(reason) => refusal(StatusCode::SERVICE_UNAVAILABLE, "NoCredentials", &format!("there are no credentials: {reason}")),
        }
    }

    fn refuse_host(&self) -> Response {
        refusal(StatusCode::BAD_REQUEST, "WrongHost", "the Host header does not name this endpoint")
    }
}

/// Returns an error in the form that SDKs show, as the AWS SDK for Go reads it in its package `endpointcreds`.
fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    last_response(status, &json!({ "code": code, "message": message }))
}

/// Returns a response after which the connection is closed.
fn last_response(status: StatusCode, document: &Value) -> Response {
    with_header(json_response(status, Bytes::from(document.to_string())), CONNECTION, "close")
}

fn json_response(status: StatusCode, body: Bytes) -> Response {
    let mut response = http::Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn with_header(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}
