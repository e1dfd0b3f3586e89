//! Sends events for requests and responses.

use super::events::Event;
use super::form::Parameters;
use super::recorder::record;
use super::state::SandboxState;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use std::sync::Arc;

/// The maximum size of a form that is parsed.
const MAX_FORM_BYTES: usize = 10 * 1024 * 1024;

/// Adds a layer that sends an event for each request and each response, if anyone receives events.
pub(crate) fn with_events(pages: Router, sandbox: &Arc<SandboxState>) -> Router {
    pages.layer(from_fn_with_state(Arc::clone(sandbox), observe))
}

async fn observe(State(sandbox): State<Arc<SandboxState>>, request: Request, next: Next) -> Response {
    if !sandbox.events.is_observed() {
        return run(&sandbox, request, next).await;
    }
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let (request, operation) = with_operation(request).await;
    sandbox.events.send(&Event::RequestReceived { method: method.clone(), path: path.clone(), operation: operation.clone() });
    let response = run(&sandbox, request, next).await;
    sandbox.events.send(&Event::ResponseSent { method, path, operation, status: response.status().as_u16() });
    response
}

/// Passes the request on, and records it if that was chosen.
async fn run(sandbox: &SandboxState, request: Request, next: Next) -> Response {
    match &sandbox.record {
        Some(file) => record(file, request, next).await,
        None => next.run(request).await,
    }
}

/// Returns the unchanged request and its operation: `grant_type` or `Action`, from the query or the form.
async fn with_operation(request: Request) -> (Request, Option<String>) {
    let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let (parts, body) = request.into_parts();
    let (body, form) = match is_form {
        true => {
            let bytes = to_bytes(body, MAX_FORM_BYTES).await.unwrap_or_default();
            let form = Parameters::parse(&bytes);
            (Body::from(bytes), form)
        }
        false => (body, Parameters::parse(b"")),
    };
    let parameters = query.and(form);
    let operation = parameters.get("grant_type").or_else(|| parameters.get("Action")).map(str::to_owned);
    (Request::from_parts(parts, body), operation)
}
