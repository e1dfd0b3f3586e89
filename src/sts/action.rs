//! Builds STS requests: the parameters of each action, in a form or in the query, signed if the action requires it.
//!
//! All are `POST` requests to the endpoint. MinIO accepts two of them only with parameters in the query and no body.

use crate::identity::Proof;
use crate::request::{Identity, Request, RoleArn, SessionDuration, SessionName};
use crate::sigv4::{self, SigningKeys, SigningScope, encode};
use crate::sys::request_to;
use http::header::{CONTENT_TYPE, HeaderValue, InvalidHeaderValue};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");

/// The STS actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    AssumeRole,
    WebIdentity,
    ClientGrants,
    LdapIdentity,
    Certificate,
    CustomToken,
}

impl Action {
    /// The action for an identity.
    pub(super) fn for_identity(identity: &Identity) -> Self {
        match identity {
            Identity::WebIdentity(_) | Identity::SuppliedToken(_) => Self::WebIdentity,
            Identity::ClientGrants(_) => Self::ClientGrants,
            Identity::AccessKeys(_) => Self::AssumeRole,
            Identity::Ldap(_) => Self::LdapIdentity,
            Identity::Certificate(_) => Self::Certificate,
            Identity::CustomToken(_) => Self::CustomToken,
        }
    }

    /// The value of the parameter `Action`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::AssumeRole => "AssumeRole",
            Self::WebIdentity => "AssumeRoleWithWebIdentity",
            Self::ClientGrants => "AssumeRoleWithClientGrants",
            Self::LdapIdentity => "AssumeRoleWithLDAPIdentity",
            Self::Certificate => "AssumeRoleWithCertificate",
            Self::CustomToken => "AssumeRoleWithCustomToken",
        }
    }

    /// Whether only MinIO supports this action.
    pub(super) fn is_minio_only(self) -> bool {
        matches!(self, Self::ClientGrants | Self::Certificate | Self::CustomToken)
    }

    fn uses_query(self) -> bool {
        matches!(self, Self::Certificate | Self::CustomToken)
    }

    /// Whether the action accepts a session policy. If not, the server would ignore it and grant too much.
    pub(super) fn supports_policy(self) -> bool {
        !self.uses_query()
    }
}

/// The parameters of an STS call besides the proof.
pub(super) struct AssumeRoleParams<'a> {
    pub(super) action: Action,
    pub(super) length: SessionDuration,
    pub(super) session_name: SessionName,
    pub(super) role_arn: Option<&'a RoleArn>,
    pub(super) policy: Option<&'a str>,
    pub(super) revoke_type: Option<&'a str>,
    pub(super) with_access_token: bool,
}

/// Builds the request. Only `AssumeRole` is signed: MinIO routes other signed actions to the wrong handler.
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
    if params.action.uses_query() {
        url.set_query(Some(&parameters));
    } else {
        body = parameters.as_bytes().to_vec();
    }
    let mut post = request_to(http::Method::POST, url.as_str(), body);
    if !params.action.uses_query() {
        post.headers_mut().insert(CONTENT_TYPE, FORM);
    }
    sign(&mut post, proof, request, now)?;
    Ok(post)
}

#[expect(clippy::disallowed_methods, reason = "the signature is made of the secret key, the session token goes along")]
fn sign(post: &mut http::Request<Vec<u8>>, proof: &Proof, request: &Request, now: Timestamp) -> Result<(), InvalidHeaderValue> {
    let Proof::AccessKeys { access_key, secret_key, session_token, .. } = proof else { return Ok(()) };
    let session_token = session_token.as_ref().map(|token| token.expose_secret());
    let keys = SigningKeys { access_key, secret_key: secret_key.expose_secret(), session_token };
    sigv4::sign(post, &keys, &SigningScope { time: now, region: &request.region, service: "sts" })
}

#[expect(clippy::disallowed_methods, reason = "the parameters carry the token or the password to the STS")]
fn parameters(proof: &Proof, params: &AssumeRoleParams<'_>) -> Zeroizing<String> {
    let seconds = params.length.seconds().to_string();
    let mut fields = vec![
        ("Action", params.action.name()),
        ("Version", "2011-06-15"),
        ("RoleSessionName", params.session_name.as_str()),
        ("DurationSeconds", &seconds),
    ];
    fields.extend(params.role_arn.map(|role| ("RoleArn", role.as_str())));
    fields.extend(params.policy.map(|policy| ("Policy", policy)));
    fields.extend(params.revoke_type.map(|kind| ("TokenRevokeType", kind)));
    match proof {
        Proof::WebIdentity { token, access_token, .. } => {
            fields.push(("WebIdentityToken", token.expose_secret()));
            let wanted = access_token.as_ref().filter(|_| params.with_access_token);
            fields.extend(wanted.map(|token| ("WebIdentityAccessToken", token.expose_secret())));
        }
        Proof::ClientGrants { token, .. } => {
            let field = if params.action == Action::WebIdentity { "WebIdentityToken" } else { "Token" };
            fields.push((field, token.expose_secret()));
        }
        Proof::AccessKeys { external_id, .. } => fields.extend(external_id.as_deref().map(|id| ("ExternalId", id))),
        Proof::Ldap { user, password } => {
            fields.extend([("LDAPUsername", user.as_str()), ("LDAPPassword", password.expose_secret())]);
        }
        Proof::Certificate { .. } => {}
        Proof::CustomToken { token } => fields.push(("Token", token.expose_secret())),
    }
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
