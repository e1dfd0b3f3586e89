//! Proves the identity: one file for each way to prove one, each returning a [`Proof`] for the STS.

mod aws_profile;
mod certificate;
mod client_authentication;
mod client_grants;
mod custom_token;
mod error;
mod examination;
mod oidc;
mod pending_page;
mod proof;
mod secrets;
mod signed_in_user;
mod supplied_token;
mod token_source;
mod token_status;
mod token_text;
mod web_identity;

pub use aws_profile::ProfileError;
pub use certificate::CertificateError;
pub use error::Error;
pub(crate) use examination::{ExaminedProvider, ProviderFacts, PublishedKey, RedirectCheck};
#[cfg(fuzzing)]
pub use oidc::fuzz_entry;
pub use oidc::{
    BindError, CallbackProblem, ClientRequest, Documents, FetchedDocument, IdTokenError, PendingCallback, ProviderEndpoint, ProviderError,
};
pub(crate) use oidc::{DISCOVERY_DOCUMENT, VERIFICATION_ADDRESS};
pub use pending_page::PendingPage;
pub use proof::{AwsKeys, Proof, ProofParameter};
pub(crate) use signed_in_user::SignedInUser;
pub use token_source::{CommandError, NeededBy, SourceError, StderrTail};
pub use token_status::TokenStatus;
pub use web_identity::{LoginState, Prompt, PromptEnd, PromptingProcess, RefreshLifetime, StoredTokens, refresh};

pub(crate) use token_text::{ExtractedToken, extract_token, tokens_in};

use crate::claims::Claims;
use crate::request::{ProofSource, Request, TokenSource, WebIdentity};
use crate::secret::{RefreshToken, Token};
use crate::sys::{CertificateFacts, ClientCertificate, Deps};
use jiff::Timestamp;

/// Returns the redirect URI that a login at this issuer uses, if that is not the default one.
#[must_use]
pub(crate) fn usual_redirect(issuer: &str) -> Option<&'static str> {
    oidc::quirks_of(issuer).redirect
}

/// Returns the claims of a supplied token if it can be read without waiting, from a file or a variable.
#[must_use]
pub(crate) fn supplied_token_claims(request: &Request, deps: &Deps) -> Option<Claims> {
    supplied_token::claims_without_waiting(request.identity.supplied_token()?, deps)
}

/// Returns when the client certificate of the request expires; `None` if its file cannot be read.
#[must_use]
pub(crate) fn certificate_expiration(client: &ClientCertificate) -> Option<Timestamp> {
    CertificateFacts::read(client).ok().map(|facts| facts.not_after)
}

/// Returns a supplied token, without what is around it, if it can be read without waiting.
#[must_use]
pub(crate) fn supplied_token(source: &TokenSource, deps: &Deps) -> Option<Token> {
    extract_token(token_source::read_without_waiting(source, None, deps)?).ok().map(|extracted| extracted.token)
}

/// Proves the identity without a prompt or a refresh; `None` if one of them is required.
///
/// # Errors
/// See [`Error`].
pub async fn renew(request: &Request, deps: &Deps, state: &mut LoginState) -> Result<Option<Proof>, Error> {
    match request.identity.web_identity() {
        Some(web_identity) => Ok(state.proof(web_identity, deps)),
        None if request.identity.must_prompt() => Ok(None),
        None => prove(request, deps, state, &PendingPage::default()).await.map(Some),
    }
}

/// Revokes a refresh token at the provider: RFC 7009.
///
/// # Errors
/// [`ProviderError::NoEndpoint`] if the provider has no revocation endpoint, else as for a login.
pub async fn revoke(web_identity: &WebIdentity, token: &RefreshToken, documents: &Documents, deps: &Deps) -> Result<(), Error> {
    web_identity::revoke(web_identity, token, documents, deps).await
}

/// Proves the identity, prompting if necessary; one arm for each way to prove one. Stores the browser's pending callback request in `page`.
///
/// Reads secrets before the first await, so that Ctrl-C at their prompt terminates the process in the default way.
///
/// # Errors
/// See [`Error`].
pub async fn prove(request: &Request, deps: &Deps, state: &mut LoginState, page: &PendingPage) -> Result<Proof, Error> {
    match request.identity.proof_source() {
        ProofSource::Login(web_identity) => web_identity::prove(web_identity, request, deps, state, page).await,
        ProofSource::SuppliedToken(supplied_token) => Ok(supplied_token::prove(supplied_token, deps).await?),
        ProofSource::ClientCredentials(client_grants) => client_grants::prove(client_grants, deps, state).await,
        ProofSource::Certificate(certificate) => Ok(certificate::prove(certificate, &request.endpoint, deps.clock.now())?),
        ProofSource::CustomToken(token) => Ok(custom_token::prove(token, deps).await?),
        ProofSource::Secrets(secrets) => secrets::prove(&secrets, deps).await,
    }
}
