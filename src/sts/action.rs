//! What to send: the form of each action, signed where the action wants it.
//!
//! MinIO takes these actions as a `POST` of a form to `/` without a query; so does every other server we know.

use crate::identity::Evidence;
use crate::request::{Request, RoleArn, SessionLength, SessionName};
use crate::sigv4::{self, Keys, Scope, encode};
use http::header::{CONTENT_TYPE, HeaderValue, InvalidHeaderValue};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");

/// What is asked of the server beside the proof.
pub(super) struct Terms<'a> {
    pub(super) length: SessionLength,
    pub(super) session_name: SessionName,
    pub(super) role_arn: Option<&'a RoleArn>,
    pub(super) revoke_type: Option<&'a str>,
    pub(super) with_access_token: bool,
}

/// The action that an evidence calls for.
pub(super) fn name(evidence: &Evidence) -> &'static str {
    match evidence {
        Evidence::WebIdentity { .. } => "AssumeRoleWithWebIdentity",
        Evidence::AccessKeys { .. } => "AssumeRole",
    }
}

/// The whole request; only `AssumeRole` is signed: on MinIO a signature sends the others to the wrong handler.
#[expect(clippy::disallowed_methods, reason = "the form body carries the token, the signature is made of the secret key")]
pub(super) fn build(
    evidence: &Evidence,
    terms: &Terms<'_>,
    request: &Request,
    now: Timestamp,
) -> Result<http::Request<Vec<u8>>, InvalidHeaderValue> {
    let mut body = form(name(evidence), terms);
    if let Evidence::WebIdentity { token, access_token, .. } = evidence {
        body.push_str("&WebIdentityToken=");
        body.push_str(&encode(token.expose_secret()));
        if let Some(access_token) = access_token.as_ref().filter(|_| terms.with_access_token) {
            body.push_str("&WebIdentityAccessToken=");
            body.push_str(&encode(access_token.expose_secret()));
        }
    }
    let mut post = http::Request::new(body.into_bytes());
    *post.method_mut() = http::Method::POST;
    *post.uri_mut() = request.endpoint.url().as_str().parse().unwrap_or_default();
    post.headers_mut().insert(CONTENT_TYPE, FORM);
    if let Evidence::AccessKeys { access_key, secret_key } = evidence {
        let keys = Keys { access_key, secret_key: secret_key.expose_secret(), session_token: None };
        sigv4::sign(&mut post, &keys, &Scope { time: now, region: &request.region, service: "sts" })?;
    }
    Ok(post)
}

fn form(action: &str, terms: &Terms<'_>) -> String {
    let seconds = terms.length.seconds().to_string();
    let mut fields = vec![
        ("Action", action),
        ("Version", "2011-06-15"),
        ("RoleSessionName", terms.session_name.as_str()),
        ("DurationSeconds", &seconds),
    ];
    fields.extend(terms.role_arn.map(|role| ("RoleArn", role.as_str())));
    fields.extend(terms.revoke_type.map(|kind| ("TokenRevokeType", kind)));
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}
