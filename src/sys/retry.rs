//! Retries of HTTP requests: which responses are transient, and how long to wait.
//!
//! RFC 9110, section 10.2.3, for `Retry-After`.
//!
//! | status | server failure | worth retrying | undecided | unprocessed |
//! |---|---|---|---|---|
//! | 408, 425, 429, 503 | yes | yes | yes | yes |
//! | 502, 504, 520 to 530, 598, 599 | yes | yes | yes | |
//! | 500 | yes | | yes | |
//! | other 5xx | | | yes | |

use super::wait_line::wait_for;
use super::{Deps, HttpError, HttpErrorKind};
use bytes::Bytes;
use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use std::time::Duration;

/// The delays before the second, third and fourth attempt: seconds, for a server that is starting.
const DELAYS: [Duration; 3] = [Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(3)];
/// The maximum `Retry-After`, and the maximum sum of all delays.
const MAX_DELAY: Duration = Duration::from_secs(10);

/// Whether to retry a request.
pub(crate) enum RetryDecision {
    /// No retry.
    Never,
    /// Retry after a delay, while attempts are left.
    Paused,
    /// Retry after this time, once.
    OnceAfter(Duration),
}

impl RetryDecision {
    /// Returns `Paused` if a retry may help.
    pub(crate) fn paused(may_retry: bool) -> Self {
        if may_retry { Self::Paused } else { Self::Never }
    }
}

/// The delays between the attempts of one request.
struct RetryDelays {
    delays: std::slice::Iter<'static, Duration>,
    remaining: Duration,
    has_waited_once: bool,
}

impl RetryDelays {
    /// Allows `max_retries`, at most three.
    fn new(max_retries: usize) -> Self {
        Self { delays: DELAYS[..max_retries.min(DELAYS.len())].iter(), remaining: MAX_DELAY, has_waited_once: false }
    }

    /// Returns the delay before the next attempt: the default, or `Retry-After` of the last response, at most 10 s in total. `None` if no
    /// attempt is left.
    fn next(&mut self, requested: Option<Duration>) -> Option<Duration> {
        let delay = *self.delays.next()?;
        let pause = delay.max(requested.unwrap_or_default()).min(self.remaining);
        self.remaining -= pause;
        (!pause.is_zero()).then_some(pause)
    }

    /// Returns the delay before the next attempt, if one is allowed.
    fn delay_before(&mut self, decision: &RetryDecision, requested: Option<Duration>) -> Option<Duration> {
        match decision {
            RetryDecision::Never => None,
            RetryDecision::Paused => self.next(requested),
            RetryDecision::OnceAfter(pause) => (!std::mem::replace(&mut self.has_waited_once, true)).then_some(*pause),
        }
    }
}

/// Whether the status means a failure or overload of the server, or of a gateway in front of it: 408, 425, 429, 500, 502 to 504, 52x
/// (Cloudflare), 598, 599.
pub(crate) fn is_server_failure(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 520..=530 | 598 | 599)
}

/// Whether a response of this status decides nothing about the request: server failures, and every other 5xx.
pub(crate) fn is_undecided(status: u16) -> bool {
    is_server_failure(status) || status >= 500
}

/// Whether sending an idempotent request again may help: server failures but 500, which the request itself may cause.
pub(crate) fn is_worth_retrying(status: u16) -> bool {
    is_server_failure(status) && status != 500
}

/// Whether the status means that the server did not process the request, so that even a non-idempotent one may be repeated.
pub(crate) fn is_unprocessed(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 503)
}

/// Whether a retry may succeed: the connection failed or broke.
pub(crate) fn is_connection_failure(error: &HttpError) -> bool {
    matches!(error.kind, HttpErrorKind::Unreachable | HttpErrorKind::ProxyUnreachable | HttpErrorKind::Broken)
}

/// Whether there was no connection on which the request could have been sent.
pub(crate) fn is_without_connection(error: &HttpError) -> bool {
    matches!(error.kind, HttpErrorKind::Unreachable | HttpErrorKind::ProxyUnreachable)
}

/// Sends the request of `build` and reads its response; retries as `decision` decides: at most `max_retries` times with a
/// delay (which the response may set by `Retry-After`), and once for another reason.
///
/// # Errors
/// The error of the last attempt.
pub(crate) async fn with_retries<T, E: From<HttpError>>(
    max_retries: usize,
    deps: &Deps,
    build: impl Fn() -> Result<http::Request<Vec<u8>>, E>,
    mut parse: impl FnMut(http::Response<Bytes>) -> Result<T, E>,
    decision: impl Fn(&Result<T, E>) -> RetryDecision,
) -> Result<T, E> {
    let mut pauses = RetryDelays::new(max_retries);
    loop {
        let response = deps.http.send(build()?).await;
        let requested = response.as_ref().ok().and_then(|response| retry_after(response.headers(), deps.clock.now()));
        let outcome = response.map_err(E::from).and_then(&mut parse);
        let Some(pause) = pauses.delay_before(&decision(&outcome), requested) else { return outcome };
        tracing::debug!(milliseconds = pause.as_millis(), "the request is tried again");
        sleep(pause, deps).await;
    }
}

/// Sends an idempotent request, up to three times.
///
/// # Errors
/// The last error if no attempt got a response.
pub(crate) async fn send_with_retries(request: &http::Request<Vec<u8>>, deps: &Deps) -> Result<http::Response<Bytes>, HttpError> {
    let decision = |outcome: &Result<http::Response<Bytes>, HttpError>| {
        RetryDecision::paused(outcome.as_ref().map_or_else(is_connection_failure, |response| is_worth_retrying(response.status().as_u16())))
    };
    with_retries(2, deps, || Ok(request.clone()), Ok, decision).await
}

/// Waits before the only retry of a request, for the `Retry-After` of the response, at most 10 s.
pub(crate) async fn pause(headers: &HeaderMap, deps: &Deps) {
    if let Some(pause) = RetryDelays::new(1).next(retry_after(headers, deps.clock.now())) {
        sleep(pause, deps).await;
    }
}

/// Waits for `pause` and up to a quarter more, so that clients whose requests failed together do not send them together again.
async fn sleep(pause: Duration, deps: &Deps) {
    let pause = deps.wait_limit.limited(pause.mul_f64(1.0 + f64::from(rand::random::<u8>()) / 1024.0));
    let _wait = wait_for(pause, || "the next attempt".to_owned());
    tokio::time::sleep(pause).await;
}

/// Returns the `Retry-After` of a response: in seconds, or until a date relative to the server's `Date`.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let time = |text: &str| DateTimeParser::new().parse_timestamp(text).ok();
    let header = text(RETRY_AFTER)?;
    match header.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => text(DATE).and_then(time).unwrap_or(now).duration_until(time(header)?).try_into().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(text: &str) -> Vec<u64> {
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        let headers: Vec<_> = [date, ("retry-after", text)].into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let headers: HeaderMap =
            headers.into_iter().map(|(name, value)| (name.parse().expect(name), value.parse().expect(value))).collect();
        let mut pauses = RetryDelays::new(2);
        let requested = retry_after(&headers, Timestamp::UNIX_EPOCH);
        std::iter::from_fn(|| pauses.next(requested)).map(|pause| pause.as_millis() as u64).collect()
    }

    #[test]
    fn a_single_retry_does_not_count_toward_the_limit() {
        let (mut pauses, moment) = (RetryDelays::new(1), Duration::from_secs(2));
        assert_eq!(pauses.delay_before(&RetryDecision::OnceAfter(moment), None), Some(moment));
        assert_eq!(pauses.delay_before(&RetryDecision::Paused, None), Some(DELAYS[0]));
        assert_eq!(pauses.delay_before(&RetryDecision::OnceAfter(moment), None), None);
        assert_eq!(pauses.delay_before(&RetryDecision::Paused, None), None);
        assert_eq!(RetryDelays::new(1).delay_before(&RetryDecision::Never, None), None);
    }

    #[test]
    fn retry_after_is_honored_up_to_ten_seconds() {
        assert_eq!(pauses(""), [300, 1000]);
        assert_eq!(pauses("0"), [300, 1000]);
        assert_eq!(pauses("2"), [2000, 2000]);
        assert_eq!(pauses("8"), [8000, 2000]);
        assert_eq!(pauses("3600"), [10_000]);
        assert_eq!(pauses("18446744073709551615"), [10_000]);
        assert_eq!(pauses("Wed, 21 Oct 2026 07:28:03 GMT"), [3000, 3000]);
        assert_eq!(pauses("Wed, 21 Oct 2026 07:20:00 GMT"), [300, 1000]);
        for invalid in ["soon", "-5", "1.5", "Wed, 21 Oct"] {
            assert_eq!(pauses(invalid), [300, 1000], "{invalid}");
        }
    }
}
