//! Entry points for fuzzing: what a provider and a browser send. Compiled with `--cfg fuzzing` only (`fuzz/run`).

use super::device_response::DeviceAuthorizationResponse;
use super::token_endpoint::error_for;
use super::{
    AuthorizationResponse, CallbackProblem, ClientRequest, IdTokenError, IdTokenVerifier, KeySet, Provider, ProviderEndpoint,
    ProviderError, TokenResponse,
};
use crate::request::Issuer;
use crate::secret::IdToken;
use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use oauth2::{ClientId, CsrfToken};
use std::time::Duration;
use url::Url;

/// The parts of a device authorization response that users see, and how long the login may take.
pub struct DeviceAnswer {
    /// The code to type.
    pub user_code: String,
    /// The addresses to open.
    pub addresses: Vec<Url>,
    /// The lifetime of the codes.
    pub lifetime: Option<Duration>,
    /// The pause between two requests.
    pub interval: Duration,
}

/// Reads a discovery document, and returns the endpoints in it that would be used.
///
/// # Errors
/// The document is not one of this issuer, or not usable.
pub fn read_discovery(issuer: &Issuer, document: &[u8]) -> Result<Vec<Url>, ProviderError> {
    let provider = Provider::read(issuer, document)?;
    let _ = (provider.authentication_methods(), provider.prompt_for_another_user());
    let optional = [ProviderEndpoint::DeviceAuthorization, ProviderEndpoint::Revocation, ProviderEndpoint::Userinfo];
    let endpoints = optional.map(|endpoint| provider.endpoint(endpoint)).into_iter();
    let endpoints = endpoints.chain([provider.authorization_endpoint(), provider.keys_address()]).flatten();
    Ok(endpoints.chain([provider.token_endpoint().clone()]).collect())
}

/// Reads a key set, and returns the number of keys in it.
///
/// # Errors
/// Why it is not a key set.
pub fn read_key_set(document: &[u8]) -> Result<usize, String> {
    KeySet::read(document).map(|keys| keys.entries().len())
}

/// Verifies an ID token for the client `sts-cli` with a key set, as after a login.
///
/// # Errors
/// The first problem; `None` if the discovery document or the key set itself is not usable.
pub fn verify_id_token(token: &str, keys: &[u8], issuer: &Issuer, discovery: &[u8], now: Timestamp) -> Result<(), Option<IdTokenError>> {
    let provider = Provider::read(issuer, discovery).map_err(|_| None)?;
    let keys = KeySet::read(keys).map_err(|_| None)?;
    let client_id = ClientId::new("sts-cli".to_owned());
    let (nonce, login_nonce, subject, access_token) = (None, None, None, None);
    let verifier = IdTokenVerifier { provider: &provider, client_id: &client_id, nonce, login_nonce, subject, access_token, now };
    verifier.verify(&IdToken::new(token.to_owned()), &keys).map_err(Some)
}

/// Reads the response of a token endpoint; returns whether it has an ID token and a refresh token.
///
/// # Errors
/// The refusal, or why the response has no tokens.
pub fn read_tokens(response: &Response<Bytes>, request: ClientRequest) -> Result<[bool; 2], ProviderError> {
    match TokenResponse::read(response, request)? {
        Some(tokens) => Ok([tokens.id_token.is_some(), tokens.refresh_token.is_some()]),
        None => Err(error_for(response, request, "client_secret_basic")),
    }
}

/// Reads a device authorization response of this endpoint.
///
/// # Errors
/// What is wrong with it.
pub fn read_device_answer(response: &Response<Bytes>, endpoint: &Url) -> Result<DeviceAnswer, String> {
    let answer = DeviceAuthorizationResponse::read(response, endpoint).map_err(|unusable| unusable.problem)?;
    let addresses = [Some(answer.address), answer.complete_address].into_iter().flatten().collect();
    Ok(DeviceAnswer { user_code: answer.user_code, addresses, lifetime: answer.lifetime, interval: answer.interval })
}

/// Reads the query of a callback, or a `pasted` address; returns the code, if it is not an error of the provider.
///
/// # Errors
/// The page for the browser, and the problem for the terminal.
pub fn read_callback(query: &str, state: &str, pasted: bool) -> Result<Option<String>, [String; 2]> {
    let state = CsrfToken::new(state.to_owned());
    let response = if pasted { AuthorizationResponse::pasted(query, &state) } else { AuthorizationResponse::from_query(query, &state) };
    match response {
        Ok(response) => Ok(response.code.ok().map(|code| code.secret().clone())),
        Err(error) => Err([error.to_string(), CallbackProblem::from_query(query, error).to_string()]),
    }
}
