//! The device authorization grant: RFC 8628, with PKCE, which some providers require here too.

use super::device_response::{DeviceAuthorizationResponse, UnusableResponse};
use super::error_response::OAuthErrorResponse;
use super::token_endpoint::{describe_response, error_for, is_server_error};
use super::token_response::TokenResponse;
use super::{Grant, Provider, ProviderEndpoint, ProviderError, RegisteredClient};
use crate::request::WebIdentity;
use crate::sys::Deps;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

/// The name of the verification address in errors.
pub(crate) const VERIFICATION_ADDRESS: &str = "verification address";

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The shortest polling interval, even if a provider states 0.
const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// The longest polling interval after polls without a response.
const MAX_INTERVAL: Duration = Duration::from_secs(30);
/// The increase of the interval after `slow_down`: section 3.5.
const SLOW_DOWN_INCREMENT: Duration = Duration::from_secs(5);
/// How long to poll if the provider states no lifetime, although RFC 8628, section 3.2, requires `expires_in`.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(86_400);

/// A device authorization in progress: the code that the user enters on any device, and the polling for its outcome.
pub(crate) struct DeviceLogin<'a> {
    client: &'a RegisteredClient,
    response: DeviceAuthorizationResponse,
    verifier: PkceCodeVerifier,
    /// The error of the last poll, if it was transient.
    last_error: RefCell<Option<ProviderError>>,
}

/// The outcome of one poll: section 3.5.
enum PollOutcome {
    Tokens(TokenResponse),
    Pending,
    SlowDown,
    /// A transient error: the provider is failing or unreachable.
    Transient(ProviderError),
    Expired,
}

impl<'a> DeviceLogin<'a> {
    /// Requests a device code: RFC 8628, section 3.1.
    ///
    /// # Errors
    /// The provider has no such endpoint, did not respond, refused, sent no code, or names a verification address that is not allowed.
    pub(crate) async fn begin(
        provider: &Provider,
        client: &'a RegisteredClient,
        web_identity: &WebIdentity,
        deps: &Deps,
    ) -> Result<Self, ProviderError> {
        const GRANT: Grant = Grant::DeviceAuthorization;
        let endpoint = provider.endpoint(ProviderEndpoint::DeviceAuthorization)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let parameters = provider.authorization_parameters(web_identity);
        let scopes = parameters.scopes.join(" ");
        let mut fields = vec![
            ("scope", scopes.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", challenge.method().as_str()),
        ];
        fields.extend(parameters.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let http_response = client.send_grant(&endpoint, GRANT, &fields, deps).await?;
        let mut response = match DeviceAuthorizationResponse::read(&http_response, &endpoint) {
            _ if !http_response.status().is_success() => return Err(error_for(&http_response, GRANT, client.authentication())),
            Ok(response) => response,
            Err(UnusableResponse { problem, has_code }) => {
                let (status, response) = (http_response.status().as_u16(), describe_response(&http_response));
                let unusable = ProviderError::NoDeviceCode { status, response: format!("{response}: {problem}") };
                return Err(match error_for(&http_response, GRANT, client.authentication()) {
                    error if !has_code && !matches!(error, ProviderError::NoDeviceCode { .. }) => error,
                    _ => unusable, // a `message` beside a code is not a refusal
                });
            }
        };
        provider.check_address(&response.address, VERIFICATION_ADDRESS)?;
        response.complete_address.take_if(|address| provider.check_address(address, VERIFICATION_ADDRESS).is_err()); // optional
        Ok(Self { client, response, verifier, last_error: RefCell::default() })
    }

    /// The verification address.
    pub(crate) fn address(&self) -> &str {
        self.response.address.as_str()
    }

    /// The verification address that includes the user code, if the provider has one.
    pub(crate) fn complete_address(&self) -> Option<&str> {
        self.response.complete_address.as_ref().map(Url::as_str)
    }

    /// The user code.
    pub(crate) fn user_code(&self) -> &str {
        &self.response.user_code
    }

    /// The lifetime of the code, at most a day; `None` if the provider states none.
    pub(crate) fn lifetime(&self) -> Option<Duration> {
        self.response.lifetime
    }

    /// Takes the transient error of the last poll, if there was one.
    pub(crate) fn take_last_error(&self) -> Option<ProviderError> {
        self.last_error.take()
    }

    /// Polls until the user has logged in, the provider refuses, or the code expires: RFC 8628, section 3.4.
    ///
    /// Each interval begins when a response has arrived, so that none is shorter than required; `slow_down` adds 5 s. After a poll without
    /// a response, or to a failing server, the interval doubles, up to 30 s (but never below the provider's).
    ///
    /// # Errors
    /// The login was refused, the code expired, or a response is invalid.
    pub(crate) async fn poll(&self, deps: &Deps) -> Result<TokenResponse, ProviderError> {
        let started = Instant::now();
        let end = started + self.response.lifetime.unwrap_or(DEFAULT_LIFETIME);
        let mut pause = self.response.interval.max(MIN_INTERVAL);
        let mut delay = pause;
        let mut is_reported = false;
        while Instant::now().checked_add(delay).is_some_and(|next| next < end) {
            tokio::time::sleep(delay).await;
            let previous = std::mem::replace(&mut delay, pause);
            let Ok(polled) = timeout_at(end, self.poll_once(deps)).await else { break };
            self.last_error.take();
            match polled? {
                PollOutcome::Tokens(tokens) => return Ok(tokens),
                PollOutcome::Pending => {}
                PollOutcome::SlowDown => {
                    pause = pause.saturating_add(SLOW_DOWN_INCREMENT);
                    delay = pause;
                }
                PollOutcome::Transient(error) => {
                    if !std::mem::replace(&mut is_reported, true) {
                        deps.terminal.note(&format!("{error}; polling until the code expires"));
                    }
                    delay = previous.saturating_mul(2).min(MAX_INTERVAL).max(pause);
                    self.last_error.replace(Some(error));
                }
                PollOutcome::Expired => return Err(ProviderError::DeviceCodeExpired { elapsed: started.elapsed() }),
            }
        }
        sleep_until(end).await; // not reported before the code has expired
        Err(self.take_last_error().unwrap_or(ProviderError::DeviceCodeExpired { elapsed: started.elapsed() }))
    }

    /// Polls once. The error code decides the outcome; without one that RFC 8628 knows, the HTTP status.
    #[expect(clippy::disallowed_methods, reason = "the verifier goes to the token endpoint")]
    async fn poll_once(&self, deps: &Deps) -> Result<PollOutcome, ProviderError> {
        let fields = [("grant_type", DEVICE_CODE), ("device_code", &self.response.device_code), ("code_verifier", self.verifier.secret())];
        let response = match self.client.send_grant(self.client.token_endpoint(), Grant::DeviceCode, &fields, deps).await {
            Err(unanswered) => return Ok(PollOutcome::Transient(unanswered)),
            Ok(response) => response,
        };
        if let Some(tokens) = TokenResponse::read(&response, Grant::DeviceCode)? {
            return Ok(PollOutcome::Tokens(tokens));
        }
        let (status, error_response) = (response.status().as_u16(), OAuthErrorResponse::of(&response));
        match in_rfc_8628(&error_response.standard_code()) {
            "authorization_pending" => Ok(PollOutcome::Pending),
            "slow_down" => Ok(PollOutcome::SlowDown),
            "expired_token" => Ok(PollOutcome::Expired),
            "access_denied" => {
                Err(ProviderError::LoginRefused { code: "access_denied".to_owned(), description: error_response.description })
            }
            _ if status == 429 => Ok(PollOutcome::SlowDown),
            code => {
                let failed = error_for(&response, Grant::DeviceCode, self.client.authentication());
                if is_server_error(status, code) { Ok(PollOutcome::Transient(failed)) } else { Err(failed) }
            }
        }
    }
}

/// The code of RFC 8628, section 3.5, for what Entra ID, Azure AD (v1) and others say instead.
fn in_rfc_8628(code: &str) -> &str {
    match code {
        "authorizationpending" | "pending" => "authorization_pending",
        "slowdown" => "slow_down",
        "authorization_declined" | "authorizationdeclined" | "accessdenied" | "user_denied" | "access_declined" => "access_denied",
        "code_expired" | "expired_code" | "device_code_expired" | "expiredtoken" | "token_expired" => "expired_token",
        other => other,
    }
}
