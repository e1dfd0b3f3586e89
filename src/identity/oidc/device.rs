//! The device authorization grant: RFC 8628, with PKCE, which some providers require here too.

use super::device_response::{DeviceAuthorizationResponse, UnusableResponse};
use super::error_response::OAuthErrorResponse;
use super::token_endpoint::{describe_response, error_for, is_server_error};
use super::token_response::TokenResponse;
use super::{ClientRequest, Provider, ProviderEndpoint, ProviderError, RegisteredClient};
use crate::request::WebIdentity;
use crate::sys::{Deps, TimedStep};
use bytes::Bytes;
use http::Response;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

/// The name of the verification address in errors.
pub(crate) const VERIFICATION_ADDRESS: &str = "verification address";

/// The value of `grant_type`: RFC 8628, section 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The minimum polling interval, even if a provider states 0.
const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// The maximum polling interval after polls without a response, unless the provider requires a longer one.
const MAX_INTERVAL: Duration = Duration::from_secs(30);
/// The increase of the interval after `slow_down`: RFC 8628, section 3.5.
const SLOW_DOWN_INCREMENT: Duration = Duration::from_secs(5);
/// How long to poll if the provider states no lifetime, although RFC 8628, section 3.2, requires `expires_in`.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(86_400);

/// A device authorization in progress: the code that the user enters on any device, and the polling for its outcome.
pub(crate) struct DeviceLogin<'a> {
    client: &'a RegisteredClient,
    authorization: DeviceAuthorizationResponse,
    /// The PKCE verifier, which each poll carries.
    verifier: PkceCodeVerifier,
    /// The error of the last poll, if it was transient.
    last_error: RefCell<Option<ProviderError>>,
}

/// The outcome of one poll: RFC 8628, section 3.5.
enum PollOutcome {
    /// The user has logged in.
    Tokens(TokenResponse),
    /// The user has not logged in yet.
    Pending,
    /// The user has not logged in yet, and polls must come less often.
    SlowDown,
    /// The provider is failing or unreachable.
    Transient(ProviderError),
    /// The code has expired.
    Expired,
}

impl<'a> DeviceLogin<'a> {
    /// Requests a device code: RFC 8628, section 3.1.
    ///
    /// # Errors
    /// The provider has no such endpoint, did not respond, is failing, refused, sent no code, or names a verification address that is not
    /// allowed.
    pub(crate) async fn begin(
        provider: &Provider,
        client: &'a RegisteredClient,
        web_identity: &WebIdentity,
        deps: &Deps,
    ) -> Result<Self, ProviderError> {
        const REQUEST: ClientRequest = ClientRequest::DeviceAuthorization;
        let endpoint = provider.endpoint(ProviderEndpoint::DeviceAuthorization)?;
        let _step = TimedStep::begin("device authorization");
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let parameters = provider.authorization_parameters(web_identity);
        let scopes = parameters.scopes.join(" ");
        let mut fields = vec![
            ("scope", scopes.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", challenge.method().as_str()),
        ];
        fields.extend(parameters.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let response = client.send_request(&endpoint, REQUEST, &fields, deps).await?;
        if !response.status().is_success() {
            return Err(error_for(&response, REQUEST, client.method_description()));
        }
        let mut authorization = DeviceAuthorizationResponse::read(&response, &endpoint)
            .map_err(|unusable| error_for_unusable(&response, unusable, client.method_description()))?;
        provider.check_address(&authorization.address, VERIFICATION_ADDRESS)?;
        authorization.complete_address.take_if(|address| provider.check_address(address, VERIFICATION_ADDRESS).is_err()); // users can do without it
        Ok(Self { client, authorization, verifier, last_error: RefCell::default() })
    }

    /// The verification address.
    pub(crate) fn address(&self) -> &str {
        self.authorization.address.as_str()
    }

    /// The verification address that includes the user code, if the provider has one.
    pub(crate) fn complete_address(&self) -> Option<&str> {
        self.authorization.complete_address.as_ref().map(Url::as_str)
    }

    /// The user code.
    pub(crate) fn user_code(&self) -> &str {
        &self.authorization.user_code
    }

    /// The lifetime of the code, at most a day; `None` if the provider states none that can be read.
    pub(crate) fn lifetime(&self) -> Option<Duration> {
        self.authorization.lifetime
    }

    /// Takes the transient error of the last poll, if there was one.
    pub(crate) fn take_last_error(&self) -> Option<ProviderError> {
        self.last_error.take()
    }

    /// Polls until the user has logged in, the provider refuses, or the code expires: RFC 8628, section 3.4.
    ///
    /// Each interval begins when a response has arrived, so that none is shorter than required; `slow_down` adds 5 s. After a poll without
    /// a response, or with that of a failing server, the interval doubles, up to 30 s (but never below the provider's).
    ///
    /// # Errors
    /// The login was refused, the code expired, or a response is invalid. If the code expired after a poll without a decision, the error of
    /// that poll.
    pub(crate) async fn poll(&self, deps: &Deps) -> Result<TokenResponse, ProviderError> {
        let started = Instant::now();
        let end = started + self.authorization.lifetime.unwrap_or(DEFAULT_LIFETIME);
        let mut pause = self.authorization.interval.max(MIN_INTERVAL);
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
        sleep_until(end).await; // the next poll would come too late, but until then the error would be false: the code has not expired
        Err(self.take_last_error().unwrap_or(ProviderError::DeviceCodeExpired { elapsed: started.elapsed() }))
    }

    /// Polls once. An error code of RFC 8628 determines the outcome, whatever the HTTP status; without one, the status does.
    #[expect(clippy::disallowed_methods, reason = "the verifier is sent to the token endpoint")]
    async fn poll_once(&self, deps: &Deps) -> Result<PollOutcome, ProviderError> {
        let fields =
            [("grant_type", DEVICE_CODE), ("device_code", &self.authorization.device_code), ("code_verifier", self.verifier.secret())];
        let response = match self.client.send_request(self.client.token_endpoint(), ClientRequest::DeviceCode, &fields, deps).await {
            Err(no_response) => return Ok(PollOutcome::Transient(no_response)),
            Ok(response) => response,
        };
        if let Some(tokens) = TokenResponse::read(&response, ClientRequest::DeviceCode)? {
            return Ok(PollOutcome::Tokens(tokens));
        }
        let (status, error_response) = (response.status().as_u16(), OAuthErrorResponse::of(&response));
        match rfc_8628_code(&error_response.standard_code()) {
            "authorization_pending" => Ok(PollOutcome::Pending),
            "slow_down" => Ok(PollOutcome::SlowDown),
            "expired_token" => Ok(PollOutcome::Expired),
            "access_denied" => {
                Err(ProviderError::LoginRefused { code: "access_denied".to_owned(), description: error_response.description })
            }
            _ if status == 429 => Ok(PollOutcome::SlowDown),
            code => {
                let error = error_for(&response, ClientRequest::DeviceCode, self.client.method_description());
                if is_server_error(status, code) { Ok(PollOutcome::Transient(error)) } else { Err(error) }
            }
        }
    }
}

/// Returns the error for a successful response without a usable device code: the refusal in it, else the problem that makes it unusable.
fn error_for_unusable(response: &Response<Bytes>, unusable: UnusableResponse, authentication: &'static str) -> ProviderError {
    let UnusableResponse { problem, has_code } = unusable;
    match error_for(response, ClientRequest::DeviceAuthorization, authentication) {
        refusal if !has_code && !matches!(refusal, ProviderError::NoDeviceCode { .. }) => refusal,
        // a `message` beside a code is the instruction for the user, as Azure AD (v1) sends it, and not a refusal
        _ => {
            let response_text = format!("{}: {problem}", describe_response(response));
            ProviderError::NoDeviceCode { status: response.status().as_u16(), response: response_text }
        }
    }
}

/// Returns the code of RFC 8628, section 3.5, for the one that Entra ID, Azure AD (v1) and others send instead; other codes unchanged.
fn rfc_8628_code(code: &str) -> &str {
    match code {
        "authorizationpending" | "pending" => "authorization_pending",
        "slowdown" => "slow_down",
        "authorization_declined" | "authorizationdeclined" | "accessdenied" | "user_denied" | "access_declined" => "access_denied",
        "code_expired" | "expired_code" | "device_code_expired" | "expiredtoken" | "token_expired" => "expired_token",
        other => other,
    }
}
