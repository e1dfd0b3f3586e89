//! Test data: credentials and requests for the tests of the tools' formats.

use crate::credentials::Credentials;
use crate::request::{CachePolicy, Endpoint, Identity, OutputFormat, Request};
use crate::secret::{SecretKey, SessionToken};
use crate::sys::{ClientCertificate, Trust};
use std::time::Duration;

/// A value with the quotes, escapes and expansions of all formats.
pub(in crate::deliver) const NASTY: &str = r#"-a'b"c\d $HOME ${x} %{y} `id` #e ; <<f = "#;

/// Keys in the usual alphabets, base64 and JWT.
pub(in crate::deliver) fn credentials() -> Credentials {
    with("FAKEACCESSKEY", "fake/secret+key=", "fake.session-token_x")
}

/// Credentials with these keys, which expire in 2030.
pub(in crate::deliver) fn with(access_key: &str, secret_key: &str, session_token: &str) -> Credentials {
    Credentials {
        access_key: access_key.to_owned(),
        secret_key: SecretKey::new(secret_key.to_owned()),
        session_token: SessionToken::new(session_token.to_owned()),
        expiration: jiff::Timestamp::constant(1_893_456_000, 0),
        granted: jiff::Timestamp::constant(1_893_452_400, 0),
        name: None,
        identity: None,
    }
}

/// A request to this endpoint without a profile.
pub(in crate::deliver) fn request(endpoint: &str) -> Request {
    let endpoint = Endpoint::new(endpoint, false).unwrap_or_else(|error| unreachable!("{error}"));
    Request {
        identity: Identity::Certificate(ClientCertificate { certificate: "cert.pem".into(), key: "key.pem".into() }),
        region: endpoint.region().unwrap_or("us-east-1").to_owned(),
        endpoint,
        s3_endpoint: None,
        dialect: None,
        policy: None,
        role_arn: None,
        session_name: None,
        duration: None,
        trust: Trust::default(),
        timeout: Duration::from_secs(10),
        cache_policy: CachePolicy::DISABLED,
        delivery: OutputFormat::Json.into(),
        profile: None,
    }
}

/// Returns a request for `endpoint` of the profile `profile`.
pub(in crate::deliver) fn of_profile(profile: &str, endpoint: &str) -> Request {
    Request { profile: Some(profile.to_owned()), ..request(endpoint) }
}

/// Returns a request that trusts the certificates in a bundle.
pub(in crate::deliver) fn trusting(bundle: &str, endpoint: &str) -> Request {
    Request { trust: Trust { ca_bundle: Some(bundle.into()), ..Trust::default() }, ..request(endpoint) }
}
