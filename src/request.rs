//! What is asked for: who, where, what and to whom, as plain data that cannot be wrong in itself.

mod address;
mod form;
mod limits;
mod login;
mod token_source;
mod usage;

pub use address::{Endpoint, Issuer, Redirect};
pub use form::{Delivery, FORMS, Form, Shell};
pub use limits::{RoleArn, SessionLength, SessionName, auth_param, whole_seconds};
pub use login::{ClientAuthentication, GivenToken, LoginWay, TokenKind};
pub use token_source::TokenSource;
pub use usage::UsageError;

use crate::secret::Source;
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
    /// The role to take, where the server has roles.
    pub role_arn: Option<RoleArn>,
    /// The name of the session; taken from the token where none is given.
    pub session_name: Option<SessionName>,
    /// How long the credentials are to last; the server's kind decides where nothing is asked.
    pub duration: Option<SessionLength>,
    /// The region to sign for.
    pub region: String,
    /// How long the whole run may wait for a person.
    pub timeout: Duration,
    /// Whether anything is remembered between runs.
    pub remember: bool,
    /// What comes out.
    pub delivery: Delivery,
}

impl Request {
    /// How long the whole run may take, where somebody else sets the limit.
    #[must_use]
    pub fn limit(&self) -> Option<Duration> {
        (self.delivery.form == Form::Process).then_some(HELPER_LIMIT)
    }

    /// The scheme, host and port of the identity provider, where one is asked.
    #[must_use]
    pub fn issuer_origin(&self) -> Option<String> {
        match &self.identity {
            Identity::WebIdentity(person) => Some(person.issuer.discovery().origin().ascii_serialization()),
            Identity::GivenToken(_) | Identity::AccessKeys(_) => None,
        }
    }

    /// Whether a person is asked to log in.
    #[must_use]
    pub fn asks_a_person(&self) -> bool {
        matches!(self.identity, Identity::WebIdentity(_))
    }
}

/// Who asks: one variant an identity.
#[derive(Clone, Debug)]
pub enum Identity {
    /// A person who logs in at an OpenID provider.
    WebIdentity(Box<WebIdentity>),
    /// Whoever a token from outside speaks of: a job, a pod, a person who logged in elsewhere.
    GivenToken(GivenToken),
    /// Long-term access keys.
    AccessKeys(AccessKeys),
}

/// A login at an OpenID provider.
#[derive(Clone, Debug)]
pub struct WebIdentity {
    /// The provider.
    pub issuer: Issuer,
    /// The name of this client at the provider.
    pub client_id: String,
    /// The proof of a confidential client.
    pub client_secret: Option<Source>,
    /// The scopes to ask for; empty: `openid`, and `profile` and `email` where the provider has them.
    pub scopes: Vec<String>,
    /// More parameters for the authorization request.
    pub auth_params: Vec<(String, String)>,
    /// Where the provider sends the browser back to.
    pub redirect: Redirect,
    /// How the person is asked.
    pub login: LoginWay,
    /// Whether a browser is opened.
    pub browser: BrowserUse,
    /// Which of the provider's tokens goes to the STS.
    pub send: TokenKind,
    /// Whether the provider's userinfo must tell of the same person.
    pub userinfo: bool,
}

/// Long-term keys of a user of the storage server.
#[derive(Clone, Debug)]
pub struct AccessKeys {
    /// The access key id, or the user's name.
    pub access_key: String,
    /// The secret key.
    pub secret_key: Source,
}

/// Whether a browser is opened for the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserUse {
    /// Open one.
    Open,
    /// Show the address only.
    ShowAddress,
    /// Open one only while somebody sits at a terminal: a helper started by another program must not.
    OpenForATerminal,
}

/// Why a value is no part of a request. The texts say what would be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
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
    /// Plain http to another machine.
    #[error("{address} is plain http to another machine: whoever listens on the way gets the keys")]
    PlainHttp {
        /// The address, without user information and query.
        address: String,
        /// The flag that allows it.
        flag: &'static str,
    },
    /// A redirect address that a listener on this machine cannot serve.
    #[error("`{0}` cannot be the redirect address: it must be http on 127.0.0.1, [::1] or localhost, without query and fragment")]
    NotLoopback(String),
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
    /// Not `KEY=VALUE`, or a parameter that this program sets itself.
    #[error("`{0}` is not an authorization parameter: write KEY=VALUE, with a key that sts-cli does not set itself")]
    NotAParameter(String),
    /// No source of tokens. The text is left out: it may be a token.
    #[error("that is no source of a token; write where the token is, not the token itself: {}", token_source::FORMS)]
    UnknownTokenSource,
    /// A command line with an open quote, or nothing in it.
    #[error("the words behind `cmd:` are no command line: nothing is there, or a quote is open")]
    NotACommand,
    /// An unknown output form.
    #[error("`{0}` is not an output form")]
    UnknownForm(String),
}
