//! What a device authorization endpoint answers: RFC 8628, section 3.2, and what Google and Azure AD (v1) send instead.

use crate::provider_document::ProviderDocument;
use crate::sys::{one_line, printable};
use bytes::Bytes;
use http::Response;
use std::time::Duration;
use url::Url;

/// The pause between two questions where the provider names none that can be read: section 3.2.
const USUAL_PAUSE: Duration = Duration::from_secs(5);
/// Nobody waits longer for a code to be typed in; a provider may state any number.
const LONGEST_LIFE: Duration = Duration::from_secs(86_400);

/// The longest address that is shown; browsers and QR codes take little more.
const LONGEST_ADDRESS: usize = 2000;

/// A code for another device.
pub(super) struct DeviceAnswer {
    /// What this program asks with.
    pub(super) device_code: String,
    /// What the person types in.
    pub(super) user_code: String,
    /// Where.
    pub(super) address: String,
    /// An address that includes the code.
    pub(super) complete_address: Option<String>,
    /// How long the code is valid, a day at most; `None` where the provider does not say.
    pub(super) lifetime: Option<Duration>,
    /// The pause between two questions.
    pub(super) interval: Duration,
}

impl DeviceAnswer {
    /// Reads an answer.
    ///
    /// # Errors
    /// What it lacks, or has in another form.
    pub(super) fn read(answer: &Response<Bytes>) -> Result<Self, String> {
        let document = ProviderDocument::read(answer.body()).map_err(|error| error.to_string())?;
        let text = |names: &[&str]| names.iter().find_map(|name| document.text(name).ok().flatten());
        let needed = |names: &[&str]| match text(names) {
            Some(found) => Ok(found),
            None => document.needed(names[0], ProviderDocument::text).map_err(|error| error.to_string()),
        };
        let seconds = |name| u64::try_from(document.seconds(name).ok().flatten()?).ok().map(Duration::from_secs);
        let address = needed(&["verification_uri", "verification_url"])?;
        if !is_web_address(address) {
            return Err("`verification_uri` is not a web address".to_owned());
        }
        let complete = text(&["verification_uri_complete", "verification_url_complete"]);
        Ok(Self {
            device_code: needed(&["device_code"])?.to_owned(),
            user_code: printable(needed(&["user_code"])?),
            address: one_line(address),
            complete_address: complete.filter(|found| is_web_address(found)).map(one_line),
            lifetime: seconds("expires_in").map(|life| life.min(LONGEST_LIFE)),
            interval: seconds("interval").unwrap_or(USUAL_PAUSE),
        })
    }
}

/// Whether a person may be sent there: on the web, or by an address that has no scheme, as some providers print it. A shortened one
/// would lead elsewhere.
fn is_web_address(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS && Url::parse(text).map_or(!text.contains(':'), |url| matches!(url.scheme(), "https" | "http"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(change: &Value) -> Result<DeviceAnswer, String> {
        let mut answer = json!({"device_code": "d", "user_code": "u", "verification_uri": "https://id.example/device"});
        change.as_object().unwrap().iter().for_each(|(name, value)| answer[name] = value.clone());
        DeviceAnswer::read(&Response::new(answer.to_string().into()))
    }

    #[test]
    fn seconds_are_read_in_every_form() {
        for (sent, expected) in [
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
            let answer = read(&json!({"expires_in": sent})).unwrap();
            assert_eq!(answer.lifetime.map(|life| life.as_secs()), expected, "{sent}");
            assert_eq!(read(&json!({"interval": sent})).unwrap().interval.as_secs().min(86_400), expected.unwrap_or(5), "{sent}");
        }
    }

    #[test]
    fn an_address_has_two_spellings_and_leads_to_the_web() {
        let url = read(&json!({"verification_uri": null, "verification_url": "https://id.example/url"})).unwrap();
        assert_eq!(url.address, "https://id.example/url");
        let both =
            read(&json!({"verification_url": "https://id.example/url", "verification_url_complete": "https://id.example/c"})).unwrap();
        assert_eq!((both.address.as_str(), both.complete_address.as_deref()), ("https://id.example/device", Some("https://id.example/c")));
        assert_eq!(read(&json!({"verification_uri": "id.example/device"})).unwrap().address, "id.example/device");
        for address in ["javascript:alert(1)", "tel:1", ""] {
            assert!(read(&json!({"verification_uri": address})).is_err(), "{address}");
            assert!(read(&json!({"verification_uri_complete": address})).unwrap().complete_address.is_none(), "{address}");
        }
        let long = |length| format!("https://id.example/{}", "c".repeat(length));
        for (length, is_shown) in [(381, true), (1981, true), (1982, false)] {
            let complete = read(&json!({"verification_uri_complete": long(length)})).unwrap().complete_address;
            assert_eq!(complete, is_shown.then(|| long(length)), "it is whole, or not there");
        }
        assert_eq!(read(&json!({"device_code": false})).err().as_deref(), Some("`device_code` is true or false, not a text"));
    }
}
