//! Tokens of CI systems: by an HTTP request, a variable, or the agent's command.

use super::{NeededBy, SourceError, parse_token, variable};
use crate::provider_document::ProviderDocument;
use crate::request::TokenSource;
use crate::secret::Token;
use crate::sys::{Deps, get_with_bearer, is_loopback, retry};
use crate::text::{RequestSecrets, server_message};
use url::Url;

const REQUEST_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const REQUEST_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
const CIRCLECI_TOKEN: &str = "CIRCLE_OIDC_TOKEN_V2";

/// The variable that identifies each CI system, and its token source.
const MARKER_VARIABLES: [(&str, TokenSource); 4] = [
    ("GITHUB_ACTIONS", TokenSource::Github),
    ("GITLAB_CI", TokenSource::Gitlab),
    ("BUILDKITE", TokenSource::Buildkite),
    ("CIRCLECI", TokenSource::Circleci),
];

/// Detects the CI system that this job runs on.
///
/// # Errors
/// [`SourceError::NoCi`], with the variables that were checked.
pub(super) fn detect(deps: &Deps) -> Result<TokenSource, SourceError> {
    let mut markers = MARKER_VARIABLES.iter();
    let found = markers.find(|(variable, _)| deps.environment.get(variable).is_some());
    let no_ci_error = || SourceError::NoCi(MARKER_VARIABLES.iter().map(|(variable, _)| *variable).collect());
    found.map(|(_, source)| source.clone()).ok_or_else(no_ci_error)
}

/// Whether the job has the token of this CI system, or what is needed to request it; `None` if only its agent knows.
pub(super) fn is_present(source: &TokenSource, audience: Option<&str>, deps: &Deps) -> Option<bool> {
    let are_set = |names: &[&str]| names.iter().all(|name| deps.environment.get(name).is_some());
    match source {
        TokenSource::Github => Some(are_set(&[REQUEST_URL, REQUEST_TOKEN])),
        TokenSource::Gitlab if audience.is_none() => Some(false),
        _ => variable_of(source, audience).map(|name| are_set(&[&name])),
    }
}

/// The variable that holds the token of this CI system; `None` if the token has to be requested.
pub(super) fn variable_of(source: &TokenSource, audience: Option<&str>) -> Option<String> {
    match (source, audience) {
        (TokenSource::Gitlab, Some(audience)) => Some(gitlab_variable(audience)),
        (TokenSource::Circleci, None) => Some(CIRCLECI_TOKEN.to_owned()),
        _ => None,
    }
}

/// The variable that a GitLab job defines under `id_tokens:` for this audience.
fn gitlab_variable(audience: &str) -> String {
    let upper = audience.to_uppercase();
    upper.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).chain("_ID_TOKEN".chars()).collect()
}

/// Requests a token from GitHub or Forgejo Actions. Requires the permission `id-token: write`.
///
/// # Errors
/// The job lacks the permission, the service does not respond, or its response has no token.
pub(super) async fn github(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    let address = variable(REQUEST_URL, Some(NeededBy::Github), deps)?;
    let token = variable(REQUEST_TOKEN, Some(NeededBy::Github), deps)?;
    let mut url = Url::parse(address).map_err(|_| SourceError::UnsafeAddress(REQUEST_URL))?;
    if url.scheme() != "https" && !is_loopback(&url) {
        return Err(SourceError::UnsafeAddress(REQUEST_URL));
    }
    if let Some(audience) = audience {
        url.query_pairs_mut().append_pair("audience", audience);
    }
    let request = get_with_bearer(&url, token)
        .map_err(|_| SourceError::Unset { name: REQUEST_TOKEN.to_owned(), needed_by: Some(NeededBy::Github) })?;
    let response = retry::send_with_retries(&request, deps).await?; // safe to repeat: each response is a new token
    let status = response.status();
    let document = ProviderDocument::read(response.body()).ok().filter(|_| status.is_success());
    let value = document.as_ref().and_then(|document| document.string("value").ok()?);
    let no_token_error = || {
        let message = server_message::message_in(&String::from_utf8_lossy(response.body()))
            .map(|message| RequestSecrets::of_response(&response).redact(&message));
        SourceError::NoTokenReturned { status: status.as_u16(), message }
    };
    parse_token(value.ok_or_else(no_token_error)?, "the response of the CI system's token service".to_owned())
}

/// Reads the GitLab variable that the job defines under `id_tokens:`, named after the audience.
///
/// # Errors
/// No audience is given, or the variable is unset.
pub(super) fn gitlab(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    let audience = audience.ok_or(SourceError::NoAudience("gitlab"))?;
    let name = gitlab_variable(audience);
    parse_token(variable(&name, Some(NeededBy::Gitlab), deps)?, format!("the variable {name}"))
}

/// Requests a token through the Buildkite agent.
///
/// # Errors
/// The agent is missing or refuses.
pub(super) async fn buildkite(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    let words = ["buildkite-agent", "oidc", "request-token"].into_iter();
    let audience = audience.map(|audience| ["--audience", audience]).into_iter().flatten();
    super::token_from_command(&words.chain(audience).collect::<Vec<_>>(), deps).await
}

/// Requests a token for an audience through the CircleCI agent; without an audience, reads the job's variable, whose token is for the
/// organization.
///
/// # Errors
/// The variable is unset, or the agent is missing or refuses.
pub(super) async fn circleci(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    match audience {
        Some(audience) => {
            let claims = serde_json::json!({ "aud": audience }).to_string();
            super::token_from_command(&["circleci", "run", "oidc", "get", "--claims", &claims], deps).await
        }
        None => parse_token(variable(CIRCLECI_TOKEN, Some(NeededBy::Circleci), deps)?, format!("the variable {CIRCLECI_TOKEN}")),
    }
}
