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

/// Whether a request is sent once more.
pub(crate) enum Again {
    /// The outcome stands.
    Never,
    /// After a pause, while there are tries left.
    Paused,
    /// After this time, if it was not sent once more for such a reason before.
    OnceAfter(Duration),
}

impl Again {
    /// `Paused` where another try may help.
    pub(crate) fn paused(may_help: bool) -> Self {
        if may_help { Self::Paused } else { Self::Never }
    }
}

/// The pauses between the tries of one request.
struct Pauses {
    usual: std::slice::Iter<'static, Duration>,
    left: Duration,
    has_waited_once: bool,
}

impl Pauses {
    /// Pauses for at most `most` more tries, three at most.
    fn new(most: usize) -> Self {
        Self { usual: PAUSES[..most.min(PAUSES.len())].iter(), left: LONGEST, has_waited_once: false }
    }

    /// The time to wait before the next try: the usual one, or what the last answer asked for, up to 10 s in all. `None` after the last
    /// try.
    fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        let usual = *self.usual.next()?;
        let pause = usual.max(asked.unwrap_or_default()).min(self.left);
        self.left -= pause;
        (!pause.is_zero()).then_some(pause)
    }

    /// The pause before the next try, if there is to be one.
    fn before(&mut self, again: &Again, asked: Option<Duration>) -> Option<Duration> {
        match again {
            Again::Never => None,
            Again::Paused => self.next(asked),
            Again::OnceAfter(pause) => (!std::mem::replace(&mut self.has_waited_once, true)).then_some(*pause),
        }
    }
}

/// Whether an answer of this status decides nothing: the server, or a gateway before it (52x: Cloudflare), is in trouble or too busy.
pub(crate) fn is_trouble(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 520..=530 | 598 | 599)
}

/// Whether an answer of this status decides nothing of what a provider was asked: no 5xx does, whichever it is.
pub(crate) fn is_undecided(status: u16) -> bool {
    is_trouble(status) || status >= 500
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

/// Sends the request that `build` makes and reads its answer, as often as `again` says of the outcome: at most `more_tries` times more
/// with a pause, which the answer may ask for (`Retry-After`), and once for another reason.
///
/// # Errors
/// The error of the last try.
pub(crate) async fn repeatedly<T, E: From<HttpError>>(
    more_tries: usize,
    deps: &Deps,
    build: impl Fn() -> Result<http::Request<Vec<u8>>, E>,
    mut read: impl FnMut(http::Response<Bytes>) -> Result<T, E>,
    again: impl Fn(&Result<T, E>) -> Again,
) -> Result<T, E> {
    let mut pauses = Pauses::new(more_tries);
    loop {
        let answer = deps.http.send(build()?).await;
        let asked = answer.as_ref().ok().and_then(|answer| retry_after(answer.headers(), deps.clock.now()));
        let outcome = answer.map_err(E::from).and_then(&mut read);
        let Some(pause) = pauses.before(&again(&outcome), asked) else { return outcome };
        tracing::debug!(milliseconds = pause.as_millis(), "the request is tried again");
        tokio::time::sleep(deps.http.limited(pause)).await;
    }
}

/// Sends a request that is safe to repeat, up to three times.
///
/// # Errors
/// The last error where no try brought an answer.
pub(crate) async fn send_repeatedly(request: &http::Request<Vec<u8>>, deps: &Deps) -> Result<http::Response<Bytes>, HttpError> {
    let again = |outcome: &Result<http::Response<Bytes>, HttpError>| {
        Again::paused(outcome.as_ref().map_or_else(may_connect, |answer| may_pass(answer.status().as_u16())))
    };
    repeatedly(2, deps, || Ok(request.clone()), Ok, again).await
}

/// Waits before the only other try of a request, as long as the headers of the first answer ask for, up to 10 s.
pub(crate) async fn pause(headers: &HeaderMap, deps: &Deps) {
    if let Some(pause) = Pauses::new(1).next(retry_after(headers, deps.clock.now())) {
        tokio::time::sleep(deps.http.limited(pause)).await;
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

    fn pauses(text: &str) -> Vec<u64> {
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        let headers: Vec<_> = [date, ("retry-after", text)].into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let headers: HeaderMap =
            headers.into_iter().map(|(name, value)| (name.parse().expect(name), value.parse().expect(value))).collect();
        let mut pauses = Pauses::new(2);
        let asked = retry_after(&headers, Timestamp::UNIX_EPOCH);
        std::iter::from_fn(|| pauses.next(asked)).map(|pause| pause.as_millis() as u64).collect()
    }

    #[test]
    fn another_reason_counts_once_and_takes_no_try() {
        let (mut pauses, moment) = (Pauses::new(1), Duration::from_secs(2));
        assert_eq!(pauses.before(&Again::OnceAfter(moment), None), Some(moment));
        assert_eq!(pauses.before(&Again::Paused, None), Some(PAUSES[0]));
        assert_eq!(pauses.before(&Again::OnceAfter(moment), None), None);
        assert_eq!(pauses.before(&Again::Paused, None), None);
        assert_eq!(Pauses::new(1).before(&Again::Never, None), None);
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
