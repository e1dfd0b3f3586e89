//! The error of a value that is not valid.

/// The role of a server that an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerRole {
    /// The storage server.
    Storage,
    /// The identity provider.
    Provider,
}

/// Why a value is not valid.
#[derive(thiserror::Error, PartialEq, Eq)]
pub enum RequestError {
    /// The text is not a URL.
    #[error("`{0}` is not a URL: write it in full, such as https://minio.example:9000")]
    NotAnAddress(String),
    /// The scheme is neither http nor https.
    #[error("`{0}` is not an http or https URL")]
    NotHttp(String),
    /// The URL contains a user name or password.
    #[error("{0} contains a user name or password: URLs are printed and logged")]
    UserInfoInUrl(&'static str),
    /// The URL has a query or fragment; it may hold a secret and would not be sent.
    #[error("{0} has a query or fragment, which would not be sent")]
    QueryInUrl(&'static str),
    /// Plain http to a host other than loopback.
    #[error("{address} is plain http to another machine: anyone on the network could read the keys")]
    PlainHttp {
        /// The address, without user information and query.
        address: String,
        /// The server at that address.
        server: ServerRole,
    },
    /// A provider reached by https names a plain http URL.
    #[error("{address} is plain http although the provider uses https: anyone on the network could read the tokens")]
    Downgrade {
        /// The address, without user information and query.
        address: String,
    },
    /// A remote provider names a loopback or link-local address.
    #[error("{0} is a loopback or link-local address, but the provider is on another machine")]
    LocalAddress(String),
    /// A redirect URI that the loopback listener cannot serve.
    #[error("`{0}` is not a valid redirect URI: it must be http on 127.0.0.1, [::1] or localhost, without query and fragment")]
    NotLoopback(String),
    /// Not a valid timeout: zero.
    #[error("invalid timeout `{0}`: use a duration such as 90s, 10m or 1h")]
    InvalidTimeout(String),
    /// Not a duration.
    #[error("invalid duration `{0}`: use 8h, 90m, 1h30m or a number of seconds")]
    NotADuration(String),
    /// A session duration that no server grants.
    #[error("`{0}` is out of range: servers grant 15m to 365d (many at most 12h)")]
    DurationOutOfBounds(String),
    /// The text does not have the form of such a value.
    #[error("`{given}` is not {expected}")]
    Malformed {
        /// The given text.
        given: String,
        /// The kind of value, as a noun with its article, and its form.
        expected: &'static str,
    },
    /// Not a token source. The text is not shown: it may be a token.
    #[error("unknown token source; give the location of the token, not the token itself: {}", FORMS)]
    UnknownTokenSource,
    /// A command line that is empty or has an unclosed quote.
    #[error("the command line is empty or has an unclosed quote")]
    NotACommand,
    /// Not one of the allowed values.
    #[error("`{given}` is not one of {choices}")]
    NotAChoice {
        /// The given value.
        given: String,
        /// The allowed values, separated by commas.
        choices: String,
    },
}
debug_as_display!(RequestError);

/// The accepted spellings, for errors and help.
const FORMS: &str =
    "file:PATH, env:NAME, cmd:PROGRAM ARGS, - for standard input, aws, kubernetes, github, gitlab, buildkite, circleci, or ci";

impl RequestError {
    /// Creates the error for `text`, which is not `expected`: a noun with its article, and its form.
    pub(crate) fn malformed(text: &str, expected: &'static str) -> Self {
        Self::Malformed { given: text.to_owned(), expected }
    }
}
