//! The metadata of the storage address: OAuth 2.0 Protected Resource Metadata (RFC 9728), with the member of `sts-cli`. MinIO itself has none;
//! a reverse proxy in front of it serves such a document.

use super::faults::Fault;
use super::provider::CLIENT_ID;
use super::state::SandboxState;
use super::tls::PeerCertificates;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use serde_json::json;

/// The path of the document.
pub(crate) const PATH: &str = "/.well-known/oauth-protected-resource";

/// Returns the document, if this request is for it and the sandbox has one.
pub(crate) fn response(sandbox: &SandboxState, request: &Request) -> Option<Response> {
    if request.uri().path() != PATH || request.method() != Method::GET || sandbox.faults.has(Fault::NoMetadata) {
        return None;
    }
    let is_tls = request.extensions().get::<ConnectInfo<PeerCertificates>>().is_some();
    let host = request.headers().get(HOST)?.to_str().ok()?;
    let resource = match sandbox.faults.has(Fault::OtherResource) {
        true => "https://s3.example".to_owned(),
        false => format!("{}://{host}", if is_tls { "https" } else { "http" }),
    };
    let document = json!({
        "resource": resource,
        "authorization_servers": [sandbox.issuer()],
        "scopes_supported": ["openid", "profile", "email"],
        "resource_name": "Storage server of the sandbox",
        "sts_cli": {"client_id": CLIENT_ID},
    });
    let mut response = Response::new(Body::from(document.to_string()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some(response)
}
