//! [`Request`]: the parameters of one run, as validated plain data.

use super::address::Endpoint;
use super::delivery::{Delivery, OutputFormat};
use super::dialect::Dialect;
use super::identity::Identity;
use super::proof_source::LoginMethod;
use super::values::{RoleArn, SessionDuration, SessionName};
use crate::policy::SessionPolicy;
use crate::sys::Trust;
use std::time::Duration;

// SDKs kill a `credential_process` after one minute; stop before that, so that our own error is shown.
const CREDENTIAL_PROCESS_TIMEOUT: Duration = Duration::from_secs(50);

/// The parameters of one run, resolved from flags, environment and profiles.
#[derive(Clone, Debug)]
pub struct Request {
    /// The identity that requests credentials.
    pub identity: Identity,
    /// The STS endpoint of the storage server.
    pub endpoint: Endpoint,
    /// The S3 endpoint, if it differs from the STS endpoint; `None`: derived by [`Endpoint::storage`].
    pub s3_endpoint: Option<Endpoint>,
    /// The server's dialect; `None`: detect it.
    pub dialect: Option<Dialect>,
    /// The session policy, which restricts the credentials further.
    pub policy: Option<SessionPolicy>,
    /// The role to assume.
    pub role_arn: Option<RoleArn>,
    /// The session name (`RoleSessionName`); `None`: derived from the token.
    pub session_name: Option<SessionName>,
    /// The requested lifetime of the credentials; `None`: the default of the server's dialect.
    pub duration: Option<SessionDuration>,
    /// TLS settings: trusted certificates, and the client certificate for the storage server.
    pub trust: Trust,
    /// The region used for signing.
    pub region: String,
    /// The limit of every single wait: for the user, for a response, for another process.
    pub timeout: Duration,
    /// How the cache is used.
    pub cache_policy: CachePolicy,
    /// The output format and destinations.
    pub delivery: Delivery,
    /// The name of the profile that the request was read from, if any.
    pub profile: Option<String>,
}

/// How the cache is used, and the minimum remaining lifetime of cached credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CachePolicy {
    /// Whether the cache is read and written at all.
    pub enabled: bool,
    /// Whether entries are encrypted with a key from the operating system's keyring.
    pub sealed: bool,
    /// Whether entries written with the other value of `sealed` are read too, so that a logout finds all of them.
    pub any_seal: bool,
    /// Whether to ignore cached credentials.
    pub ignore_credentials: bool,
    /// Whether to request new tokens from the provider too, so that their claims are current.
    pub ignore_tokens: bool,
    /// The minimum remaining lifetime; `None`: a third of the total lifetime, at most 15 min.
    pub min_life: Option<Duration>,
}

impl CachePolicy {
    /// Neither reads nor writes the cache.
    pub const DISABLED: Self =
        Self { enabled: false, sealed: false, any_seal: false, ignore_credentials: false, ignore_tokens: false, min_life: None };
}

impl Request {
    /// Returns the name for a profile, alias or remote in tools: the profile's name, or `sts-cli`.
    #[must_use]
    pub fn label(&self) -> &str {
        self.profile.as_deref().unwrap_or("sts-cli")
    }

    /// Returns the limit for the whole run: set for `-o process`, whose callers kill it after a minute.
    #[must_use]
    pub(crate) fn run_timeout(&self) -> Option<Duration> {
        (self.delivery.format == Some(OutputFormat::Process)).then_some(CREDENTIAL_PROCESS_TIMEOUT)
    }

    /// Returns the S3 address: the S3 endpoint if set, otherwise derived from the STS endpoint.
    #[must_use]
    pub fn s3_address(&self) -> String {
        self.s3_endpoint.as_ref().map_or_else(|| self.endpoint.storage(&self.region), |s3| s3.address().to_owned())
    }

    /// Whether the buckets are on AWS S3, whose address tools derive from the region.
    #[must_use]
    pub(crate) fn is_storage_aws(&self) -> bool {
        self.endpoint.is_aws() && self.s3_endpoint.is_none()
    }

    /// Returns the origin (scheme, host, port) of the identity provider, if the identity uses one.
    #[must_use]
    pub(crate) fn issuer_origin(&self) -> Option<String> {
        self.identity.data().provider().map(|(_, url)| url.origin().ascii_serialization())
    }

    /// Whether to probe the server before the STS call: while the user logs in (it costs no time then), or because temporary keys may be
    /// sent, which some dialects refuse.
    #[must_use]
    pub(crate) fn should_probe(&self) -> bool {
        self.identity.data().should_probe()
    }

    /// Whether the identity is a supplied token.
    #[must_use]
    pub(crate) fn has_supplied_token(&self) -> bool {
        self.identity.supplied_token().is_some()
    }

    /// Whether an interactive login is allowed (`--login never` forbids it).
    #[must_use]
    pub(crate) fn allows_interactive_login(&self) -> bool {
        self.identity.web_identity().is_none_or(|web_identity| web_identity.login != LoginMethod::Never)
    }

    /// Whether the identity requires a user to log in; the server can be probed meanwhile.
    #[must_use]
    pub(crate) fn is_user_login(&self) -> bool {
        self.identity.data().is_user_login()
    }
}
