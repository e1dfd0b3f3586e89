//! The device authorization grant: RFC 8628, with PKCE, which some providers require here too.

use super::device_answer::DeviceAnswer;
use super::refusal::Words;
use super::token_answer::Tokens;
use super::token_endpoint::{failure, is_trouble, seen};
use super::{Grant, Provider, ProviderEndpoint, ProviderError, RegisteredClient};
use crate::request::WebIdentity;
use crate::sys::Deps;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

/// The name of the verification address in errors.
pub const VERIFICATION_ADDRESS: &str = "verification address";

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The shortest polling interval, even if a provider states 0.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// The longest polling interval after polls without a response.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The increase of the interval after `slow_down`: section 3.5.
const SLOWER: Duration = Duration::from_secs(5);
/// How long to poll if the provider states no lifetime.
const UNSTATED_LIFE: Duration = Duration::from_secs(86_400);

/// A device authorization in progress: the code that the person enters on any device, and the polling for its outcome.
pub(crate) struct DeviceLogin<'a> {
    client: &'a RegisteredClient,
    answer: DeviceAnswer,
    verifier: PkceCodeVerifier,
    /// The error of the last poll, if it was transient.
    trouble: RefCell<Option<ProviderError>>,
}

/// The outcome of one poll: section 3.5.
enum Poll {
    Tokens(Tokens),
    Pending,
    SlowDown,
    /// A transient error: the provider is failing or unreachable.
    Trouble(ProviderError),
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
        person: &WebIdentity,
        deps: &Deps,
    ) -> Result<Self, ProviderError> {
        const GRANT: Grant = Grant::DeviceAuthorization;
        let endpoint = provider.endpoint(ProviderEndpoint::DeviceAuthorization)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let wanted = provider.wanted(person);
        let scopes = wanted.scopes.join(" ");
        let mut fields = vec![
            ("scope", scopes.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", challenge.method().as_str()),
        ];
        fields.extend(wanted.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let answer = client.present(&endpoint, GRANT, &fields, deps).await?;
        let mut answer = match DeviceAnswer::read(&answer, &endpoint) {
            _ if !answer.status().is_success() => return Err(failure(&answer, GRANT, client.authentication())),
            Ok(read) => read,
            Err((problem, has_code)) => {
                let status = answer.status().as_u16();
                let unusable = ProviderError::NoDeviceCode { status, seen: format!("{}: {problem}", seen(&answer)) };
                return Err(match failure(&answer, GRANT, client.authentication()) {
                    refused if !has_code && !matches!(refused, ProviderError::NoDeviceCode { .. }) => refused,
                    _ => unusable, // what stands in `message` beside a code is no refusal
                });
            }
        };
        provider.admits(&answer.address, VERIFICATION_ADDRESS)?;
        answer.complete_address.take_if(|address| provider.admits(address, VERIFICATION_ADDRESS).is_err()); // optional
        Ok(Self { client, answer, verifier, trouble: RefCell::default() })
    }

    /// The verification address.
    pub(crate) fn address(&self) -> &str {
        self.answer.address.as_str()
    }

    /// The verification address that includes the user code, if the provider has one.
    pub(crate) fn whole_address(&self) -> Option<&str> {
        self.answer.complete_address.as_ref().map(Url::as_str)
    }

    /// The user code.
    pub(crate) fn code(&self) -> &str {
        &self.answer.user_code
    }

    /// The lifetime of the code, at most a day; `None` if the provider states none.
    pub(crate) fn lifetime(&self) -> Option<Duration> {
        self.answer.lifetime
    }

    /// Takes the transient error of the last poll, if there was one.
    pub(crate) fn trouble(&self) -> Option<ProviderError> {
        self.trouble.take()
    }

    /// Polls until the person has logged in, the provider refuses, or the code expires: RFC 8628, section 3.4.
    ///
    /// Each interval begins when a response has arrived, so that none is shorter than required; `slow_down` adds 5 s. After a poll without
    /// a response, or to a failing server, the interval doubles, up to 30 s (but never below the provider's).
    ///
    /// # Errors
    /// The login was refused, the code expired, or a response is invalid.
    pub(crate) async fn poll(&self, deps: &Deps) -> Result<Tokens, ProviderError> {
        let begun = Instant::now();
        let end = begun + self.answer.lifetime.unwrap_or(UNSTATED_LIFE);
        let mut pause = self.answer.interval.max(SHORTEST_PAUSE);
        let mut wait = pause;
        let mut is_noted = false;
        while Instant::now().checked_add(wait).is_some_and(|next| next < end) {
            tokio::time::sleep(wait).await;
            let waited = std::mem::replace(&mut wait, pause);
            let Ok(asked) = timeout_at(end, self.ask(deps)).await else { break };
            self.trouble.take();
            match asked? {
                Poll::Tokens(tokens) => return Ok(tokens),
                Poll::Pending => {}
                Poll::SlowDown => {
                    pause = pause.saturating_add(SLOWER);
                    wait = pause;
                }
                Poll::Trouble(trouble) => {
                    if !std::mem::replace(&mut is_noted, true) {
                        deps.terminal.note(&format!("{trouble}; polling until the code expires"));
                    }
                    wait = waited.saturating_mul(2).min(LONGEST_PAUSE).max(pause);
                    self.trouble.replace(Some(trouble));
                }
                Poll::Expired => return Err(ProviderError::DeviceCodeExpired { after: begun.elapsed() }),
            }
        }
        sleep_until(end).await;
        Err(self.trouble().unwrap_or(ProviderError::DeviceCodeExpired { after: begun.elapsed() }))
    }

    /// Polls once. The error code decides the outcome, whatever the HTTP status.
    #[expect(clippy::disallowed_methods, reason = "the verifier goes to the token endpoint")]
    async fn ask(&self, deps: &Deps) -> Result<Poll, ProviderError> {
        let fields = [("grant_type", DEVICE_CODE), ("device_code", &self.answer.device_code), ("code_verifier", self.verifier.secret())];
        let answer = match self.client.present(self.client.token_endpoint(), Grant::DeviceCode, &fields, deps).await {
            Err(unanswered) => return Ok(Poll::Trouble(unanswered)),
            Ok(answer) => answer,
        };
        if let Some(tokens) = Tokens::read(&answer, Grant::DeviceCode)? {
            return Ok(Poll::Tokens(tokens));
        }
        let (status, words) = (answer.status().as_u16(), Words::of(&answer));
        match in_rfc_8628(&words.standard_code()) {
            "authorization_pending" => Ok(Poll::Pending),
            "slow_down" => Ok(Poll::SlowDown),
            "expired_token" => Ok(Poll::Expired),
            "access_denied" => Err(ProviderError::LoginRefused { code: "access_denied".to_owned(), description: words.description }),
            _ if status == 429 => Ok(Poll::SlowDown),
            code => {
                let failed = failure(&answer, Grant::DeviceCode, self.client.authentication());
                if is_trouble(status, code) { Ok(Poll::Trouble(failed)) } else { Err(failed) }
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
