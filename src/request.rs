//! What is asked for: who, where, what and to whom, as plain data that cannot be wrong in itself.

mod address;
mod canonical;
pub(crate) mod choice;
mod dialect;
mod form;
mod identity;
mod limits;
mod option_name;
mod policy_source;
mod stored;
mod token_source;
mod usage;

pub use address::{Endpoint, Issuer, Redirect, whole_address};
pub use canonical::Field;
pub use choice::{Choice, not_a_choice, one_of};
pub use dialect::Dialect;
pub use form::{AwsProfile, Delivery, Form, Shell, Tool, WriteOptions};
pub use identity::{
    AccessKeys, AssertionKey, BrowserUse, ClientAuthentication, ClientGrants, Identity, KeySource, Ldap, LoginWay, SuppliedToken,
    TokenKind, TokenProvider, WebIdentity,
};
pub use limits::{RoleArn, SessionLength, SessionName, auth_param, port, region, waiting_time, whole_seconds};
pub use option_name::OptionName;
pub use policy_source::PolicySource;
pub use token_source::{TokenSource, command_line};
pub use usage::{ConfigError, Line, Origin, UsageError};

use crate::policy::SessionPolicy;
use crate::sys::Trust;
use std::time::Duration;

/// Programs that call a `credential_process` stop waiting after a minute.
const HELPER_LIMIT: Duration = Duration::from_secs(50);

/// One run, start to finish.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub identity: Identity,
    /// The storage server whose STS is asked.
    pub endpoint: Endpoint,
    /// The storage server's S3 address, where the STS has another; `None`: see [`Endpoint::storage`].
    pub s3_endpoint: Option<Endpoint>,
    /// The server's dialect; `None`: detect it.
    pub dialect: Option<Dialect>,
    /// What narrows the credentials further.
    pub policy: Option<SessionPolicy>,
    /// The role to take, where the server has roles.
    pub role_arn: Option<RoleArn>,
    /// The name of the session; taken from the token where none is given.
    pub session_name: Option<SessionName>,
    /// How long the credentials are to last; the server's kind decides where nothing is asked.
    pub duration: Option<SessionLength>,
    /// Whom to trust on the way, and the certificate to show to the storage server.
    pub trust: Trust,
    /// The region to sign for.
    pub region: String,
    /// How long a person, an answer of a server, or another process is waited for.
    pub timeout: Duration,
    /// Cache policy.
    pub cache_policy: CachePolicy,
    /// What comes out.
    pub delivery: Delivery,
    /// The profile that it comes from, where it comes from one.
    pub profile: Option<String>,
}

/// How the cache is used, and the lifetime that cached credentials must still have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CachePolicy {
    /// Whether files are read and written.
    pub files: bool,
    /// Whether those files are sealed with a key from the operating system's keyring.
    pub sealed: bool,
    /// Whether entries are read that were written under the other value of `sealed` too: a logout ends them all.
    pub both_forms: bool,
    /// Whether the storage server is asked even if credentials are cached.
    pub fresh: bool,
    /// Whether the provider is asked for new tokens too, so that they say what is true now.
    pub fresh_login: bool,
    /// The minimum remaining lifetime; `None`: a third of the whole, at most 15 min.
    pub min_life: Option<Duration>,
}

impl CachePolicy {
    /// No cache at all.
    pub const NOTHING: Self = Self { files: false, sealed: false, both_forms: false, fresh: false, fresh_login: false, min_life: None };
}

impl Request {
    /// The name that tools get for what comes out: the profile's, else this program's.
    #[must_use]
    pub fn label(&self) -> &str {
        self.profile.as_deref().unwrap_or("sts-cli")
    }

    /// How long the whole run may take, where somebody else sets the limit.
    #[must_use]
    pub fn limit(&self) -> Option<Duration> {
        (self.delivery.form == Some(Form::Process)).then_some(HELPER_LIMIT)
    }

    /// The address of the buckets: the S3 endpoint where one is given, else what the STS endpoint implies.
    #[must_use]
    pub fn storage(&self) -> String {
        self.s3_endpoint.as_ref().map_or_else(|| self.endpoint.storage(&self.region), |s3| s3.address().to_owned())
    }

    /// Whether the buckets are on AWS itself, whose address tools derive from the region.
    #[must_use]
    pub fn is_storage_aws(&self) -> bool {
        self.endpoint.is_aws() && self.s3_endpoint.is_none()
    }

    /// The scheme, host and port of the identity provider, where one is asked.
    #[must_use]
    pub fn issuer_origin(&self) -> Option<String> {
        match &self.identity {
            Identity::WebIdentity(person) => Some(person.issuer.discovery().origin().ascii_serialization()),
            Identity::ClientGrants(service) => Some(service.provider.address().origin().ascii_serialization()),
            Identity::SuppliedToken(_)
            | Identity::AccessKeys(_)
            | Identity::Ldap(_)
            | Identity::Certificate(_)
            | Identity::CustomToken(_) => None,
        }
    }

    /// Whether to probe the server before the STS call: a person logs in meanwhile, or temporary keys may be sent, which some dialects
    /// refuse.
    #[must_use]
    pub fn has_time_to_probe(&self) -> bool {
        self.logs_a_person_in() || matches!(&self.identity, Identity::AccessKeys(keys) if keys.may_be_temporary())
    }

    /// The identity provider, where one is asked that has a discovery document.
    #[must_use]
    pub fn issuer(&self) -> Option<&Issuer> {
        match &self.identity {
            Identity::WebIdentity(person) => Some(&person.issuer),
            Identity::ClientGrants(service) => match &service.provider {
                TokenProvider::Issuer(issuer) => Some(issuer),
                TokenProvider::Endpoint(_) => None,
            },
            _ => None,
        }
    }

    /// Whether a token was supplied.
    #[must_use]
    pub fn supplies_a_token(&self) -> bool {
        matches!(self.identity, Identity::SuppliedToken(_))
    }

    /// Whether a person may be asked, where one must log in.
    #[must_use]
    pub fn may_prompt_for_login(&self) -> bool {
        !matches!(&self.identity, Identity::WebIdentity(person) if person.login == LoginWay::Never)
    }

    /// Whether a person logs in, so that the server can be probed meanwhile.
    #[must_use]
    pub fn logs_a_person_in(&self) -> bool {
        matches!(self.identity, Identity::WebIdentity(_) | Identity::Ldap(_))
    }
}

/// Why a value is not valid.
#[derive(thiserror::Error, PartialEq, Eq)]
pub enum RequestError {
    /// Not an address at all.
    #[error("`{0}` is not a web address: write it whole, such as https://minio.example:9000")]
    NotAnAddress(String),
    /// Another scheme than http and https.
    #[error("`{0}` is not an http or https address")]
    NotHttp(String),
    /// A user name or password in an address.
    #[error("{0} holds a user name or password: addresses are shown and logged, leave it out")]
    UserInformation(&'static str),
    /// An address with a query or a fragment, which may hold a secret and is not sent.
    #[error("{0} has a query or a fragment, and neither would be sent")]
    Query(&'static str),
    /// Plain http to another machine.
    #[error("{address} is plain http to another machine: whoever listens on the way gets the keys")]
    PlainHttp {
        /// The address, without user information and query.
        address: String,
        /// The option that allows it.
        allowed_by: OptionName,
    },
    /// Plain http, named by a provider that is reached by https.
    #[error("{address} is plain http, and the provider is on https: whoever listens on the way gets the tokens")]
    Downgrade {
        /// The address, without user information and query.
        address: String,
        /// The option that allows it.
        allowed_by: OptionName,
    },
    /// An address of this machine or of its link, named by a provider that is somewhere else.
    #[error("{0} is on this machine or its local network link, and the provider is not")]
    Nearby(String),
    /// A redirect address that a listener on this machine cannot serve.
    #[error("`{0}` cannot be the redirect address: it must be http on 127.0.0.1, [::1] or localhost, without query and fragment")]
    NotLoopback(String),
    /// No time to wait.
    #[error("`{0}` is no time to wait: write 90s, 10m or 1h")]
    NoTime(String),
    /// Not a time span.
    #[error("`{0}` is not a length of time: write 8h, 90m, 1h30m or a number of seconds")]
    NotALength(String),
    /// A time span that no server grants.
    #[error("a session of {0} is out of bounds: servers grant 15m to 365d (many no more than 12h)")]
    LengthOutOfBounds(String),
    /// No ARN.
    #[error("`{0}` is not a role ARN: it starts with `arn:` and has 20 to 2048 characters without blanks")]
    NotARoleArn(String),
    /// Not a session name.
    #[error("`{0}` is not a session name: 2 to 64 letters, digits and _+=,.@-")]
    NotASessionName(String),
    /// Not a region.
    #[error("`{0}` is not a region: 1 to 64 letters, digits and ._-")]
    NotARegion(String),
    /// Not `KEY=VALUE`, or a parameter that this program sets itself.
    #[error("`{0}` is not an authorization parameter: write KEY=VALUE, with a key that sts-cli does not set itself")]
    NotAParameter(String),
    /// No source of tokens. The text is left out: it may be a token.
    #[error("that is no source of a token; write where the token is, not the token itself: {}", token_source::FORMS)]
    UnknownTokenSource,
    /// A command line with an open quote, or nothing in it.
    #[error("that is no command line: nothing is there, or a quote is open")]
    NotACommand,
    /// None of the values that there are.
    #[error("`{given}` is not one of {choices}")]
    NotAChoice {
        /// What was given.
        given: String,
        /// What there is.
        choices: String,
    },
    /// Not a port that can be listened on.
    #[error("`{0}` is not a port: 1 to 65535")]
    NotAPort(String),
}
debug_as_display!(RequestError);
