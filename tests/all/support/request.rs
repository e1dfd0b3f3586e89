//! Library requests for tests.

use std::time::Duration;
use sts_cli::request::{
    AccessKeys, BrowserUse, CachePolicy, Endpoint, Identity, Issuer, KeySource, LoginMethod, OutputFormat, RedirectUri, Request, TokenKind,
    WebIdentity,
};
use sts_cli::sys::Trust;

/// A request that exchanges keys of an AWS profile at this endpoint, without a cache.
pub(crate) fn request(endpoint: &str) -> Request {
    Request {
        identity: Identity::AccessKeys(AccessKeys { keys: KeySource::Profile("none".to_owned()), external_id: None, mfa: None }),
        endpoint: Endpoint::new(endpoint, false).unwrap(),
        s3_endpoint: None,
        dialect: None,
        policy: None,
        role_arn: None,
        session_name: None,
        duration: None,
        trust: Trust::default(),
        region: "us-east-1".to_owned(),
        timeout: Duration::from_secs(30),
        cache_policy: CachePolicy::DISABLED,
        delivery: OutputFormat::Json.into(),
        profile: None,
    }
}

/// A login with the public client `sts-cli` at this provider.
pub(crate) fn person(issuer: &str) -> WebIdentity {
    WebIdentity {
        issuer: Issuer::new(issuer, false).unwrap(),
        client_id: "sts-cli".to_owned(),
        client_secret: None,
        client_auth: None,
        assertion_key: None,
        scopes: Vec::new(),
        auth_params: Vec::new(),
        account: None,
        switches_user: false,
        redirect: RedirectUri::with_ports(Vec::new()),
        login: LoginMethod::Auto,
        browser: BrowserUse::Open,
        send: TokenKind::IdToken,
        userinfo: false,
    }
}
