//! Logs in with a code that the user enters on any device.

use super::super::Error;
use super::super::oidc::DeviceLogin;
use super::{LoginAttempt, VerifiedTokens, qr_code};
use crate::sys::test_event;
use std::time::Duration;

/// Shows the code, and waits until the user has entered it.
///
/// # Errors
/// The login was refused, timed out, or gave no valid tokens.
pub(super) async fn log_in(login: &LoginAttempt<'_>, device: DeviceLogin<'_>) -> Result<VerifiedTokens, Error> {
    let LoginAttempt { request, deps, provider, .. } = login;
    let text = instructions(&device, request.timeout, login.asks_who, deps.terminal.size());
    deps.terminal.print_styled(&text);
    test_event!(DeviceCode {
        address: device.address(),
        code: device.user_code(),
        complete_address: device.complete_address(),
        shown: &text
    });
    let polling = async {
        let _wait = login.wait_for_user(device.lifetime());
        let polled = tokio::time::timeout(request.timeout, device.poll(deps)).await;
        let timed_out = || {
            device
                .take_last_error()
                .map_or(Error::TimedOut { timeout: request.timeout, redirect: None, rejected_callback: None }, Error::from)
        };
        Ok::<_, Error>(polled.map_err(|_| timed_out())??)
    };
    let preparation = async { provider.early_keys(deps).await.map_err(Error::from) };
    let (tokens, keys) = tokio::try_join!(polling, preparation)?;
    let (verified_tokens, ()) = tokio::join!(login.verify(tokens, None, keys), deps.http.keep_warm(request.endpoint.url()));
    verified_tokens
}

/// The advice for a user who is to replace another, so that the provider does not reuse the session of the browser in which the code is entered.
const ANOTHER_USER: &str = "To log in as another user, open the address in a private window, or sign out at the provider first.\n\n";

/// The instructions for the user: a QR code if it leaves room for all that follows, the address that includes the code if the provider has
/// one, and last, so that they stay visible, address and code.
fn instructions(device: &DeviceLogin<'_>, timeout: Duration, asks_who: bool, size: Option<(u16, u16)>) -> String {
    let (address, code, complete_address) = (device.address(), device.user_code(), device.complete_address());
    let validity = validity(device.lifetime(), timeout);
    let complete = complete_address.map_or_else(String::new, |complete_address| {
        format!("To log in, open this address on any device and compare the code\n\n  {complete_address}\n\nor ")
    });
    let beginning = if complete.is_empty() { "To log in, " } else { "" };
    // a device authorization request has no parameter `prompt`: RFC 8628, section 3.1
    let advice = if asks_who { ANOTHER_USER } else { "" };
    let text = format!(
        "{advice}{complete}{beginning}open this address on any device\n\n  {address}\n\nand enter the code\n\n  {code}\n\n\
         {validity} Never enter a code someone sent you.\n"
    );
    let qr_text = size.and_then(|size| qr_code::render(complete_address.unwrap_or(address), without_rows_of(&text, size)));
    qr_text.map_or_else(String::new, |qr_text| format!("{qr_text}\n\n")) + &text
}

/// Returns the columns and rows that `text` leaves free: its lines may be wrapped, and a line follows it.
fn without_rows_of(text: &str, (columns, rows): (u16, u16)) -> (u16, u16) {
    let rows_of = |line: &str| line.chars().count().div_ceil(usize::from(columns.max(1))).max(1);
    let used = text.lines().map(rows_of).sum::<usize>() + 2;
    (columns, rows.saturating_sub(u16::try_from(used).unwrap_or(u16::MAX)))
}

/// Describes how long the code can be used: as long as it is valid, or until sts-cli stops waiting for the user, if that is earlier.
fn validity(lifetime: Option<Duration>, timeout: Duration) -> String {
    match lifetime {
        Some(lifetime) if lifetime <= timeout => format!("This code is valid for {}.", format_validity(lifetime)),
        _ => format!("Enter it within {}.", format_validity(timeout)),
    }
}

/// Formats the lifetime of a code: in minutes, unless it is shorter than two.
fn format_validity(lifetime: Duration) -> String {
    match lifetime.as_secs() / 60 {
        0 | 1 => format!("{} {}", lifetime.as_secs(), if lifetime.as_secs() == 1 { "second" } else { "seconds" }),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_gets_the_rows_that_the_text_leaves() {
        assert_eq!(without_rows_of("a\n\nb", (80, 24)), (80, 19));
        assert_eq!(without_rows_of(&"a".repeat(161), (80, 24)), (80, 19), "a wrapped line");
        assert_eq!(without_rows_of(&"a\n".repeat(100), (80, 24)), (80, 0));
    }

    #[test]
    fn the_time_is_that_of_the_wait_if_it_ends_before_the_code() {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        assert_eq!(validity(Some(minutes(10)), minutes(10)), "This code is valid for 10 minutes.");
        assert_eq!(validity(Some(minutes(10)), minutes(5)), "Enter it within 5 minutes.");
        assert_eq!(validity(None, minutes(5)), "Enter it within 5 minutes.");
    }

    #[test]
    fn the_lifetime_is_in_minutes() {
        assert_eq!(
            [1, 30, 119, 120, 600].map(|seconds| format_validity(Duration::from_secs(seconds))).join(", "),
            "1 second, 30 seconds, 119 seconds, 2 minutes, 10 minutes"
        );
    }
}
