//! The token endpoint, for every grant: how a client proves itself, how a request gets there, and what a refusal says.

use super::{Grant, ProviderError};
use crate::request::ClientAuthentication;
use crate::sys::{Deps, Echo, HttpError, printable, shown};
use http::header::{CONTENT_TYPE, LOCATION};
use oauth2::{AuthType, ErrorResponseType, HttpRequest, HttpResponse, RequestTokenError, StandardErrorResponse};
use std::cell::{Cell, RefCell};
use std::fmt::Display;

/// One request on its way to the token endpoint; it keeps the status of the answer, which `oauth2` does not.
pub(super) struct Call<'a> {
    deps: &'a Deps,
    status: Cell<u16>,
    seen: RefCell<String>,
    echo: RefCell<Echo>,
}

impl<'a> Call<'a> {
    pub(super) fn new(deps: &'a Deps) -> Self {
        Self { deps, status: Cell::new(0), seen: RefCell::default(), echo: RefCell::default() }
    }

    /// The last answer, which holds no tokens.
    pub(super) fn no_tokens(&self) -> ProviderError {
        ProviderError::NoTokens { status: self.status.get(), seen: self.seen.borrow().clone() }
    }

    /// Sends what `oauth2` made.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.deps.http.send(request).await?;
        self.status.set(answer.status().as_u16());
        self.seen.replace(seen(&answer));
        self.echo.replace(Echo::of_answer(&answer));
        Ok(answer.map(|body| body.to_vec()))
    }

    /// What a failed request means: `grant` was presented by a client that proves itself by `authentication`. The answer's
    /// body is left out: it may hold tokens.
    pub(super) fn refused<T: ErrorResponseType + Display>(
        &self,
        error: RequestTokenError<HttpError, StandardErrorResponse<T>>,
        grant: Grant,
        authentication: &'static str,
    ) -> ProviderError {
        match error {
            RequestTokenError::ServerResponse(response) => ProviderError::TokenRefused {
                grant,
                code: self.echo.borrow().without_secrets(&response.error().to_string()),
                description: response.error_description().map(|words| self.echo.borrow().without_secrets(words)),
                authentication,
            },
            RequestTokenError::Request(source) => ProviderError::NoAnswer { what: "the tokens", source },
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => self.no_tokens(),
        }
    }
}

/// What an answer is, without its body, which may hold tokens: its content type, and where it leads.
pub(super) fn seen<B>(answer: &http::Response<B>) -> String {
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let kind = header(CONTENT_TYPE).map_or_else(|| "no content type".to_owned(), printable);
    header(LOCATION).map_or_else(|| kind.clone(), |location| format!("{kind}, which leads to {}", shown(location)))
}

/// How a client with or without a secret proves itself.
pub(super) fn auth_type(authentication: Option<ClientAuthentication>) -> AuthType {
    if authentication == Some(ClientAuthentication::Basic) { AuthType::BasicAuth } else { AuthType::RequestBody }
}

/// The name of a client authentication method in discovery documents.
pub(super) fn name(authentication: Option<ClientAuthentication>) -> &'static str {
    match authentication {
        None => "none, a public client",
        Some(ClientAuthentication::Post) => "client_secret_post",
        Some(ClientAuthentication::Basic) => "client_secret_basic",
    }
}
