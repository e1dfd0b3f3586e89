//! Logs in with a code that the user enters on any device.

use super::super::Error;
use super::super::oidc::DeviceLogin;
use super::{LoginAttempt, VerifiedTokens, qr_code};
use crate::sys::format_duration;
use crate::sys::test_event;

/// Shows the code, and waits until the user has entered it.
///
/// # Errors
/// The login was refused, timed out, or gave no valid tokens.
pub(super) async fn log_in(login: &LoginAttempt<'_>, device: DeviceLogin<'_>) -> Result<VerifiedTokens, Error> {
    let LoginAttempt { request, deps, provider, .. } = login;
    let text = instructions(&device, login.asks_who, deps.terminal.size());
    deps.terminal.print_styled(&text);
    test_event!(DeviceCode {
        address: device.address(),
        code: device.user_code(),
        complete_address: device.complete_address(),
        shown: &text
    });
    let polling = async {
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

/// The instructions for the user: address and code, the address that includes both if the provider has one, and a QR code if it fits.
fn instructions(device: &DeviceLogin<'_>, asks_who: bool, size: Option<(u16, u16)>) -> String {
    let (address, code, complete_address) = (device.address(), device.user_code(), device.complete_address());
    let lifetime = device.lifetime().map_or_else(String::new, |duration| format!("The code expires in {}. ", format_duration(duration)));
    let qr_text = size.and_then(|size| qr_code::render(complete_address.unwrap_or(address), size));
    let qr_text = qr_text.map_or_else(String::new, |qr_text| format!("\n{qr_text}\n"));
    let complete_address = complete_address
        .map_or_else(String::new, |complete_address| format!("\nor open this address and compare the code\n\n  {complete_address}\n"));
    // a device authorization request has no parameter `prompt`: RFC 8628, section 3.1
    let advice = if asks_who { ANOTHER_USER } else { "" };
    format!(
        "To log in, open this address on any device\n\n  {address}\n\nand enter the code\n\n  {code}\n{complete_address}{qr_text}\n{advice}\
         {lifetime}Never enter a code that somebody sent you.\n"
    )
}
