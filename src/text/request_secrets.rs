//! Redacts secrets of a request from messages of the server, which may repeat them.
//!
//! Applied to text that was extracted from XML or JSON, because servers escape in many ways.

use super::mask::{MIN_SECRET_LENGTH, mask_secrets};
use super::{printable, redact_url};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, LOCATION};
use std::collections::BTreeSet;
use std::sync::Arc;
use url::form_urlencoded;

/// Form fields and query parameters of OAuth that contain secrets. Those of an STS request are marked by [`SecretParameters`].
const SECRET_FIELDS: [&str; 8] =
    ["access_token", "client_assertion", "client_secret", "code", "code_verifier", "device_code", "refresh_token", "token"];

/// A shorter secret in another spelling occurs in texts by chance.
const MIN_ENCODED_LENGTH: usize = 8;
const LEFT_OUT: &str = "(message omitted: it repeats a secret)";

/// The names of the parameters that contain secrets; attached to an STS request, whose parameters depend on the identity.
#[derive(Clone)]
pub(crate) struct SecretParameters(pub(crate) Vec<&'static str>);

/// The secrets of a request; attached to the response, whose messages may repeat them in any encoding.
#[derive(Clone, Default)]
pub(crate) struct RequestSecrets(Arc<BTreeSet<String>>);

impl RequestSecrets {
    pub(crate) fn of(request: &http::Request<Vec<u8>>) -> Self {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let fields = form_urlencoded::parse(request.body()).chain(form_urlencoded::parse(query));
        let marked = request.extensions().get().map_or(&[][..], |SecretParameters(names)| names);
        let is_secret = |name: &str| SECRET_FIELDS.contains(&name) || marked.contains(&name);
        let form_secrets = fields.filter(|(name, _)| is_secret(name)).map(|(_, value)| value.into_owned());
        let headers = [bearer(request), session_token(request), header(request, "Basic ").map(str::to_owned)];
        let secrets = form_secrets.chain(basic_secret(request)).chain(headers.into_iter().flatten());
        Self(Arc::new(secrets.filter(|secret| secret.len() >= MIN_SECRET_LENGTH).flat_map(spellings).collect()))
    }

    /// Returns the secrets of the request that `response` belongs to.
    #[must_use]
    pub(crate) fn of_response<B>(response: &http::Response<B>) -> Self {
        response.extensions().get::<Self>().cloned().unwrap_or_default()
    }

    /// Returns the server's `words`, printable, with long secrets and tokens replaced by `…`. If they contain a short secret, nothing is
    /// shown.
    #[must_use]
    pub(crate) fn redact(&self, words: &str) -> String {
        mask_secrets(words, self.0.iter().map(String::as_str)).map_or_else(|| LEFT_OUT.to_owned(), |words| printable(&words))
    }
}

/// Returns the printable target of a redirect without its query: from `Location`, or from the body.
#[must_use]
pub(crate) fn redirected_to<B>(response: &http::Response<B>, body_location: Option<&str>) -> Option<String> {
    let header = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let location = header.or(body_location).filter(|_| response.status().is_redirection())?;
    let printable_location =
        if location.contains("://") { redact_url(location) } else { location.split(['?', '#']).next().unwrap_or_default().to_owned() };
    Some(RequestSecrets::of_response(response).redact(&printable_location))
}

fn header<'a>(request: &'a http::Request<Vec<u8>>, scheme: &str) -> Option<&'a str> {
    request.headers().get(AUTHORIZATION)?.to_str().ok()?.strip_prefix(scheme)
}

/// Returns the client secret of a `Basic` header, which is form-encoded (RFC 6749, section 2.3.1).
fn basic_secret(request: &http::Request<Vec<u8>>) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(header(request, "Basic ")?).ok()?).ok()?;
    let secret = decoded.split_once(':')?.1;
    form_urlencoded::parse(format!("x={secret}").as_bytes()).next().map(|(_, value)| value.into_owned())
}

fn bearer(request: &http::Request<Vec<u8>>) -> Option<String> {
    header(request, "Bearer ").map(str::to_owned)
}

fn session_token(request: &http::Request<Vec<u8>>) -> Option<String> {
    Some(request.headers().get("x-amz-security-token")?.to_str().ok()?.to_owned())
}

/// The secret itself; as a form has it, with `+` for spaces; in hexadecimal digits; and in Base64, of which it may be a part.
fn spellings(secret: String) -> Vec<String> {
    let form_encoded = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut encodings: Vec<String> = (0..3).flat_map(|offset| base64_after(offset, secret.as_bytes())).collect();
    encodings.extend([hex.to_uppercase(), hex]);
    encodings.retain(|encoded| encoded.len() >= MIN_ENCODED_LENGTH);
    encodings.extend([secret, form_encoded]);
    encodings
}

/// Encodes a secret that follows `offset` other bytes, in Base64 and in its alphabet for URLs, without the letters that depend on its
/// neighbors: RFC 4648, sections 4 and 5.
fn base64_after(offset: usize, secret: &[u8]) -> [String; 2] {
    let bytes = [&[0; 2][..offset], secret].concat();
    let encoded = STANDARD.encode(&bytes);
    let own_part = &encoded[(offset * 8).div_ceil(6)..bytes.len() * 8 / 6];
    [own_part.to_owned(), own_part.replace('+', "-").replace('/', "_")]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the secrets of an STS request whose parameter `BadgePin` is marked.
    fn echo(body: &str) -> RequestSecrets {
        let mut request = http::Request::new(body.as_bytes().to_vec());
        request.extensions_mut().insert(SecretParameters(vec!["BadgePin"]));
        RequestSecrets::of(&request)
    }

    #[test]
    fn a_long_secret_is_redacted_and_a_short_one_hides_the_whole_message() {
        let words = |password: &str, response_text: &str| {
            echo(&format!("BadgeNumber=alice&BadgePin={}", crate::sigv4::encode(password))).redact(response_text)
        };
        assert_eq!(words("My \"Secret' pass", "cannot bind with My \"Secret' pass today"), "cannot bind with … today");
        assert_eq!(words("hunter2", "cannot bind with hunter2"), LEFT_OUT);
        assert_eq!(words("correct-horse-battery", "user correct-horse-bat"), "user …");
        assert_eq!(words("e", "everything else"), "everything else");
        assert_eq!(words("error", "no such thing"), "no such thing");
    }
}
