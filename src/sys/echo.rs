//! Secrets that a server repeats in a refusal are taken out of it, before anyone can show or log what it said.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use std::collections::BTreeSet;
use url::form_urlencoded;

/// The form fields and query parameters that carry secrets, of OAuth and of STS.
const SECRET_FIELDS: [&str; 12] = [
    "access_token",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "LDAPPassword",
    "refresh_token",
    "token",
    "Token",
    "WebIdentityAccessToken",
    "WebIdentityToken",
];

/// The secrets in a request, in the spellings in which an answer may repeat them.
pub(super) struct Echo(BTreeSet<String>);

impl Echo {
    pub(super) fn of(request: &http::Request<Vec<u8>>) -> Self {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let fields = form_urlencoded::parse(request.body()).chain(form_urlencoded::parse(query));
        let sent = fields.filter(|(name, _)| SECRET_FIELDS.contains(&name.as_ref())).map(|(_, value)| value.into_owned());
        let secrets = sent.chain(basic_secret(request)).chain(bearer(request)).filter(|secret| !secret.is_empty());
        Self(secrets.flat_map(|secret| spellings(&secret)).collect())
    }

    /// `body` without any of the secrets; the longest spellings go first, so that none leaves a piece of another.
    pub(super) fn taken_out_of(&self, body: Bytes) -> Bytes {
        if self.0.is_empty() {
            return body;
        }
        let mut text = String::from_utf8_lossy(&body).into_owned();
        let mut secrets: Vec<&String> = self.0.iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in secrets {
            text = text.replace(secret.as_str(), "…");
        }
        Bytes::from(text)
    }
}

fn header<'a>(request: &'a http::Request<Vec<u8>>, scheme: &str) -> Option<&'a str> {
    request.headers().get(AUTHORIZATION)?.to_str().ok()?.strip_prefix(scheme)
}

/// The secret of a client that authenticates by `Basic`, form-encoded as RFC 6749, section 2.3.1 wants it.
fn basic_secret(request: &http::Request<Vec<u8>>) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(header(request, "Basic ")?).ok()?).ok()?;
    let secret = decoded.split_once(':')?.1;
    form_urlencoded::parse(format!("x={secret}").as_bytes()).next().map(|(_, value)| value.into_owned())
}

fn bearer(request: &http::Request<Vec<u8>>) -> Option<String> {
    header(request, "Bearer ").map(str::to_owned)
}

fn spellings(secret: &str) -> [String; 5] {
    let json = serde_json::to_string(secret).unwrap_or_default();
    [
        secret.to_owned(),
        quick_xml::escape::escape(secret).into_owned(),
        json.trim_matches('"').to_owned(),
        crate::sigv4::encode(secret),
        form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
    ]
}
