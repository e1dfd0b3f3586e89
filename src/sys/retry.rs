//! Requests that are tried again: which answers may pass, and how long to wait between two tries.
//!
//! RFC 9110, section 10.2.3, for `Retry-After`.

use super::{Deps, HttpError, HttpErrorKind};
use bytes::Bytes;
use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use std::time::Duration;

/// The waits before the second, third and fourth try: seconds, not minutes, for a server that starts.
const PAUSES: [Duration; 3] = [Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(3)];
/// What a server may ask for; all pauses together are no longer either.
const LONGEST: Duration = Duration::from_secs(10);

/// The pauses between the tries of one request.
pub(crate) struct Pauses {
    usual: std::slice::Iter<'static, Duration>,
    left: Duration,
}

impl Pauses {
    /// Pauses for at most `most` more tries, three at most.
    pub(crate) fn new(most: usize) -> Self {
        Self { usual: PAUSES[..most.min(PAUSES.len())].iter(), left: LONGEST }
    }

    /// The time to wait before the next try: the usual one, or what the headers of the last answer ask for, up to 10 s in all. `None`
    /// after the last try.
    fn next(&mut self, headers: Option<&HeaderMap>, now: Timestamp) -> Option<Duration> {
        let usual = *self.usual.next()?;
        let asked = headers.and_then(|headers| retry_after(headers, now)).unwrap_or_default();
        let pause = usual.max(asked).min(self.left);
        self.left -= pause;
        (!pause.is_zero()).then_some(pause)
    }

    /// Waits before the next try, as [`Pauses::next`] says. Returns whether there is to be one.
    pub(crate) async fn wait(&mut self, headers: Option<&HeaderMap>, deps: &Deps) -> bool {
        let Some(pause) = self.next(headers, deps.clock.now()) else { return false };
        tracing::debug!(milliseconds = pause.as_millis(), "the request is tried again");
        tokio::time::sleep(pause).await;
        true
    }
}

/// Whether an answer of this status decides nothing: the server, or a gateway before it (52x: Cloudflare), is in trouble or too busy.
pub(crate) fn is_trouble(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 520..=530 | 598 | 599)
}

/// Whether such trouble is known to pass: a 500 may come of the request itself.
pub(crate) fn may_pass(status: u16) -> bool {
    is_trouble(status) && status != 500
}

/// Whether a server that answers with this status has not looked at the request: one that must not be carried out twice may be repeated.
pub(crate) fn is_unread(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 503)
}

/// Whether another try may bring an answer: there was no connection, or it broke.
pub(crate) fn may_connect(error: &HttpError) -> bool {
    matches!(error.trouble, HttpErrorKind::Unreachable | HttpErrorKind::ProxyUnreachable | HttpErrorKind::Broken)
}

/// Sends a request that is safe to repeat, up to three times.
///
/// # Errors
/// The last error where no try brought an answer.
pub(crate) async fn send_repeatedly(request: &http::Request<Vec<u8>>, deps: &Deps) -> Result<http::Response<Bytes>, HttpError> {
    let mut pauses = Pauses::new(2);
    loop {
        let answer = deps.http.send(request.clone()).await;
        let is_repeated = match &answer {
            Ok(answer) => may_pass(answer.status().as_u16()) && pauses.wait(Some(answer.headers()), deps).await,
            Err(error) => may_connect(error) && pauses.wait(None, deps).await,
        };
        if !is_repeated {
            return answer;
        }
    }
}

/// How long the server asks to wait, in seconds or until a date, which it counts by its own clock.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let time = |text: &str| DateTimeParser::new().parse_timestamp(text).ok();
    let stated = text(RETRY_AFTER)?;
    match stated.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => text(DATE).and_then(time).unwrap_or(now).duration_until(time(stated)?).try_into().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(retry_after: &str) -> Vec<u64> {
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        let headers: Vec<_> = [date, ("retry-after", retry_after)].into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let headers = headers.into_iter().map(|(name, value)| (name.parse().expect(name), value.parse().expect(value))).collect();
        let mut pauses = Pauses::new(2);
        std::iter::from_fn(|| pauses.next(Some(&headers), Timestamp::UNIX_EPOCH)).map(|pause| pause.as_millis() as u64).collect()
    }

    #[test]
    fn a_server_is_given_the_time_that_it_asks_for_up_to_ten_seconds() {
        assert_eq!(pauses(""), [300, 1000]);
        assert_eq!(pauses("0"), [300, 1000]);
        assert_eq!(pauses("2"), [2000, 2000]);
        assert_eq!(pauses("8"), [8000, 2000]);
        assert_eq!(pauses("3600"), [10_000]);
        assert_eq!(pauses("18446744073709551615"), [10_000]);
        assert_eq!(pauses("Wed, 21 Oct 2026 07:28:03 GMT"), [3000, 3000]);
        assert_eq!(pauses("Wed, 21 Oct 2026 07:20:00 GMT"), [300, 1000]);
        for strange in ["soon", "-5", "1.5", "Wed, 21 Oct"] {
            assert_eq!(pauses(strange), [300, 1000], "{strange}");
        }
    }
}
