//! The device authorization response: RFC 8628, section 3.2, and the variants of Google and Azure AD (v1).

use crate::provider_document::{DocumentError, ProviderDocument};
use crate::sys::is_loopback;
use crate::text::printable;
use bytes::Bytes;
use http::Response;
use std::time::Duration;
use url::Url;

/// The polling interval if the provider states none, or none that can be read: RFC 8628, section 3.2.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);
/// The longest accepted lifetime of a code; a provider may state any number.
const MAX_LIFETIME: Duration = Duration::from_secs(86_400);

/// The members with the verification address: RFC 8628, and Google.
const ADDRESSES: [&str; 2] = ["verification_uri", "verification_url"];
/// The maximum length of an address that is shown; QR codes take little more.
const MAX_ADDRESS_LENGTH: usize = 2000;

/// A device authorization response.
pub(super) struct DeviceAuthorizationResponse {
    /// The device code, by which this program polls.
    pub(super) device_code: String,
    /// The user code, which the user enters.
    pub(super) user_code: String,
    /// The verification address: http or https.
    pub(super) address: Url,
    /// The verification address that includes the code, if the provider has a usable one.
    pub(super) complete_address: Option<Url>,
    /// The lifetime of the code, at most a day; `None` if the provider states none that can be read.
    pub(super) lifetime: Option<Duration>,
    /// The polling interval.
    pub(super) interval: Duration,
}

/// Why a response is not usable as a device authorization response.
pub(super) struct UnusableResponse {
    /// The problem: it is not JSON, or a member is missing or has the wrong form.
    pub(super) problem: String,
    /// Whether the response has a device code nevertheless.
    pub(super) has_code: bool,
}

impl DeviceAuthorizationResponse {
    /// Reads a response of `endpoint`. Does not check yet whether the addresses are allowed.
    ///
    /// # Errors
    /// A required member is missing or has the wrong form; see [`UnusableResponse`].
    pub(super) fn read(response: &Response<Bytes>, endpoint: &Url) -> Result<Self, UnusableResponse> {
        let not_json = |error: DocumentError| UnusableResponse { problem: error.to_string(), has_code: false };
        let document = ProviderDocument::read(response.body()).map_err(not_json)?;
        let has_code = || document.digits_or_text("device_code").is_ok_and(|code| code.is_some());
        Self::of(&document, endpoint).map_err(|problem| UnusableResponse { problem, has_code: has_code() })
    }

    /// Reads the members. The error is the problem with the first required one that is missing or has the wrong form.
    fn of(document: &ProviderDocument, endpoint: &Url) -> Result<Self, String> {
        let is_text = |name: &&str| document.string(name).is_ok_and(|text| text.is_some());
        let seconds = |name| u64::try_from(document.seconds(name).ok().flatten()?).ok().map(Duration::from_secs);
        let address = |names: &[&str]| names.iter().find_map(|name| web_address(document.string(name).ok()??, endpoint));
        let code = |name| document.required(name, ProviderDocument::digits_or_text).map_err(|error| error.to_string());
        if !ADDRESSES.iter().any(is_text) {
            document.required(ADDRESSES[0], ProviderDocument::string).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            device_code: code("device_code")?,
            user_code: printable(&code("user_code")?),
            address: address(&ADDRESSES).ok_or("`verification_uri` is not a web address")?,
            complete_address: address(&["verification_uri_complete", "verification_url_complete"]),
            lifetime: seconds("expires_in").map(|lifetime| lifetime.min(MAX_LIFETIME)),
            interval: seconds("interval").unwrap_or(DEFAULT_INTERVAL),
        })
    }
}

/// Parses a verification address: http, https, or, as some providers send it, a path at the host of `endpoint`, or a host without a scheme.
/// The scheme is then https, or for loopback and the provider's own host that of `endpoint`. `None` for other schemes, addresses with user info, and addresses that are too long to
/// show whole.
fn web_address(text: &str, endpoint: &Url) -> Option<Url> {
    let text = text.trim();
    let rest = text.trim_start_matches('/');
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let url = match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => url,
        _ if text.starts_with('/') && !text.starts_with("//") => endpoint.join(text).ok()?,
        _ if host.contains('.') || host == "localhost" => {
            let with_scheme = |scheme: &str| Url::parse(&format!("{scheme}://{rest}")).ok();
            let is_same_or_loopback = |url: &Url| is_loopback(url) || url.host() == endpoint.host();
            with_scheme("https").and_then(|url| if is_same_or_loopback(&url) { with_scheme(endpoint.scheme()) } else { Some(url) })?
        }
        _ => return None,
    };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.as_str().len() <= MAX_ADDRESS_LENGTH;
    is_plain.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(change: &Value) -> Result<DeviceAuthorizationResponse, String> {
        let mut response = json!({"device_code": "d", "user_code": "u", "verification_uri": "https://id.example/device"});
        change.as_object().unwrap().iter().for_each(|(name, value)| response[name] = value.clone());
        DeviceAuthorizationResponse::read(&Response::new(response.to_string().into()), &"https://id.example/oidc/device".parse().unwrap())
            .map_err(|unusable| unusable.problem)
    }

    #[test]
    fn seconds_are_read_in_every_spelling() {
        for (input, expected) in [
            (json!(900), Some(900)),
            (json!("900"), Some(900)),
            (json!(" 900 "), Some(900)),
            (json!(900.0), Some(900)),
            (json!("900.5"), Some(900)),
            (json!(1e300), Some(86_400)),
            (json!(-1), None),
            (json!("soon"), None),
            (json!(null), None),
            (json!([9, 900]), None),
        ] {
            let response = read(&json!({"expires_in": input})).unwrap();
            assert_eq!(response.lifetime.map(|lifetime| lifetime.as_secs()), expected, "{input}");
            assert_eq!(read(&json!({"interval": input})).unwrap().interval.as_secs().min(86_400), expected.unwrap_or(5), "{input}");
        }
    }

    #[test]
    fn verification_addresses_have_two_spellings_and_must_be_web_addresses() {
        let address = |change: Value| read(&change).map(|response| response.address.to_string());
        assert_eq!(
            address(json!({"verification_uri": null, "verification_url": "https://id.example/url"})).unwrap(),
            "https://id.example/url"
        );
        let parsed =
            read(&json!({"verification_url": "https://id.example/url", "verification_url_complete": "https://id.example/c"})).unwrap();
        assert_eq!(
            (parsed.address.as_str(), parsed.complete_address.unwrap().as_str()),
            ("https://id.example/device", "https://id.example/c")
        );
        for (text, expected) in [
            ("id.example/device", "https://id.example/device"),
            ("id.example:8443/device?x=1", "https://id.example:8443/device?x=1"),
            ("//other.example/x", "https://other.example/x"),
            ("/device", "https://id.example/device"),
            ("127.0.0.1/x", "https://127.0.0.1/x"),
            ("localhost:8080/device", "https://localhost:8080/device"),
            ("HTTP://id.example", "http://id.example/"),
            ("https://id.example/a\u{202e}b", "https://id.example/a%E2%80%AEb"),
        ] {
            assert_eq!(address(json!({"verification_uri": text})).as_deref(), Ok(expected));
            assert_eq!(address(json!({"verification_uri": "vscode://x", "verification_url": text})).as_deref(), Ok(expected));
        }
        for address in [
            "javascript:alert(1)",
            "tel:1",
            "",
            "device",
            "id.example:x/y",
            "https://bank.example@id.example/",
            "a@id.example",
            "file:///etc",
        ] {
            assert!(read(&json!({"verification_uri": address})).is_err(), "{address}");
            assert!(read(&json!({"verification_uri_complete": address})).unwrap().complete_address.is_none(), "{address}");
        }
        let long_url = |length| format!("https://id.example/{}", "c".repeat(length));
        for (length, is_accepted) in [(381, true), (1981, true), (1982, false)] {
            let complete_address = read(&json!({"verification_uri_complete": long_url(length)})).unwrap().complete_address;
            assert_eq!(complete_address.map(String::from), is_accepted.then(|| long_url(length)), "it is not truncated");
        }
        assert_eq!(read(&json!({"device_code": false})).err().as_deref(), Some("`device_code` is a boolean, not a string"));
    }
}
