//! The device authorization grant: RFC 8628, with PKCE, which some providers demand here too.

use super::client::{RegisteredClient, TokenClient};
use super::device_answer::with_plain_numbers;
use super::token_answer::Tokens;
use super::token_endpoint::Call;
use super::{Grant, Provider, ProviderEndpoint, ProviderError};
use crate::request::WebIdentity;
use crate::sys::{Deps, printable};
use jiff::{SignedDuration, Timestamp};
use oauth2::{
    DeviceAuthorizationUrl, DeviceCodeErrorResponseType, EndpointNotSet, EndpointSet, PkceCodeChallenge, PkceCodeVerifier,
    RequestTokenError, Scope, StandardDeviceAuthorizationResponse,
};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::Instant;

/// A provider that says 0 does not mean a thousand questions a second.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// Nobody waits longer for a code to be typed in; a provider may state any number.
const LONGEST_LIFE: Duration = Duration::from_secs(86_400);
/// The longest pause after questions that got no answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A code that a person types in on any device, and the question whether they have.
pub(crate) struct DeviceLogin<'a> {
    registered: &'a RegisteredClient,
    client: TokenClient<EndpointNotSet, EndpointSet>,
    answer: StandardDeviceAuthorizationResponse,
    verifier: PkceCodeVerifier,
}

impl<'a> DeviceLogin<'a> {
    /// Asks the provider for a code: RFC 8628, section 3.1.
    ///
    /// # Errors
    /// The provider has no such endpoint, did not answer, refused, or answered with something else.
    pub(crate) async fn begin(
        provider: &Provider,
        registered: &'a RegisteredClient,
        person: &WebIdentity,
        deps: &Deps,
    ) -> Result<Self, ProviderError> {
        let endpoint = provider.device_endpoint().ok_or(ProviderError::NoEndpoint(ProviderEndpoint::DeviceAuthorization))?;
        let client = registered.of_oauth2().set_device_authorization_url(DeviceAuthorizationUrl::from_url(endpoint));
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let wanted = provider.wanted(person);
        let mut request = client
            .exchange_device_code()
            .add_scopes(wanted.scopes.into_iter().map(Scope::new))
            .add_extra_param("code_challenge", challenge.as_str().to_owned())
            .add_extra_param("code_challenge_method", challenge.method().as_str().to_owned());
        request = wanted.parameters.into_iter().fold(request, |request, (key, value)| request.add_extra_param(key, value));
        let call = Call::new(deps);
        let asks = &call;
        let answer = request.request_async(&|request| async move { asks.send(request).await.map(with_plain_numbers) }).await;
        let answer = answer.map_err(|error| match registered.refused(&call, error, Grant::DeviceAuthorization) {
            ProviderError::NoTokens { status, seen } => ProviderError::NoDeviceCode { status, seen },
            other => other,
        })?;
        Ok(Self { registered, client, answer, verifier })
    }

    /// The address to open.
    pub(crate) fn address(&self) -> String {
        printable(self.answer.verification_uri().as_str())
    }

    /// The verification address that includes the code, if the provider has one.
    pub(crate) fn whole_address(&self) -> Option<String> {
        self.answer.verification_uri_complete().map(|address| printable(address.secret()))
    }

    /// The code to type in.
    pub(crate) fn code(&self) -> String {
        printable(self.answer.user_code().secret())
    }

    /// How long the code is valid: a day at most, whatever the provider says.
    pub(crate) fn lifetime(&self) -> Duration {
        self.answer.expires_in().min(LONGEST_LIFE)
    }

    /// Asks until the person has logged in, the provider refuses, or the code is too old: RFC 8628, section 3.4.
    ///
    /// The pauses begin when an answer is there, so that none is shorter than asked for; `slow_down` makes them 5 s longer.
    /// Questions without an answer, and those to a server in trouble (5xx), are asked again after twice the pause.
    ///
    /// # Errors
    /// Refused, expired, or an answer that is none.
    #[expect(clippy::disallowed_methods, reason = "the verifier goes to the token endpoint")]
    pub(crate) async fn poll(self, deps: &Deps) -> Result<Tokens, ProviderError> {
        let (begun, start) = (Instant::now(), deps.clock.now());
        let call = Call::new(deps);
        let trouble = RefCell::new(None);
        let (asks, met) = (&call, &trouble);
        let send = |request| async move {
            let unanswered = match asks.send(request).await {
                Ok(answer) if !answer.status().is_server_error() => {
                    met.take();
                    return Ok(answer);
                }
                Ok(_) => asks.no_tokens(),
                Err(source) => ProviderError::NoAnswer { what: "the tokens", source },
            };
            met.replace(Some(unanswered));
            Err(Unanswered)
        };
        let pause = |wanted: Duration| tokio::time::sleep(wanted.clamp(SHORTEST_PAUSE, LONGEST_LIFE));
        pause(self.answer.interval().min(LONGEST_PAUSE)).await;
        let asked = self
            .client
            .exchange_device_access_token(&self.answer)
            .add_extra_param("code_verifier", self.verifier.secret().to_owned())
            .set_max_backoff_interval(LONGEST_PAUSE)
            .set_time_fn(move || steady(start, begun.elapsed()))
            .request_async(&send, pause, Some(self.lifetime()));
        let answer = tokio::time::timeout_at(begun + self.lifetime(), asked).await;
        let expired = |after| trouble.take().unwrap_or(ProviderError::DeviceCodeExpired { after });
        let refusal = match answer {
            Err(_) => return Err(expired(self.lifetime())),
            Ok(Ok(answer)) => return Ok(answer.into()),
            Ok(Err(RequestTokenError::ServerResponse(refusal))) => refusal,
            Ok(Err(_)) => return Err(call.no_tokens()),
        };
        match refusal.error() {
            DeviceCodeErrorResponseType::ExpiredToken => Err(expired(begun.elapsed())),
            DeviceCodeErrorResponseType::AccessDenied => Err(ProviderError::LoginRefused {
                code: "access_denied".to_owned(),
                description: refusal.error_description().map(|words| printable(words)),
            }),
            _ => Err(self.registered.refused(&call, RequestTokenError::ServerResponse(refusal), Grant::DeviceCode)),
        }
    }
}

/// A question that got no answer; why is remembered apart.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
struct Unanswered;

/// A clock that only goes forward, for a library that wants one.
fn steady(start: Timestamp, passed: Duration) -> chrono::DateTime<chrono::Utc> {
    let now = SignedDuration::try_from(passed).ok().and_then(|passed| start.checked_add(passed).ok()).unwrap_or(start);
    chrono::DateTime::from_timestamp(now.as_second(), now.subsec_nanosecond().unsigned_abs()).unwrap_or_default()
}
