//! What CI systems offer their jobs: a request, a variable, or a command of their agent.

use super::{NeededBy, SourceError, trimmed, variable};
use crate::provider_document::ProviderDocument;
use crate::request::TokenSource;
use crate::secret::Token;
use crate::sys::{Deps, Echo, get_with_bearer, is_loopback, quote, retry};
use url::Url;

const REQUEST_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const REQUEST_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
const CIRCLECI_TOKEN: &str = "CIRCLE_OIDC_TOKEN_V2";

/// The variable that each system sets in every job, and the source that goes with it.
const MARKS: [(&str, TokenSource); 4] = [
    ("GITHUB_ACTIONS", TokenSource::Github),
    ("GITLAB_CI", TokenSource::Gitlab),
    ("BUILDKITE", TokenSource::Buildkite),
    ("CIRCLECI", TokenSource::Circleci),
];

/// The CI system that this job runs on.
///
/// # Errors
/// [`SourceError::NoCi`], with what was looked for.
pub(super) fn recognized(deps: &Deps) -> Result<TokenSource, SourceError> {
    let mut known = MARKS.iter();
    let found = known.find(|(mark, _)| deps.environment.get(mark).is_some());
    let looked_for = || SourceError::NoCi(MARKS.iter().map(|(mark, _)| *mark).collect());
    found.map(|(_, source)| source.clone()).ok_or_else(looked_for)
}

/// GitHub and Forgejo Actions: one request, allowed to jobs with `id-token: write`.
///
/// # Errors
/// The job may not ask, the service does not answer, or answers without a token.
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
    let answer = retry::send_repeatedly(&request, deps).await?; // each answer is a token of its own: nothing is used up
    let status = answer.status();
    let document = ProviderDocument::read(answer.body()).ok().filter(|_| status.is_success());
    let value = document.as_ref().and_then(|document| document.text("value").ok()?);
    let not_given = || {
        let said = quote::words(&String::from_utf8_lossy(answer.body())).map(|words| Echo::of_answer(&answer).without_secrets(&words));
        SourceError::NotGiven { status: status.as_u16(), said }
    };
    trimmed(value.ok_or_else(not_given)?, "the answer of the CI system's token service".to_owned())
}

/// GitLab: the variable that a job names after the audience under `id_tokens:`.
///
/// # Errors
/// No audience, or no such variable.
pub(super) fn gitlab(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    let audience = audience.ok_or(SourceError::NoAudience("gitlab"))?;
    let upper = audience.to_uppercase();
    let name: String = upper.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).chain("_ID_TOKEN".chars()).collect();
    trimmed(variable(&name, Some(NeededBy::Gitlab), deps)?, format!("the variable {name}"))
}

/// Buildkite: its agent asks for the token.
///
/// # Errors
/// The agent is missing or refuses.
pub(super) async fn buildkite(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    let words = ["buildkite-agent", "oidc", "request-token"].into_iter();
    let audience = audience.map(|audience| ["--audience", audience]).into_iter().flatten();
    super::printed(&words.chain(audience).collect::<Vec<_>>(), deps).await
}

/// CircleCI: its agent makes a token for an audience; without one the job's variable holds that of the organization.
///
/// # Errors
/// The variable is not there, or the agent is missing or refuses.
pub(super) async fn circleci(audience: Option<&str>, deps: &Deps) -> Result<Token, SourceError> {
    match audience {
        Some(audience) => {
            let claims = serde_json::json!({ "aud": audience }).to_string();
            super::printed(&["circleci", "run", "oidc", "get", "--claims", &claims], deps).await
        }
        None => trimmed(variable(CIRCLECI_TOKEN, Some(NeededBy::Circleci), deps)?, format!("the variable {CIRCLECI_TOKEN}")),
    }
}
