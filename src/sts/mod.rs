//! The Security Token Service: proof in, credentials out.

mod action;
mod caller;
mod dialect;
mod exchange;
mod expiration;
mod notice;
mod reply;
mod revoke;

pub use crate::xml::{CONSOLE_PORT, Refusal};
pub use caller::{Caller, caller};
pub use dialect::LearnedServer;
pub use exchange::{ServerProbe, exchange, preflight_warnings, probe};
pub use notice::Notice;
pub use reply::{Granted, Reply, read};
pub use revoke::{RevokeError, RevokeScope, revoke};

use crate::request::Dialect;
use crate::sys::HttpError;
use http::header::InvalidHeaderValue;

/// What was sent along, for whoever explains a refusal: names and addresses, never values of claims.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// The action asked for.
    pub action: &'static str,
    /// The address that was asked: scheme, host and port, which are signed where the action is signed, and the path where it has one.
    pub host: String,
    /// The names of the token's claims; empty where no token was sent.
    pub claim_names: Vec<String>,
    /// Whom the token is meant for.
    pub audience: Vec<String>,
    /// Who issued the token.
    pub issuer: Option<String>,
    /// The policy names the token holds under `policy`.
    pub policies: Vec<String>,
    /// The role that was asked for.
    pub role_arn: Option<String>,
    /// The duration that was asked for, in seconds.
    pub seconds: u32,
    /// The kind of server, as far as it is known.
    pub dialect: Dialect,
}

impl RequestContext {
    /// Whether a plain 500 is a refusal: MinIO answers so for its identity plugin, and for a certificate without a policy.
    #[must_use]
    pub fn is_refused_by_500(&self) -> bool {
        matches!(self.action, "AssumeRoleWithCustomToken" | "AssumeRoleWithCertificate")
    }
}

/// Why an STS call brought no credentials.
#[derive(thiserror::Error)]
pub enum Error {
    /// The endpoint could not be reached, or its answer did not arrive whole.
    #[error("the storage server did not answer")]
    NoAnswer(#[from] HttpError),
    /// The server answered as an STS does, with a refusal.
    #[error("the STS endpoint refused {}: {refusal}", sent.action)]
    Refused {
        /// What the server said.
        refusal: Refusal,
        /// What it was asked.
        sent: Box<RequestContext>,
    },
    /// The endpoint leads somewhere else, where nothing is sent.
    #[error("{host} redirects to {to} (status {status}), and nothing was sent there")]
    Redirected {
        /// The address that was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// Where it leads.
        to: String,
        /// Whether the identity provider was named by the same host.
        is_the_issuers: bool,
    },
    /// Something answered that is no STS.
    #[error("what answers at {host} is not an STS: status {status}, {content_type}{}", words.as_ref().map_or_else(String::new, |words| format!(", saying \"{words}\"")))]
    NotSts {
        /// The address that was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The content type, or that there is none.
        content_type: String,
        /// Whether the identity provider was named by the same host.
        is_the_issuers: bool,
        /// What the answer says to a person, fit to be shown.
        words: Option<String>,
    },
    /// A success that does not hold what a success must.
    #[error("the STS answered {action} with success, but {problem}")]
    BadReply {
        /// The action asked for.
        action: &'static str,
        /// What is wrong with the document.
        problem: String,
    },
    /// A success whose keys some tools would take for something else.
    #[error("the STS answered {action} with success, but {problem}")]
    UnsafeKeys {
        /// The action asked for.
        action: &'static str,
        /// Which character of which key it is.
        problem: String,
    },
    /// Credentials that are of no use, because they have expired.
    #[error("the STS answered {action} with success, but {problem}")]
    Expired {
        /// The action asked for.
        action: &'static str,
        /// When they expire, and what is wrong with that.
        problem: String,
    },
    /// Longer than this kind of server grants.
    #[error("a {dialect} server grants sessions of {longest} s at most")]
    TooLong {
        /// The kind of server.
        dialect: Dialect,
        /// Its longest session, in seconds.
        longest: u32,
    },
    /// A session policy that MinIO, or what may be one, will find too long.
    #[error("the session policy has {0} bytes as MinIO writes it; it may have {most}", most = crate::policy::MOST)]
    PolicyTooLong(usize),
    /// No role, where there must be one.
    #[error("{action} wants a role here")]
    RoleNeeded {
        /// The action.
        action: &'static str,
    },
    /// A session policy, where the server would ignore it.
    #[error("{action} takes no session policy: the credentials would be wider than asked for")]
    PolicyNotTaken {
        /// The action.
        action: &'static str,
    },
    /// Temporary keys, where long-term ones must be.
    #[error("a {dialect} server does not let temporary keys call AssumeRole")]
    TemporaryKeys {
        /// The kind of server.
        dialect: Dialect,
    },
    /// A key that no HTTP header can carry.
    #[error("the access key or secret key cannot be used to sign: it holds control characters")]
    UnsignableKey(#[from] InvalidHeaderValue),
}
debug_as_display!(Error);

impl Error {
    /// Whether the server looked at the proof and refused it: 5xx is trouble of its own, but for the actions that it refuses by a 500.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { refusal, sent } if sent.is_refused_by_500() && refusal.status == 500 => true,
            Self::Refused { refusal, .. } => refusal.status < 500 && !refusal.is_trouble(),
            _ => false,
        }
    }
}
