//! Sends test events for requests and responses.

use super::form::Parameters;
use crate::sys::test_events::TestEvent;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::Response;

/// The maximum size of a form that is parsed.
const LONGEST_FORM: usize = 10 * 1024 * 1024;

/// Adds a layer that sends an event for each request and each response.
pub(super) fn observed(pages: Router) -> Router {
    if TestEvent::file().is_some() { pages.layer(from_fn(observe)) } else { pages }
}

async fn observe(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let (request, operation) = with_operation(request).await;
    let (method, path, operation) = (method.as_str(), path.as_str(), operation.as_deref());
    TestEvent::RequestSeen { method, path, operation }.send();
    let response = next.run(request).await;
    TestEvent::RequestAnswered { method, path, operation, status: response.status().as_u16() }.send();
    response
}

/// Returns the unchanged request and its operation: `grant_type` or `Action`, from the query or the form.
async fn with_operation(request: Request) -> (Request, Option<String>) {
    let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let (parts, body) = request.into_parts();
    let (body, form) = match is_form {
        true => {
            let bytes = to_bytes(body, LONGEST_FORM).await.unwrap_or_default();
            let form = Parameters::parse(&bytes);
            (Body::from(bytes), form)
        }
        false => (body, Parameters::parse(b"")),
    };
    let all = query.and(form);
    let operation = all.get("grant_type").or_else(|| all.get("Action")).map(str::to_owned);
    (Request::from_parts(parts, body), operation)
}
