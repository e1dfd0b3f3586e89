//! Builds STS requests: the parameters of an action and of its proof, in a form or in the query, signed if the proof consists of keys.
//!
//! All are `POST` requests to the endpoint. MinIO accepts `AssumeRoleWithCertificate` and `AssumeRoleWithCustomToken` only with parameters
//! in the query and no body: `registerSTSRouter` in MinIO's `cmd/sts-handlers.go`, which also names the parameters that only MinIO has.

use crate::identity::{AwsKeys, Proof};
use crate::request::{Request, RoleArn, RoleUse, SessionDuration, SessionName, StsAction};
use crate::sigv4::{self, SigningKeys, SigningScope, encode};
use crate::sys::request_to;
use crate::text::SecretParameters;
use http::header::{CONTENT_TYPE, HeaderValue, InvalidHeaderValue};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// The content type of a form.
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");

/// The version of the API: "Common Parameters", AWS STS API Reference.
const API_VERSION: &str = "2011-06-15";

/// The parameter for the access token, on MinIO: `cmd/sts-handlers.go`.
const ACCESS_TOKEN_PARAMETER: &str = "WebIdentityAccessToken";

/// The parameters of an STS call besides the proof, for actions with and without a role.
pub(super) struct AssumeRoleParams<'a> {
    pub(super) action: &'static StsAction,
    pub(super) duration: SessionDuration,
    pub(super) session_name: SessionName,
    pub(super) role_arn: Option<&'a RoleArn>,
    pub(super) policy: Option<&'a str>,
    /// The name under which MinIO stores the credentials, so that they can be revoked.
    pub(super) revoke_type: Option<&'a str>,
    /// Whether the access token is sent in addition to the ID token.
    pub(super) with_access_token: bool,
}

/// Returns the action for the identity of `request`.
pub(super) fn action_of(request: &Request) -> &'static StsAction {
    request.identity.data().spec().action
}

/// Builds the request. It is signed only if the proof consists of keys: MinIO takes every signed form for `AssumeRole`.
///
/// # Errors
/// A key contains characters that are invalid in a header.
pub(super) fn build(
    proof: &Proof,
    params: &AssumeRoleParams<'_>,
    request: &Request,
    now: Timestamp,
) -> Result<http::Request<Vec<u8>>, InvalidHeaderValue> {
    let parameters = parameters(proof, params);
    let mut url = request.endpoint.url().clone();
    let mut body = Vec::new();
    if params.action.uses_query {
        url.set_query(Some(&parameters));
    } else {
        body = parameters.as_bytes().to_vec();
    }
    let mut post = request_to(http::Method::POST, url.as_str(), body);
    post.extensions_mut().insert(secret_parameters(proof, params.action));
    if !params.action.uses_query {
        post.headers_mut().insert(CONTENT_TYPE, FORM);
    }
    sign(&mut post, proof, request, now)?;
    Ok(post)
}

/// Builds the unsigned request of an action without parameters.
pub(super) fn build_without_parameters(action: &str, request: &Request) -> http::Request<Vec<u8>> {
    let body = format!("Action={action}&Version={API_VERSION}").into_bytes();
    let mut post = request_to(http::Method::POST, request.endpoint.url().as_str(), body);
    post.headers_mut().insert(CONTENT_TYPE, FORM);
    post
}

#[expect(clippy::disallowed_methods, reason = "the secret key signs the request, which contains the session token")]
fn sign(post: &mut http::Request<Vec<u8>>, proof: &Proof, request: &Request, now: Timestamp) -> Result<(), InvalidHeaderValue> {
    let Some(AwsKeys { access_key, secret_key, session_token }) = &proof.keys else { return Ok(()) };
    let session_token = session_token.as_ref().map(|token| token.expose_secret());
    let keys = SigningKeys { access_key, secret_key: secret_key.expose_secret(), session_token };
    sigv4::sign(post, &keys, &SigningScope { time: now, region: &request.region, service: "sts" })
}

#[expect(clippy::disallowed_methods, reason = "the parameters carry the token or the password to the STS")]
fn parameters(proof: &Proof, params: &AssumeRoleParams<'_>) -> Zeroizing<String> {
    let (action, seconds) = (params.action, params.duration.seconds().to_string());
    let mut fields = vec![("Action", action.name), ("Version", API_VERSION)];
    fields.extend((action.role != RoleUse::NotSupported).then_some(("RoleSessionName", params.session_name.as_str())));
    fields.push(("DurationSeconds", &seconds));
    fields.extend(params.role_arn.map(|role| ("RoleArn", role.as_str())));
    fields.extend(params.policy.map(|policy| ("Policy", policy)));
    fields.extend(params.revoke_type.map(|revoke_type| ("TokenRevokeType", revoke_type)));
    fields.extend(proof.token.as_ref().map(|token| (action.token_parameter, token.expose_secret())));
    let access_token = proof.access_token.as_ref().filter(|_| params.with_access_token);
    fields.extend(access_token.map(|token| (ACCESS_TOKEN_PARAMETER, token.expose_secret())));
    fields.extend(proof.parameters.iter().map(|parameter| (parameter.name, parameter.value.expose_secret())));
    let mut encoded = Zeroizing::new(String::new());
    for (name, value) in fields {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        encoded.push_str(name);
        encoded.push('=');
        encoded.push_str(&Zeroizing::new(encode(value)));
    }
    encoded
}

/// Returns the names of the parameters whose values are removed from messages of the server.
fn secret_parameters(proof: &Proof, action: &StsAction) -> SecretParameters {
    let marked = proof.parameters.iter().filter(|parameter| parameter.is_secret).map(|parameter| parameter.name);
    SecretParameters(marked.chain([action.token_parameter, ACCESS_TOKEN_PARAMETER]).collect())
}
