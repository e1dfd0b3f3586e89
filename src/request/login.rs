//! How a token comes: from outside, or of a person, who is asked in one way or another.

use super::TokenSource;

/// A token that somebody else got.
#[derive(Clone, Debug)]
pub struct GivenToken {
    /// Where it is; it is read anew for every call of the STS.
    pub source: TokenSource,
    /// Whom it is to be meant for, where that is known: sources that make a token are asked for this audience.
    pub audience: Option<String>,
}

/// How a person is asked to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginWay {
    /// As it suits the machine and the provider.
    Auto,
    /// In a browser on this machine.
    Browser,
    /// With a code that is typed into a browser on any machine: RFC 8628.
    Device,
    /// In a browser on any machine, whose last address comes back over the terminal, or to the listener.
    Paste,
    /// Not at all.
    Never,
}

/// Which of the provider's tokens goes to the STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The ID token: what the servers expect.
    IdToken,
    /// The access token, where that one holds the claims.
    AccessToken,
}

/// How a client secret travels: RFC 6749, section 2.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// In the `Authorization` header.
    Basic,
    /// In the form.
    Post,
}
